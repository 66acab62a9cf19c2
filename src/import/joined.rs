//! Customers that several rows made, held against the definitions of custom fields: the value of each row was in its list,
//! and what they are joined to may not be.

use serde_json::{Map, Value};

use super::error::ImportError;
use super::spooling::in_words;
use crate::customer::Definitions;
use crate::issue::{Complaint, Issue};
use crate::journal::{Carrier, JournalError, Spool};
use crate::mapping::{Matching, complaint};
use crate::plan::{Action, Place};

/// Customers at once.
const CHUNK: usize = 512;
/// So many rows are named in a message.
const NAMED: usize = 5;

/// Rejects the customers that have no value of the list where values are joined. Their rows share the outcome.
pub(super) fn hold(
    spool: &Spool,
    matching: Option<&Matching>,
    definitions: Option<&Definitions>,
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
struct Fault {
    field: String,
    value: String,
    complaint: Complaint,
}

fn faults(
    fields: &[String],
    definitions: &Definitions,
    carrier: &Carrier,
) -> Result<Vec<Fault>, ImportError> {
    let customer: Map<String, Value> = serde_json::from_str(&carrier.payload).map_err(JournalError::from)?;
    let fault = |field: &String| {
        let value = customer.get("customFields")?.get(field)?.as_str().filter(|value| !value.is_empty())?;
        let complaint = complaint(definitions, field, value)?;
        Some(Fault { field: format!("customFields.{field}"), value: value.to_owned(), complaint })
    };
    Ok(fields.iter().filter_map(fault).collect())
}

/// The rows that made a customer, in words: `row 2, row 5 and row 9`.
fn rows(spool: &Spool, carrier: &Carrier, files: &[String]) -> Result<String, ImportError> {
    let mut places = vec![(carrier.source, carrier.row)];
    places.extend(spool.carried(carrier.id)?);
    let words = |&(source, row): &(u16, u32)| in_words(files, carrier.source, Place { source, row });
    let mut named: Vec<String> = places.iter().take(NAMED).map(words).collect();
    let last = match places.len().saturating_sub(NAMED) {
        0 => named.pop().unwrap_or_default(),
        1 => "1 more row".to_owned(),
        more => format!("{more} more rows"),
    };
    Ok(format!("{} and {last}", named.join(", ")))
}

impl Fault {
    fn of_rows(self, rows: &str) -> Issue {
        let Self { field, value, complaint } = self;
        let message = format!("{}: {rows} are joined to it", complaint.message);
        let hint = format!(
            "{}; or set merge = \"fill\", \"first\" or \"last\" on the field in the mapping, so that one \
             value is used",
            complaint.hint
        );
        Issue::error(Complaint { message, hint, ..complaint }).in_field(field).with_value(&value)
    }
}
