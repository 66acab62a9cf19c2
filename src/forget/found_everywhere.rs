//! A person as she was found: the customers that are taken for her, and what is about her.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::certificate::Unsearched;
use super::error::ForgetError;
use super::known_texts::KnownTexts;
use super::run_search::FoundInRuns;
use super::unfinished_record::{RecordFile, UnfinishedRecord, customer_tag};
use crate::account::HelpDeskAccount;
use crate::api::CustomerRecord;
use crate::backup::{ForgottenPerson, FoundInBackup, FoundPerson, SeenCustomer, key_of};
use crate::lookup::Filter;

/// What one search shows.
pub(super) struct Finding {
    pub(super) found: FoundPerson,
    pub(super) runs: FoundInRuns,
}

/// A person, and everything that is about her.
pub struct FoundEverywhere {
    pub(super) person: ForgottenPerson,
    pub(super) known: KnownTexts,
    pub(super) finding: Finding,
    /// All customers that are taken for her, by account and id.
    pub(super) customers: BTreeSet<(String, String)>,
    /// An earlier call with these values was interrupted.
    pub(super) continued: bool,
    pub(super) record: Option<UnfinishedRecord>,
    pub(super) file: RecordFile,
    pub(super) keeps_versions: bool,
    /// The recipients of the backups that are encrypted to some.
    pub recipients: BTreeSet<String>,
}

impl FoundEverywhere {
    /// True if nobody was found, and no earlier call with these values was interrupted.
    pub fn is_empty(&self) -> bool {
        self.finding.found.customers.is_empty() && self.finding.runs.concerned.is_empty() && !self.continued
    }

    /// True if an earlier call with these values was interrupted.
    pub fn is_continued(&self) -> bool {
        self.continued
    }

    /// Adds customers of the help desk that are taken for her, too. An interrupted call may have begun to delete one that
    /// is not among them: it is deleted.
    pub fn add_of_help_desk(&mut self, customers: impl IntoIterator<Item = (String, String)>) {
        let there: BTreeSet<(String, String)> = customers.into_iter().collect();
        if let Some(record) = &mut self.record {
            let is_begun = |one| record.deleting.as_ref() == Some(&customer_tag(&self.person, one));
            let is_there = there.iter().any(is_begun);
            if record.deleting.take().is_some() && !is_there {
                record.deleted += 1;
            }
        }
        self.customers.extend(there);
    }

    /// Changes what the next call needs, and saves it.
    pub(super) fn note(&mut self, change: impl FnOnce(&mut UnfinishedRecord)) -> Result<(), ForgetError> {
        let Some(record) = &mut self.record else { return Ok(()) };
        change(record);
        self.file.save(record)
    }

    /// The copies of results that are removed.
    pub fn copies(&self) -> impl Iterator<Item = &Path> {
        let kept = self.finding.runs.concerned.iter().filter(|run| !run.is_removed);
        kept.flat_map(|run| run.copies.iter().map(PathBuf::as_path))
    }

    /// Warnings about a name or text that stands on the certificate and has a value of hers, as `shown` shows it.
    pub fn telling_names(&self, texts: &[(&str, &str)], shown: &dyn Fn(&str) -> String) -> Vec<String> {
        let texts = texts.iter().filter(|(_, text)| self.known.is_in_name(text));
        let mut told: Vec<String> = texts
            .map(|(what, text)| format!("{what} seems to have a value of the customer: {}", shown(text)))
            .collect();
        let runs = self.finding.runs.ids_of_runs.iter().filter(|id| self.known.is_in_run(id));
        told.extend(runs.map(|id| {
            let id = shown(id);
            format!(
                "the name of the run {id} seems to have a value of the customer, and stays: remove its folder, or rename it"
            )
        }));
        told
    }

    /// The customers that are taken for her, by account and id.
    pub fn customers(&self) -> &BTreeMap<(String, String), SeenCustomer> {
        &self.finding.found.customers
    }

    /// Her ids in an account.
    pub fn ids_of(&self, account: &HelpDeskAccount) -> BTreeSet<String> {
        let account = key_of(account);
        let all = self.finding.found.customers.keys().chain(&self.finding.runs.ids);
        all.filter(|(of, id)| *of == account && !id.is_empty()).map(|(_, id)| id.clone()).collect()
    }

    /// True if a record of the help desk has a name or an address that she had, or the wanted values. That it has the
    /// wanted id shows nothing: the help desk may have used it again.
    pub fn is_still_her(
        &self,
        (account, id): (&HelpDeskAccount, &str),
        record: &CustomerRecord,
        wanted: &Filter,
    ) -> bool {
        let text =
            |field: &str| record.get(field).and_then(|value| value.as_str()).unwrap_or_default().trim();
        let (name, address) = (text("name"), text("email"));
        let is_known = match self.finding.found.customers.get(&(key_of(account), id.to_owned())) {
            Some(seen) => seen.names.contains(name) || seen.addresses.contains(address),
            None if self.known.is_only_ids() => !self.continued,
            None => self.known.is_strong(name) || self.known.is_strong(address),
        };
        is_known || self.person.has_address(address) || wanted.only_id().is_none() && wanted.matches(record)
    }

    /// True if nothing shows in which account the wanted id is meant, so it is meant in the help desk. An error if it is
    /// meant in another account, and nobody in that of the help desk is hers.
    pub fn is_id_of_help_desk(&self, account: &HelpDeskAccount, id: &str) -> Result<bool, ForgetError> {
        if self.person.known().is_empty() {
            return Ok(true);
        }
        let is_known = self.person.has_id(&key_of(account), id) || !self.ids_of(account).is_empty();
        match is_known || self.continued {
            true => Ok(false),
            false => Err(ForgetError::OtherAccount { id: id.to_owned(), account: account.base_url.clone() }),
        }
    }

    /// The backups in which a `forget` was interrupted, of these or other values.
    pub fn unfinished(&self) -> impl Iterator<Item = String> {
        self.finding.backups().filter(|(_, of)| of.is_unfinished).map(|(name, _)| name)
    }

    /// The ids that only runs show, by account.
    pub fn ids_in_runs(&self) -> impl Iterator<Item = &(String, String)> {
        self.finding.runs.ids.iter().filter(|id| !self.finding.found.customers.contains_key(*id))
    }

    /// The number of backups that have her, and of all that were searched.
    pub fn backups(&self) -> (u64, u64) {
        let found = self.finding.found.backups.iter().filter_map(|backup| backup.found.as_ref().ok());
        let (mut hers, mut all) = (0, 0);
        for one in found {
            all += 1;
            hers += u64::from(one.records > 0);
        }
        (hers, all)
    }

    /// The number of runs that have something of hers, of those whose folders are removed, and of all.
    pub fn runs(&self) -> (u64, u64, u64) {
        let removed = self.finding.runs.concerned.iter().filter(|run| run.is_removed).count() as u64;
        (self.finding.runs.concerned.len() as u64, removed, self.finding.runs.runs)
    }

    /// What makes it doubtful that everything goes, as sentences.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        for one in self.finding.unsearched() {
            doubts.push(format!("{} can't be searched: {}", one.name, one.reason));
        }
        if !self.finding.found.shared.is_empty() {
            doubts.push(
                "an e-mail address of the customer is also another customer's, who stays: rows of runs that have only the \
                 address stay, too"
                    .to_owned(),
            );
        }
        if self.keeps_versions {
            doubts.push(
                "the bucket keeps old versions: the old files stay there until they are removed there, with object lock \
                 not before its time"
                    .to_owned(),
            );
        }
        if self.finding.found.customers.values().any(SeenCustomer::may_be_two) {
            doubts.push(
                "a customer had several names and several addresses: the help desk may have used the id again for \
                 another person"
                    .to_owned(),
            );
        }
        doubts
    }
}

impl Finding {
    /// The backups that were searched.
    pub(super) fn backups(&self) -> impl Iterator<Item = (String, &FoundInBackup)> {
        self.found.backups.iter().filter_map(|one| Some((one.name.to_string(), one.found.as_ref().ok()?)))
    }

    /// All customers that are taken for her, by account and id.
    pub(super) fn customers(&self) -> BTreeSet<(String, String)> {
        self.found.customers.keys().chain(&self.runs.ids).cloned().collect()
    }

    /// Her records in all backups together.
    pub(super) fn records(&self) -> u64 {
        self.backups().map(|(_, of)| of.records).sum()
    }

    /// Her rows in all runs together.
    pub(super) fn rows(&self) -> u64 {
        self.runs.concerned.iter().map(|run| run.rows.len() as u64).sum()
    }

    /// Records of others that contain one of her addresses.
    pub(super) fn mentions(&self) -> u64 {
        self.backups().map(|(_, of)| of.mentions).sum()
    }

    /// The backups and runs that can't be searched.
    pub(super) fn unsearched(&self) -> Vec<Unsearched> {
        let backups = self.found.backups.iter().filter_map(|backup| {
            let reason = backup.found.as_ref().err()?.clone();
            Some(Unsearched { name: backup.name.to_string(), reason })
        });
        let unread = self.runs.unread.iter();
        let unread = unread.map(|(name, reason)| Unsearched { name: name.clone(), reason: reason.clone() });
        backups.chain(unread).collect()
    }
}
