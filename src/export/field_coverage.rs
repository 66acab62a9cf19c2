//! Which fields an export or a backup covers. The verdict says which customers are covered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customer::{ACCOUNT, CustomerColumn, FIELDS};
use crate::lookup::ShownFields;
use crate::wording::counted;

/// The fields of the customers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldCoverage {
    /// Fields that at least one customer has, custom ones as `customFields.NAME`. A restore empties no other field.
    pub seen: Vec<String>,
    /// The number of further fields, whose names are left out because the backup is encrypted.
    #[serde(default)]
    pub unnamed: u64,
    /// All other fields were checked, and no customer has one.
    pub complete: bool,
    /// The detail of every customer was read, except for those that the evidence names and those without an id. Only
    /// then is it known which fields a customer lacks, and a restore empties them. False in files of older versions.
    #[serde(default)]
    pub whole: bool,
    /// Documented fields that the list never showed and no detail was read for. Nothing is claimed about them.
    pub not_covered: Vec<String>,
}

/// Fields named in a sentence.
const NAMED: usize = 12;

impl FieldCoverage {
    /// The coverage by the fields that were seen. `whole`: details were read, except for `without` customers.
    pub(super) fn new(seen: &ShownFields, whole: bool, without: u64) -> Self {
        let complete = whole && without == 0 && !seen.is_cut();
        let not_covered = if complete { Vec::new() } else { unseen(seen) };
        Self { seen: seen.names(), unnamed: 0, complete, whole, not_covered }
    }

    /// Without the names of the account's own fields, for the unencrypted manifest of an encrypted backup.
    pub(crate) fn sealed(self) -> Self {
        let all = self.seen.len();
        let seen: Vec<String> = self.seen.into_iter().filter(|name| is_documented_field(name)).collect();
        Self { unnamed: (all - seen.len()) as u64, seen, ..self }
    }

    /// True if the field was seen, or may be one of the unnamed ones.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.seen.iter().any(|name| name == field) || self.unnamed > 0 && !is_documented_field(field)
    }

    /// Reads it from the evidence; `None` if an older deskferry wrote that.
    pub(crate) fn from_evidence(evidence: &Value) -> Option<Self> {
        serde_json::from_value(evidence.get("fields")?.clone()).ok()
    }

    /// The coverage as a sentence.
    pub fn text(&self) -> String {
        let mut names = listed(&self.seen);
        if self.unnamed > 0 {
            names.push_str(&format!(" and {} whose names are encrypted", self.unnamed));
        }
        let seen = match self.seen.len() as u64 + self.unnamed {
            0 => "no fields".to_owned(),
            count => format!("{}: {names}", counted(count, "field", "fields")),
        };
        match (self.complete, self.not_covered.is_empty()) {
            (true, _) => format!("{seen}; no customer has any other field"),
            (false, true) => format!("{seen}; other fields were not checked"),
            (false, false) => format!(
                "{seen}; not checked: {}, and other fields that the list does not show",
                listed(&self.not_covered)
            ),
        }
    }
}

/// True for a field that the API's page names; it may be named in an unencrypted manifest.
pub(crate) fn is_documented_field(name: &str) -> bool {
    CustomerColumn::known().any(|column| column.to_string() == name) || name == ACCOUNT.name
}

/// Documented fields that no record shows.
pub(super) fn unseen(shown: &ShownFields) -> Vec<String> {
    let fields = FIELDS.iter().map(|field| field.name).chain([ACCOUNT.name]);
    fields.filter(|field| !shown.has(field)).map(ToOwned::to_owned).collect()
}

/// The first names, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        None => names.join(", "),
        Some(more) => format!("{} and {more} more", names.get(..NAMED).unwrap_or_default().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unchecked_fields_are_named() {
        let mut seen = ShownFields::default();
        seen.see(json!({"id": "1", "memo": "x", "customFields": {"a": "1"}}).as_object().unwrap());
        let all = FieldCoverage::new(&seen, true, 0);
        assert_eq!(all.text(), "3 fields: customFields.a, id, memo; no customer has any other field");
        let some = FieldCoverage::new(&seen, false, 0);
        assert!(some.text().contains("not checked: name, birthDate, "), "{}", some.text());
        assert!(some.text().contains(" and 16 more, and other fields"), "{}", some.text());
        let sealed = all.sealed();
        assert!(
            sealed.text().starts_with("3 fields: id, memo and 1 whose names are encrypted;"),
            "{sealed:?}"
        );
        assert!(sealed.has("memo") && sealed.has("customFields.b") && !sealed.has("city"));
        assert_eq!(FieldCoverage::from_evidence(&json!({"fields": some})), Some(some));
        assert_eq!(FieldCoverage::from_evidence(&json!({})), None);
    }
}
