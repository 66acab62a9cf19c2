//! `merge`: how each field is merged. [`MergedCustomer`](super::MergedCustomer) applies the rules.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use crate::customer::{FieldKind, FieldTarget};
use crate::mapping::error::MappingProblem;
use crate::mapping::spec::{ANY, FieldRule, MergeWord};

/// The default text between joined values.
const BETWEEN: &str = ", ";

/// How a field is merged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MergeRule {
    /// The first value. Later rows fill only what is empty.
    #[default]
    Fill,
    /// The first row's value, even if it is empty.
    First,
    /// The last value.
    Last,
    /// All different values, with this text between them.
    Join(String),
}

/// How each field is merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeRules {
    pub(crate) fields: HashMap<String, MergeRule>,
    pub(crate) others: MergeRule,
    /// Custom fields that are joined, and whose values must be in their lists.
    pub(crate) listed: Vec<String>,
}

impl MergeRules {
    /// The names of custom fields whose joined values must be checked. Fields with `on_invalid = "keep"` are not
    /// among them.
    pub(crate) fn joined_custom_fields(&self) -> &[String] {
        &self.listed
    }

    /// How this field is merged.
    pub(crate) fn of(&self, field: &str) -> &MergeRule {
        self.fields.get(field).unwrap_or(&self.others)
    }
}

pub(crate) fn merge_named(word: Option<&MergeWord>, between: Option<&str>) -> MergeRule {
    match word {
        None | Some(MergeWord::Fill) => MergeRule::Fill,
        Some(MergeWord::First) => MergeRule::First,
        Some(MergeWord::Last) => MergeRule::Last,
        Some(MergeWord::Join) => MergeRule::Join(between.unwrap_or(BETWEEN).to_owned()),
    }
}

/// The merge rule of one field, with its position.
pub(crate) fn merge_of_rule(
    target: &FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
) -> Result<Option<(MergeRule, Range<usize>)>, MappingProblem> {
    let joins = rule.merge.as_ref().filter(|word| *word.get_ref() == MergeWord::Join);
    if let Some(between) = rule.merge_join.as_ref().filter(|_| joins.is_none()) {
        return Err(MappingProblem::new(between.span(), "merge_join belongs to merge = \"join\""));
    }
    let Some(word) = &rule.merge else { return Ok(None) };
    if name.get_ref() == ANY {
        return Err(MappingProblem::new(word.span(), "\"*\" can't have merge")
            .help("merge under [match] applies to all fields without their own merge"));
    }
    let single = |target: &FieldTarget| matches!(target, FieldTarget::Field(field) if !matches!(field.kind, FieldKind::Text | FieldKind::Tags));
    if joins.is_some() && single(target) {
        return Err(MappingProblem::new(
            word.span(),
            format!("the field `{target}` can't hold several values"),
        ));
    }
    let between = rule.merge_join.as_ref().map(|text| text.get_ref().as_str());
    Ok(Some((merge_named(Some(word.get_ref()), between), word.span())))
}
