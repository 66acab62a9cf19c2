//! What becomes of all columns together: each field has one source, and each column one fate.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::customer::{CustomFieldDefinitions, FIELDS};

use super::column_guess::{Guess, guess};
use super::column_role::ColumnRole;
use super::column_target::{ColumnTarget, Confidence, UserChoice};
use super::column_values::ColumnValues;
use super::custom_field_fit::{CustomFieldFits, fits, outweighs, parent};
use super::file_sample::FileSample;
use super::toml_text::{internal, key, list, quoted};

/// What somebody said about columns, by their place.
pub type Answers = BTreeMap<usize, UserChoice>;
/// Which column has which role.
pub(super) type Winners = HashMap<ColumnRole, usize>;

/// A line of the mapping, or one that stands in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SuggestedLine {
    /// The columns that it uses, first to last.
    pub columns: Vec<usize>,
    pub fate: ColumnTarget,
    pub confidence: Confidence,
    pub why: String,
    /// `from = "Email", formats = [...]`, without braces.
    pub rule: String,
    pub examples: Vec<String>,
    /// True where somebody has to decide, although nothing is mapped.
    pub is_open: bool,
}

/// A column of which nobody can be sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewQuestion {
    /// The column's place.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// What speaks for the first option.
    pub why: String,
    /// Some of its values.
    pub examples: Vec<String>,
    /// What can be done with it, in words; the first is what happens without an answer.
    pub options: Vec<(String, UserChoice)>,
    /// True where the proposal maps the column and may be wrong, or can't tell how; false for one that it does not map.
    pub is_unsure: bool,
}

/// A mapping for a file: a line for each of its columns.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub(super) lines: Vec<SuggestedLine>,
    pub(super) names: Vec<String>,
    /// By column: what its custom field could be called, each differently.
    pub(super) keys: Vec<String>,
    pub(super) definitions: CustomFieldDefinitions,
    /// Rules that may be right for the name, where no column is surely for it.
    pub(super) name_candidates: Vec<String>,
    /// Words that programs write for an empty cell, as the sample has them.
    pub(super) empty_words: Vec<String>,
    /// How many postcodes have fewer digits than the others.
    pub(super) short_postcodes: usize,
    questions: Vec<ReviewQuestion>,
}

impl Suggestion {
    /// What to ask where there is somebody to be asked.
    pub fn questions(&self) -> &[ReviewQuestion] {
        &self.questions
    }

    /// How many decisions are left to somebody: what is unsure, and the name where no column is surely for it.
    pub fn to_review(&self) -> usize {
        let unsure = self.questions.iter().filter(|question| question.is_unsure).count();
        unsure + usize::from(!self.has_name())
    }

    /// True where a rule fills the name, which every new customer needs.
    pub fn has_name(&self) -> bool {
        self.fills("name")
    }

    /// The custom fields that a new customer must have, and that no column fills.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let filled =
            |name: &str| self.lines.iter().any(|line| line.fate == ColumnTarget::Custom(name.to_owned()));
        let required = self.definitions.iter().filter(|field| field.required);
        required.map(|field| field.name.as_str()).filter(move |name| !filled(name))
    }

    /// What is left beside a mapping that takes these columns and fills these fields. A column for a field is only offered,
    /// unless somebody said that it fills that one.
    pub(super) fn beside(&self, takes: impl Fn(usize) -> bool, fills: impl Fn(&str) -> bool) -> Self {
        let mut rest = self.clone();
        rest.retain(|line| !line.columns.is_empty() && !line.columns.iter().any(|at| takes(*at)));
        for line in &mut rest.lines {
            match &line.fate {
                ColumnTarget::Field(field) if line.why != SAID || fills(field) => {
                    line.fate = ColumnTarget::Offered
                }
                ColumnTarget::Custom(name) if fills(&format!("customFields.{name}")) => {
                    line.fate = ColumnTarget::Offered
                }
                _ => {}
            }
        }
        let open = |choice: &UserChoice| match choice {
            UserChoice::Field(field) => !fills(field),
            UserChoice::FirstName | UserChoice::LastName => !fills("name"),
            UserChoice::Custom(name) => !fills(&format!("customFields.{name}")),
            _ => true,
        };
        rest.questions.retain(|question| !takes(question.column));
        rest.questions.iter_mut().for_each(|question| question.options.retain(|(_, choice)| open(choice)));
        rest
    }

    /// Takes lines out; a custom field whose parent goes with them is only offered.
    pub(super) fn retain(&mut self, keep: impl Fn(&SuggestedLine) -> bool) {
        self.lines.retain(keep);
        let filled: Vec<ColumnTarget> = self.lines.iter().map(|line| line.fate.clone()).collect();
        for line in &mut self.lines {
            let ColumnTarget::Custom(name) = &line.fate else { continue };
            let Some(parent) = self.definitions.get(name).and_then(parent) else { continue };
            if !filled.contains(&ColumnTarget::Custom(parent.to_owned())) {
                line.why = format!("name of the custom field `{name}`, which needs a value in `{parent}`");
                line.fate = ColumnTarget::Offered;
            }
        }
    }

    /// What becomes of each column, in their order.
    pub fn fates(&self) -> Vec<(&str, &ColumnTarget)> {
        let of = |at: usize| self.lines.iter().find(|line| line.columns.contains(&at)).map(|line| &line.fate);
        self.names.iter().enumerate().filter_map(|(at, name)| Some((name.as_str(), of(at)?))).collect()
    }

    /// True when a line fills this field, and may well be right.
    pub(super) fn surely_fills(&self, field: &str) -> bool {
        let is_own = |line: &SuggestedLine| matches!(line.fate, ColumnTarget::Field(own) if own == field);
        self.lines.iter().any(|line| is_own(line) && line.confidence > Confidence::Unsure)
    }

    /// True when a line fills this field.
    pub(super) fn fills(&self, field: &str) -> bool {
        self.lines.iter().any(|line| {
            line.fate
                == ColumnTarget::Field(
                    FIELDS.iter().find(|spec| spec.name == field).map_or("", |spec| spec.name),
                )
        })
    }
}

pub(super) struct SuggestionInput<'a> {
    pub(super) names: &'a [String],
    pub(super) values: Vec<ColumnValues<'a>>,
    pub(super) guesses: Vec<Guess>,
    fits: CustomFieldFits,
    answers: &'a Answers,
}

/// Decides. A pure function of the sample, the account's custom fields and what somebody said.
pub fn suggest_mapping<'s>(
    sample: &'s FileSample,
    definitions: &CustomFieldDefinitions,
    answers: &Answers,
) -> Suggestion {
    let values: Vec<ColumnValues<'_>> =
        (0..sample.names.len()).map(|at| ColumnValues::new(sample.column(at))).collect();
    let each = sample.names.iter().zip(&values).enumerate();
    // Letters say nothing of what stands in a column.
    let called = |name: &'s String| if sample.no_header { "" } else { name.as_str() };
    let guesses = each.map(|(at, (name, values))| guess(called(name), values, answers.get(&at))).collect();
    let mut table =
        SuggestionInput { names: &sample.names, values, guesses, fits: CustomFieldFits::default(), answers };
    let winners = table.settle(definitions);
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
    Suggestion { lines, names, keys, definitions, name_candidates, empty_words, short_postcodes, questions }
}

/// What somebody says is not to be guessed again.
pub(super) const SAID: &str = "you chose this";

/// What no column fills so far: fields that take any text, and custom fields of the account.
fn free_choices(
    lines: &[SuggestedLine],
    definitions: &CustomFieldDefinitions,
    answers: &Answers,
) -> Vec<(String, UserChoice)> {
    let filled = |fate: ColumnTarget| lines.iter().any(|line| line.fate == fate);
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

/// Fields that no column of a file is for, or whose values have a form that a question can't settle.
const NOT_ASKED: [&str; 5] =
    ["birthDate", "insertByAgentId", "registrationChannel", "signature", "googleAccountUrl"];

/// What the custom field of each column could be called.
fn keys(names: &[String], lines: &[SuggestedLine]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    taken.extend(lines.iter().filter_map(|line| match &line.fate {
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
    /// Which column has which role, and which a custom field. A field of the help desk goes before a custom field, unless
    /// only the values speak for it.
    fn settle(&mut self, definitions: &CustomFieldDefinitions) -> Winners {
        let open = |at: &usize| self.guesses[*at].secret.is_none();
        self.fits = self.fits(definitions, open);
        let outweighed =
            |at: usize| self.fits.found.get(&at).is_some_and(|fit| outweighs(fit, &self.guesses[at]));
        let winners = self.winners(|at| !outweighed(at));
        // A second line of an address without a first one fills nothing.
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

    /// For each role the surest column, and of equals the first.
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

    /// The name and the address, which may be made of several columns.
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

    pub(super) fn joint(&self, field: &'static str, columns: Vec<usize>, rule: String) -> SuggestedLine {
        let confidence = columns.iter().map(|at| self.guesses[*at].confidence).min();
        let why = columns.first().map_or_else(String::new, |at| self.guesses[*at].why.clone());
        let examples = columns.iter().flat_map(|at| self.examples(*at).into_iter().take(1)).collect();
        let confidence = confidence.unwrap_or(Confidence::Unsure);
        let line = SuggestedLine {
            columns: columns.clone(),
            fate: ColumnTarget::Field(field),
            confidence,
            why,
            rule,
            examples,
            is_open: false,
        };
        self.with_flaws(line, &columns)
    }

    pub(super) fn examples(&self, at: usize) -> Vec<String> {
        let shown = self.guesses[at].secret.is_none();
        self.values[at].examples().into_iter().filter(|_| shown).map(ToOwned::to_owned).collect()
    }

    /// The line of a column that stands for itself.
    fn line(&self, at: usize, winners: &Winners) -> SuggestedLine {
        let guess = &self.guesses[at];
        let (fate, why) = self.fate(at, winners);
        let fit = self.fits.found.get(&at).filter(|_| matches!(fate, ColumnTarget::Custom(_)));
        let (options, confidence) =
            fit.map_or((&guess.options, guess.confidence), |fit| (&fit.options, fit.confidence));
        let rule = format!("from = {}{options}", quoted(&self.names[at]));
        let is_open =
            fate == ColumnTarget::Offered && guess.either.is_some() && !self.answers.contains_key(&at);
        self.with_flaws(
            SuggestedLine {
                columns: vec![at],
                fate,
                confidence,
                why,
                rule,
                examples: self.examples(at),
                is_open,
            },
            &[at],
        )
    }

    fn fate(&self, at: usize, winners: &Winners) -> (ColumnTarget, String) {
        let guess = &self.guesses[at];
        if let Some(what) = guess.secret {
            return (
                ColumnTarget::Secret(what),
                format!("{what}; not mapped automatically, values not shown"),
            );
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

    /// What to ask about a line; of a column that is not mapped, what it could fill.
    fn question(&self, line: &SuggestedLine, free: &[(String, UserChoice)]) -> Option<ReviewQuestion> {
        let at = *line.columns.first().filter(|_| line.columns.len() == 1)?;
        let guess = &self.guesses[at];
        let offer =
            (format!("a custom field, {}, in a comment", internal(&self.names[at])), UserChoice::Offer);
        let leave = ("leave it out".to_owned(), UserChoice::Leave);
        let options = match (&line.fate, guess.either) {
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
        let is_unsure = line.fate != ColumnTarget::Offered || guess.either.is_some();
        Some(ReviewQuestion { column: at, name, why, examples, options, is_unsure })
    }
}

impl SuggestedLine {
    /// `email = { from = "Email", required = true }`
    pub(super) fn toml(&self, keys: &[String]) -> String {
        let named = || self.columns.first().map_or_else(String::new, |at| keys[*at].clone());
        let (target, more) = match &self.fate {
            ColumnTarget::Field("name") => ("name".to_owned(), ", required = true"),
            ColumnTarget::Field(field) => ((*field).to_owned(), ""),
            ColumnTarget::Custom(name) => (name.clone(), ""),
            _ => (named(), ""),
        };
        format!("{} = {{ {}{more} }}", key(&target), self.rule)
    }
}
