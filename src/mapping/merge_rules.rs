//! Rows that are the same customer made one: what the mapping says of each field. [`MergedCustomer`](super::Merged) does it.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::error::MappingProblem;
use super::rule::{ANY, Rule};
use super::spec::{FieldRule, MatchSpec, MergeWord, OnDuplicate, OnInvalid};
use crate::customer::{FieldKind, FieldTarget};

/// Between texts that are joined.
const BETWEEN: &str = ", ";

/// What a field does where several rows are one customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MergeRule {
    /// The first value there is; later rows fill what earlier ones leave empty.
    #[default]
    Fill,
    /// What the first row has, even if that is nothing.
    First,
    /// The last value there is.
    Last,
    /// All values, each once, with a text between them.
    Join(String),
}

/// What each field does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeRules {
    pub(super) fields: HashMap<String, MergeRule>,
    pub(super) others: MergeRule,
    /// Custom fields that are joined, and whose values must be in their lists.
    pub(super) listed: Vec<String>,
}

impl MergeRules {
    /// The custom fields, by their own names, in which values of several rows may stand side by side, and which are not
    /// to be kept as they are whatever they hold.
    pub(crate) fn joined_custom_fields(&self) -> &[String] {
        &self.listed
    }

    /// What a field does.
    pub(super) fn of(&self, field: &str) -> &MergeRule {
        self.fields.get(field).unwrap_or(&self.others)
    }
}

impl MergeRules {
    /// What `[match]` and the rules say.
    pub(super) fn compile(spec: &MatchSpec, rules: &[Rule]) -> Result<Self, MappingProblem> {
        let others = match &spec.merge {
            Some(word) if *word.get_ref() == MergeWord::Join => {
                return Err(MappingProblem::new(word.span(), "not every field can be joined")
                    .help("use merge = \"join\" for single fields"));
            }
            word => named(word.as_ref().map(Spanned::get_ref), None),
        };
        let fields = rules.iter().filter_map(|rule| {
            Some((rule.target.to_string(), rule.merge.as_ref().map(|(merge, _)| merge.clone())?))
        });
        let listed = rules.iter().filter_map(listed).collect();
        let merging = Self { fields: fields.collect(), others, listed };
        let joined = |field: &str| matches!(merging.of(field), MergeRule::Join(_));
        match spec.keys.get_ref().fields().find(|field| joined(field)) {
            None => Ok(merging),
            Some(field) => {
                let message = format!("`{field}` is part of the match key, so it can't be joined");
                Err(MappingProblem::new(spec.keys.span(), message))
            }
        }
    }
}

/// Finds a `merge` where no rows are merged.
pub(super) fn check(spec: Option<&MatchSpec>, rules: &[Rule]) -> Result<(), MappingProblem> {
    if spec.is_some_and(|spec| spec.on_duplicate == OnDuplicate::Merge) {
        return Ok(());
    }
    let general = spec.and_then(|spec| spec.merge.as_ref()).map(Spanned::span);
    let single = rules.iter().find_map(|rule| rule.merge.as_ref().map(|(_, span)| span.clone()));
    general.or(single).map_or(Ok(()), |span| {
        let message = "merge is for merged rows, but this mapping does not merge rows";
        Err(MappingProblem::new(span, message).help("set on_duplicate = \"merge\" under [match]"))
    })
}

fn listed(rule: &Rule) -> Option<String> {
    let joined = matches!(rule.merge, Some((MergeRule::Join(_), _))) && rule.on_invalid != OnInvalid::Keep;
    match &rule.target {
        FieldTarget::Custom(name) if joined => Some(name.clone()),
        _ => None,
    }
}

fn named(word: Option<&MergeWord>, between: Option<&str>) -> MergeRule {
    match word {
        None | Some(MergeWord::Fill) => MergeRule::Fill,
        Some(MergeWord::First) => MergeRule::First,
        Some(MergeWord::Last) => MergeRule::Last,
        Some(MergeWord::Join) => MergeRule::Join(between.unwrap_or(BETWEEN).to_owned()),
    }
}

/// What the rule of one field says, with its place.
pub(super) fn of_rule(
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
    Ok(Some((named(Some(word.get_ref()), between), word.span())))
}
