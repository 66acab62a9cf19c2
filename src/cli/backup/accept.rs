//! `deskferry backup accept`

use clap::Args as ClapArgs;
use deskferry::backup::{
    Acceptance, BackupReader, Manifest, MarkedBackup, accept, backup_target, standing_alarm,
};
use deskferry::exit_status::ExitStatus;
use deskferry::file::DecryptionKey;
use deskferry::storage::{Location, StoreOptions};
use jiff::Timestamp;

use super::super::args::{GlobalArgs, file_name};
use super::super::command_error::{CommandError, CommandResult};
use super::super::console;
use super::target::lock;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A backup is marked if more customers or values are gone since the last accepted
one than the limits allow. Accept it if that is meant: it can then be `latest`,
later backups are compared with it, and old backups are removed again. Only its
manifest changes; no key is needed.

Exit status: 0 accepted, or there was nothing to accept; 2 usage, not a backup,
or another backup is writing to the folder; 3 not authorized by the store;
4 the store can't be reached; 5 the manifest is damaged.

Examples:
  deskferry backup accept backups/20261124T023000Z-3f9a0c
  deskferry backup accept s3://bucket/helpdesk/20261124T023000Z-3f9a0c")]
pub(crate) struct Args {
    /// The marked backup: its folder or s3:// address, TARGET/ID
    #[arg(value_parser = file_name())]
    backup: String,
}

pub(super) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let store = global.connection.config()?.store;
    let target = target_of(&args.backup);
    let _lock = match &target {
        Some(target) => lock(&Location::parse(target)?, "accept a backup in")?,
        None => None,
    };
    let mut backup = BackupReader::open(&args.backup, &store, DecryptionKey::default())?;
    refuse_latest(&args.backup, &backup)?;
    let path = backup.path().to_owned();
    let said = match accept(&mut backup, Timestamp::now())? {
        Acceptance::Accepted(alarm) => format!("Accepted {path}: {}\n", alarm.reason()),
        Acceptance::Already(alarm) => {
            format!("{path} was accepted at {}: there is nothing to do\n", alarm.accepted.unwrap_or_default())
        }
        Acceptance::NotMarked => format!("{path} is not marked: there is nothing to accept\n"),
    };
    if !global.output.quiet() {
        console::say(&said);
    }
    if let Some(note) = target.and_then(|target| still_marked(&target, &store, backup.manifest())) {
        console::warn(&note);
    }
    Ok(ExitStatus::Success)
}

/// The folder or prefix above a backup; `None` if the text names no parent.
fn target_of(backup: &str) -> Option<String> {
    let trimmed = backup.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some(("", _)) => Some("/".to_owned()),
        Some((target, _)) if !target.ends_with(":/") => Some(target.to_owned()),
        Some(_) => None,
        None if trimmed == "." || trimmed == ".." => None,
        None => Some(".".to_owned()),
    }
}

/// `latest` is never the backup that somebody wants to accept.
fn refuse_latest(text: &str, backup: &BackupReader) -> Result<(), CommandError> {
    match backup.newer_is_marked() {
        None => Ok(()),
        Some(note) => {
            Err(CommandError::usage(format!("{text} is never a marked backup: {note}; name that backup")))
        }
    }
}

/// What to say if another backup of the account is marked still. It is only a hint, so a fault is passed over.
fn still_marked(target: &str, store: &StoreOptions, accepted: &Manifest) -> Option<String> {
    let place = backup_target(target, store).ok()?;
    let MarkedBackup { name, reason } = standing_alarm(&*place, &accepted.account).ok()??;
    Some(format!("{name} is marked still, because {reason}; so no old backup is removed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_above_the_backup() {
        let of = |text: &str| target_of(text);
        assert_eq!(of("b/20261124T023000Z-3f9a0c/").as_deref(), Some("b"));
        assert_eq!(of("20261124T023000Z-3f9a0c").as_deref(), Some("."));
        assert_eq!(of("/x").as_deref(), Some("/"));
        assert_eq!(of("s3://bucket/p/x").as_deref(), Some("s3://bucket/p"));
        assert_eq!(of("s3://bucket/x").as_deref(), Some("s3://bucket"));
        assert_eq!((of("s3://bucket"), of(".")), (None, None));
    }
}
