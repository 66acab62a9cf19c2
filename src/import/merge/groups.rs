//! Merges groups of rows. Each row is staged in the journal with its own customer. Once all rows are read, the first
//! row of the group gets the merged values, in the order of the rows.

use serde_json::{Map, Value};

use crate::import::duplicate_issues::describe_row;
use crate::import::error::ImportError;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, MergeCarrier, PlanWriter, SearchKey};
use crate::mapping::{LostReason, LostValue, MatchRules, MergedCustomer, shown_field};
use crate::plan::{RowGroups, RowRef};
use crate::validate;

type Object = Map<String, Value>;

/// Rows read from the journal at once.
const CHUNK: usize = 512;

/// Unites the groups with these heads, and returns the id of the row that carries the merged customer: the first head.
pub(in crate::import) fn join(
    plan_writer: &PlanWriter,
    groups: &mut RowGroups,
    heads: &[RowRef],
) -> Result<u64, ImportError> {
    let mut found = Vec::with_capacity(heads.len());
    for head in heads {
        found.push((row_at(plan_writer, *head)?, *head));
    }
    found.sort_unstable();
    found.dedup();
    let mut found = found.into_iter();
    let (carrier, head) = found.next().ok_or_else(|| damaged("a row was merged with no other row"))?;
    for (id, other) in found {
        plan_writer.join_carrier(id, carrier)?;
        groups.unite(head, [other]);
    }
    Ok(carrier)
}

/// Merges the rows of each group, after all rows have been read.
pub(in crate::import) fn merge_all(
    plan_writer: &PlanWriter,
    groups: &mut RowGroups,
    matching: &MatchRules,
    files: &[String],
) -> Result<(), ImportError> {
    for place in groups.united() {
        let head = groups.head(place);
        plan_writer.hand_over(row_at(plan_writer, place)?, row_at(plan_writer, head)?)?;
    }
    let mut after = 0;
    loop {
        let carriers = plan_writer.carriers(after, CHUNK)?;
        let Some(last) = carriers.last() else { return Ok(()) };
        after = last.id;
        for carrier in carriers {
            merge(plan_writer, carrier, matching, files)?;
        }
        plan_writer.commit()?;
    }
}

/// Merges the rows of one group into the customer of its carrier.
fn merge(
    plan_writer: &PlanWriter,
    carrier: MergeCarrier,
    matching: &MatchRules,
    files: &[String],
) -> Result<(), ImportError> {
    let place = place_of(&carrier);
    let mut merged = MergedCustomer::new(&matching.merging, place, customer_of(&carrier)?);
    let mut after = 0;
    loop {
        let rows = plan_writer.carried_rows(carrier.id, after, CHUNK)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            let words = |place| describe_row(files, row.source, place);
            let lost = merged.add(place_of(row), customer_of(row)?);
            let issues: Vec<Issue> = lost.into_iter().map(|lost| conflict(lost, words)).collect();
            plan_writer.commit_merged(row.id, &format!("merged into {}", words(place)), &issues)?;
        }
    }
    let customer = merged.into_customer();
    check_whole(plan_writer, carrier.id, &customer)?;
    let keys: Vec<SearchKey> = matching.remote_keys(&customer).iter().map(SearchKey::from).collect();
    let payload = serde_json::to_string(&customer).map_err(JournalError::from)?;
    Ok(plan_writer.carry(carrier.id, &keys, &payload)?)
}

/// Repeats the checks that need the complete customer on the merged one. Each issue stays with the first row that had
/// it.
fn check_whole(plan_writer: &PlanWriter, carrier: u64, customer: &Object) -> Result<(), ImportError> {
    let mut found = validate::check_whole(customer);
    let same = |one: &Issue, other: &Issue| {
        (one.code, &one.message, &one.value) == (other.code, &other.message, &other.value)
    };
    plan_writer.sift_issues(carrier, |issue| {
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
    if found.is_empty() { Ok(()) } else { Ok(plan_writer.add_issues(carrier, &found)?) }
}

/// True for a value that was replaced and then came again in a later row (A, B, A with merge = "last").
fn counts_after_all(customer: &Object, issue: &Issue) -> bool {
    let Some(field) = &issue.field else { return false };
    let written = shown_field(customer, field);
    written.is_some_and(|written| {
        issue.value.is_some() && issue.clone().with_value(&written).value == issue.value
    })
}

fn row_at(plan_writer: &PlanWriter, place: RowRef) -> Result<u64, ImportError> {
    let found = plan_writer.row_at(place.source, place.row)?;
    found.ok_or_else(|| damaged("an earlier row of the same customer is missing"))
}

fn place_of(row: &MergeCarrier) -> RowRef {
    RowRef { source: row.source, row: row.row }
}

fn customer_of(row: &MergeCarrier) -> Result<Object, ImportError> {
    Ok(serde_json::from_str(&row.payload).map_err(JournalError::from)?)
}

fn damaged(what: &str) -> ImportError {
    JournalError::Damaged(what.to_owned()).into()
}

/// The warning about a value that is lost when rows are merged.
pub(in crate::import) fn conflict(lost: LostValue<RowRef>, words: impl Fn(RowRef) -> String) -> Issue {
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
