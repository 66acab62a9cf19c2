//! Finds the history of customers over all backups of a target.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::collector::{Sighting, Wanted};
use super::error::HistoryError;
use super::life::{Life, Sight, SightState};
use super::night::{Night, Nights, Problem};
use super::part_file::PartUse;
use super::search::{Search, SearchResult, Seen};
use super::versions::Versions;
use crate::api::CustomerRecord;
use crate::backup::manifest::ManifestAccount;
use crate::backup::reader::BackupReadError;
use crate::event::Listener;
use crate::file::DecryptionKey;
use crate::lookup::{Filter, id_of};
use crate::storage::Storage;
use crate::wording::counted;
use crate::writer::Stop;

/// How to find and show a history.
#[derive(Debug, Clone, Default)]
pub struct HistoryOptions {
    /// Masks the values of customers.
    pub redact: bool,
    /// Writes the parts that are missing or damaged.
    pub writes: bool,
    /// Stops it.
    pub stop: Stop,
}

/// The history of all customers that have the wanted values in any backup.
#[derive(Debug, Default)]
pub struct FoundHistory {
    pub(super) redacted: bool,
    /// The names of the backups that were looked at, by time.
    pub(super) backups: Vec<String>,
    pub(super) lives: Vec<(ManifestAccount, Life)>,
    /// What makes it doubtful, as sentences.
    pub(super) doubts: Vec<String>,
    /// What happened to history parts, as sentences.
    pub(super) notes: Vec<String>,
    /// A backup is damaged or can't be opened, so changes may be missing.
    pub(super) is_incomplete: bool,
}

/// Finds the history of the customers that `filter` selects in any backup.
///
/// Reads the history part of each backup, and makes those that are missing. Blocks. A backup that is damaged or can't be
/// opened is a doubt; if no backup can be opened, that is an error.
pub fn find_history(
    storage: &Arc<dyn Storage>,
    key: &DecryptionKey,
    filter: &Filter,
    options: &HistoryOptions,
    listener: &dyn Listener,
) -> Result<FoundHistory, HistoryError> {
    let Nights { usable, problems } = Nights::of(storage, key)?;
    let mut history = FoundHistory { redacted: options.redact, ..FoundHistory::default() };
    problems.iter().for_each(|problem| history.problem(problem));
    let mut distrusted = HashSet::new();
    loop {
        let HistoryOptions { writes, ref stop, .. } = *options;
        let search = Search { nights: &usable, writes, distrusted: &distrusted, stop, listener };
        let found = search.run(Wanted::by(filter))?;
        let versions = Versions::read(&usable, &found.seen, stop, listener)?;
        // A part that does not fit its customers is made again. One that was just made always fits.
        let wrong: Vec<usize> =
            versions.wrong.iter().copied().filter(|at| !distrusted.contains(at)).collect();
        if wrong.is_empty() {
            return history.complete(usable, found, versions, filter);
        }
        distrusted.extend(wrong);
    }
}

impl FoundHistory {
    /// True if nobody has the values in any backup.
    pub fn is_empty(&self) -> bool {
        self.lives.is_empty()
    }

    /// The number of customers.
    pub fn customers(&self) -> u64 {
        self.lives.len() as u64
    }

    /// The number of backups that were looked at.
    pub fn backups(&self) -> u64 {
        self.backups.len() as u64
    }

    /// True if a backup is damaged or can't be opened, so that changes may be missing.
    pub fn is_incomplete(&self) -> bool {
        self.is_incomplete
    }

    /// What makes it doubtful, as sentences.
    pub fn doubts(&self) -> &[String] {
        &self.doubts
    }

    /// What happened to history parts, as sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    fn problem(&mut self, problem: &Problem) {
        let Problem { name, reason, is_unfinished } = problem;
        self.is_incomplete |= !is_unfinished;
        self.doubts.push(format!("nothing is known of {name}: {reason}"));
    }

    fn complete(
        mut self,
        nights: Vec<Night>,
        mut found: SearchResult,
        versions: Versions,
        filter: &Filter,
    ) -> Result<Self, HistoryError> {
        self.refuse_if_all_closed(&mut found.seen)?;
        self.backups = nights.iter().map(|night| night.name.to_string()).collect();
        self.tell_of_nights(&nights, &found, &versions);
        self.tell_of_parts(&nights, &found.parts);
        let mut accounts: Vec<&ManifestAccount> = Vec::new();
        for account in nights.iter().map(|night| &night.manifest().account) {
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        for account in accounts {
            let places: Vec<usize> =
                (0..nights.len()).filter(|at| nights[*at].manifest().account == *account).collect();
            let told = TellingLives { nights: &nights, seen: &found.seen, versions: &versions, places };
            let lives = told.lives(&found.ids, filter, self.redacted);
            self.lives.extend(lives.into_iter().map(|life| (account.clone(), life)));
        }
        Ok(self)
    }

    /// If no backup could be looked at, the first reason is the error.
    fn refuse_if_all_closed(&self, seen: &mut Vec<Seen>) -> Result<(), HistoryError> {
        if !seen.is_empty() && seen.iter().all(Result::is_err) {
            return Err(seen.swap_remove(0).err().map_or(HistoryError::Stopped(String::new()), Into::into));
        }
        Ok(())
    }

    fn tell_of_nights(&mut self, nights: &[Night], found: &SearchResult, versions: &Versions) {
        for (at, (night, seen)) in nights.iter().zip(&found.seen).enumerate() {
            let fault: Option<&BackupReadError> = seen.as_ref().err().or_else(|| versions.faults.get(&at));
            if let Some(fault) = fault {
                self.is_incomplete = true;
                self.doubts.push(format!("nothing is known of {}: {fault}", night.name));
            }
            if versions.wrong.contains(&at) {
                self.is_incomplete = true;
                self.doubts.push(format!("records of {} can't be found again in its customers", night.name));
            }
            if seen.as_ref().is_ok_and(|collected| collected.is_cut) {
                self.doubts.push(format!("{} has too many fields to search all of them", night.name));
            }
        }
        let count = |is_so: &dyn Fn(&&Night) -> bool| nights.iter().filter(is_so).count() as u64;
        let unproven = count(&|night| !night.is_complete());
        if unproven > 0 {
            let backups = counted(unproven, "backup is", "backups are");
            self.doubts.push(format!(
                "{backups} not proven complete: a customer who is missing there may have been in the help desk"
            ));
        }
        let listed = count(&|night| night.lacks_details());
        if listed > 0 {
            let backups = counted(listed, "backup does", "backups do");
            self.doubts.push(format!(
                "{backups} not show that every field was looked for: a field that is missing there counts as unchanged"
            ));
        }
    }

    fn tell_of_parts(&mut self, nights: &[Night], parts: &[PartUse]) {
        let count = |part: &PartUse| parts.iter().filter(|one| *one == part).count() as u64;
        let made = count(&PartUse::Made);
        if made > 0 {
            let backups = counted(made, "backup", "backups");
            self.notes.push(format!("Read {backups} whole and wrote the history part, for the next time"));
        }
        let (mut unwritten, mut reason) = (0, "");
        for (night, part) in nights.iter().zip(parts) {
            match part {
                PartUse::MadeAgain => self.notes.push(format!(
                    "The history part of {} was damaged or stale: it was made again",
                    night.name
                )),
                PartUse::Newer => self.notes.push(format!(
                    "The history part of {} is from a newer deskferry: read the whole backup instead",
                    night.name
                )),
                PartUse::Locked => self.notes.push(format!(
                    "The history part of {} can't be opened with this key: read the whole backup instead",
                    night.name
                )),
                PartUse::NotWritten(why) => (unwritten, reason) = (unwritten + 1, why.as_str()),
                PartUse::Used | PartUse::Made => {}
            }
        }
        if unwritten > 0 {
            let backups = counted(unwritten, "backup", "backups");
            let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            self.notes.push(format!("Read {backups} whole, and could not write the history part{why}"));
        }
    }
}

/// Makes the lives of the customers of one account.
struct TellingLives<'a> {
    nights: &'a [Night],
    seen: &'a [Seen],
    versions: &'a Versions,
    /// The nights of the account.
    places: Vec<usize>,
}

impl TellingLives<'_> {
    fn lives(&self, ids: &HashSet<u64>, filter: &Filter, redact: bool) -> Vec<Life> {
        let names: Vec<String> = self.nights.iter().map(|night| night.name.to_string()).collect();
        let mut lives: Vec<Life> = Vec::new();
        for hash in ids {
            let sightings = self.sightings(*hash);
            let texts =
                sightings.values().filter_map(|seen| self.versions.texts.get(&(seen.id, seen.record)));
            let record = |text: &String| CustomerRecord::read(text.as_bytes());
            let records: Vec<CustomerRecord> = texts.map(record).collect();
            if !records.iter().any(|record| filter.matches(record)) {
                continue;
            }
            let Some(id) = records.first().and_then(|record| id_of(record)) else { continue };
            let sights: Vec<Sight<'_>> = self
                .places
                .iter()
                .map(|at| self.sight(*at, &names[*at], &id, sightings.get(at).copied()))
                .collect();
            lives.push(Life::of(&id, &sights, redact));
        }
        lives.sort_by(|one, other| one.id.cmp(&other.id));
        lives
    }

    /// Where a customer is. Of two records with one id, the last one counts, as in a comparison of two backups.
    fn sightings(&self, hash: u64) -> HashMap<usize, Sighting> {
        let mut found = HashMap::new();
        for at in &self.places {
            let Some(Ok(collected)) = self.seen.get(*at) else { continue };
            let own = collected.sightings.iter().rev().find(|seen| seen.id == hash);
            found.extend(own.map(|seen| (*at, *seen)));
        }
        found
    }

    fn sight<'s>(&'s self, at: usize, backup: &'s str, id: &str, sighting: Option<Sighting>) -> Sight<'s> {
        let night = &self.nights[at];
        let Some(Ok(collected)) = self.seen.get(at) else {
            return Sight { backup, state: SightState::Unknown, fields: &[] };
        };
        let text = sighting.map(|seen| self.versions.texts.get(&(seen.id, seen.record)));
        let state = match text {
            Some(Some(text)) => SightState::There { text, is_partial: night.is_partial(id) },
            Some(None) => SightState::Unknown,
            None if night.is_complete() => SightState::Away,
            None => SightState::Unknown,
        };
        Sight { backup, state, fields: &collected.fields }
    }
}
