//! What a sample has taken and what it shows, for `run.json` and the reports.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::language::{Message, ReportLanguage};

/// The sample that a run read instead of all rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// The maximum number of rows (`--sample`).
    pub at_most: u64,
    /// The number of rows that were taken.
    pub rows: u64,
    /// The number of rows of all sources.
    pub of_rows: u64,
    /// The number of sources.
    pub sources: u64,
    /// The number of things that the sources have.
    pub things: u64,
    /// The number of these that the sample shows.
    pub shown: u64,
    /// True if it is proven that no fewer rows show everything; or, if not all is shown, that no others of this number
    /// show more.
    #[serde(skip_serializing_if = "is_false")]
    pub proven: bool,
    /// The first of the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_shown: Vec<SampleThing>,
    /// The first rows that were taken, the most telling first.
    pub picks: Vec<SamplePick>,
    /// Customers merged from more rows than the sample may have, the smallest first: the one that is the sample, or
    /// those that would show more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub too_large: Vec<LargeCustomer>,
}

/// Rows that were taken together, and what they add to those before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePick {
    /// The first of them: `row 7`; with several sources `b.csv, row 7`.
    pub rows: Vec<String>,
    /// How many more there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_rows: u64,
    /// What they show that no row before shows.
    pub shows: Vec<SampleThing>,
}

/// A customer merged from more rows than the sample may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LargeCustomer {
    /// Its first row, like those of a pick.
    pub row: String,
    /// The number of its rows.
    pub rows: u64,
    /// The fields that these have in common, or the first of them: `email`.
    pub key: String,
    /// True if it is the sample, because no customer has fewer rows.
    pub taken: bool,
}

/// Something that a source has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleThing {
    /// The field, column or file; empty for a whole row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What it is, in a word that does not change; empty in earlier builds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Which one of several: a code, the number of a column, a shape.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What it is, in English.
    pub what: String,
    /// The text of a cell that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The start of the keys of texts about things.
const SHOWS: &str = "shows-";

impl SampleThing {
    /// A thing that this text is about.
    pub(super) fn new(about: String, text: &str, detail: String, value: Option<String>) -> Self {
        let kind = text.strip_prefix(SHOWS).unwrap_or(text).to_owned();
        let mut thing = Self { about, kind, detail, what: String::new(), value };
        thing.what = thing.text(ReportLanguage::En).unwrap_or_default();
        thing
    }

    /// What it is, in a language. In English, if the run is from a build whose things have no kind.
    pub(crate) fn what_in(&self, language: ReportLanguage) -> String {
        self.text(language).unwrap_or_else(|| self.what.clone())
    }

    fn text(&self, language: ReportLanguage) -> Option<String> {
        let text = Message::new(language, format!("{SHOWS}{}", self.kind));
        text.s("detail", &self.detail).in_its_language()
    }
}

impl fmt::Display for SampleThing {
    /// `email: left empty`, `segment: value "gold"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.about.is_empty() {
            write!(f, "{}: ", self.about)?;
        }
        f.write_str(&self.what)?;
        self.value.as_ref().map_or(Ok(()), |value| write!(f, " {value:?}"))
    }
}

impl Sample {
    /// Masks the texts of cells.
    pub fn mask(&mut self, mask: impl Fn(&mut String)) {
        let shown = self.picks.iter_mut().flat_map(|pick| &mut pick.shows);
        shown.chain(&mut self.not_shown).filter_map(|thing| thing.value.as_mut()).for_each(mask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_said_in_a_language_and_one_of_an_earlier_build_stays_english() {
        let new = SampleThing::new("email".to_owned(), "shows-empty", String::new(), None);
        assert_eq!((new.to_string().as_str(), new.kind.as_str()), ("email: left empty", "empty"));
        assert_eq!(new.what_in(ReportLanguage::De), "bleibt leer");
        let code = SampleThing::new(String::new(), "shows-error", "E201".to_owned(), None);
        assert_eq!(
            (code.what.as_str(), code.what_in(ReportLanguage::Fr)),
            ("error E201", "erreur E201".to_owned())
        );
        let earlier: SampleThing = serde_json::from_str(r#"{"about":"email","what":"left empty"}"#).unwrap();
        assert_eq!(earlier.what_in(ReportLanguage::De), "left empty");
    }
}
