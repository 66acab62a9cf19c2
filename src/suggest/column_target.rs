//! What becomes of a column.

use std::collections::BTreeMap;
use std::fmt;

/// How sure a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Somebody should look.
    Unsure,
    /// Name or values say so, and nothing speaks against it.
    Likely,
    /// The name says so, and the values agree.
    Sure,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsure => "unsure",
            Self::Likely => "likely",
            Self::Sure => "confident",
        })
    }
}

/// What becomes of one column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnTarget {
    /// It fills a field of the API, alone or with others.
    Field(&'static str),
    /// It fills a custom field of the account.
    Custom(String),
    /// It stands in a comment, as a custom field that somebody may want.
    Offered,
    /// It holds what is never mapped by itself.
    Secret(&'static str),
    /// Somebody said so, or nothing stands in it.
    LeftOut,
}

/// What somebody says about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChoice {
    /// It fills this field.
    Field(&'static str),
    /// It holds first names; with those of a last name it fills the name.
    FirstName,
    /// It holds last names.
    LastName,
    /// It holds days, written so.
    Dates(&'static str),
    /// It fills this custom field of the account.
    Custom(String),
    /// Offer it as a custom field.
    Offer,
    /// Leave it out.
    Leave,
}

/// What somebody said about columns, by their place.
pub type Answers = BTreeMap<usize, UserChoice>;

/// What somebody says is not to be guessed again.
pub(super) const SAID: &str = "you chose this";
