//! Finds the wanted customers in the history parts of all nights.

use std::collections::HashSet;

use super::collector::{Collected, Sighting, Wanted};
use super::error::HistoryError;
use super::night::Night;
use super::part_file::{PartUse, look};
use super::steps::Steps;
use crate::backup::each_backup::each_backup;
use crate::backup::reader::BackupReadError;
use crate::event::Listener;
use crate::file::FileError;
use crate::storage::StoreError;
use crate::writer::Stop;

/// How many customers one history shows.
pub(super) const MOST: usize = 100;

/// What one night shows of the wanted customers, or why nothing is known of it.
pub(super) type Seen = Result<Collected, BackupReadError>;

/// How to look at the nights.
pub(super) struct Search<'a> {
    pub(super) nights: &'a [Night],
    /// History parts may be written.
    pub(super) writes: bool,
    /// Nights whose part does not fit their customers, by their place.
    pub(super) distrusted: &'a HashSet<usize>,
    pub(super) stop: &'a Stop,
    pub(super) listener: &'a dyn Listener,
}

/// What all nights show.
pub(super) struct SearchResult {
    /// In the order of the nights.
    pub(super) seen: Vec<Seen>,
    /// The parts of the nights, as the first look found them.
    pub(super) parts: Vec<PartUse>,
    /// The hashes of the ids of all customers that have the values in some night.
    pub(super) ids: HashSet<u64>,
}

impl Search<'_> {
    /// Looks for all customers that have the wanted values in any night, and for the same customers in all other nights.
    pub(super) fn run(&self, mut wanted: Wanted) -> Result<SearchResult, HistoryError> {
        // Mostly, the last night has the customer already. Then the next look is the only one.
        let last = self.nights.len().saturating_sub(1);
        let newest = self.look_at(last..self.nights.len(), &wanted)?;
        wanted.ids = selected(newest.iter().filter_map(|(seen, _)| seen.as_ref().ok()))?;
        let mut looked = self.look_at(0..self.nights.len(), &wanted)?;
        let ids = selected(looked.iter().filter_map(|(seen, _)| seen.as_ref().ok()))?;
        if !ids.is_subset(&wanted.ids) {
            wanted.ids.clone_from(&ids);
            let again = self.look_at(0..self.nights.len(), &wanted)?;
            for (first, (seen, _)) in looked.iter_mut().zip(again) {
                first.0 = seen;
            }
        }
        let (seen, mut parts): (Vec<Seen>, Vec<PartUse>) = looked.into_iter().unzip();
        // The first look at the last night may have made its part.
        for (part, (_, first)) in parts.iter_mut().rev().zip(newest.into_iter().rev()) {
            *part = first;
        }
        Ok(SearchResult { seen, parts, ids })
    }

    fn look_at(
        &self,
        places: std::ops::Range<usize>,
        wanted: &Wanted,
    ) -> Result<Vec<(Seen, PartUse)>, HistoryError> {
        let places: Vec<usize> = places.collect();
        let steps = Steps::begin(self.listener, "looking through", places.len());
        let looked = each_backup(&places, |&at| {
            let distrusts = self.distrusted.contains(&at);
            let Some(night) = self.nights.get(at).filter(|_| self.stop.reason().is_none()) else {
                return Ok(None);
            };
            let looked = match look(night, wanted, self.writes, distrusts) {
                Ok((collected, part)) => Some((Ok(collected), part)),
                Err(fault) => Some((Err(of_store(fault)?), PartUse::Used)),
            };
            steps.step();
            Ok(looked)
        })?;
        match self.stop.reason() {
            Some(reason) => Err(HistoryError::Stopped(reason)),
            None => Ok(looked.into_iter().flatten().collect()),
        }
    }
}

/// An error of the store ends the history; anything else is about one backup.
pub(super) fn of_store(fault: BackupReadError) -> Result<BackupReadError, FileError> {
    match fault {
        BackupReadError::File(fault) if StoreError::of(&fault).is_some() => Err(fault),
        fault => Ok(fault),
    }
}

fn selected<'a>(seen: impl Iterator<Item = &'a Collected>) -> Result<HashSet<u64>, HistoryError> {
    let sightings = seen.flat_map(|seen| &seen.sightings);
    let ids: HashSet<u64> =
        sightings.filter(|seen| seen.is_selected).map(|Sighting { id, .. }| *id).collect();
    if ids.len() > MOST {
        return Err(HistoryError::Many { count: ids.len(), most: MOST });
    }
    Ok(ids)
}
