//! The states of a row: what is planned for it, what became of it, how each attempt ended.
//!
//! Each has one word, which the database, `report.json` and `results.csv` use. A word that this build does not know is
//! kept as it is.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::database::{FromValue, ToValue, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Defines an enum each of whose variants is one word in the database and in JSON. Variants are declared in the order of
/// their words, so that sorting by variant is sorting by word; unknown words come last.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A word that this build does not know.
            Other(&'static str),
        }

        impl $name {
            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    _ => Self::Other(kept(word)),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|word| Self::from(word.as_str()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl ToValue for $name {
            fn to_value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }

        impl FromValue for $name {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                match value {
                    Value::Text(word) => Ok(Self::from(word)),
                    other => String::from_value(other).map(|word| Self::from(word.as_str())),
                }
            }
        }
    };
}

/// Keeps an unknown word until the process ends, so that a state can be copied. A word is kept once.
fn kept(word: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(word) {
        return known;
    }
    let word: &'static str = Box::leak(word.into());
    known.insert(word);
    word
}

words! {
    /// What is planned for a row.
    RowAction {
        /// Deletes the customer.
        Delete = "delete",
        /// Writes a new customer.
        Insert = "insert",
        /// Not decided yet: the row still has to be matched with the help desk.
        Match = "match",
        /// Another row carries its customer.
        Merge = "merge",
        /// Writes nothing, because of an error.
        Reject = "reject",
        /// Writes nothing, because the mapping or the mode says so.
        Skip = "skip",
        /// Writes nothing, because the customer is already as wanted.
        Unchanged = "unchanged",
        /// Changes some fields of a customer.
        Update = "update",
    }
}

impl RowAction {
    /// The outcome of an action that writes nothing, known as soon as it is planned.
    pub(super) fn planned_outcome(self) -> Option<RowOutcome> {
        match self {
            Self::Unchanged => Some(RowOutcome::Unchanged),
            Self::Skip => Some(RowOutcome::Skipped),
            Self::Reject => Some(RowOutcome::Rejected),
            Self::Merge => Some(RowOutcome::Merged),
            Self::Insert | Self::Update | Self::Delete | Self::Match | Self::Other(_) => None,
        }
    }
}

words! {
    /// What became of a row.
    RowOutcome {
        /// The write failed for good; nothing was written.
        Failed = "failed",
        /// Another row carries its customer.
        Merged = "merged",
        /// Rejected by its own errors or by the server, or stale; nothing was written.
        Rejected = "rejected",
        /// Nothing was to be written.
        Skipped = "skipped",
        /// The customer was already as wanted.
        Unchanged = "unchanged",
        /// The write was sent and may have arrived.
        Unknown = "unknown",
        /// The write arrived.
        Written = "written",
    }
}

words! {
    /// How an attempt ended.
    AttemptStatus {
        /// It was in doubt, and a lookup showed that it did not arrive.
        Absent = "absent",
        /// It failed for good.
        Failed = "failed",
        /// It was in doubt, and a lookup found its customer.
        Found = "found",
        /// It has not ended: the process is still running, or died.
        Open = "open",
        /// The server rejected it, or it was stale.
        Rejected = "rejected",
        /// The customer was already as wanted.
        Unchanged = "unchanged",
        /// It may have arrived.
        Unknown = "unknown",
        /// It was not sent after all.
        Withdrawn = "withdrawn",
        /// It arrived.
        Written = "written",
    }
}

#[cfg(test)]
mod tests {
    use crate::database::{Connection, params};

    use super::*;

    #[test]
    fn an_unknown_word_is_kept() {
        let connection = Connection::Sqlite(rusqlite::Connection::open_in_memory().unwrap());
        for (word, known) in [("written", true), ("postponed", false)] {
            let read: RowOutcome = connection.query_row("SELECT ?", params![word], |row| row.get(0)).unwrap();
            assert_eq!((read.as_str(), read == RowOutcome::Written), (word, known));
            let text: String = connection.query_row("SELECT ?", params![read], |row| row.get(0)).unwrap();
            assert_eq!(text, word);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(json, format!("{word:?}"));
            assert_eq!(serde_json::from_str::<RowOutcome>(&json).unwrap(), read);
        }
        assert!(std::ptr::eq(RowAction::from("later").as_str(), RowAction::from("later").as_str()));
        assert!(connection.query_row("SELECT 1", params![], |row| row.get::<AttemptStatus>(0)).is_err());
    }
}
