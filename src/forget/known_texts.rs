//! The texts by which a person is recognized in files that have no records.

use std::collections::BTreeSet;

use crate::backup::{contains_text, places_of_text};
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
    /// Some of these have letters other than the ASCII ones, which have several spellings.
    has_other_letters: bool,
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
        self.has_other_letters |= !text.is_ascii();
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

    /// The texts that may be looked for in any bytes, folded.
    pub(super) fn unique(&self) -> &BTreeSet<String> {
        &self.unique
    }

    /// True if some of these have letters other than the ASCII ones.
    pub(super) fn has_other_letters(&self) -> bool {
        self.has_other_letters
    }

    /// True if a text has an id or an address of hers. At an end where it goes on, none counts.
    pub(super) fn is_unique_in(&self, text: &str, begins: bool, ends: bool) -> bool {
        let text = fold_case(text);
        let is_inside =
            |at: usize, known: &str| (begins || at > 0) && (ends || at + known.len() + 2 <= text.len());
        let mut unique = self.unique.iter();
        unique.any(|known| places_of_text(text.as_bytes(), known).any(|at| is_inside(at, known)))
    }

    /// True if nothing is known but ids.
    pub(super) fn is_only_ids(&self) -> bool {
        self.strong.is_subset(&self.long_ids)
    }

    /// True if a text is a name, an address or a number of hers.
    pub(super) fn is_strong(&self, text: &str) -> bool {
        self.strong.contains(&folded(text))
    }

    /// A line without the texts that show that it is about her. `None` if there are none, or if nobody can tell where.
    pub(super) fn without_texts(&self, line: &str) -> Option<String> {
        let folded = fold_case(line);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for known in &self.strong {
            found.extend(places_of_text(folded.as_bytes(), known).map(|at| (at, at + known.len())));
        }
        if found.is_empty() || folded.len() != line.len() {
            return None;
        }
        found.sort_unstable();
        let (mut text, mut done) = (String::new(), 0);
        for (start, end) in found {
            if start < done {
                continue;
            }
            text.push_str(line.get(done..start)?);
            text.push_str(HIDDEN);
            line.get(start..end)?;
            done = end;
        }
        text.push_str(line.get(done..)?);
        Some(text)
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
        assert_eq!(known.shown("copies/ann@example.org_2.csv"), HIDDEN);
        assert_eq!(known.shown("results of rome.csv"), "results of rome.csv");
        assert!(known.is_in_run("20261123T204500Z-ann-example-3f9a0c"));
        assert!(known.is_in_run("20261123T204500Z-for-ann-miller-3f9a0c"));
        assert!(!known.is_in_run("20261123T204500Z-joann-example-3f9a0c"));
        known.remove("ann@example.org");
        assert!(!known.is_about_her("ann@example.org"));
    }
}
