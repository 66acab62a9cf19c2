//! A person as she was found: the customers that are taken for her, and what is about her.

use std::collections::{BTreeMap, BTreeSet};

use super::certificate::Unsearched;
use super::known_texts::KnownTexts;
use super::run_search::FoundInRuns;
use super::unfinished_record::{RecordFile, UnfinishedRecord};
use crate::account::HelpDeskAccount;
use crate::api::CustomerRecord;
use crate::backup::{ForgottenPerson, FoundPerson, SeenCustomer, key_of};
use crate::lookup::Filter;

/// A person, and everything that is about her.
pub struct FoundEverywhere {
    pub(super) person: ForgottenPerson,
    pub(super) known: KnownTexts,
    pub(super) found: FoundPerson,
    pub(super) runs: FoundInRuns,
    pub(super) record: Option<UnfinishedRecord>,
    pub(super) file: RecordFile,
    pub(super) keeps_versions: bool,
    /// The recipients of the backups that are encrypted to some.
    pub recipients: BTreeSet<String>,
}

impl FoundEverywhere {
    /// True if nobody was found, and no earlier call with these values was interrupted.
    pub fn is_empty(&self) -> bool {
        self.found.customers.is_empty() && self.runs.concerned.is_empty() && self.record.is_none()
    }

    /// True if an earlier call with these values was interrupted.
    pub fn is_continued(&self) -> bool {
        self.record.is_some()
    }

    /// The customers that are taken for her, by account and id.
    pub fn customers(&self) -> &BTreeMap<(String, String), SeenCustomer> {
        &self.found.customers
    }

    /// Her ids in an account.
    pub fn ids_of(&self, account: &HelpDeskAccount) -> BTreeSet<String> {
        let account = key_of(account);
        let all = self.found.customers.keys().chain(&self.runs.ids);
        all.filter(|(of, id)| *of == account && !id.is_empty()).map(|(_, id)| id.clone()).collect()
    }

    /// True if a record of the help desk has a name or an address that she had, or the wanted values.
    pub fn is_still_her(&self, id: &str, record: &CustomerRecord, wanted: &Filter) -> bool {
        let text =
            |field: &str| record.get(field).and_then(|value| value.as_str()).unwrap_or_default().trim();
        let mut seen = self.found.customers.iter().filter(|((_, own), _)| own == id);
        seen.any(|(_, seen)| seen.names.contains(text("name")) || seen.addresses.contains(text("email")))
            || self.person.has_address(text("email"))
            || wanted.matches(record)
    }

    /// The ids that only runs show, by account.
    pub fn ids_in_runs(&self) -> impl Iterator<Item = &(String, String)> {
        self.runs.ids.iter().filter(|id| !self.found.customers.contains_key(*id))
    }

    /// The number of backups that have her, and of all that were searched.
    pub fn backups(&self) -> (u64, u64) {
        let found = self.found.backups.iter().filter_map(|backup| backup.found.as_ref().ok());
        let (mut hers, mut all) = (0, 0);
        for one in found {
            all += 1;
            hers += u64::from(one.records > 0);
        }
        (hers, all)
    }

    /// The number of runs that have something of hers, of those whose folders are removed, and of all.
    pub fn runs(&self) -> (u64, u64, u64) {
        let removed = self.runs.concerned.iter().filter(|run| run.is_removed).count() as u64;
        (self.runs.concerned.len() as u64, removed, self.runs.runs)
    }

    /// What makes it doubtful that everything goes, as sentences.
    pub fn doubts(&self) -> Vec<String> {
        let mut doubts = Vec::new();
        for one in unsearched(&self.found, &self.runs) {
            doubts.push(format!("{} can't be searched: {}", one.name, one.reason));
        }
        if !self.found.shared.is_empty() {
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
        if self.found.customers.values().any(SeenCustomer::may_be_two) {
            doubts.push(
                "a customer had several names and several addresses: the help desk may have used the id again for \
                 another person"
                    .to_owned(),
            );
        }
        doubts
    }
}

/// The backups and runs that can't be searched.
pub(super) fn unsearched(found: &FoundPerson, runs: &FoundInRuns) -> Vec<Unsearched> {
    let backups = found.backups.iter().filter_map(|backup| {
        let reason = backup.found.as_ref().err()?.clone();
        Some(Unsearched { name: backup.name.to_string(), reason })
    });
    let unread =
        runs.unread.iter().map(|(name, reason)| Unsearched { name: name.clone(), reason: reason.clone() });
    backups.chain(unread).collect()
}
