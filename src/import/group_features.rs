//! What merged rows show together: the values that are lost, warnings about the merged customer, and what its fields have.
//!
//! No row shows this alone, so the rows of the smallest groups are read once more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::duplicate_index::DuplicateIndex;
use super::duplicate_issues::uninsertable;
use super::error::ImportError;
use super::map_rows::show_all;
use super::merge::conflict;
use super::opened_source::OpenedSource;
use super::wanted_rows::WantedRows;
use crate::issue::Code;
use crate::journal::JournalError;
use crate::mapping::{MatchRules, MergedCustomer, shown_field};
use crate::plan::{ImportMode, RowRef, WritePolicies};
use crate::sample::{Candidates, Feature, FeatureKind, feature_of};
use crate::validate;

/// What decides how the rows of groups are merged, and what their customers show.
pub(super) struct GroupJob<'a> {
    pub index: &'a DuplicateIndex<'a>,
    pub matching: &'a MatchRules,
    pub policies: &'a WritePolicies,
}

/// Merges the rows of these groups, and adds what the merged customers show. Leaves the sources as they were.
pub(super) fn look_at_groups(
    opened: &mut [OpenedSource],
    job: GroupJob<'_>,
    groups: &[Vec<RowRef>],
    candidates: &mut Candidates,
) -> Result<(), ImportError> {
    let GroupJob { index, matching, policies } = job;
    let GroupRows { mut rows, warned, mut results } = GroupRows::read(opened, groups, policies)?;
    for group in groups {
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
    /// Reads the rows. Leaves the sources as they were.
    fn read(
        opened: &mut [OpenedSource],
        groups: &[Vec<RowRef>],
        policies: &WritePolicies,
    ) -> Result<Self, ImportError> {
        opened.iter_mut().for_each(|source| source.source.keep());
        let wanted = WantedRows::Chosen(groups.iter().flatten().copied().collect::<BTreeSet<_>>());
        let mut all = Self::default();
        show_all(opened, &wanted, |mapped| {
            for mut row in mapped.rows {
                let place =
                    RowRef { source: mapped.source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
                let payload = mapped.json.get(row.payload.clone()).unwrap_or_default();
                let of_whole = row.issues.iter().filter(|issue| validate::is_of_whole(issue));
                all.warned.extend(of_whole.map(|issue| (place, issue.code)));
                row.shows.add_policies(policies);
                let own = row.shows.features.into_iter().filter(|feature| feature.kind.is_of_result());
                all.results.insert(place, own.collect());
                all.rows.insert(place, serde_json::from_slice(payload).map_err(JournalError::from)?);
            }
            Ok(())
        })?;
        opened.iter_mut().try_for_each(OpenedSource::reopen)?;
        Ok(all)
    }
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
