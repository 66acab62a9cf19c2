//! How strong the evidence is that customers are the same.

use std::fmt;

use serde::Serialize;

/// The evidence for a group, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// The same e-mail address.
    Email,
    /// The same phone number, or a chain of addresses and numbers.
    Phone,
    /// The same name, and another field with the same value.
    NameAndField,
    /// Nothing but the same name.
    Name,
    /// An address or a number that customers with several names share: no evidence.
    Shared,
}

impl Grade {
    /// All grades.
    pub const ALL: [Self; 5] = [Self::Email, Self::Phone, Self::NameAndField, Self::Name, Self::Shared];

    /// The word in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::NameAndField => "name-and-field",
            Self::Name => "name",
            Self::Shared => "shared",
        }
    }

    /// The grade as words for people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Email => "same e-mail",
            Self::Phone => "same phone",
            Self::NameAndField => "same name and another field",
            Self::Name => "same name only (weak)",
            Self::Shared => "shared by several people",
        }
    }

    /// The number in the index.
    pub(super) fn number(self) -> i64 {
        self as i64
    }

    /// The grade with a number of the index.
    pub(super) fn of_number(number: i64) -> Self {
        Self::ALL.into_iter().find(|grade| grade.number() == number).unwrap_or(Self::Shared)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
