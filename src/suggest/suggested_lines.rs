//! The lines of single columns, and of several columns that fill one field.

use super::column_role::ColumnRole;
use super::column_target::{ColumnTarget, Confidence, UserChoice};
use super::suggestion::SuggestedLine;
use super::suggestion_input::{SuggestionInput, Winners};
use super::toml_text::quoted;

impl SuggestionInput<'_> {
    pub(super) fn joint(&self, field: &'static str, columns: Vec<usize>, rule: String) -> SuggestedLine {
        let confidence = columns.iter().map(|at| self.guesses[*at].confidence).min();
        let why = columns.first().map_or_else(String::new, |at| self.guesses[*at].why.clone());
        let examples = columns.iter().flat_map(|at| self.examples(*at).into_iter().take(1)).collect();
        let confidence = confidence.unwrap_or(Confidence::Unsure);
        let line = SuggestedLine {
            columns: columns.clone(),
            target: ColumnTarget::Field(field),
            confidence,
            why,
            rule,
            examples,
            is_open: false,
        };
        self.with_flaws(line, &columns)
    }

    /// The line of a single column.
    pub(super) fn line(&self, at: usize, winners: &Winners) -> SuggestedLine {
        let guess = &self.guesses[at];
        let (target, why) = self.target(at, winners);
        let fit = self.fits.found.get(&at).filter(|_| matches!(target, ColumnTarget::Custom(_)));
        let (options, confidence) =
            fit.map_or((&guess.options, guess.confidence), |fit| (&fit.options, fit.confidence));
        let rule = format!("from = {}{options}", quoted(&self.names[at]));
        let is_odd = guess.odd && matches!(target, ColumnTarget::Field(_));
        let is_asked = target == ColumnTarget::Offered && guess.either.is_some();
        let is_open = (is_odd || is_asked) && !self.answers.contains_key(&at);
        self.with_flaws(
            SuggestedLine {
                columns: vec![at],
                target,
                confidence,
                why,
                rule,
                examples: self.examples(at),
                is_open,
            },
            &[at],
        )
    }

    fn target(&self, at: usize, winners: &Winners) -> (ColumnTarget, String) {
        let guess = &self.guesses[at];
        if let Some(what) = guess.secret {
            let why = format!("{what}; not mapped automatically, values not shown");
            return (ColumnTarget::Secret(what), why);
        }
        if self.answers.get(&at) == Some(&UserChoice::Leave) {
            return (ColumnTarget::LeftOut, guess.why.clone());
        }
        match guess.role {
            Some(ColumnRole::Field(field)) if winners.get(&ColumnRole::Field(field)) == Some(&at) => {
                return (ColumnTarget::Field(field), guess.why.clone());
            }
            _ => {}
        }
        if let Some(fit) = self.fits.found.get(&at) {
            return (ColumnTarget::Custom(fit.field.clone()), fit.why.clone());
        }
        if let Some(why) = self.fits.refused.get(&at) {
            return (ColumnTarget::Offered, why.clone());
        }
        let winner = guess.role.and_then(|role| winners.get(&role)).filter(|won| **won != at);
        let taken = winner.map(|won| format!("like {}, which is already mapped", quoted(&self.names[*won])));
        let empty = self.values[at].count() == 0 && guess.role.is_none();
        let why = if empty { "empty column".to_owned() } else { guess.why.clone() };
        (ColumnTarget::Offered, taken.unwrap_or(why))
    }
}
