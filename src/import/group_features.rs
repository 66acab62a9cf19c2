//! What merged rows show together: the values that are lost, and warnings about the merged customer.
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
use crate::mapping::{MatchRules, MergedCustomer};
use crate::plan::{ImportMode, RowRef};
use crate::sample::{Candidates, feature_of};
use crate::validate;

/// Merges the rows of these groups, and adds what the merged customers show. Leaves the sources as they were.
pub(super) fn look_at_groups(
    opened: &mut [OpenedSource],
    index: &DuplicateIndex<'_>,
    matching: &MatchRules,
    groups: &[Vec<RowRef>],
    candidates: &mut Candidates,
) -> Result<(), ImportError> {
    opened.iter_mut().for_each(|source| source.source.keep());
    let wanted = WantedRows::Chosen(groups.iter().flatten().copied().collect::<BTreeSet<_>>());
    let mut rows: BTreeMap<RowRef, Map<String, Value>> = BTreeMap::new();
    let mut warned: BTreeSet<(RowRef, Code)> = BTreeSet::new();
    show_all(opened, &wanted, |mapped| {
        for row in mapped.rows {
            let place =
                RowRef { source: mapped.source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
            let payload = mapped.json.get(row.payload.clone()).unwrap_or_default();
            let of_whole = row.issues.iter().filter(|issue| validate::is_of_whole(issue));
            warned.extend(of_whole.map(|issue| (place, issue.code)));
            rows.insert(place, serde_json::from_slice(payload).map_err(JournalError::from)?);
        }
        Ok(())
    })?;
    opened.iter_mut().try_for_each(OpenedSource::reopen)?;
    for group in groups {
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
    }
    Ok(())
}
