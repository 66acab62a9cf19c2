//! Rows that are one customer, while the plan is made. Each row waits in the journal with its own customer; once all are
//! read, the first of them gets what all of them say, in the order of the file.

use serde_json::{Map, Value};

use super::dedup::in_words;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, MergeCarrier, PlanWriter, SearchKey};
use crate::mapping::{LostReason, LostValue, MatchRules, MergedCustomer, shown_field};
use crate::plan::{RowGroups, RowRef};
use crate::run::ImportError;
use crate::validate;

type Object = Map<String, Value>;

/// Rows at once.
const CHUNK: usize = 512;

/// A row joins the groups that stand at these places, and from now on the first of them stands for all; the row that
/// carries the customer.
pub(super) fn join(spool: &PlanWriter, groups: &mut RowGroups, heads: &[RowRef]) -> Result<u64, ImportError> {
    let mut found = Vec::with_capacity(heads.len());
    for head in heads {
        found.push((row_at(spool, *head)?, *head));
    }
    found.sort_unstable();
    found.dedup();
    let mut found = found.into_iter();
    let (carrier, head) = found.next().ok_or_else(|| damaged("a row was merged with no other row"))?;
    for (id, other) in found {
        spool.join_carrier(id, carrier)?;
        groups.unite(head, [other]);
    }
    Ok(carrier)
}

/// Merges the rows of each group, now that all are read.
pub(super) fn merge_all(
    spool: &PlanWriter,
    groups: &mut RowGroups,
    matching: &MatchRules,
    files: &[String],
) -> Result<(), ImportError> {
    for place in groups.united() {
        let head = groups.head(place);
        spool.hand_over(row_at(spool, place)?, row_at(spool, head)?)?;
    }
    let mut after = 0;
    loop {
        let carriers = spool.carriers(after, CHUNK)?;
        let Some(last) = carriers.last() else { return Ok(()) };
        after = last.id;
        for carrier in carriers {
            merge(spool, carrier, matching, files)?;
        }
        spool.commit()?;
    }
}

/// Merges the rows that one row carries into its customer.
fn merge(
    spool: &PlanWriter,
    carrier: MergeCarrier,
    matching: &MatchRules,
    files: &[String],
) -> Result<(), ImportError> {
    let place = place_of(&carrier);
    let mut merged = MergedCustomer::new(&matching.merging, place, customer_of(&carrier)?);
    let mut after = 0;
    loop {
        let rows = spool.carried_rows(carrier.id, after, CHUNK)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            let words = |place| in_words(files, row.source, place);
            let lost = merged.add(place_of(row), customer_of(row)?);
            let issues: Vec<Issue> = lost.into_iter().map(|lost| conflict(lost, words)).collect();
            spool.commit_merged(row.id, &format!("merged into {}", words(place)), &issues)?;
        }
    }
    let customer = merged.into_customer();
    check_whole(spool, carrier.id, &customer)?;
    let keys: Vec<SearchKey> = matching.remote_keys(&customer).iter().map(SearchKey::from).collect();
    let payload = serde_json::to_string(&customer).map_err(JournalError::from)?;
    Ok(spool.carry(carrier.id, &keys, &payload)?)
}

/// What depends on all of a customer is said of what its rows came to, and not of what each of them had. It stays with the
/// first row that said so.
fn check_whole(spool: &PlanWriter, carrier: u64, customer: &Object) -> Result<(), ImportError> {
    let mut found = validate::check_whole(customer);
    let same = |one: &Issue, other: &Issue| {
        (one.code, &one.message, &one.value) == (other.code, &other.message, &other.value)
    };
    spool.sift_issues(carrier, |issue| {
        if issue.code == Code::MergeConflict {
            return !counts_after_all(customer, issue);
        }
        let at = found.iter().position(|whole| same(whole, issue));
        at.map(|at| found.swap_remove(at)).is_some() || !validate::is_of_whole(issue)
    })?;
    // No single row has both the country and this postcode.
    found.retain(|issue| issue.code == Code::Postcode);
    for issue in &mut found {
        issue.message.push_str("; country and postcode come from several rows of this customer");
    }
    if found.is_empty() { Ok(()) } else { Ok(spool.add_issues(carrier, &found)?) }
}

/// True for a value that was displaced by a later row's, and came again after that (A, B, A with merge = "last").
fn counts_after_all(customer: &Object, issue: &Issue) -> bool {
    let Some(field) = &issue.field else { return false };
    let written = shown_field(customer, field);
    written.is_some_and(|written| {
        issue.value.is_some() && issue.clone().with_value(&written).value == issue.value
    })
}

fn row_at(spool: &PlanWriter, place: RowRef) -> Result<u64, ImportError> {
    let found = spool.row_at(place.source, place.row)?;
    found.ok_or_else(|| damaged("an earlier row of the same customer is missing"))
}

fn place_of(row: &MergeCarrier) -> RowRef {
    RowRef { source: row.source, row: row.row }
}

fn customer_of(row: &MergeCarrier) -> Result<Object, ImportError> {
    Ok(serde_json::from_str(&row.payload).map_err(JournalError::from)?)
}

pub(super) fn damaged(what: &str) -> ImportError {
    ImportError::Journal(JournalError::Damaged(what.to_owned()))
}

/// A value that is lost where rows are merged.
fn conflict(lost: LostValue<RowRef>, words: impl Fn(RowRef) -> String) -> Issue {
    let LostValue { field, value, reason } = lost;
    let message = match reason {
        LostReason::Earlier(row) => format!(
            "{} is the same customer and has a different `{field}`, which is used instead of this row's",
            words(row)
        ),
        LostReason::Later(row) => format!(
            "{} is the same customer and has a different `{field}`, which is not written because this row is later",
            words(row)
        ),
        LostReason::NoneInFirst(row) => format!(
            "{} is the first row of the same customer and has no `{field}`; this row's value is not written",
            words(row)
        ),
    };
    let hint = "for another rule, set merge = \"first\", \"last\" or \"join\" on the field in the mapping";
    Issue::warning(Complaint::new(Code::MergeConflict, message, hint)).in_field(field).with_value(&value)
}
