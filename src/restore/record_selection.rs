//! Which customers of a backup are restored: those with some values, or with some ids.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::api::Object;
use crate::lookup::{Filter, FilterError, id_of};
use crate::wording::counted;

/// Ids named in a sentence.
const NAMED: usize = 10;

/// Which customers are restored. A customer must have all values of the filter, and one of the ids if there are any.
#[derive(Debug, Clone, Default)]
pub struct RecordSelection {
    filter: Filter,
    ids: BTreeSet<String>,
    /// The ids that were not found yet, shared by all clones.
    missing: Arc<Mutex<BTreeSet<String>>>,
}

/// A selection that makes no sense.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// `--where` is wrong.
    #[error("--where: {0}")]
    Filter(FilterError),
    /// The file of ids has none.
    #[error("{path} has no ids; write one on each line")]
    NoIds {
        /// The file.
        path: String,
    },
}

impl RecordSelection {
    /// By `FIELD=VALUE` pairs and ids.
    pub fn new(pairs: &[String], ids: impl IntoIterator<Item = String>) -> Result<Self, SelectionError> {
        let filter = Filter::parse(pairs).map_err(SelectionError::Filter)?;
        let ids: BTreeSet<String> = ids.into_iter().collect();
        Ok(Self { filter, missing: Arc::new(Mutex::new(ids.clone())), ids })
    }

    /// The ids in the text of a file: one on each line, without blank lines and lines that begin with `#`.
    pub fn ids_in(path: &str, text: &str) -> Result<Vec<String>, SelectionError> {
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let ids: Vec<String> =
            lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(ToOwned::to_owned).collect();
        if ids.is_empty() { Err(SelectionError::NoIds { path: path.to_owned() }) } else { Ok(ids) }
    }

    /// True if it selects all customers.
    pub fn is_empty(&self) -> bool {
        self.filter.is_empty() && self.ids.is_empty()
    }

    /// True if some ids are not in the backup, once it was read.
    pub fn has_missing(&self) -> bool {
        !self.missing().is_empty()
    }

    fn missing(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.missing.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn takes(&self, record: &Object) -> bool {
        let is_named = self.ids.is_empty()
            || id_of(record).is_some_and(|id| {
                self.missing().remove(&id);
                self.ids.contains(&id)
            });
        is_named && self.filter.matches(record)
    }

    /// What was found in a backup, as a sentence. If nothing was, the sentence is an error.
    pub(super) fn found(&self, chosen: u64, all: u64, backup: &str) -> Result<String, String> {
        let missing = self.missing();
        let lacking = match missing.len() as u64 {
            0 => String::new(),
            count => {
                let named: Vec<&str> = missing.iter().take(NAMED).map(String::as_str).collect();
                let more = if missing.len() > NAMED { " and others" } else { "" };
                let ids = counted(count, "id is", "ids are");
                format!("; {ids} not in it: {}{more}", named.join(", "))
            }
        };
        if chosen == 0 {
            return Err(format!(
                "no customer of {backup} is selected{lacking}; nothing was sent (`deskferry history` finds the backups \
                 that have a customer)"
            ));
        }
        let all = counted(all, "customer", "customers");
        Ok(format!("Selected {chosen} of the {all} in the backup{lacking}."))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_and_values_must_both_fit() {
        let ids = RecordSelection::ids_in("f", "\u{feff}1\r\n\n# two\n 2 \n9\n").unwrap();
        assert_eq!(ids, ["1", "2", "9"]);
        let chosen = RecordSelection::new(&["city=rome".to_owned()], ids).unwrap();
        let takes = |record: serde_json::Value| chosen.takes(record.as_object().unwrap());
        assert!(takes(json!({"id": 1, "city": "Rome"})));
        assert!(!takes(json!({"id": "2", "city": "Bonn"})) && !takes(json!({"id": "3", "city": "Rome"})));
        let found = chosen.found(1, 3, "b").unwrap();
        assert_eq!(found, "Selected 1 of the 3 customers in the backup; 1 id is not in it: 9.");
        assert!(
            chosen.found(0, 3, "b").unwrap_err().starts_with("no customer of b is selected; 1 id is not")
        );
        assert!(RecordSelection::ids_in("f", " \n#\n").is_err());
    }
}
