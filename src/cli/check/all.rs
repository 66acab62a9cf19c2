//! `deskferry check TARGET --all`

use std::sync::Arc;

use deskferry::backup::{
    BackupAge, BackupName, BackupReadError, BackupReader, Checked, ManifestAccount, backup_names,
    backup_target, check,
};
use deskferry::event::Listener;
use deskferry::exit_status::ExitStatus;
use deskferry::file::DecryptionKey;
use deskferry::monitor::JobFacts;
use deskferry::storage::{Storage, StoreOptions};
use deskferry::wording::counted;
use deskferry::writer::Stop;
use jiff::Timestamp;

use super::super::args::OutputArgs;
use super::super::command_error::{CommandError, CommandResult};
use super::super::console;
use super::max_age::MaxAge;
use super::report::tell;

/// Checks every backup of a target.
pub(super) struct CheckAll<'a> {
    pub(super) output: &'a OutputArgs,
    pub(super) key: DecryptionKey,
    pub(super) max_age: Option<&'a MaxAge>,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// What a check says of one backup.
enum Judged {
    Good,
    NotGood(ExitStatus),
    /// It has no manifest, and may not be finished.
    NotChecked,
}

/// The newest complete backup of an account that was good.
struct Newest {
    account: ManifestAccount,
    path: String,
    began: Timestamp,
}

impl CheckAll<'_> {
    pub(super) fn run(&self, target: &str, store: &StoreOptions, facts: &mut JobFacts) -> CommandResult {
        let place = backup_target(target, store)?;
        let names = backup_names(&*place)?;
        if names.is_empty() {
            return Err(BackupReadError::NoLatest { path: target.to_owned() }.into());
        }
        let (mut worst, mut bad, mut skipped, mut newest) = (ExitStatus::Success, 0, 0, Vec::new());
        for name in &names {
            match self.one(&place, name, &mut newest)? {
                Judged::Good => {}
                Judged::NotGood(status) => {
                    worst = worst.max(status);
                    bad += 1;
                }
                Judged::NotChecked => skipped += 1,
            }
        }
        facts.counts.extend([("backups", names.len() as u64 - skipped), ("bad", bad)]);
        let oldest = newest.iter().min_by_key(|newest: &&Newest| newest.began);
        facts.accepted_backup = oldest.map(|newest| newest.began);
        facts.accepted_name = oldest.and_then(|newest| newest.path.rsplit('/').next()).map(ToOwned::to_owned);
        if !self.output.quiet() {
            console::say(&summary(names.len() as u64 - skipped, bad, skipped));
        }
        Ok(worst.max(self.ages(target, &newest)?))
    }

    /// Checks one backup. What ends the whole check is an error.
    fn one(
        &self,
        place: &Arc<dyn Storage>,
        name: &BackupName,
        newest: &mut Vec<Newest>,
    ) -> Result<Judged, CommandError> {
        let path = format!("{}/{name}", place.name().trim_end_matches('/'));
        let backup = match BackupReader::open_in(Arc::clone(place), &name.to_string(), self.key.clone()) {
            Ok(backup) if backup.manifest().id == *name => backup,
            Ok(backup) => {
                let other = &backup.manifest().id;
                let status = not_good(&path, &format!("its manifest belongs to the backup {other}"));
                return Ok(Judged::NotGood(status));
            }
            Err(BackupReadError::Unfinished { .. } | BackupReadError::NotABackup { .. }) => {
                return Ok(without_manifest(&path));
            }
            Err(fault) => return failed(&path, fault.into()),
        };
        let checked = match check(&backup, self.listener, self.stop) {
            Ok(checked) => checked,
            Err(fault) => return failed(&path, fault.into()),
        };
        if !checked.is_good() {
            tell(self.output, &backup, &checked, None);
            return Ok(Judged::NotGood(ExitStatus::Unproven));
        }
        let manifest = backup.manifest();
        if !self.output.quiet() {
            let age = BackupAge::at(Timestamp::now(), manifest.began).in_words();
            let marked = if manifest.mark().is_some() { ", marked" } else { "" };
            console::say(&format!("{path}: good, {}, {age}{marked}\n", customers(&checked)));
        }
        if checked.kind.is_complete() && manifest.mark().is_none() {
            newest.retain(|known| known.account != manifest.account);
            newest.push(Newest { account: manifest.account.clone(), path, began: manifest.began });
        }
        Ok(Judged::Good)
    }

    /// Checks the age of the newest complete backup of each account.
    fn ages(&self, target: &str, newest: &[Newest]) -> CommandResult {
        let Some(most) = self.max_age else { return Ok(ExitStatus::Success) };
        if newest.is_empty() {
            return Ok(missed(target, "there is no good and complete backup"));
        }
        let mut worst = ExitStatus::Success;
        for Newest { account, path, began } in newest {
            let age = BackupAge::at(Timestamp::now(), *began);
            if !age.is_within(most.time) {
                let client = account.client_id.as_deref().unwrap_or("no client id");
                let text = format!("{}; it is the newest of {client}", most.missed(age));
                worst = worst.max(missed(path, &text));
            }
        }
        Ok(worst)
    }
}

fn summary(checked: u64, bad: u64, skipped: u64) -> String {
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} not checked") };
    format!("{} checked, {bad} NOT good{skipped}\n", counted(checked, "backup", "backups"))
}

/// In a bucket, a backup without a manifest may be in progress; a folder gets its name only when it is complete.
fn without_manifest(path: &str) -> Judged {
    let what = "it has no manifest.json: it was interrupted, or it is still being made";
    if path.contains("://") {
        console::warn(&format!("{path}: not checked: {what}"));
        return Judged::NotChecked;
    }
    Judged::NotGood(not_good(path, "it has no manifest.json, so it is damaged or no backup"))
}

/// Says why the limit is missed. The backup itself may be good.
fn missed(path: &str, reason: &str) -> ExitStatus {
    console::say(&format!("{path}: does NOT meet --max-age\n  {reason}\n"));
    ExitStatus::Unproven
}

fn not_good(path: &str, reason: &str) -> ExitStatus {
    console::say(&format!("{path}: NOT good\n  {reason}\n"));
    ExitStatus::Unproven
}

/// A fault of one backup does not keep the others from being checked, but a store that can't be reached does.
fn failed(path: &str, fault: CommandError) -> Result<Judged, CommandError> {
    if !matches!(fault.status, ExitStatus::Usage | ExitStatus::Unproven) {
        return Err(fault);
    }
    not_good(path, &fault.message);
    Ok(Judged::NotGood(fault.status))
}

fn customers(checked: &Checked) -> String {
    match checked.customers {
        Some(count) => counted(count, "customer", "customers"),
        None => "its records were not read (encrypted)".to_owned(),
    }
}
