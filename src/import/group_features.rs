//! What merged rows show together: the values that are lost, warnings about the merged customer, and what its fields have.
//!
//! No row shows this alone, so the rows of the smallest groups are read once more, and those that were chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::duplicate_index::DuplicateIndex;
use super::duplicate_issues::uninsertable;
use super::error::ImportError;
use super::map_rows::show_all;
use super::mapped_rows::MappedRow;
use super::merge::conflict;
use super::opened_source::OpenedSource;
use super::wanted_rows::WantedRows;
use crate::issue::{Code, Issue};
use crate::journal::JournalError;
use crate::mapping::{MergedCustomer, shown_field};
use crate::plan::{ImportMode, RowRef, WritePolicies};
use crate::sample::{Candidates, Feature, FeatureKind, RowFeatures, UnknownRows, feature_of};
use crate::validate;

/// What decides how the rows of groups are merged, and what their customers show.
pub(super) struct GroupJob<'a> {
    pub index: &'a DuplicateIndex<'a>,
    pub policies: &'a WritePolicies,
    /// The names of the sources.
    pub sources: &'a [Arc<str>],
}

/// Returns an error if the user has stopped the command.
pub(super) type GoOn<'a> = &'a mut dyn FnMut() -> Result<(), ImportError>;

/// Reads rows again, merges those of groups, and adds what rows and merged customers show. Leaves the sources as they
/// were.
pub(super) fn look_at(
    opened: &mut [OpenedSource],
    job: &GroupJob<'_>,
    unknown: &UnknownRows,
    candidates: &mut Candidates,
    go_on: GoOn<'_>,
) -> Result<(), ImportError> {
    let index = job.index;
    let GroupRows { mut rows, warned, mut results } =
        GroupRows::read(opened, job, unknown, candidates, go_on)?;
    let Some(matching) = index.matching else { return Ok(()) };
    for group in &unknown.groups {
        let mut fields = FieldResults::default();
        for place in group {
            if let (Some(customer), Some(own)) = (rows.get(place), results.remove(place)) {
                fields.add(customer, own);
            }
        }
        let mut customers = group.iter().filter_map(|place| Some((*place, rows.remove(place)?)));
        let Some((place, first)) = customers.next() else { continue };
        let mut merged = MergedCustomer::new(&matching.merging, place, first);
        for (place, customer) in customers {
            for lost in merged.add(place, customer) {
                candidates.add_merged(group, feature_of(&conflict(lost, |_| String::new())));
            }
        }
        // Of the others, only a warning that a row had is repeated for the merged customer.
        let repeated =
            |code| code == Code::Postcode || group.iter().any(|row| warned.contains(&(*row, code)));
        let customer = merged.into_customer();
        let found = validate::check_whole(&customer);
        let payload = serde_json::to_vec(&customer).map_err(JournalError::from)?;
        let fault = match index.mode {
            ImportMode::Update => None,
            _ => uninsertable(&payload, index.definitions)?,
        };
        for issue in found.iter().filter(|issue| repeated(issue.code)).chain(&fault) {
            candidates.add_merged(group, feature_of(issue));
        }
        candidates.look_at(group);
        // A customer that is rejected has no fields.
        match fault {
            Some(_) => candidates.reject(group),
            None => fields
                .of_merged(&customer)
                .into_iter()
                .for_each(|feature| candidates.add_merged(group, feature)),
        }
    }
    Ok(())
}

/// The rows of groups, read once more.
#[derive(Default)]
struct GroupRows {
    /// Their customers.
    rows: BTreeMap<RowRef, Map<String, Value>>,
    /// Their warnings about the whole customer.
    warned: BTreeSet<(RowRef, Code)>,
    /// What each row shows of the results of its fields.
    results: BTreeMap<RowRef, Vec<Feature>>,
}

impl GroupRows {
    /// Reads the rows, and adds what each shows. Leaves the sources as they were.
    fn read(
        opened: &mut [OpenedSource],
        job: &GroupJob<'_>,
        unknown: &UnknownRows,
        candidates: &mut Candidates,
        go_on: GoOn<'_>,
    ) -> Result<Self, ImportError> {
        opened.iter_mut().for_each(|source| source.source.keep());
        let in_groups: BTreeSet<RowRef> = unknown.groups.iter().flatten().copied().collect();
        let mut all = Self::default();
        show_all(opened, &WantedRows::Chosen(unknown.rows.clone()), |mapped| {
            go_on()?;
            for mut row in mapped.rows {
                let place =
                    RowRef { source: mapped.source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
                let payload = mapped.json.get(row.payload.clone()).unwrap_or_default();
                let is_merged = in_groups.contains(&place);
                if is_merged {
                    all.add(place, &mut row, payload, job.policies)?;
                }
                let (shows, is_written) = all_of_row(place, row, payload, job, is_merged)?;
                candidates.know(place, shows, is_written);
            }
            Ok(())
        })?;
        opened.iter_mut().try_for_each(OpenedSource::reopen)?;
        Ok(all)
    }

    /// Adds a row of a group.
    fn add(
        &mut self,
        place: RowRef,
        row: &mut MappedRow,
        payload: &[u8],
        policies: &WritePolicies,
    ) -> Result<(), ImportError> {
        let of_whole = row.issues.iter().filter(|issue| validate::is_of_whole(issue));
        self.warned.extend(of_whole.map(|issue| (place, issue.code)));
        row.shows.add_policies(policies);
        let own = row.shows.features.iter().filter(|feature| feature.kind.is_of_result());
        self.results.insert(place, own.cloned().collect());
        self.rows.insert(place, serde_json::from_slice(payload).map_err(JournalError::from)?);
        Ok(())
    }
}

/// All that a row shows, and whether it can be written.
fn all_of_row(
    place: RowRef,
    row: MappedRow,
    payload: &[u8],
    job: &GroupJob<'_>,
    is_merged: bool,
) -> Result<(RowFeatures, bool), ImportError> {
    let mut left = RowFeatures::of_left_out(&row.issues);
    if let Some(note) = &row.skip {
        left.features.push(Feature::with(FeatureKind::Skipped, &Arc::from(""), note));
        return Ok((left, false));
    }
    if row.is_rejected() {
        return Ok((left, false));
    }
    let is_inserted = !is_merged && job.index.mode != ImportMode::Update;
    let fault = if is_inserted { uninsertable(payload, job.index.definitions)? } else { None };
    if let Some(fault) = fault {
        left.features.push(Feature { kind: FeatureKind::WholeError, ..feature_of(&fault) });
        return Ok((left, false));
    }
    Ok((shown_by_written(row.shows, &row.issues, place, job.policies, job.sources), true))
}

/// What a row shows that is written. A single source is not named.
pub(super) fn shown_by_written(
    mut shows: RowFeatures,
    issues: &[Issue],
    place: RowRef,
    policies: &WritePolicies,
    sources: &[Arc<str>],
) -> RowFeatures {
    shows.add_policies(policies);
    shows.add_issues(issues);
    let none = Arc::from("");
    let file = sources.get(usize::from(place.source)).filter(|_| sources.len() > 1);
    shows.features.push(Feature::new(FeatureKind::Source, file.unwrap_or(&none)));
    shows
}

/// What the rows of a group show of the results of their fields, each with the row's value of the field.
#[derive(Default)]
struct FieldResults(BTreeMap<Feature, BTreeSet<Option<String>>>);

impl FieldResults {
    fn add(&mut self, customer: &Map<String, Value>, own: Vec<Feature>) {
        for feature in own {
            let value = shown_field(customer, &feature.about);
            self.0.entry(feature).or_default().insert(value);
        }
    }

    /// What the merged customer shows: of each field, what the rows show that have its value.
    fn of_merged(self, customer: &Map<String, Value>) -> BTreeSet<Feature> {
        let mut found = BTreeSet::new();
        let mut known = BTreeSet::new();
        let mut lost = Vec::new();
        for (feature, values) in self.0 {
            let value = shown_field(customer, &feature.about);
            if values.contains(&value) {
                known.insert(feature.about.clone());
                found.insert(feature);
            } else if let Some(value) = value {
                lost.push((feature, value));
            }
        }
        // No row has a value that is joined from several.
        for (feature, value) in lost.into_iter().filter(|(feature, _)| !known.contains(&feature.about)) {
            found.insert(Feature::new(FeatureKind::Filled, &feature.about));
            match feature.kind {
                FeatureKind::Value => found.insert(Feature::value(&feature.about, &value)),
                // The policy of a field is the same in every row.
                FeatureKind::Policy => found.insert(feature),
                _ => continue,
            };
        }
        found
    }
}
