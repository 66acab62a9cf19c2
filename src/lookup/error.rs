//! Why customers can't be looked up.

use std::fmt;

use crate::api::ApiError;
use crate::wording::counted;

/// Why a lookup failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// A call failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The temporary index of customers can't be written or read.
    #[error("can't use the temporary index of customers: {0} (is the disk full or read-only?)")]
    Index(#[from] rusqlite::Error),
    /// A record in the index can't be written or read as JSON.
    #[error(
        "a record in the temporary index of customers is damaged: {0}; check the disk, and run the command again"
    )]
    IndexedRecord(#[from] serde_json::Error),
    /// A customer's record is cut before all fields of the match keys.
    #[error(
        "the help desk's record of customer {id} is broken JSON that may hide its match key, so deskferry can't \
         match it with a row; correct or delete this customer in the help desk"
    )]
    Incomplete {
        /// The id of the customer.
        id: String,
    },
    /// The list has no total and does not end.
    #[error(
        "the help desk's list has no total and repeats customers instead of ending ({} seen), so it can't be read completely; nothing was sent; report this to the operator of the help desk",
        counted(*.seen, "customer was", "customers were")
    )]
    Endless {
        /// How many different customers it showed.
        seen: u64,
    },
    /// The total of the list differs from what it shows, in the same way in every pass.
    #[error(
        "{0}, and it is not certain that these are all; nothing was sent; report this to the operator of the help desk"
    )]
    Miscounted(Miscounted),
    /// The list of customers kept changing while it was read.
    #[error(
        "the help desk's list keeps changing: it reports {}, but the last of {passes} passes saw {seen}; nothing was \
         sent; try again at a quieter time",
        counted(*.total, "customer", "customers")
    )]
    Unsteady {
        /// The total of the list.
        total: u64,
        /// How many different customers it showed.
        seen: u64,
        /// How often the list was read.
        passes: u32,
    },
}

impl LookupError {
    /// True if the index on this machine failed, and not the help desk: trying again does not help.
    pub fn is_index_failure(&self) -> bool {
        matches!(self, Self::Index(_) | Self::IndexedRecord(_))
    }
}

/// The counts of a list whose total is wrong in the same way in every pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miscounted {
    /// The total of the list.
    pub total: u64,
    /// How many different customers it showed.
    pub seen: u64,
    /// How often the list was read.
    pub passes: u32,
}

impl fmt::Display for Miscounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { total, seen, passes } = self;
        write!(
            f,
            "the help desk's list counts {} but shows {seen}, the same in each of {passes} passes",
            counted(*total, "customer", "customers")
        )
    }
}
