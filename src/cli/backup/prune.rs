//! `deskferry backup prune`

use clap::Args as ClapArgs;
use deskferry::backup::{
    BackupAge, ManifestAccount, PruneError, PrunePlan, backup_accounts, backup_target, clear, plan_prune,
};
use deskferry::config::Environment;
use deskferry::exit_status::ExitStatus;
use deskferry::monitor::JobFacts;
use deskferry::storage::{Location, Storage};
use deskferry::writer::Stop;
use jiff::Timestamp;
use serde_json::json;

use super::super::args::{GlobalArgs, NotifyArgs, OutputArgs};
use super::super::command_error::{CommandError, CommandResult};
use super::super::{console, document};
use super::keep_args::KeepArgs;
use super::remove_backups::{remove_backups, until_signal};
use super::retention_text::{report_retention, retained_json, retained_lines};
use super::target::{lock, target};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The rules are those of a backup, without making one. The newest complete backup
always stays. Backups that can't be read are not touched. What an interrupted
backup or prune has left in a folder is removed too. The list on standard output
begins with the newest: kept (by which rules), removed, or left (when stopped).

Exit status: 0 done; 2 usage, no rule, a backup that is dated in the future, or
another backup or prune works in the folder; 3 not authorized by the store;
4 stopped, or the target can't be reached; 6 nothing was removed, because a
backup is marked and not accepted.

Examples:
  deskferry backup prune backups --keep-daily 14 --keep-monthly 12 --keep-dry-run
  deskferry backup prune s3://bucket/helpdesk --keep-last 30")]
pub(crate) struct Args {
    /// Folder that contains all backups, or s3://bucket/prefix
    #[arg(value_parser = target())]
    target: String,
    /// Only the backups of this account, by its client id or its address; needed if TARGET has several
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    #[command(flatten)]
    keep: KeepArgs,
    #[command(flatten)]
    notify: NotifyArgs,
}

pub(super) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    args.notify.over(&global.connection, "backup prune", |facts| run_watched(&global.output, args, facts))
}

fn run_watched(output: &OutputArgs, args: &Args, facts: &mut JobFacts) -> CommandResult {
    let policy = args.keep.policy()?.ok_or_else(|| {
        CommandError::usage("say which backups to keep, for example --keep-daily 14 --keep-monthly 12")
    })?;
    let store = Environment::read().store;
    let place = backup_target(&args.target, &store)?;
    let _lock = lock(&Location::parse(&args.target)?, "remove backups in")?;
    let dry_run = args.keep.is_dry_run();
    let accounts = backup_accounts(&*place).map_err(PruneError::from)?;
    let Some(account) = chosen(&accounts, args)? else {
        clear_leftovers(output, &*place, dry_run)?;
        document::set("backups", &json!([]))?;
        if !output.quiet() {
            console::say(&format!("no backups in {}\n", args.target));
        }
        return Ok(ExitStatus::Success);
    };
    let plan = plan_prune(&*place, &policy, account)?;
    refuse_future(&plan)?;
    plan.check_removal()?;
    clear_leftovers(output, &*place, dry_run)?;
    let remove = |stop: &Stop| Ok(remove_backups(&plan, &*place, stop));
    let removal = (!dry_run).then(|| until_signal(remove)).transpose()?;
    let removed = removal.as_ref().map(|removal| removal.removed.as_slice());
    facts.dry_run = dry_run;
    let gone = removed.map_or(0, <[_]>::len);
    facts.counts.extend([("backups", plan.decisions.len() as u64), ("removed", gone as u64)]);
    document::extend(&json!({"dry_run": dry_run, "backups": retained_json(&plan, removed)}))?;
    console::data(&retained_lines(&plan, removed))?;
    report_retention(output, &plan, removed);
    removal.map_or(Ok(()), |removal| removal.result)?;
    Ok(ExitStatus::Success)
}

/// Removes what killed backups and removals have left, unless in a dry run. Called after all that may refuse the
/// command.
fn clear_leftovers(output: &OutputArgs, place: &dyn Storage, dry_run: bool) -> Result<(), CommandError> {
    if dry_run {
        return Ok(());
    }
    for name in clear(place, Timestamp::now()).map_err(PruneError::from)? {
        if !output.quiet() {
            console::say(&format!("Removed what was left of the interrupted backup {name}\n"));
        }
    }
    Ok(())
}

/// The account whose backups the rules are for; `None` if there is no backup.
fn chosen<'a>(
    accounts: &'a [ManifestAccount],
    args: &Args,
) -> Result<Option<&'a ManifestAccount>, CommandError> {
    let is_meant = |account: &&ManifestAccount| match args.account.as_deref() {
        None => true,
        Some(name) => account.client_id.as_deref() == Some(name) || account.base_url == name,
    };
    let found: Vec<&ManifestAccount> = accounts.iter().filter(is_meant).collect();
    let listed = |accounts: &[&ManifestAccount]| -> String {
        let name = |account: &&ManifestAccount| format!("\n  {} {}", account.client(), account.base_url);
        accounts.iter().map(name).collect()
    };
    match (found.as_slice(), &args.account) {
        ([], None) => Ok(None),
        ([one], _) => Ok(Some(one)),
        ([], Some(name)) => Err(CommandError::usage(format!(
            "{} has no backups of the account {name:?}; it has those of:{}",
            args.target,
            listed(&accounts.iter().collect::<Vec<_>>())
        ))),
        (many, _) => Err(CommandError::usage(format!(
            "{} has backups of several accounts; choose one with --account, by its {}:{}",
            args.target,
            distinction(many),
            listed(many)
        ))),
    }
}

/// What tells some accounts apart.
fn distinction(accounts: &[&ManifestAccount]) -> &'static str {
    let first = accounts.first();
    let same_client = accounts.iter().all(|one| first.is_some_and(|first| first.client_id == one.client_id));
    let same_address = accounts.iter().all(|one| first.is_some_and(|first| first.base_url == one.base_url));
    match (same_client, same_address) {
        (true, false) => "address",
        (false, true) => "client id",
        _ => "client id or its address",
    }
}

/// Backups that are dated in the future would push out those of today.
fn refuse_future(plan: &PrunePlan) -> Result<(), CommandError> {
    let now = Timestamp::now();
    match plan.decisions.iter().find(|keep| BackupAge::at(now, keep.name.time()).is_future()) {
        None => Ok(()),
        Some(keep) => Err(CommandError::usage(format!(
            "no backup was removed: {} is dated in the future, so the clock is or was wrong; check it, and delete \
             backups that are dated in the future",
            keep.name
        ))),
    }
}
