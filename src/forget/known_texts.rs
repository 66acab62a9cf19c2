//! The texts by which a person is recognized in files that have no records.

use std::collections::BTreeSet;

use crate::backup::contains_text;
use crate::journal::RunFolder;
use crate::record::fold_case;

/// The fewest digits of a text that is recognized as a phone number, an account number and the like.
const DIGITS: usize = 6;
/// The fewest characters of a text that is hidden only beside others of hers.
const WEAK: usize = 3;
/// The fewest characters of an id that is looked for inside texts.
const LONG: usize = 6;

/// The fewest characters of a text that is recognized in the name of a run.
const STEM: usize = 5;

/// What stands in the place of a text of hers.
pub(super) const HIDDEN: &str = "(forgotten)";

/// What is known of her.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownTexts {
    /// Texts that show that something is about her, folded: addresses, ids, names, numbers.
    strong: BTreeSet<String>,
    /// Ids that are too short to be looked for inside a text.
    ids: BTreeSet<String>,
    /// The other ids.
    long_ids: BTreeSet<String>,
    /// Those of them that are nobody else's, so that they may be looked for in any bytes.
    unique: BTreeSet<String>,
    /// All her values, folded.
    weak: BTreeSet<String>,
}

impl KnownTexts {
    /// Adds an id.
    pub(super) fn add_id(&mut self, id: &str) {
        if id.chars().count() >= LONG {
            self.add_unique(id);
            self.long_ids.insert(folded(id));
        } else {
            self.ids.insert(folded(id));
        }
    }

    /// Without the ids, for files of an account that has none of them: there they are somebody else's.
    pub(super) fn without_ids(&self) -> Self {
        let mut known = self.clone();
        for id in std::mem::take(&mut known.long_ids) {
            known.remove(&id);
        }
        known.ids.clear();
        known
    }

    /// Adds an address that is nobody else's.
    pub(super) fn add_unique(&mut self, text: &str) {
        let text = folded(text);
        if !text.is_empty() {
            self.strong.insert(text.clone());
            self.unique.insert(text);
        }
    }

    /// Adds her name.
    pub(super) fn add_name(&mut self, text: &str) {
        let text = folded(text);
        if text.chars().count() >= WEAK {
            self.strong.insert(text);
        }
    }

    /// Adds one of her values.
    pub(super) fn add_value(&mut self, text: &str) {
        let text = folded(text);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        if digits >= DIGITS && letters == 0 || text.contains('@') && !text.contains(' ') {
            self.strong.insert(text.clone());
        }
        if text.chars().count() >= WEAK {
            self.weak.insert(text);
        }
    }

    /// Takes back a text, because it is also another customer's.
    pub(super) fn remove(&mut self, text: &str) {
        let text = folded(text);
        self.strong.remove(&text);
        self.unique.remove(&text);
        self.weak.remove(&text);
    }

    /// True if a text contains one that shows that it is about her.
    pub(super) fn is_about_her(&self, text: &str) -> bool {
        let text = fold_case(text);
        self.ids.contains(text.trim())
            || self.strong.iter().any(|known| contains_text(text.as_bytes(), known))
    }

    /// A name of a file or run as a certificate shows it: without her values.
    pub(super) fn shown(&self, name: &str) -> String {
        if self.is_in_name(name) { HIDDEN.to_owned() } else { name.to_owned() }
    }

    /// True if a name or another short text has an address, an id or a name of hers.
    pub(super) fn is_in_name(&self, name: &str) -> bool {
        // In the names of files, an address has an end like `.csv` or `_2` after it.
        let folded = fold_case(name);
        self.unique.iter().any(|known| folded.contains(known.as_str())) || self.is_about_her(name)
    }

    /// True if the name of a run has one, as far as it can be recognized: it is made from the name of a source.
    pub(super) fn is_in_run(&self, id: &str) -> bool {
        let stems = self.strong.iter().map(|text| RunFolder::stem(text));
        let name = format!("-{id}-");
        stems.filter(|stem| stem.len() >= STEM).any(|stem| name.contains(&format!("-{stem}-")))
    }

    /// True if a text is one of her values, or contains one that shows that it is about her.
    pub(super) fn is_hers(&self, text: &str) -> bool {
        let text = folded(text);
        let cut = text.strip_suffix('…').filter(|cut| cut.chars().count() >= LONG);
        let is_begun = |cut: &str| self.weak.iter().any(|known| known.starts_with(cut));
        self.weak.contains(&text) || cut.is_some_and(is_begun) || self.is_about_her(&text)
    }

    /// True if bytes contain an id or an address of hers.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let text = bytes.to_ascii_lowercase();
        self.unique.iter().any(|known| contains_text(&text, known))
    }
}

fn folded(text: &str) -> String {
    fold_case(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_as_whole_words() {
        let mut known = KnownTexts::default();
        known.add_id("c7");
        known.add_id("5f2c9a");
        known.add_unique("Ann@Example.org");
        known.add_name("Ann Miller");
        known.add_value("+49 170 1234567");
        known.add_value("Rome");
        let about = |text: &str| known.is_about_her(text);
        assert!(
            about("c7")
                && about("id 5f2c9a")
                && about("x ANN@example.org, y")
                && about("by Ann Miller")
                && about("+49 170 1234567")
        );
        assert!(!about("c77") && !about("id c7") && !about("joann@example.org") && !about("Rome"));
        assert!(!about("ann@example.org.uk") && !about("jo.ann@example.org") && about("To ann@example.org."));
        known.add_value("likes calls in the morning");
        assert!(known.is_hers("Likes calls…") && !known.is_hers("likes…"));
        assert!(known.is_hers(" rome ") && !known.is_hers("Romero"));
        assert!(known.is_in(b"\0\x01Ann@example.org\0") && !known.is_in(b"Ann Miller"));
        assert_eq!(known.shown("copies/ann@example.org_2.csv"), HIDDEN);
        assert_eq!(known.shown("results of rome.csv"), "results of rome.csv");
        assert!(known.is_in_run("20261123T204500Z-ann-example-3f9a0c"));
        assert!(known.is_in_run("20261123T204500Z-for-ann-miller-3f9a0c"));
        assert!(!known.is_in_run("20261123T204500Z-joann-example-3f9a0c"));
        known.remove("ann@example.org");
        assert!(!known.is_about_her("ann@example.org"));
    }
}
