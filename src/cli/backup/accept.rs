//! `deskferry backup accept`

use std::path::Path;

use clap::Args as ClapArgs;
use deskferry::backup::{
    Acceptance, BackupReader, Manifest, MarkedBackup, accept, accept_older, backup_target, open_marks,
};
use deskferry::exit_status::ExitStatus;
use deskferry::file::DecryptionKey;
use deskferry::storage::{Location, StoreOptions};
use deskferry::wording::counted;
use jiff::Timestamp;
use serde_json::json;

use super::super::args::{GlobalArgs, file_name};
use super::super::command_error::{CommandError, CommandResult};
use super::super::{console, document};
use super::target::lock;

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A backup is marked if more customers or values are gone since the last accepted
one than the limits allow. Accept it if that is meant: it can then be `latest`,
later backups are compared with it, and old backups are removed again. Older
marked backups of the account are accepted with it, unless it is not proven to
be complete. Only manifests change; no key is needed.

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
    // The older ones first: if that fails, the same command goes on.
    let older = match &target {
        Some(target) => accept_older(&backup_target(target, &store)?, backup.manifest(), Timestamp::now())?,
        None => Vec::new(),
    };
    let acceptance = accept(&mut backup, Timestamp::now())?;
    let is_accepted = !matches!(acceptance, Acceptance::NotMarked);
    let said = match acceptance {
        Acceptance::Accepted(alarm) => {
            format!("Accepted {path}: {}\n{}", alarm.reason(), unproven_note(backup.manifest()))
        }
        Acceptance::Already(alarm) => {
            format!("{path} was accepted at {}: there is nothing to do\n", alarm.accepted.unwrap_or_default())
        }
        Acceptance::NotMarked => format!("{path} is not marked: there is nothing to accept\n"),
    };
    document::extend(&json!({"backup": path, "accepted": is_accepted, "older": older.len()}))?;
    if !global.output.quiet() {
        console::say(&said);
        if !older.is_empty() {
            let older = counted(older.len() as u64, "older marked backup is", "older marked backups are");
            console::say(&format!("{older} accepted with it\n"));
        }
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
        None if trimmed == "." || trimmed == ".." => {
            let folder = Path::new(trimmed).canonicalize().ok()?;
            Some(folder.parent()?.to_str()?.to_owned())
        }
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

/// What accepting does not change.
fn unproven_note(accepted: &Manifest) -> &'static str {
    if accepted.completeness.kind.is_complete() {
        return "";
    }
    "It is not proven to be complete: only its mark ends. `latest` stays the last\ncomplete backup, and later \
     backups are compared with that one.\n"
}

/// What to say if another backup of the account is marked still. It is only a hint, so a fault is passed over.
fn still_marked(target: &str, store: &StoreOptions, accepted: &Manifest) -> Option<String> {
    let place = backup_target(target, store).ok()?;
    let MarkedBackup { name, reason } = open_marks(&*place, &accepted.account).ok()?.pop()?;
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
        assert_eq!(of("s3://bucket"), None);
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        let above = here.ok().and_then(|here| here.parent().map(Path::to_owned));
        assert_eq!(of(".").map(std::path::PathBuf::from), above);
    }
}
