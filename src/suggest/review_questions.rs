//! What to ask the user about columns that are not certain.

use crate::customer::{CustomFieldDefinitions, FIELDS};

use super::column_target::{Answers, ColumnTarget, Confidence, UserChoice};
use super::suggestion::{ReviewQuestion, SuggestedLine};
use super::suggestion_input::SuggestionInput;
use super::toml_text::internal;

/// Targets that no column fills: text fields, and custom fields of the account.
pub(super) fn free_choices(
    lines: &[SuggestedLine],
    definitions: &CustomFieldDefinitions,
    answers: &Answers,
) -> Vec<(String, UserChoice)> {
    let filled = |target: ColumnTarget| lines.iter().any(|line| line.target == target);
    let fields = FIELDS
        .iter()
        .filter(|field| !NOT_ASKED.contains(&field.name) && !filled(ColumnTarget::Field(field.name)));
    let fields = fields.map(|field| (field.name.to_owned(), UserChoice::Field(field.name)));
    let custom = definitions.iter().filter(|field| !filled(ColumnTarget::Custom(field.name.clone())));
    let custom = custom
        .map(|field| (format!("the custom field {}", field.name), UserChoice::Custom(field.name.clone())));
    let said = |choice: &UserChoice| answers.values().any(|own| own == choice);
    let first = said(&UserChoice::FirstName);
    let last = said(&UserChoice::LastName);
    let open = !filled(ColumnTarget::Field("name"));
    let part = |text: &str, choice, free: bool| free.then(|| (text.to_owned(), choice));
    let parts = [
        part("name: this is the first name", UserChoice::FirstName, !first && (open || last)),
        part("name: this is the last name", UserChoice::LastName, !last && (open || first)),
    ];
    fields.chain(custom).chain(parts.into_iter().flatten()).collect()
}

/// Fields that files do not have, or whose values need more than a question.
const NOT_ASKED: [&str; 5] =
    ["birthDate", "insertByAgentId", "registrationChannel", "signature", "googleAccountUrl"];

impl SuggestionInput<'_> {
    /// The question about a line. For a column that is not mapped, the options are what it could fill.
    pub(super) fn question(
        &self,
        line: &SuggestedLine,
        free: &[(String, UserChoice)],
    ) -> Option<ReviewQuestion> {
        let at = *line.columns.first().filter(|_| line.columns.len() == 1)?;
        let guess = &self.guesses[at];
        let offer =
            (format!("a custom field, {}, in a comment", internal(&self.names[at])), UserChoice::Offer);
        let leave = ("leave it out".to_owned(), UserChoice::Leave);
        let options = match (&line.target, guess.either) {
            _ if self.answers.contains_key(&at) => return None,
            (ColumnTarget::Offered, Some((day, month))) => vec![
                leave,
                (format!("birthDate, the day first ({day})"), UserChoice::Dates(day)),
                (format!("birthDate, the month first ({month})"), UserChoice::Dates(month)),
            ],
            (ColumnTarget::Field(field), None) if line.confidence == Confidence::Unsure => {
                vec![((*field).to_owned(), UserChoice::Field(field)), offer, leave]
            }
            (ColumnTarget::Custom(field), None) if line.confidence == Confidence::Unsure => {
                vec![(format!("the custom field {field}"), UserChoice::Custom(field.clone())), offer, leave]
            }
            (ColumnTarget::Offered, None) => [offer, leave].into_iter().chain(free.iter().cloned()).collect(),
            _ => return None,
        };
        let name = self.names[at].clone();
        let why = line.why.clone();
        let examples = line.examples.clone();
        let is_unsure = line.target != ColumnTarget::Offered || guess.either.is_some();
        Some(ReviewQuestion { column: at, name, why, examples, options, is_unsure })
    }
}
