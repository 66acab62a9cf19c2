//! Checks joined values of merged customers against the definitions of custom fields. The value of each row is in the
//! list of the field, but the joined value may not be.

use serde_json::{Map, Value};

use crate::customer::CustomFieldDefinitions;
use crate::import::duplicate_issues::describe_row;
use crate::import::error::ImportError;
use crate::issue::{Complaint, Issue};
use crate::journal::{JournalError, MergeCarrier, PlanWriter};
use crate::mapping::{MatchRules, custom_value_complaint};
use crate::plan::{Action, RowRef};
use crate::wording::counted;

/// Customers read from the journal at once.
const CHUNK: usize = 512;
/// Maximum number of rows named in a message.
const NAMED: usize = 5;

/// Rejects customers whose joined value is not in the list of the field. All rows of the customer are rejected.
pub(in crate::import) fn check_joined(
    plan_writer: &PlanWriter,
    matching: Option<&MatchRules>,
    definitions: Option<&CustomFieldDefinitions>,
    files: &[String],
) -> Result<(), ImportError> {
    let (Some(matching), Some(definitions)) = (matching, definitions) else { return Ok(()) };
    let fields = matching.merging.joined_custom_fields();
    let mut after = 0;
    while !fields.is_empty() {
        let carriers = plan_writer.carriers(after, CHUNK)?;
        let Some(last) = carriers.last() else { break };
        after = last.id;
        for carrier in &carriers {
            for error in errors(fields, definitions, carrier)? {
                let rows = rows(plan_writer, carrier, files)?;
                plan_writer.decide(carrier.id, &Action::Reject(error.into_issue(&rows)))?;
            }
        }
    }
    Ok(())
}

/// A joined value that is not in the list of its field.
struct JoinedValueError {
    field: String,
    value: String,
    complaint: Complaint,
}

fn errors(
    fields: &[String],
    definitions: &CustomFieldDefinitions,
    carrier: &MergeCarrier,
) -> Result<Vec<JoinedValueError>, ImportError> {
    let customer: Map<String, Value> = serde_json::from_str(&carrier.payload).map_err(JournalError::from)?;
    let error = |field: &String| {
        let value = customer.get("customFields")?.get(field)?.as_str().filter(|value| !value.is_empty())?;
        let complaint = custom_value_complaint(definitions, field, value)?;
        Some(JoinedValueError { field: format!("customFields.{field}"), value: value.to_owned(), complaint })
    };
    Ok(fields.iter().filter_map(error).collect())
}

/// The rows of a merged customer, such as `row 2, row 5 and row 9`.
fn rows(plan_writer: &PlanWriter, carrier: &MergeCarrier, files: &[String]) -> Result<String, ImportError> {
    let mut places = vec![(carrier.source, carrier.row)];
    places.extend(plan_writer.carried(carrier.id)?);
    let words = |&(source, row): &(u16, u32)| describe_row(files, carrier.source, RowRef { source, row });
    let mut named: Vec<String> = places.iter().take(NAMED).map(words).collect();
    let last = match places.len().saturating_sub(NAMED) {
        0 => named.pop().unwrap_or_default(),
        more => counted(more, "more row", "more rows"),
    };
    Ok(format!("{} and {last}", named.join(", ")))
}

impl JoinedValueError {
    fn into_issue(self, rows: &str) -> Issue {
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
