//! `[[when]]`: skips or rejects rows by a condition.

use toml::Spanned;

use super::error::MappingProblem;
use super::spec::WhenSpec;
use super::template::Templates;
use crate::issue::{Code, Complaint, Issue};
use crate::record::Header;

/// One `[[when]]` rule.
#[derive(Debug, Clone)]
pub(crate) struct RowFilter {
    /// The name of its condition among the templates.
    name: String,
    rejects: bool,
    note: String,
}

/// What a rule does with a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FilterAction {
    /// The row is skipped, with this note.
    Skip(String),
    /// The row has this error.
    Reject(Issue),
}

/// Compiles the rules, in order.
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

/// The action of the first rule whose condition is true.
pub(super) fn first(
    rules: &[RowFilter],
    templates: &Templates,
    row: Option<&minijinja::Value>,
) -> Option<FilterAction> {
    rules.iter().find_map(|rule| rule.of(templates, row?.clone()))
}

impl RowFilter {
    /// True for an `optional` rule whose column is missing. Such a rule is ignored.
    pub(super) fn is_left_out(&self, templates: &Templates, header: &Header) -> bool {
        templates.misses(&self.name, header)
    }

    /// The columns in its condition.
    pub(super) fn columns(&self, templates: &Templates) -> Vec<String> {
        templates.asked(&self.name)
    }

    /// The columns that its condition names anywhere.
    pub(super) fn named(&self, templates: &Templates) -> Vec<String> {
        templates.named(&self.name)
    }

    /// What reports call it: `[[when]] 2: deleted in the shop`.
    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.name, self.note)
    }

    /// The action of this rule, or `None` if its condition is false.
    fn of(&self, templates: &Templates, row: minijinja::Value) -> Option<FilterAction> {
        let complaint = match templates.render(&self.name, row, None) {
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
        Some(FilterAction::Reject(Issue::error(complaint)))
    }
}
