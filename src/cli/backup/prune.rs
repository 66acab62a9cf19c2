//! `deskferry backup prune`

use clap::Args as ClapArgs;
use deskferry::backup::{ManifestAccount, Pruned, backup_accounts, backup_target, judge};
use deskferry::config::Environment;
use deskferry::exit_status::ExitStatus;
use deskferry::storage::Location;
use jiff::{SignedDuration, Timestamp};

use super::super::args::OutputArgs;
use super::super::command_error::{CommandError, CommandResult};
use super::super::console;
use super::keep_args::KeepArgs;
use super::retention_text::tell_retained;
use super::target::{lock, target};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The rules are those of a backup, without making one. The newest complete backup
always stays. Backups that can't be read and unfinished ones are not touched.

Exit status: 0 done; 2 usage, no rule, a backup that is dated in the future, or
another backup is writing to the folder; 4 the target can't be reached.

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
}

pub(super) fn run(output: &OutputArgs, args: &Args) -> CommandResult {
    let policy = args.keep.policy()?.ok_or_else(|| {
        CommandError::usage("say which backups to keep, for example --keep-daily 14 --keep-monthly 12")
    })?;
    let store = Environment::read().store;
    let place = backup_target(&args.target, &store)?;
    let _lock = lock(&Location::parse(&args.target)?)?;
    let accounts = backup_accounts(&*place)?;
    let Some(account) = chosen(&accounts, args)? else {
        if !output.quiet() {
            console::say(&format!("no backups in {}\n", args.target));
        }
        return Ok(ExitStatus::Success);
    };
    let judged = judge(&*place, &policy, account)?;
    refuse_future(&judged)?;
    let dry_run = args.keep.is_dry_run();
    if !dry_run {
        judged.remove(&*place)?;
    }
    tell_retained(output, &judged, dry_run);
    Ok(ExitStatus::Success)
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
        let name = |account: &&ManifestAccount| {
            format!("\n  {} {}", account.client_id.as_deref().unwrap_or("(no client id)"), account.base_url)
        };
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
            "{} has backups of several accounts; choose one with --account, by its client id or its address:{}",
            args.target,
            listed(many)
        ))),
    }
}

/// Clocks of two machines may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(10);

/// Backups that are dated in the future would push out those of today.
fn refuse_future(judged: &Pruned) -> Result<(), CommandError> {
    let latest = Timestamp::now() + SKEW;
    match judged.judged.iter().find(|keep| keep.name.time() > latest) {
        None => Ok(()),
        Some(keep) => Err(CommandError::usage(format!(
            "nothing was removed: {} is dated in the future, so the clock is or was wrong; check it, and delete \
             backups that are dated in the future",
            keep.name
        ))),
    }
}
