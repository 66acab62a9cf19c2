//! `deskferry backup run`, and `deskferry backup TARGET`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args as ClapArgs;
use deskferry::backup::{
    BackedUp, BackupEncryption, BackupJob, BackupReader, ChosenEncryption, Loss, Manifest, ManifestAccount,
    MarkedBackup, NO_DEFINITIONS, RetentionPolicy, back_up, plan_prune,
};
use deskferry::config::Environment;
use deskferry::exit_status::ExitStatus;
use deskferry::export::ReadListJob;
use deskferry::file::{DecryptionKey, path_of};
use deskferry::lookup::Filter;
use deskferry::monitor::JobFacts;
use deskferry::report::{sandbox_list_banner, wrap};
use deskferry::storage::{Location, LocationError, Storage};
use deskferry::trace::TraceKind;
use deskferry::wording::counted;
use deskferry::writer::Stop;
use serde_json::json;

use super::super::args::{
    GlobalArgs, KeyArgs, ListReadArgs, MonitoringArgs, OutputArgs, TraceArgs, TracedJob, recipients,
};
use super::super::command_error::{CommandError, CommandResult};
use super::super::connection::ConnectedClient;
use super::super::list_read_summary::summary;
use super::super::runtime::block_on;
use super::super::{console, document, drill, progress, signals};
use super::alarm_text::alarm_text;
use super::keep_args::KeepArgs;
use super::limit_args::LimitArgs;
use super::remove_backups::{remove_backups, until_signal};
use super::retention_text::{changed_lines, report_retention, retained_json};
use super::target::{lock, target};

/// What the help of a backup says at its end.
pub(super) const RUN_HELP: &str = "\
A backup is a folder in TARGET, named by UTC time and a short id. It contains
the customers, the definitions of custom fields, the changes since the previous
backup, and manifest.json, which is written last. It is encrypted if
DESKFERRY_PASSPHRASE is set or you give a recipient.

Exit status: 0 complete as far as can be proven (snapshot, steady, counted);
2 settings, flags, passphrase; 3 not authorized; 4 interrupted: no new backup
was made; 5 unproven: the backup was made, and no old backup was removed;
6 too much is gone: the backup was made and marked (deskferry backup accept).

Examples:
  deskferry backup /var/backups/helpdesk --keep-daily 14 --keep-monthly 12
  deskferry backup s3://bucket/helpdesk --photos
  deskferry backup backups --recipient age1...";

#[derive(Debug, ClapArgs)]
#[command(after_help = RUN_HELP)]
pub(crate) struct RunArgs {
    /// Folder that contains all backups, or s3://bucket/prefix
    #[arg(value_parser = target(), required = true)]
    target: Option<String>,
    /// Download the customers' photos too: one call for each customer
    #[arg(long)]
    photos: bool,
    /// Before removing old backups, restore the new one into an in-process sandbox and compare
    #[arg(long)]
    drill: bool,
    #[command(flatten)]
    list_read: ListReadArgs,
    #[command(flatten)]
    encryption: EncryptionArgs,
    #[command(flatten)]
    keep: KeepArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    watch: MonitoringArgs,
    #[command(flatten)]
    trace: TraceArgs,
}

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Encryption")]
struct EncryptionArgs {
    /// Encrypt to this age recipient; if repeated, any one of the recipients can open the backup
    #[arg(long, value_name = "age1...")]
    recipient: Vec<String>,
    /// Encrypt to the age recipients in this file, one per line
    #[arg(long, value_name = "FILE")]
    recipients_file: Vec<PathBuf>,
    /// Do not encrypt, even if the last backup in TARGET is encrypted
    #[arg(long, conflicts_with_all = ["recipient", "recipients_file"])]
    unencrypted: bool,
    /// Opens the previous backup (for the report of changes) and the new one (for --drill).
    #[command(flatten)]
    key: KeyArgs,
}

impl EncryptionArgs {
    fn to_recipients(&self) -> bool {
        !self.recipient.is_empty() || !self.recipients_file.is_empty()
    }

    /// Recipients take precedence over the passphrase, which then only opens the previous backup.
    fn sealer(&self, environment: &Environment) -> Result<Option<ChosenEncryption>, CommandError> {
        let seal = recipients(&self.recipient, &self.recipients_file)?;
        if self.unencrypted {
            return Ok(None);
        }
        match (seal, &environment.passphrase) {
            (Some(seal), _) => Ok(Some(ChosenEncryption::Recipients(BackupEncryption::to(seal)))),
            // The passphrase is that of the key, which refuses an empty one.
            (None, Some(_)) => Ok(Some(ChosenEncryption::Passphrase)),
            (None, None) if self.key.has_passphrase_file() => Err(CommandError::usage(
                "--passphrase-file only opens earlier backups: set DESKFERRY_PASSPHRASE, or give a recipient",
            )),
            (None, None) => Ok(None),
        }
    }
}

pub(super) fn run(global: &GlobalArgs, args: &RunArgs) -> CommandResult {
    let target = args.target.as_deref().unwrap_or_default();
    let traced = TracedJob { args: args.trace, kind: TraceKind::Backup, drill: args.drill, target };
    args.watch.over_traced(&global.connection, "backup", traced, |facts| run_watched(global, args, facts))
}

fn run_watched(global: &GlobalArgs, args: &RunArgs, facts: &mut JobFacts) -> CommandResult {
    let policy = args.keep.policy()?;
    let environment = Environment::read();
    let named = args.target.as_deref().unwrap_or_default();
    let target = Location::parse(named)?;
    if target == Location::Standard {
        return Err(LocationError::Standard.into());
    }
    let place: Arc<dyn Storage> = Arc::from(target.place(&environment.store)?);
    let sealer = args.encryption.sealer(&environment)?;
    let key = args.encryption.key.key(&environment)?;
    if args.drill && args.encryption.to_recipients() && !key.has_identity() {
        let message =
            "--drill must decrypt the new backup, which is encrypted to a recipient: give its --identity too";
        return Err(CommandError::usage(message));
    }
    let _lock = lock(&target, "back up to")?;
    let opening = key.clone();
    let temporary = temporary(&target, sealer.is_some());
    let done = block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        let stop = remote.stop.clone();
        signals::listen_with(&stop, FIRST, LAST)?;
        let known_as = remote.known_as();
        let account = ManifestAccount {
            base_url: known_as.base_url.clone(),
            client_id: Some(remote.account.client_id.clone()),
        };
        let drain =
            remote.read_list_job(&args.list_read, Filter::default(), progress::listener(&global.output));
        let drain = ReadListJob { backup: true, ..drain };
        let (photos, limits) = (args.photos, args.limits.limits());
        let (encryption, may_be_plain) = (sealer, args.encryption.unencrypted);
        let job =
            BackupJob { drain, account, photos, encryption, may_be_plain, key, limits, temporary, stop };
        let done = back_up(&job, &place).await;
        let known_as = remote.known_as();
        remote.close().await;
        if !global.output.quiet() {
            console::banner(sandbox_list_banner(&known_as));
        }
        Ok(done?)
    })?;
    *facts = job_facts(&done);
    document::extend(&json!({"path": done.path, "manifest": done.manifest, "changes": done.report}))?;
    report(&global.output, &done);
    let drilled = match args.drill {
        true => drilled(global, &done.path, &environment, opening, facts)?,
        false => ExitStatus::Success,
    };
    end(global, args, policy.as_ref(), &*place, &done, drilled)
}

/// What follows the first signal.
const FIRST: &str = "stopping; an unfinished backup is deleted";
/// What follows the second one.
const LAST: &str = "what is there of an unfinished backup has no manifest, so no command takes it for one";

/// Removes old backups, unless something speaks against it, and returns the exit status.
fn end(
    global: &GlobalArgs,
    args: &RunArgs,
    policy: Option<&RetentionPolicy>,
    place: &dyn Storage,
    done: &BackedUp,
    drilled: ExitStatus,
) -> CommandResult {
    let alarm = if done.manifest.alarm.is_some() { ExitStatus::Alarm } else { ExitStatus::Success };
    let status = done.evidence.verdict.status().max(drilled).max(alarm);
    match policy {
        Some(policy) if status == ExitStatus::Success => {
            until_signal(|stop| retain(&global.output, args, policy, place, &done.manifest, stop))?;
        }
        Some(_) if drilled != ExitStatus::Success => console::warn(
            "no old backup was removed, because the drill of this one \
        failed",
        ),
        Some(_) if alarm == ExitStatus::Success => {
            console::warn("no old backup was removed, because this one is not proven complete");
        }
        // The alarm has said so.
        Some(_) | None => {}
    }
    Ok(status)
}

/// The drill of the new backup; its status is that of [`drill::run`].
fn drilled(
    global: &GlobalArgs,
    path: &str,
    environment: &Environment,
    key: DecryptionKey,
    facts: &mut JobFacts,
) -> CommandResult {
    let drilled = block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, "stopping the drill; the backup stays", "the backup stays")?;
        let open = || BackupReader::open(path, &environment.store, key);
        let backup = tokio::task::block_in_place(open)?;
        drill::run(&global.output, &global.connection.sandbox_switch, &backup, stop, facts).await
    });
    drilled.map_err(|fault| {
        let message = format!("the backup was made, but its drill could not finish: {}", fault.message);
        CommandError { message, ..fault }
    })
}

/// The folder for temporary files. The target has room for them; but if the backup is encrypted, plain records must not
/// be written to its disk.
fn temporary(target: &Location, is_sealed: bool) -> PathBuf {
    match target {
        Location::Path(folder) if !is_sealed => folder.clone(),
        _ => std::env::temp_dir(),
    }
}

/// What is told of it: the losses as in the manifest, where the names of fields may be left out.
fn job_facts(done: &BackedUp) -> JobFacts {
    let mut counts = vec![("customers", done.evidence.file.customers)];
    if let Some(changes) = &done.report.changes {
        counts.extend([("added", changes.added), ("changed", changes.changed), ("gone", changes.gone)]);
        counts.push(("emptied", changes.emptied.values().sum()));
    }
    counts.push(("bytes", done.manifest.files.iter().map(|file| file.bytes).sum()));
    let losses = match &done.manifest.alarm {
        Some(alarm) if alarm.seen_in.is_some() => vec![alarm.reason()],
        alarm => alarm.iter().flat_map(|alarm| alarm.losses.iter().map(Loss::in_words)).collect(),
    };
    JobFacts {
        counts,
        verdict: Some(done.manifest.completeness.kind.name()),
        backup: Some(done.manifest.id.to_string()),
        accepted_backup: done.accepted.as_ref().map(|(_, began)| *began),
        accepted_name: done.accepted.as_ref().map(|(name, _)| name.to_string()),
        losses: done.is_held.then_some(losses),
        problem: None,
        dry_run: false,
    }
}

/// Prints the result. The path of the backup goes to stdout.
fn report(output: &OutputArgs, done: &BackedUp) {
    let counts = &done.manifest.counts;
    if !output.quiet() {
        console::block(&summary(&done.evidence));
        for name in &done.cleared {
            console::say(&format!("Removed what was left of the interrupted backup {name}\n"));
        }
        console::block(&done.report.text());
        if let Some(reason) = &done.unheld {
            console::paragraph(&(wrap("", 0, reason) + "\n"));
        }
    }
    let told = done.evidence.malformed.text().into_iter().chain(done.evidence.refined.text());
    told.for_each(|text| console::warn(&text));
    if let Some(reason) = &done.new_key {
        console::warn(&format!(
            "{reason}; this backup has a new key: what reads this one and earlier ones needs the earlier passphrase \
             too (--passphrase-file)"
        ));
    }
    let note = counts.custom_fields.note.as_deref().filter(|note| *note != NO_DEFINITIONS);
    if let (None, Some(note)) = (counts.custom_fields.number, note) {
        console::warn(&format!("the definitions of custom fields are not in the backup: {note}"));
    }
    if let (Some(number), Some(note)) = (counts.photos.number, &counts.photos.note) {
        let photos = counted(number, "photo is", "photos are");
        console::warn(&format!("{photos} in the backup; {note}"));
    }
    if let Some(text) = alarm_text(done) {
        console::warn(&text);
    }
    console::folder(&path_of(&done.path));
}

/// Removes the backups that the policy does not keep.
fn retain(
    output: &OutputArgs,
    args: &RunArgs,
    policy: &RetentionPolicy,
    place: &dyn Storage,
    made: &Manifest,
    stop: &Stop,
) -> Result<(), CommandError> {
    let failed = |fault: CommandError| {
        let message = format!("the backup was made, but not all old ones were removed: {}", fault.message);
        CommandError { message, ..fault }
    };
    let plan = plan_prune(place, policy, &made.account).map_err(|error| failed(error.into()))?;
    if plan.decisions.iter().any(|keep| keep.name == made.id && !keep.is_kept()) {
        console::warn(
            "no old backup was removed: some backups are newer than this one, so the clock is or was wrong: \
             check it, and delete backups that are dated in the future",
        );
        return Ok(());
    }
    if let Some(MarkedBackup { name, reason }) = &plan.frozen {
        console::warn(&format!(
            "no old backup was removed: {name} is marked and not accepted, because {reason}"
        ));
        return Ok(());
    }
    if let Err(doubtful) = plan.check_removal() {
        console::warn(&doubtful.to_string());
        return Ok(());
    }
    let removal = (!args.keep.is_dry_run()).then(|| remove_backups(&plan, place, stop));
    let removed = removal.as_ref().map(|removal| removal.removed.as_slice());
    document::set("retention", &retained_json(&plan, removed))?;
    report_retention(output, &plan, removed);
    if !output.quiet() {
        console::say(&changed_lines(&plan, removed, output.is_verbose()));
    }
    removal.map_or(Ok(()), |removal| removal.result.map_err(failed))
}
