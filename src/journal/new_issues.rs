//! The issues of a row whose fields were computed again when its customer was known.

use crate::database::{Connection, params};

use super::error::JournalError;
use crate::issue::Issue;

/// The issues of some fields.
#[derive(Debug)]
pub(crate) struct NewIssues {
    /// The fields.
    pub fields: Vec<String>,
    /// Their issues, instead of those of the first time.
    pub issues: Vec<Issue>,
}

/// Replaces the issues of these fields.
pub(super) fn replace_issues(connection: &Connection, id: u64, new: &NewIssues) -> Result<(), JournalError> {
    let mut select = connection.prepare_cached("SELECT issues FROM row WHERE id = ?")?;
    let known: Option<String> = select.query_row(params![id], |row| row.get(0))?;
    let known: Vec<Issue> = known.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
    let of_others = |issue: &Issue| issue.field.as_ref().is_none_or(|field| !new.fields.contains(field));
    let mut issues = known.clone();
    issues.retain(of_others);
    issues.extend_from_slice(&new.issues);
    if issues == known {
        return Ok(());
    }
    let text = (!issues.is_empty()).then(|| serde_json::to_string(&issues)).transpose()?;
    connection.prepare_cached("UPDATE row SET issues = ? WHERE id = ?")?.execute(params![text, id])?;
    Ok(())
}
