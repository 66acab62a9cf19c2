//! What is known about all columns, and the role that each gets.

use std::collections::HashMap;

use crate::customer::CustomFieldDefinitions;

use super::column_guess::Guess;
use super::column_role::ColumnRole;
use super::column_target::{Answers, Confidence};
use super::column_values::ColumnValues;
use super::custom_field_fit::{CustomFieldFit, CustomFieldFits, fits};

/// The column of each role.
pub(super) type Winners = HashMap<ColumnRole, usize>;

pub(super) struct SuggestionInput<'a> {
    pub(super) names: &'a [String],
    pub(super) values: Vec<ColumnValues<'a>>,
    pub(super) guesses: Vec<Guess>,
    pub(super) fits: CustomFieldFits,
    pub(super) answers: &'a Answers,
}

impl SuggestionInput<'_> {
    /// Assigns roles and custom fields to columns. A field of the help desk takes priority over a custom field,
    /// unless only the values suggest it.
    pub(super) fn assign_roles(&mut self, definitions: &CustomFieldDefinitions) -> Winners {
        let open = |at: &usize| self.guesses[*at].secret.is_none();
        self.fits = self.fits(definitions, open);
        let outweighed =
            |at: usize| self.fits.found.get(&at).is_some_and(|fit| outweighs(fit, &self.guesses[at]));
        let winners = self.winners(|at| !outweighed(at));
        // The second line of an address is unused without a first line.
        let fills = |role: &ColumnRole| {
            *role != ColumnRole::Street2 || winners.contains_key(&ColumnRole::Field("address"))
        };
        let used: Vec<usize> = winners.iter().filter(|(role, _)| fills(role)).map(|(_, at)| *at).collect();
        let left = |at: &usize| self.guesses[*at].secret.is_none() && !used.contains(at);
        self.fits = self.fits(definitions, left);
        winners
    }

    fn fits(&self, definitions: &CustomFieldDefinitions, open: impl Fn(&usize) -> bool) -> CustomFieldFits {
        let columns = (0..self.names.len()).filter(open);
        let columns: Vec<_> = columns.map(|at| (at, self.names[at].as_str(), &self.values[at])).collect();
        fits(definitions, &columns, self.answers)
    }

    /// The most certain column for each role. Of equal ones, the first.
    fn winners(&self, may: impl Fn(usize) -> bool) -> Winners {
        let mut winners = Winners::new();
        for (at, guess) in self.guesses.iter().enumerate().filter(|(at, _)| may(*at)) {
            let Some(role) = guess.role else { continue };
            let better = |won: &usize| guess.confidence > self.guesses[*won].confidence;
            if winners.get(&role).is_none_or(better) {
                winners.insert(role, at);
            }
        }
        winners
    }

    pub(super) fn examples(&self, at: usize) -> Vec<String> {
        let shown = self.guesses[at].secret.is_none();
        self.values[at].examples().into_iter().filter(|_| shown).map(ToOwned::to_owned).collect()
    }
}

/// True if a custom field should have the column, because only the values suggest the field of the help desk.
fn outweighs(fit: &CustomFieldFit, guess: &Guess) -> bool {
    guess.confidence == Confidence::Unsure && fit.confidence > Confidence::Unsure
}
