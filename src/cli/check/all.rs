//! `deskferry check TARGET --all`

use std::sync::Arc;

use deskferry::backup::{
    BackupAge, BackupName, BackupReadError, BackupReader, Checked, ManifestAccount, NO_MANIFEST,
    backup_accounts, backup_names, backup_path, backup_target, check,
};
use deskferry::event::Listener;
use deskferry::exit_status::ExitStatus;
use deskferry::file::DecryptionKey;
use deskferry::monitor::JobFacts;
use deskferry::storage::{Storage, StoreOptions};
use deskferry::wording::counted;
use deskferry::writer::Stop;
use jiff::Timestamp;
use serde_json::json;

use super::super::args::OutputArgs;
use super::super::command_error::{CommandError, CommandResult};
use super::super::{console, document};
use super::max_age::MaxAge;
use super::report::{WITHOUT_KEY, document as checked_document, print, verdict};

/// Checks every backup of a target. If it holds those of several accounts, each is named.
pub(super) struct CheckAll<'a> {
    pub(super) output: &'a OutputArgs,
    pub(super) key: DecryptionKey,
    pub(super) max_age: Option<&'a MaxAge>,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// What a check says of one backup.
enum BackupVerdict {
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
        let accounts = backup_accounts(&*place)?;
        self.try_newest_key(&place, &names);
        let (mut worst, mut bad, mut skipped, mut newest) = (ExitStatus::Success, 0, 0, Vec::new());
        for name in &names {
            match self.one(&place, name, &accounts, &mut newest)? {
                BackupVerdict::Good => {}
                BackupVerdict::NotGood(status) => {
                    worst = worst.max(status);
                    bad += 1;
                }
                BackupVerdict::NotChecked => skipped += 1,
            }
        }
        facts.counts.extend([("backups", names.len() as u64 - skipped), ("bad", bad)]);
        let oldest = newest.iter().min_by_key(|newest: &&Newest| newest.began);
        facts.accepted_backup = oldest.map(|newest| newest.began);
        facts.accepted_name = oldest.and_then(|newest| newest.path.rsplit('/').next()).map(ToOwned::to_owned);
        if !self.output.quiet() {
            console::say(&summary(names.len() as u64 - skipped, bad, skipped));
        }
        let ages = self.ages(target, &newest)?;
        document::set("too_old", &(ages != ExitStatus::Success))?;
        facts.problem = match (bad, ages) {
            (0, ExitStatus::Success) => None,
            (0, _) => Some("the newest backup is too old"),
            _ => Some("backups are damaged, not proven complete, or can't be opened"),
        };
        Ok(worst.max(ages))
    }

    /// Tries the passphrase on the newest backup first: after several wrong keys, none is tried any more, and the oldest
    /// backups may have another passphrase. What fails here fails again when the backup is checked.
    fn try_newest_key(&self, place: &Arc<dyn Storage>, names: &[BackupName]) {
        let open = |name: &BackupName| {
            let opened = BackupReader::open_in(Arc::clone(place), &name.to_string(), self.key.clone());
            opened.ok().filter(BackupReader::is_sealed)
        };
        if let Some(newest) = names.iter().rev().find_map(open)
            && let Err(fault) = newest.unlock()
        {
            tracing::debug!("{fault}");
        }
    }

    /// Checks one backup. What ends the whole check is an error.
    fn one(
        &self,
        place: &Arc<dyn Storage>,
        name: &BackupName,
        accounts: &[ManifestAccount],
        newest: &mut Vec<Newest>,
    ) -> Result<BackupVerdict, CommandError> {
        let path = backup_path(&**place, name);
        let backup = match BackupReader::open_in(Arc::clone(place), &name.to_string(), self.key.clone()) {
            Ok(backup) => backup,
            Err(BackupReadError::Unfinished { .. } | BackupReadError::NotABackup { .. }) => {
                return Ok(without_manifest(&path)?);
            }
            Err(fault) => return failed(&path, fault.into()),
        };
        let checked = match check(&backup, self.listener, self.stop) {
            Ok(checked) => checked,
            Err(fault) => return failed(&path, fault.into()),
        };
        let age = verdict(&backup, &checked, None);
        document::push("backups", &checked_document(&backup, &checked, &age))?;
        let account = account_note(&backup.manifest().account, accounts);
        if !checked.is_good() {
            print(self.output, &backup, &checked, &age, account.as_deref());
            return Ok(BackupVerdict::NotGood(ExitStatus::Unproven));
        }
        let manifest = backup.manifest();
        if !self.output.quiet() {
            let age = BackupAge::at(Timestamp::now(), manifest.began).in_words();
            let marked = if manifest.mark().is_some() { ", marked" } else { "" };
            let of = account.map_or_else(String::new, |account| format!(", of {account}"));
            console::say(&format!("{path}: {}, {age}{marked}{of}\n", what_is_good(&checked)));
        }
        if checked.kind.is_complete() && manifest.mark().is_none() {
            newest.retain(|known| known.account != manifest.account);
            newest.push(Newest { account: manifest.account.clone(), path, began: manifest.began });
        }
        Ok(BackupVerdict::Good)
    }

    /// Checks the age of the newest complete backup of each account.
    fn ages(&self, target: &str, newest: &[Newest]) -> CommandResult {
        let Some(most) = self.max_age else { return Ok(ExitStatus::Success) };
        if newest.is_empty() {
            console::say(&format!(
                "{target}: does NOT meet --max-age\n  there is no good and complete backup\n"
            ));
            return Ok(ExitStatus::Unproven);
        }
        let mut worst = ExitStatus::Success;
        for Newest { account, path, began } in newest {
            let age = BackupAge::at(Timestamp::now(), *began);
            if !age.is_within(most.time) {
                let client = account.client();
                let text = format!("{}; it is the newest of {client}", most.missed(age));
                console::say(&format!("{path}: {}\n  {text}\n", MaxAge::verdict(age)));
                worst = ExitStatus::Unproven;
            }
        }
        Ok(worst)
    }
}

/// What tells the account of a backup from the others of the target; `None` if there is only one.
fn account_note(own: &ManifestAccount, accounts: &[ManifestAccount]) -> Option<String> {
    let same = accounts.iter().filter(|account| account.client_id == own.client_id).count();
    match (accounts.len(), same) {
        (0 | 1, _) => None,
        (_, 0 | 1) => Some(own.client().to_owned()),
        _ => Some(format!("{} at {}", own.client(), own.base_url)),
    }
}

fn summary(checked: u64, bad: u64, skipped: u64) -> String {
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} not checked") };
    format!("{} checked, {bad} NOT good{skipped}\n", counted(checked, "backup", "backups"))
}

/// In a bucket, a backup without a manifest may be in progress; a folder gets its name only when it is complete.
fn without_manifest(path: &str) -> std::io::Result<BackupVerdict> {
    if path.contains("://") {
        document::push("backups", &json!({"path": path, "good": null, "problem": NO_MANIFEST}))?;
        console::warn(&format!("{path}: not checked: {NO_MANIFEST}"));
        return Ok(BackupVerdict::NotChecked);
    }
    let status = not_good(path, "it has no manifest.json, so it is damaged or no backup")?;
    Ok(BackupVerdict::NotGood(status))
}

fn not_good(path: &str, reason: &str) -> std::io::Result<ExitStatus> {
    document::push("backups", &json!({"path": path, "good": false, "problem": reason}))?;
    console::say(&format!("{path}: NOT good\n  {reason}\n"));
    Ok(ExitStatus::Unproven)
}

/// A fault of one backup does not keep the others from being checked, but a store that can't be reached does.
fn failed(path: &str, fault: CommandError) -> Result<BackupVerdict, CommandError> {
    if !matches!(fault.status, ExitStatus::Usage | ExitStatus::Unproven) {
        return Err(fault);
    }
    not_good(path, &fault.message)?;
    Ok(BackupVerdict::NotGood(fault.status))
}

fn what_is_good(checked: &Checked) -> String {
    match checked.customers {
        Some(count) => format!("good, {}", counted(count, "customer", "customers")),
        None => WITHOUT_KEY.to_owned(),
    }
}
