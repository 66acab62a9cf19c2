//! What a suggestion does with a column.

use std::collections::BTreeMap;
use std::fmt;

/// How certain a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The user should check it.
    Unsure,
    /// The name or the values suggest it, and nothing contradicts it.
    Likely,
    /// The name suggests it, and the values agree.
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

/// What a suggestion does with one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnTarget {
    /// It fills a field of the API, alone or with others.
    Field(&'static str),
    /// It fills a custom field of the account.
    Custom(String),
    /// It is in a comment, as a possible custom field.
    Offered,
    /// It holds sensitive data of this kind, which is never mapped automatically.
    Secret(&'static str),
    /// The user left it out, or it is empty.
    LeftOut,
}

/// The user's choice for a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChoice {
    /// It fills this field.
    Field(&'static str),
    /// It holds first names, which fill the name together with a last name.
    FirstName,
    /// It holds last names.
    LastName,
    /// It holds dates in this format.
    Dates(&'static str),
    /// It fills this custom field of the account.
    Custom(String),
    /// Offer it as a custom field.
    Offer,
    /// Leave it out.
    Leave,
}

/// The user's choices, by column index.
pub type Answers = BTreeMap<usize, UserChoice>;

/// The reason shown for a user's choice.
pub(super) const SAID: &str = "you chose this";
