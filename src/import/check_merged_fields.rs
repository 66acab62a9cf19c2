//! Customers that several rows made, held against the definitions of custom fields: the value of each row was in its list,
//! and what they are joined to may not be.

use serde_json::{Map, Value};

use super::dedup::in_words;
use crate::customer::CustomFieldDefinitions;
use crate::issue::{Complaint, Issue};
use crate::journal::{JournalError, MergeCarrier, PlanWriter};
use crate::mapping::{MatchRules, custom_value_complaint};
use crate::plan::{Action, RowRef};
use crate::run::ImportError;
use crate::wording::counted;

/// Customers at once.
const CHUNK: usize = 512;
/// So many rows are named in a message.
const NAMED: usize = 5;

/// Rejects the customers that have no value of the list where values are joined. Their rows share the outcome.
pub(super) fn check_joined(
    spool: &PlanWriter,
    matching: Option<&MatchRules>,
    definitions: Option<&CustomFieldDefinitions>,
    files: &[String],
) -> Result<(), ImportError> {
    let (Some(matching), Some(definitions)) = (matching, definitions) else { return Ok(()) };
    let fields = matching.merging.joined_custom_fields();
    let mut after = 0;
    while !fields.is_empty() {
        let carriers = spool.carriers(after, CHUNK)?;
        let Some(last) = carriers.last() else { break };
        after = last.id;
        for carrier in &carriers {
            for fault in faults(fields, definitions, carrier)? {
                let rows = rows(spool, carrier, files)?;
                spool.decide(carrier.id, &Action::Reject(fault.of_rows(&rows)))?;
            }
        }
    }
    Ok(())
}

/// A joined value that is not in its list.
struct JoinedValueError {
    field: String,
    value: String,
    complaint: Complaint,
}

fn faults(
    fields: &[String],
    definitions: &CustomFieldDefinitions,
    carrier: &MergeCarrier,
) -> Result<Vec<JoinedValueError>, ImportError> {
    let customer: Map<String, Value> = serde_json::from_str(&carrier.payload).map_err(JournalError::from)?;
    let fault = |field: &String| {
        let value = customer.get("customFields")?.get(field)?.as_str().filter(|value| !value.is_empty())?;
        let complaint = custom_value_complaint(definitions, field, value)?;
        Some(JoinedValueError { field: format!("customFields.{field}"), value: value.to_owned(), complaint })
    };
    Ok(fields.iter().filter_map(fault).collect())
}

/// The rows that made a customer, in words: `row 2, row 5 and row 9`.
fn rows(spool: &PlanWriter, carrier: &MergeCarrier, files: &[String]) -> Result<String, ImportError> {
    let mut places = vec![(carrier.source, carrier.row)];
    places.extend(spool.carried(carrier.id)?);
    let words = |&(source, row): &(u16, u32)| in_words(files, carrier.source, RowRef { source, row });
    let mut named: Vec<String> = places.iter().take(NAMED).map(words).collect();
    let last = match places.len().saturating_sub(NAMED) {
        0 => named.pop().unwrap_or_default(),
        more => counted(more, "more row", "more rows"),
    };
    Ok(format!("{} and {last}", named.join(", ")))
}

impl JoinedValueError {
    fn of_rows(self, rows: &str) -> Issue {
        let Self { field, value, complaint } = self;
        let message = format!("{}: it joins the values of {rows}", complaint.message);
        let hint = format!(
            "{}; or set merge = \"fill\", \"first\" or \"last\" on the field in the mapping, so that one \
             value is used",
            complaint.hint
        );
        Issue::error(Complaint { message, hint, ..complaint }).in_field(field).with_value(&value)
    }
}
