//! What becomes of all columns together: each field has one source, and each column one fate.

use std::collections::{BTreeMap, HashMap};

use crate::customer::FIELDS;

use super::column::{Choice, Confidence, Fate};
use super::evidence::Values;
use super::fold::plain;
use super::guess::{Guess, guess};
use super::name::Role;
use super::person::person;
use super::reading::Sample;
use super::rule::{internal, key, list, quoted};

/// What somebody said about columns, by their place.
pub type Answers = BTreeMap<usize, Choice>;
/// Which column has which role.
pub(super) type Winners = HashMap<Role, usize>;

/// A custom field of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomField {
    /// Its internal name.
    pub name: String,
    /// What people call it, in whatever languages there are.
    pub labels: Vec<String>,
}

/// A line of the mapping, or one that stands in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The columns that it uses, first to last.
    pub columns: Vec<usize>,
    pub fate: Fate,
    pub confidence: Confidence,
    pub why: String,
    /// `from = "Email", formats = [...]`, without braces.
    pub rule: String,
    pub examples: Vec<String>,
}

/// A column of which nobody can be sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The column's place.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// What speaks for the first option.
    pub why: String,
    /// Some of its values.
    pub examples: Vec<String>,
    /// What can be done with it, in words; the first is what happens without an answer.
    pub options: Vec<(String, Choice)>,
}

/// A mapping for a file: a line for each of its columns.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub(super) lines: Vec<Line>,
    pub(super) names: Vec<String>,
    questions: Vec<Question>,
}

impl Proposal {
    /// What to ask where there is somebody to be asked.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// What becomes of each column, in their order.
    pub fn fates(&self) -> Vec<(&str, &Fate)> {
        let of = |at: usize| self.lines.iter().find(|line| line.columns.contains(&at)).map(|line| &line.fate);
        self.names.iter().enumerate().filter_map(|(at, name)| Some((name.as_str(), of(at)?))).collect()
    }

    /// True when a line fills this field.
    pub(super) fn fills(&self, field: &str) -> bool {
        self.lines.iter().any(|line| {
            line.fate
                == Fate::Field(FIELDS.iter().find(|spec| spec.name == field).map_or("", |spec| spec.name))
        })
    }
}

struct Table<'a> {
    names: &'a [String],
    values: Vec<Values<'a>>,
    guesses: Vec<Guess>,
    custom: &'a [CustomField],
    answers: &'a Answers,
}

/// Decides. A pure function of the sample, the account's custom fields and what somebody said.
pub fn propose(sample: &Sample, custom: &[CustomField], answers: &Answers) -> Proposal {
    let values: Vec<Values<'_>> = (0..sample.names.len()).map(|at| Values::new(sample.column(at))).collect();
    let each = sample.names.iter().zip(&values).enumerate();
    let guesses = each.map(|(at, (name, values))| guess(name, values, answers.get(&at))).collect();
    let table = Table { names: &sample.names, values, guesses, custom, answers };
    let winners = table.winners();
    let mut lines = table.joined(&winners);
    for at in 0..sample.names.len() {
        if !lines.iter().any(|line| line.columns.contains(&at)) {
            lines.push(table.line(at, &winners));
        }
    }
    let questions = lines.iter().filter_map(|line| table.question(line)).collect();
    Proposal { lines, names: sample.names.clone(), questions }
}

impl Table<'_> {
    /// For each role the surest column, and of equals the first.
    fn winners(&self) -> Winners {
        let mut winners = Winners::new();
        for (at, guess) in self.guesses.iter().enumerate() {
            let Some(role) = guess.role else { continue };
            let better = |won: &usize| guess.confidence > self.guesses[*won].confidence;
            if winners.get(&role).is_none_or(better) {
                winners.insert(role, at);
            }
        }
        winners
    }

    /// The name and the address, which may be made of several columns.
    fn joined(&self, winners: &Winners) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(person) = person(winners, self.names, &self.values) {
            lines.push(self.joint("name", person.columns, person.rule));
        }
        if let (Some(street), Some(second)) =
            (winners.get(&Role::Field("address")), winners.get(&Role::Street2))
        {
            let rule =
                format!("from = {}, join = \", \"", list(&[&self.names[*street], &self.names[*second]]));
            lines.push(self.joint("address", vec![*street, *second], rule));
        }
        lines
    }

    fn joint(&self, field: &'static str, columns: Vec<usize>, rule: String) -> Line {
        let confidence =
            columns.iter().map(|at| self.guesses[*at].confidence).min().unwrap_or(Confidence::Unsure);
        let why = columns.first().map_or_else(String::new, |at| self.guesses[*at].why.clone());
        let examples = columns.iter().flat_map(|at| self.examples(*at).into_iter().take(1)).collect();
        Line { columns, fate: Fate::Field(field), confidence, why, rule, examples }
    }

    fn examples(&self, at: usize) -> Vec<String> {
        let shown = self.guesses[at].secret.is_none();
        self.values[at].examples().into_iter().filter(|_| shown).map(ToOwned::to_owned).collect()
    }

    /// The line of a column that stands for itself.
    fn line(&self, at: usize, winners: &Winners) -> Line {
        let guess = &self.guesses[at];
        let (fate, why) = self.fate(at, winners);
        let rule = format!("from = {}{}", quoted(&self.names[at]), guess.options);
        let rule = if matches!(fate, Fate::Custom(_)) {
            format!("from = {}", quoted(&self.names[at]))
        } else {
            rule
        };
        let confidence = if matches!(fate, Fate::Custom(_)) { Confidence::Likely } else { guess.confidence };
        Line { columns: vec![at], fate, confidence, why, rule, examples: self.examples(at) }
    }

    fn fate(&self, at: usize, winners: &Winners) -> (Fate, String) {
        let guess = &self.guesses[at];
        if let Some(what) = guess.secret {
            return (
                Fate::Secret(what),
                format!("{what}; never mapped by itself, and its values are not shown"),
            );
        }
        if self.answers.get(&at) == Some(&Choice::Leave) {
            return (Fate::LeftOut, guess.why.clone());
        }
        match guess.role {
            Some(Role::Field(field)) if winners.get(&Role::Field(field)) == Some(&at) => {
                return (Fate::Field(field), guess.why.clone());
            }
            _ => {}
        }
        if let Some(custom) = self.custom_field(at) {
            return (
                Fate::Custom(custom.name.clone()),
                "a custom field of the account is called so".to_owned(),
            );
        }
        let winner = guess.role.and_then(|role| winners.get(&role)).filter(|won| **won != at);
        let taken = winner.map(|won| format!("like {}, which is taken", quoted(&self.names[*won])));
        let empty = self.values[at].count() == 0 && guess.role.is_none();
        let why = if empty { "nothing stands in it".to_owned() } else { guess.why.clone() };
        (Fate::Offered, taken.unwrap_or(why))
    }

    /// The custom field with this name or label, where no column before has taken it.
    fn custom_field(&self, at: usize) -> Option<&CustomField> {
        let folded = |text: &str| Some(plain(text)).filter(|plain| !plain.is_empty());
        let called = |field: &CustomField, name: &str| {
            let name = folded(name);
            name.is_some() && field.labels.iter().chain([&field.name]).any(|own| folded(own) == name)
        };
        let found = self.custom.iter().find(|field| called(field, &self.names[at]))?;
        let free =
            |before: usize| self.guesses[before].secret.is_some() || !called(found, &self.names[before]);
        (0..at).all(free).then_some(found)
    }

    fn question(&self, line: &Line) -> Option<Question> {
        let at = *line.columns.first().filter(|_| line.columns.len() == 1)?;
        let guess = &self.guesses[at];
        let offer = (format!("a custom field, {}, in a comment", internal(&self.names[at])), Choice::Offer);
        let leave = ("leave it out".to_owned(), Choice::Leave);
        let options = match (&line.fate, guess.either) {
            _ if self.answers.contains_key(&at) => return None,
            (Fate::Offered, Some((day, month))) => vec![
                leave,
                (format!("birthDate, the day first ({day})"), Choice::Dates(day)),
                (format!("birthDate, the month first ({month})"), Choice::Dates(month)),
            ],
            (Fate::Field(field), None) if line.confidence == Confidence::Unsure => {
                vec![((*field).to_owned(), Choice::Field(field)), offer, leave]
            }
            _ => return None,
        };
        let (name, why, examples) = (self.names[at].clone(), line.why.clone(), line.examples.clone());
        Some(Question { column: at, name, why, examples, options })
    }
}

impl Line {
    /// `email = { from = "Email", required = true }`
    pub(super) fn toml(&self, names: &[String]) -> String {
        let named = || self.columns.first().map_or_else(String::new, |at| internal(&names[*at]));
        let (target, more) = match &self.fate {
            Fate::Field("name") => ("name".to_owned(), ", required = true"),
            Fate::Field(field) => ((*field).to_owned(), ""),
            Fate::Custom(name) => (name.clone(), ""),
            _ => (named(), ""),
        };
        format!("{} = {{ {}{more} }}", key(&target), self.rule)
    }
}
