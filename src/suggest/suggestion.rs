//! A suggested mapping: a line for each column, and the questions that are open.

use std::collections::BTreeSet;

use crate::customer::{CustomFieldDefinitions, FIELDS};

use super::column_target::{ColumnTarget, Confidence, SAID, UserChoice};
use super::custom_field_fit::parent;
use super::toml_text::key;
use super::without_key::WithoutKey;

/// A line of the mapping, or a line in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SuggestedLine {
    /// The columns that it uses, in order.
    pub columns: Vec<usize>,
    pub target: ColumnTarget,
    pub confidence: Confidence,
    pub why: String,
    /// `from = "Email", formats = [...]`, without braces.
    pub rule: String,
    pub examples: Vec<String>,
    /// True if the user must decide, although nothing is mapped, or must look at values that do not fit.
    pub is_open: bool,
}

impl SuggestedLine {
    /// `email = { from = "Email", required = true }`
    pub(super) fn toml(&self, keys: &[String]) -> String {
        let named = || self.columns.first().map_or_else(String::new, |at| keys[*at].clone());
        let (target, more) = match &self.target {
            ColumnTarget::Field("name") => ("name".to_owned(), ", required = true"),
            ColumnTarget::Field(field) => ((*field).to_owned(), ""),
            ColumnTarget::Custom(name) => (name.clone(), ""),
            _ => (named(), ""),
        };
        format!("{} = {{ {}{more} }}", key(&target), self.rule)
    }
}

/// A question about an uncertain column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewQuestion {
    /// The index of the column.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// The reason for the first option.
    pub why: String,
    /// Some of its values.
    pub examples: Vec<String>,
    /// The options, in words. The first one applies without an answer.
    pub options: Vec<(String, UserChoice)>,
    /// True if the suggested mapping may be wrong about the column, or can't decide. False for a column that is not
    /// mapped.
    pub is_unsure: bool,
}

/// A suggested mapping: a line for each column.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub(super) lines: Vec<SuggestedLine>,
    pub(super) names: Vec<String>,
    /// By column: a unique name for its custom field.
    pub(super) keys: Vec<String>,
    pub(super) definitions: CustomFieldDefinitions,
    /// Rules that may fill the name, if no column certainly does.
    pub(super) name_candidates: Vec<String>,
    /// Words in the sample that programs write for an empty cell.
    pub(super) empty_words: Vec<String>,
    /// The number of postcodes with fewer digits than the others.
    pub(super) short_postcodes: usize,
    /// The rows without a valid e-mail address.
    pub(super) without_key: WithoutKey,
    pub(super) questions: Vec<ReviewQuestion>,
}

impl Suggestion {
    /// The questions to ask, if there is a user.
    pub fn questions(&self) -> &[ReviewQuestion] {
        &self.questions
    }

    /// The number of open decisions: uncertain columns, columns with values that do not fit, and a missing name.
    pub fn to_review(&self) -> usize {
        self.under_review().len() + usize::from(!self.has_name())
    }

    /// The columns that the user should look at, in their order.
    pub fn under_review(&self) -> Vec<&str> {
        let unsure = self.questions.iter().filter(|question| question.is_unsure);
        let open = self.lines.iter().filter(|line| line.is_open).flat_map(|line| &line.columns);
        let columns: BTreeSet<usize> = unsure.map(|question| question.column).chain(open.copied()).collect();
        columns.into_iter().filter_map(|at| self.names.get(at)).map(String::as_str).collect()
    }

    /// True if a rule fills the name, which every new customer needs.
    pub fn has_name(&self) -> bool {
        self.fills("name")
    }

    /// The required custom fields that no column fills.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let filled =
            |name: &str| self.lines.iter().any(|line| line.target == ColumnTarget::Custom(name.to_owned()));
        let required = self.definitions.iter().filter(|field| field.required);
        required.map(|field| field.name.as_str()).filter(move |name| !filled(name))
    }

    /// The rest of this suggestion next to a mapping that takes these columns and fills these fields. A column for
    /// a field is only offered, unless the user chose the field.
    pub(super) fn beside(&self, takes: impl Fn(usize) -> bool, fills: impl Fn(&str) -> bool) -> Self {
        let mut rest = self.clone();
        rest.retain(|line| !line.columns.is_empty() && !line.columns.iter().any(|at| takes(*at)));
        for line in &mut rest.lines {
            match &line.target {
                ColumnTarget::Field(field) if line.why != SAID || fills(field) => {
                    line.target = ColumnTarget::Offered
                }
                ColumnTarget::Custom(name) if fills(&format!("customFields.{name}")) => {
                    line.target = ColumnTarget::Offered
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

    /// Removes lines. A linked field whose parent is removed is only offered.
    pub(super) fn retain(&mut self, keep: impl Fn(&SuggestedLine) -> bool) {
        self.lines.retain(keep);
        let filled: Vec<ColumnTarget> = self.lines.iter().map(|line| line.target.clone()).collect();
        for line in &mut self.lines {
            let ColumnTarget::Custom(name) = &line.target else { continue };
            let Some(parent) = self.definitions.get(name).and_then(parent) else { continue };
            if !filled.contains(&ColumnTarget::Custom(parent.to_owned())) {
                line.why = format!("name of the custom field `{name}`, which needs a value in `{parent}`");
                line.target = ColumnTarget::Offered;
            }
        }
    }

    /// The target of each column, in order.
    pub fn targets(&self) -> Vec<(&str, &ColumnTarget)> {
        let of =
            |at: usize| self.lines.iter().find(|line| line.columns.contains(&at)).map(|line| &line.target);
        self.names.iter().enumerate().filter_map(|(at, name)| Some((name.as_str(), of(at)?))).collect()
    }

    /// The columns with sensitive data, and those that the user left out.
    pub(super) fn left_out_names(&self) -> impl Iterator<Item = &str> {
        let is_out =
            |target: &ColumnTarget| matches!(target, ColumnTarget::Secret(_) | ColumnTarget::LeftOut);
        let lines = self.lines.iter().filter(move |line| is_out(&line.target));
        lines.flat_map(|line| &line.columns).filter_map(|at| self.names.get(*at)).map(String::as_str)
    }

    /// True if a line fills this field and is not unsure.
    pub(super) fn surely_fills(&self, field: &str) -> bool {
        let is_own = |line: &SuggestedLine| matches!(line.target, ColumnTarget::Field(own) if own == field);
        self.lines.iter().any(|line| is_own(line) && line.confidence > Confidence::Unsure)
    }

    /// True if a line fills this field.
    pub(super) fn fills(&self, field: &str) -> bool {
        self.lines.iter().any(|line| {
            line.target
                == ColumnTarget::Field(
                    FIELDS.iter().find(|spec| spec.name == field).map_or("", |spec| spec.name),
                )
        })
    }
}
