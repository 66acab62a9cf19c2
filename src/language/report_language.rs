//! The language in which a report is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportLanguage {
    /// English.
    #[default]
    En,
    /// Italian.
    It,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// German.
    De,
}

impl ReportLanguage {
    /// All languages.
    pub const ALL: [Self; 5] = [Self::It, Self::En, Self::Fr, Self::Es, Self::De];

    /// The language tag: `it`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::De => "de",
        }
    }

    /// True for English, the language of the terminal and of all messages.
    pub fn is_english(self) -> bool {
        self == Self::En
    }
}

impl fmt::Display for ReportLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The text names none of the languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language of the report")]
pub struct UnknownLanguage;

impl FromStr for ReportLanguage {
    type Err = UnknownLanguage;

    /// Ignores case and white space at the ends.
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let text = text.trim();
        Self::ALL.into_iter().find(|one| one.tag().eq_ignore_ascii_case(text)).ok_or(UnknownLanguage)
    }
}
