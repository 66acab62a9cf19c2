//! An aspect of an account: what was found out, or why it is not known.

use serde::{Deserialize, Serialize};

const NOT_REACHED: &str = "the probe did not get so far";

/// What was found out about one aspect, or the reason why it is not known. In JSON `{"found": ...}` or
/// `{"unknown": "..."}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Learned<T> {
    /// The value.
    Found(T),
    /// Why it is not known, as a sentence without a full stop.
    Unknown(String),
}

impl<T> Learned<T> {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Found(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Gives it a reason if the probe did not get to it.
    pub(super) fn explain(&mut self, why: &str) {
        if matches!(self, Self::Unknown(reason) if reason == NOT_REACHED) {
            *self = Self::Unknown(format!("{NOT_REACHED}: {why}"));
        }
    }

    /// Not known, for this reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(reason.into())
    }

    /// The value, or else this reason.
    pub fn or_reason(value: Option<T>, reason: impl Into<String>) -> Self {
        value.map_or_else(|| Self::unknown(reason), Self::Found)
    }
}

impl<T: Copy> Learned<T> {
    /// A copy of the value, if it is known.
    pub fn get(&self) -> Option<T> {
        self.known().copied()
    }
}

impl<T> Default for Learned<T> {
    fn default() -> Self {
        Self::unknown(NOT_REACHED)
    }
}

impl<T> From<T> for Learned<T> {
    fn from(value: T) -> Self {
        Self::Found(value)
    }
}
