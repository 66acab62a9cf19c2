//! Issues of rows that are duplicates, have no key, or can't be inserted.

use super::error::ImportError;
use super::mapped_rows::has_name;
use crate::customer::{CustomFieldDefinitions, StoredChanges};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::JournalError;
use crate::mapping::{MatchRules, OnDuplicate, OnNoKey};
use crate::plan::{Action, ImportMode, OnMultiple, RowRef, WritePolicies, WriteRules, decide_within};

/// For example `row 7`, or `other.csv, row 7` if the row is not in the source `here`.
pub(super) fn describe_row(files: &[String], here: u16, place: RowRef) -> String {
    match files.get(usize::from(place.source)) {
        Some(file) if place.source != here => format!("{file}, row {}", place.row),
        _ => format!("row {}", place.row),
    }
}

/// The error of a row whose key an earlier row has.
pub(super) fn duplicate(earlier: &str, matching: &MatchRules, alternative: usize) -> Issue {
    let fields = matching.alternatives.get(alternative).map_or(&[][..], |key| &key.fields);
    let same = fields.join(" and ");
    let message = match matching.on_duplicate {
        OnDuplicate::Reject | OnDuplicate::First => {
            format!("{earlier} has the same {same}; that row is used, and this one is not")
        }
        OnDuplicate::Last | OnDuplicate::Merge => format!("{earlier} has the same {same}"),
    };
    let hint = match matching.on_duplicate {
        OnDuplicate::Reject | OnDuplicate::First => {
            "if that row is right, delete this one; if this one is right, empty its _codes cell, and it overwrites \
             that customer; or set on_duplicate = \"first\", \"last\" or \"merge\" under [match] in the mapping"
        }
        OnDuplicate::Last | OnDuplicate::Merge => {
            "several earlier customers have it, so it is not clear which one the row means: give the row a \
             key that only one of them has"
        }
    };
    Issue::error(Complaint::new(Code::DuplicateInSource, message, hint)).in_field(fields.join(" + "))
}

/// The error of a row that can't replace an earlier one because of `fault`.
pub(super) fn invalid_replacement(
    fault: &Issue,
    earlier: &str,
    matching: &MatchRules,
    alternative: usize,
) -> Issue {
    let fields = matching.alternatives.get(alternative).map_or(&[][..], |key| &key.fields);
    let message = format!(
        "{}; {earlier} has the same {} and no errors, so that row is used instead of this later one",
        fault.message,
        fields.join(" and ")
    );
    let hint = format!("{}; or leave the row out", fault.hint);
    Issue { message, hint, ..fault.clone() }
}

/// The error of a row without a match key.
pub(super) fn keyless(matching: &MatchRules, mode: ImportMode) -> Issue {
    let keys: Vec<String> = matching.alternatives.iter().map(|key| key.fields.join(" and ")).collect();
    let message = format!("the row has no match key ({})", keys.join(", or "));
    let hint = match (mode, matching.on_no_key) {
        (ImportMode::Update, OnNoKey::Insert) => {
            "fill in the key, or import with --mode upsert, which inserts rows without a key; --mode \
             update inserts nothing"
        }
        (ImportMode::Update, _) => {
            "fill in the key: --mode update inserts nothing, so it can't use a row without a key"
        }
        _ => "fill in the key, or set on_no_key = \"insert\" under [match] in the mapping",
    };
    Issue::error(Complaint::new(Code::NoKey, message, hint))
}

/// Why a row can't be inserted: it has no name, or a required custom field is missing.
pub(super) fn uninsertable(
    payload: &[u8],
    definitions: Option<&CustomFieldDefinitions>,
) -> Result<Option<Issue>, ImportError> {
    if has_name(payload) && !definitions.is_some_and(CustomFieldDefinitions::ask_for_more) {
        return Ok(None);
    }
    let wanted = serde_json::from_slice(payload).map_err(JournalError::from)?;
    let rules = WriteRules {
        mode: ImportMode::Insert,
        on_multiple: OnMultiple::Reject,
        policies: &WritePolicies::default(),
        stored: &StoredChanges::default(),
    };
    Ok(match decide_within(definitions, rules, &wanted, Vec::new()) {
        Action::Reject(issue) => Some(issue),
        _ => None,
    })
}
