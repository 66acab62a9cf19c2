//! The states of a row: what is planned for it, what became of it, how each attempt ended.
//!
//! Each has one word, which the database, `report.json` and `results.csv` use.

use std::fmt;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// Defines an enum each of whose variants is one word in the database and in JSON. Variants are declared in the order of
/// their words, so that sorting by variant is sorting by word.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.as_str().to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                match value.as_str()? {
                    $($word => Ok(Self::$variant),)+
                    other => Err(FromSqlError::Other(format!("unknown word {other:?}").into())),
                }
            }
        }
    };
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
            Self::Insert | Self::Update | Self::Delete | Self::Match => None,
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
