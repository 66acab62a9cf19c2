//! Yes or no, by words.

use super::conversion_input::ConversionInput;
use super::fold::fold_word;
use crate::issue::{Code, Complaint};
use crate::record::CellKind;

/// The default words for yes: English, Italian, Spanish, French and German, and the usual marks of lists. `✗` is
/// not included: some lists use it for yes, others for no.
#[rustfmt::skip]
const YES: &[&str] = &["yes", "true", "y", "1", "on", "si", "vero", "verdadero", "oui", "vrai", "ja", "wahr",
    "t", "s", "j", "x", "✓", "✔", "☑", "✅"];
const NO: &[&str] = &["no", "false", "n", "0", "off", "falso", "non", "faux", "nein", "falsch", "f", "☐"];

/// The words that mean yes and no, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoolWords {
    words: Vec<(Box<str>, bool)>,
    own: bool,
}

impl Default for BoolWords {
    fn default() -> Self {
        let words = |list: &[&str], truth| list.iter().map(|word| (Box::from(*word), truth)).collect();
        let mut all: Vec<_> = words(YES, true);
        let no: Vec<_> = words(NO, false);
        all.extend(no);
        Self { words: all, own: false }
    }
}

impl BoolWords {
    /// The mapping's own words, compared without case and accents, instead of the default ones. If both lists are
    /// empty, the default words apply.
    ///
    /// # Errors
    /// A sentence that names a word that is empty, too long, or in both lists.
    pub fn new(true_values: &[String], false_values: &[String]) -> Result<Self, String> {
        if true_values.is_empty() && false_values.is_empty() {
            return Ok(Self::default());
        }
        let mut words = Self { words: Vec::new(), own: true };
        true_values.iter().try_for_each(|word| words.add(word, true))?;
        false_values.iter().try_for_each(|word| words.add(word, false))?;
        Ok(words)
    }

    fn add(&mut self, word: &str, truth: bool) -> Result<(), String> {
        let Some(folded) = fold_word(word) else {
            return Err(format!("the word {word:?} is too long for true_values or false_values"));
        };
        match (folded.as_str(), self.find(folded.as_str())) {
            ("", _) => Err("an empty word can't mean yes or no; remove it".to_owned()),
            (_, Some(other)) if other != truth => {
                Err(format!("the word {word:?} is in both true_values and false_values; keep one"))
            }
            (_, Some(_)) => Ok(()),
            (folded, None) => {
                self.words.push((Box::from(folded), truth));
                Ok(())
            }
        }
    }

    fn find(&self, folded: &str) -> Option<bool> {
        self.words.iter().find(|(word, _)| **word == *folded).map(|(_, truth)| *truth)
    }

    /// Converts a word, or a boolean cell of a workbook.
    pub(super) fn convert(&self, input: &ConversionInput<'_>) -> Result<bool, Complaint> {
        let typed = |word: &str| input.kind == CellKind::Bool && input.text.eq_ignore_ascii_case(word);
        if typed("true") || typed("false") {
            return Ok(typed("true"));
        }
        let found = fold_word(input.text).and_then(|folded| self.find(folded.as_str()));
        found.ok_or_else(|| self.complaint())
    }

    fn complaint(&self) -> Complaint {
        let hint = if self.own {
            "write one of the words in true_values or false_values, or add this one to the mapping"
        } else {
            "write yes or no, or list your words in the mapping (true_values, false_values)"
        };
        Complaint::new(Code::Boolean, "the value is neither yes nor no", hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn usual_words_in_five_languages_are_converted() {
        let words = BoolWords::default();
        for yes in [
            "Yes",
            "TRUE",
            "y",
            "1",
            "on",
            "Sì",
            "sí",
            "SI\u{300}",
            "Oui",
            "ja",
            "VERO",
            "wahr",
            "X",
            "✓",
            "✔\u{fe0f}",
            "J",
        ] {
            assert_eq!(words.convert(&ConversionInput::text(yes)), Ok(true), "{yes}");
        }
        for no in ["no", "False", "N", "0", "OFF", "non", "nein", "Falso", "faux", "FALSCH", "☐"] {
            assert_eq!(words.convert(&ConversionInput::text(no)), Ok(false), "{no}");
        }
        for neither in ["maybe", "✗", "xx", "☒", "o", "2", "-1", "yes no", "10", "nope", "true."] {
            assert_eq!(
                words.convert(&ConversionInput::text(neither)).unwrap_err().code,
                Code::Boolean,
                "{neither}"
            );
        }
        assert!(YES.iter().all(|word| !NO.contains(word)));
    }

    #[test]
    fn words_of_the_mapping_replace_the_usual_ones() {
        let words = BoolWords::new(&list(&["Gold", "+"]), &list(&["", "-"][1..])).unwrap();
        assert_eq!(words.convert(&ConversionInput::text("GOLD")), Ok(true));
        assert_eq!(words.convert(&ConversionInput::text("-")), Ok(false));
        assert!(words.convert(&ConversionInput::text("yes")).is_err());
        let typed = ConversionInput { kind: CellKind::Bool, ..ConversionInput::text("true") };
        assert_eq!(words.convert(&typed), Ok(true));
    }

    #[test]
    fn a_word_for_both_true_and_false_is_a_mapping_error() {
        assert!(BoolWords::new(&list(&["Sì"]), &list(&["si"])).unwrap_err().contains("\"si\""));
        assert!(BoolWords::new(&list(&[" "]), &[]).is_err());
    }
}
