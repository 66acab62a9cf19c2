//! `[[when]]`: rows that are skipped or rejected as a whole, by an expression.

use toml::Spanned;

use super::error::MappingProblem;
use super::spec::WhenSpec;
use super::template::Templates;
use crate::issue::{Code, Complaint, Issue};
use crate::record::Header;

/// One rule.
#[derive(Debug, Clone)]
pub(crate) struct RowFilter {
    /// Its condition among the templates.
    name: String,
    rejects: bool,
    note: String,
}

/// What a rule says of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FilterAction {
    /// It is left out; with the note.
    Skip(String),
    /// It has this fault.
    Fault(Issue),
}

/// The rules, in their order.
pub(super) fn compile(
    specs: &[Spanned<WhenSpec>],
    templates: &mut Templates,
) -> Result<Vec<RowFilter>, MappingProblem> {
    (1..).zip(specs).map(|(number, spec)| one(number, spec, templates)).collect()
}

fn one(
    number: usize,
    spec: &Spanned<WhenSpec>,
    templates: &mut Templates,
) -> Result<RowFilter, MappingProblem> {
    let WhenSpec { skip, reject, note, optional } = spec.get_ref();
    let (condition, rejects) = match (skip, reject) {
        (Some(condition), None) => (condition, false),
        (None, Some(condition)) => (condition, true),
        _ => {
            return Err(MappingProblem::new(spec.span(), "a [[when]] needs exactly one of skip and reject")
                .help("skip = \"row['Status'] == 'deleted'\""));
        }
    };
    let name = format!("[[when]] {number}");
    templates.add_condition(&name, condition)?;
    if *optional {
        templates.allow_missing(&name);
    }
    let note =
        note.clone().unwrap_or_else(|| format!("a rule of the mapping: {}", condition.get_ref().trim()));
    Ok(RowFilter { name, rejects, note })
}

/// What the first rule that holds says of a row.
pub(super) fn first(
    rules: &[RowFilter],
    templates: &Templates,
    row: Option<&minijinja::Value>,
) -> Option<FilterAction> {
    rules.iter().find_map(|rule| rule.of(templates, row?.clone()))
}

impl RowFilter {
    /// True where the source lacks a column that the rule may miss: the rule does not count then.
    pub(super) fn is_left_out(&self, templates: &Templates, header: &Header) -> bool {
        templates.misses(&self.name, header)
    }

    /// The columns that its condition names.
    pub(super) fn columns(&self, templates: &Templates) -> Vec<String> {
        templates.asked(&self.name)
    }

    /// What the rule says of a row; nothing where its condition does not hold.
    fn of(&self, templates: &Templates, row: minijinja::Value) -> Option<FilterAction> {
        let complaint = match templates.render(&self.name, row) {
            Ok(text) if text.is_empty() => return None,
            Ok(_) if !self.rejects => return Some(FilterAction::Skip(self.note.clone())),
            Ok(_) => {
                let hint = "correct or delete the row";
                Complaint::new(Code::RowRule, self.note.clone(), hint)
            }
            Err(why) => {
                let message = format!("the condition of {} failed: {why}", self.name);
                let hint = "correct the condition in the mapping, or the cell that it uses";
                Complaint::new(Code::Template, message, hint)
            }
        };
        Some(FilterAction::Fault(Issue::error(complaint)))
    }
}
