//! Flaws in the values of a column, which are reported in its line and repaired if the mapping can.

use super::column_role::ColumnRole;
use super::column_target::{ColumnTarget, Confidence};
use super::suggestion::SuggestedLine;
use super::suggestion_input::{SuggestionInput, Winners};
use super::toml_text::example;
use crate::wording::counted;

impl SuggestionInput<'_> {
    /// Adds the flaws of the columns' values to a line, and lowers its confidence.
    pub(super) fn with_flaws(&self, mut line: SuggestedLine, columns: &[usize]) -> SuggestedLine {
        let mut repair = Vec::new();
        let mut flaws = Vec::new();
        for at in columns.iter().filter(|at| self.guesses[**at].secret.is_none()) {
            let values = &self.values[*at];
            for (word, what, found) in ["double-utf8", "entities"]
                .into_iter()
                .zip(["encoded twice", "written for HTML"])
                .zip(values.damaged())
                .filter_map(|((word, what), found)| Some((word, what, found?)))
            {
                if !repair.contains(&word) {
                    repair.push(word);
                    flaws.push(format!(
                        "{} was {what} and is read as {}",
                        example(found.0),
                        example(&found.1)
                    ));
                }
            }
            if values.are_fractions() && !repair.contains(&"float") {
                repair.push("float");
            }
            flaws.extend(broken(values.broken()));
        }
        if !repair.is_empty() {
            let words: Vec<String> = repair.iter().map(|word| format!("\"{word}\"")).collect();
            line.rule.push_str(&format!(", repair = [{}]", words.join(", ")));
        }
        if !flaws.is_empty() && matches!(line.target, ColumnTarget::Field(_) | ColumnTarget::Custom(_)) {
            line.confidence = line.confidence.min(Confidence::Likely);
        }
        line.why = std::iter::once(line.why).chain(flaws).collect::<Vec<_>>().join("; ");
        line
    }

    /// The words that programs write for an empty cell, each once, without those in sensitive columns.
    pub(super) fn empty_words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let open = self.values.iter().zip(&self.guesses).filter(|(_, guess)| guess.secret.is_none());
        for word in open.flat_map(|(values, _)| values.empty_words()) {
            if !words.iter().any(|own| own == word) {
                words.push((*word).to_owned());
            }
        }
        words
    }

    /// The number of postcodes with fewer digits than the others.
    pub(super) fn short_postcodes(&self, winners: &Winners) -> usize {
        let column = winners.get(&ColumnRole::Field("postalNumber"));
        column.map_or(0, |at| self.values[*at].short_postcodes())
    }
}

fn broken(cells: usize) -> Option<String> {
    let contain = counted(cells, "cell contains", "cells contain");
    (cells > 0).then(|| format!("{contain} a spreadsheet error or a formula without a result"))
}
