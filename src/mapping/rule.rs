//! A field's rule, checked and ready: what it takes from a row, and what it makes of that.

use std::collections::HashMap;

use regex::Regex;

use super::convert::Conversion;
use super::spec::{Case, LookupElse, OnEmpty, OnInvalid};
use crate::customer::{Target, Value};

/// One field of the mapping.
#[derive(Debug)]
pub(crate) struct Rule {
    pub target: Target,
    pub input: Input,
    pub default: Option<Value<'static>>,
    pub required: bool,
    pub lookup: Option<Lookup>,
    pub lookup_else: LookupElse,
    pub case: Option<Case>,
    pub trim: bool,
    pub pattern: Option<Regex>,
    pub conversion: Conversion,
    pub on_empty: OnEmpty,
    pub on_invalid: OnInvalid,
}

/// Where a rule's text comes from.
#[derive(Debug)]
pub(crate) enum Input {
    /// The columns' texts, joined; one column is the common case.
    Join { columns: Vec<ColumnName>, join: String, optional: bool },
    /// The first that is not empty, of columns or of several joined.
    First { alternatives: Vec<Vec<ColumnName>>, join: String, optional: bool },
    /// A value for every row.
    Constant(Value<'static>),
    /// A template of this name.
    Template { name: String },
}

/// A column as the mapping names it, and where.
#[derive(Debug, Clone)]
pub(crate) struct ColumnName {
    pub name: String,
    pub span: std::ops::Range<usize>,
}

/// A table of values: exactly first, then without regard to case and white space.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    exact: HashMap<String, String>,
    folded: HashMap<String, String>,
}

impl Lookup {
    pub(crate) fn new(entries: impl Iterator<Item = (String, String)>) -> Self {
        let exact: HashMap<String, String> = entries.collect();
        let folded = exact.iter().map(|(from, to)| (crate::record::fold_name(from), to.clone())).collect();
        Self { exact, folded }
    }

    pub(crate) fn get(&self, text: &str) -> Option<&str> {
        let exact = self.exact.get(text);
        exact.or_else(|| self.folded.get(&crate::record::fold_name(text))).map(String::as_str)
    }

    /// The values that it knows, sorted, for a message.
    pub(crate) fn known(&self) -> Vec<&str> {
        let mut known: Vec<&str> = self.exact.keys().map(String::as_str).collect();
        known.sort_unstable();
        known
    }
}

impl Case {
    /// The text in this case; `Title` makes the first letter of each word large and the others small.
    pub(crate) fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => title(text),
        }
    }
}

fn title(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match inside {
            true => out.extend(letter.to_lowercase()),
            false => out.extend(letter.to_uppercase()),
        }
        inside = letter.is_alphanumeric() || (inside && letter == '\u{2019}');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_case_goes_word_by_word() {
        assert_eq!(Case::Title.apply("ANNA-MARIA d'angelo"), "Anna-Maria D'Angelo");
    }

    #[test]
    fn a_lookup_is_exact_first() {
        let lookup = Lookup::new([("VIP".into(), "1".into()), ("vip ".into(), "2".into())].into_iter());
        assert_eq!(lookup.get("VIP"), Some("1"));
        assert!(lookup.get("Vip").is_some());
        assert_eq!(lookup.get("x"), None);
    }
}
