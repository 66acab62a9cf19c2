//! The records of the wanted customers: each is read once, from the newest backup that has it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::block::{id_hash, record_hash};
use super::collector::Sighting;
use super::error::HistoryError;
use super::night::Night;
use super::search::{Seen, of_store};
use super::steps::Steps;
use crate::api::CustomerRecord;
use crate::backup::each_backup::each_backup;
use crate::backup::reader::BackupReadError;
use crate::event::Listener;
use crate::lookup::id_of;
use crate::writer::Stop;

/// The hashes of an id and of a record.
pub(super) type VersionKey = (u64, u64);

/// The texts of the records, and why some could not be read.
#[derive(Default)]
pub(super) struct Versions {
    pub(super) texts: HashMap<VersionKey, String>,
    /// Backups whose customers can't be read, by place.
    pub(super) faults: BTreeMap<usize, BackupReadError>,
    /// Backups whose part does not fit their customers, by place.
    pub(super) wrong: HashSet<usize>,
}

impl Versions {
    /// Reads all records of the sightings.
    pub(super) fn read(
        nights: &[Night],
        seen: &[Seen],
        stop: &Stop,
        listener: &dyn Listener,
    ) -> Result<Self, HistoryError> {
        let mut versions = Self::default();
        loop {
            let work = versions.work(seen);
            if work.is_empty() {
                return Ok(versions);
            }
            let steps = Steps::begin(listener, "reading the records in", work.len());
            let read = each_backup(&work, |(at, sightings)| {
                let night = nights.get(*at).filter(|_| stop.reason().is_none());
                let Some(night) = night else { return Ok(Ok(Vec::new())) };
                let texts = match texts(night, sightings) {
                    Ok(texts) => Ok(texts),
                    Err(fault) => Err(of_store(fault)?),
                };
                steps.step();
                Ok(texts)
            })?;
            if let Some(reason) = stop.reason() {
                return Err(HistoryError::Stopped(reason));
            }
            for ((at, sightings), read) in work.into_iter().zip(read) {
                match read {
                    Ok(texts) if texts.len() == sightings.len() => versions.texts.extend(texts),
                    Ok(_) => drop(versions.wrong.insert(at)),
                    Err(fault) => drop(versions.faults.insert(at, fault)),
                }
            }
        }
    }

    /// Which records to read from which backup: the newest one that has it and was not tried yet.
    fn work(&self, seen: &[Seen]) -> Vec<(usize, Vec<Sighting>)> {
        let mut found: HashSet<VersionKey> = self.texts.keys().copied().collect();
        let mut work = Vec::new();
        for (at, seen) in seen.iter().enumerate().rev() {
            let Ok(collected) = seen else { continue };
            if self.faults.contains_key(&at) || self.wrong.contains(&at) {
                continue;
            }
            let open = |sighting: &&Sighting| found.insert((sighting.id, sighting.record));
            let sightings: Vec<Sighting> = collected.sightings.iter().filter(open).copied().collect();
            if !sightings.is_empty() {
                work.push((at, sightings));
            }
        }
        work
    }
}

/// The records at some places of a backup; those that do not have the hashes of their part are left out.
fn texts(night: &Night, sightings: &[Sighting]) -> Result<Vec<(VersionKey, String)>, BackupReadError> {
    let wanted: HashMap<u64, &Sighting> = sightings.iter().map(|seen| (seen.row, seen)).collect();
    let mut texts = Vec::new();
    for (row, line) in (0..).zip(night.backup.customers()?) {
        let line = line?;
        let Some(seen) = wanted.get(&row) else { continue };
        let record: CustomerRecord = line.record();
        let id = id_of(&record).map(|id| id_hash(&id));
        if id == Some(seen.id) && record_hash(&record) == seen.record {
            texts.push(((seen.id, seen.record), line.text().into_owned()));
        }
    }
    Ok(texts)
}
