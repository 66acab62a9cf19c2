//! Rows that are the same customer made one: what the mapping says of each field. [`Merged`](super::Merged) does it.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::error::Fault;
use super::rule::{ANY, Rule};
use super::spec::{FieldRule, MatchSpec, MergeWord, OnDuplicate, OnInvalid};
use crate::customer::{Kind, Target};

/// Between texts that are joined.
const BETWEEN: &str = ", ";

/// What a field does where several rows are one customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Merge {
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
pub struct Merging {
    pub(super) fields: HashMap<String, Merge>,
    pub(super) others: Merge,
    /// Custom fields that are joined, and whose values must be in their lists.
    pub(super) listed: Vec<String>,
}

impl Merging {
    /// The custom fields, by their own names, in which values of several rows may stand side by side, and which are not
    /// to be kept as they are whatever they hold.
    pub(crate) fn joined_custom_fields(&self) -> &[String] {
        &self.listed
    }

    /// What a field does.
    pub(super) fn of(&self, field: &str) -> &Merge {
        self.fields.get(field).unwrap_or(&self.others)
    }
}

impl Merging {
    /// What `[match]` and the rules say.
    pub(super) fn compile(spec: &MatchSpec, rules: &[Rule]) -> Result<Self, Fault> {
        let others = match &spec.merge {
            Some(word) if *word.get_ref() == MergeWord::Join => {
                return Err(Fault::new(word.span(), "not every field can be joined")
                    .help("use merge = \"join\" for single fields"));
            }
            word => named(word.as_ref().map(Spanned::get_ref), None),
        };
        let fields = rules.iter().filter_map(|rule| {
            Some((rule.target.to_string(), rule.merge.as_ref().map(|(merge, _)| merge.clone())?))
        });
        let listed = rules.iter().filter_map(listed).collect();
        let merging = Self { fields: fields.collect(), others, listed };
        let joined = |field: &str| matches!(merging.of(field), Merge::Join(_));
        match spec.keys.get_ref().fields().find(|field| joined(field)) {
            None => Ok(merging),
            Some(field) => {
                let message = format!("`{field}` is part of the match key, so it can't be joined");
                Err(Fault::new(spec.keys.span(), message))
            }
        }
    }
}

/// Finds a `merge` where no rows are merged.
pub(super) fn check(spec: Option<&MatchSpec>, rules: &[Rule]) -> Result<(), Fault> {
    if spec.is_some_and(|spec| spec.on_duplicate == OnDuplicate::Merge) {
        return Ok(());
    }
    let general = spec.and_then(|spec| spec.merge.as_ref()).map(Spanned::span);
    let single = rules.iter().find_map(|rule| rule.merge.as_ref().map(|(_, span)| span.clone()));
    general.or(single).map_or(Ok(()), |span| {
        let message = "merge is for merged rows, but this mapping does not merge rows";
        Err(Fault::new(span, message).help("set on_duplicate = \"merge\" under [match]"))
    })
}

fn listed(rule: &Rule) -> Option<String> {
    let joined = matches!(rule.merge, Some((Merge::Join(_), _))) && rule.on_invalid != OnInvalid::Keep;
    match &rule.target {
        Target::Custom(name) if joined => Some(name.clone()),
        _ => None,
    }
}

fn named(word: Option<&MergeWord>, between: Option<&str>) -> Merge {
    match word {
        None | Some(MergeWord::Fill) => Merge::Fill,
        Some(MergeWord::First) => Merge::First,
        Some(MergeWord::Last) => Merge::Last,
        Some(MergeWord::Join) => Merge::Join(between.unwrap_or(BETWEEN).to_owned()),
    }
}

/// What the rule of one field says, with its place.
pub(super) fn of_rule(
    target: &Target,
    name: &Spanned<String>,
    rule: &FieldRule,
) -> Result<Option<(Merge, Range<usize>)>, Fault> {
    let joins = rule.merge.as_ref().filter(|word| *word.get_ref() == MergeWord::Join);
    if let Some(between) = rule.merge_join.as_ref().filter(|_| joins.is_none()) {
        return Err(Fault::new(between.span(), "merge_join belongs to merge = \"join\""));
    }
    let Some(word) = &rule.merge else { return Ok(None) };
    if name.get_ref() == ANY {
        return Err(Fault::new(word.span(), "\"*\" can't have merge")
            .help("merge under [match] applies to all fields without their own merge"));
    }
    let single = |target: &Target| matches!(target, Target::Field(field) if !matches!(field.kind, Kind::Text | Kind::Tags));
    if joins.is_some() && single(target) {
        return Err(Fault::new(word.span(), format!("the field `{target}` can't hold several values")));
    }
    let between = rule.merge_join.as_ref().map(|text| text.get_ref().as_str());
    Ok(Some((named(Some(word.get_ref()), between), word.span())))
}
