//! Assigns all columns: each field gets one source, and each column one target.

use std::collections::HashSet;

use crate::customer::CustomFieldDefinitions;

use super::column_guess::guess;
use super::column_role::ColumnRole;
use super::column_target::{Answers, ColumnTarget};
use super::column_values::ColumnValues;
use super::custom_field_fit::CustomFieldFits;
use super::file_sample::FileSample;
use super::review_questions::free_choices;
use super::suggestion::{SuggestedLine, Suggestion};
use super::suggestion_input::{SuggestionInput, Winners};
use super::toml_text::{internal, list};
use super::without_key::WithoutKey;

/// Suggests a mapping. A pure function of the sample, the account's custom fields and the user's answers.
pub fn suggest_mapping<'s>(
    sample: &'s FileSample,
    definitions: &CustomFieldDefinitions,
    answers: &Answers,
) -> Suggestion {
    let values: Vec<ColumnValues<'_>> =
        (0..sample.names.len()).map(|at| ColumnValues::new(sample.column(at))).collect();
    let each = sample.names.iter().zip(&values).enumerate();
    // Without a header, columns are named by letters, which say nothing about their content.
    let called = |name: &'s String| if sample.no_header { "" } else { name.as_str() };
    let guesses = each.map(|(at, (name, values))| guess(called(name), values, answers.get(&at))).collect();
    let mut table =
        SuggestionInput { names: &sample.names, values, guesses, fits: CustomFieldFits::default(), answers };
    let winners = table.assign_roles(definitions);
    let mut lines = table.joined(&winners);
    for at in 0..sample.names.len() {
        if !lines.iter().any(|line| line.columns.contains(&at)) {
            lines.push(table.line(at, &winners));
        }
    }
    let name_candidates = table.name_candidates(&lines);
    let free = free_choices(&lines, definitions, answers);
    let questions = lines.iter().filter_map(|line| table.question(line, &free)).collect();
    let names = sample.names.clone();
    let keys = keys(&sample.names, &lines);
    let empty_words = table.empty_words();
    let short_postcodes = table.short_postcodes(&winners);
    let definitions = definitions.clone();
    let email = winners.get(&ColumnRole::Field("email")).and_then(|at| table.values.get(*at));
    let rows = sample.row_count();
    let without_key = email.map(|values| WithoutKey::of(values, rows)).unwrap_or_default();
    Suggestion {
        lines,
        names,
        keys,
        definitions,
        name_candidates,
        empty_words,
        short_postcodes,
        without_key,
        questions,
    }
}

/// A name for the custom field of each column, all different.
fn keys(names: &[String], lines: &[SuggestedLine]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    taken.extend(lines.iter().filter_map(|line| match &line.target {
        ColumnTarget::Custom(name) => Some(name.clone()),
        _ => None,
    }));
    let mut own = |name: &String| {
        let plain = internal(name);
        let numbered = (2..).map(|number| format!("{plain}{number}"));
        let key =
            std::iter::once(plain.clone()).chain(numbered).find(|key| !taken.contains(key)).unwrap_or(plain);
        taken.insert(key.clone());
        key
    };
    names.iter().map(&mut own).collect()
}

impl SuggestionInput<'_> {
    /// The lines of the name and the address, which may be joined from several columns.
    fn joined(&self, winners: &Winners) -> Vec<SuggestedLine> {
        let mut lines = Vec::new();
        lines.extend(self.person(winners));
        if let (Some(street), Some(second)) =
            (winners.get(&ColumnRole::Field("address")), winners.get(&ColumnRole::Street2))
        {
            let rule =
                format!("from = {}, join = \", \"", list(&[&self.names[*street], &self.names[*second]]));
            lines.push(self.joint("address", vec![*street, *second], rule));
        }
        lines
    }
}
