//! `[match]` and `merge`, checked against the rules of the fields.

use std::ops::Range;

use toml::Spanned;

use crate::customer::{FieldTarget, KeySpelling, WritePolicy};
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;
use crate::mapping::match_key::{KeyAlternative, MatchRules};
use crate::mapping::merge::{MergeRule, MergeRules, merge_named};
use crate::mapping::rule::Rule;
use crate::mapping::spec::{KeysSpec, MatchSpec, MergeWord, OnDuplicate, OnInvalid};
use crate::mapping::write_rule::{PolicyProblem, can_be_default, can_be_key};

/// Checks `[match]` against the rules of the fields.
pub(crate) fn match_rules(spec: &MatchSpec, rules: &[Rule]) -> Result<MatchRules, MappingProblem> {
    let alternatives = match spec.keys.get_ref() {
        KeysSpec::Together(fields) => vec![KeyAlternative { fields: fields.clone() }],
        KeysSpec::Alternatives(all) => {
            all.iter().map(|fields| KeyAlternative { fields: fields.clone() }).collect()
        }
    };
    check_keys(&alternatives, &spec.keys, rules)?;
    let merging = merge_rules(spec, rules)?;
    let MatchSpec { on_no_key, on_duplicate, .. } = *spec;
    Ok(MatchRules { alternatives, on_no_key, on_duplicate, merging, spelling: KeySpelling::default() })
}

fn check_keys(
    alternatives: &[KeyAlternative],
    keys: &Spanned<KeysSpec>,
    rules: &[Rule],
) -> Result<(), MappingProblem> {
    if alternatives.is_empty() || alternatives.iter().any(|alternative| alternative.fields.is_empty()) {
        return Err(MappingProblem::new(keys.span(), "the match key has no field").help("keys = [\"email\"]"));
    }
    for field in alternatives.iter().flat_map(|alternative| &alternative.fields) {
        if !rules.iter().any(|rule| rule.target.to_string() == *field) {
            let message = format!("the match key {field:?} is not a field that this mapping fills");
            let targets: Vec<String> = rules.iter().map(|rule| rule.target.to_string()).collect();
            let near = near_key(field, targets.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| near + " ");
            let help = "name a field under [fields], or a custom field as \"customFields.NAME\"";
            return Err(MappingProblem::new(keys.span(), message).help(near + help));
        }
    }
    Ok(())
}

/// Collects the merge rules of `[match]` and of the fields.
fn merge_rules(spec: &MatchSpec, rules: &[Rule]) -> Result<MergeRules, MappingProblem> {
    let others = match &spec.merge {
        Some(word) if *word.get_ref() == MergeWord::Join => {
            return Err(MappingProblem::new(word.span(), "not every field can be joined")
                .help("use merge = \"join\" for single fields"));
        }
        word => merge_named(word.as_ref().map(Spanned::get_ref), None),
    };
    let fields = rules.iter().filter_map(|rule| {
        Some((rule.target.to_string(), rule.merge.as_ref().map(|(merge, _)| merge.clone())?))
    });
    let listed = rules.iter().filter_map(listed).collect();
    let merging = MergeRules { fields: fields.collect(), others, listed };
    let joined = |field: &str| matches!(merging.of(field), MergeRule::Join(_));
    match spec.keys.get_ref().fields().find(|field| joined(field)) {
        None => Ok(merging),
        Some(field) => {
            let message = format!("`{field}` is part of the match key, so it can't be joined");
            Err(MappingProblem::new(spec.keys.span(), message))
        }
    }
}

/// Rejects a `merge` in a mapping that does not merge rows.
pub(crate) fn check_merge(spec: Option<&MatchSpec>, rules: &[Rule]) -> Result<(), MappingProblem> {
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

/// Checks `write` of `[match]`, and that of the fields of the match key. Returns the default.
pub(crate) fn check_write(spec: Option<&MatchSpec>, rules: &[Rule]) -> Result<WritePolicy, MappingProblem> {
    let Some(spec) = spec else { return Ok(WritePolicy::default()) };
    let at = |span: Range<usize>| {
        move |problem: PolicyProblem| MappingProblem::new(span, problem.what).help(problem.help)
    };
    for field in spec.keys.get_ref().fields() {
        let rule = rules.iter().find(|rule| rule.target.to_string() == *field);
        if let Some(write) = rule.and_then(|rule| rule.write.as_ref()) {
            can_be_key(field, write.policy).map_err(at(write.span.clone()))?;
        }
    }
    let Some(write) = &spec.write else { return Ok(WritePolicy::default()) };
    can_be_default(*write.get_ref()).map_err(at(write.span()))?;
    Ok(Spanned::get_ref(write).to_owned())
}

fn listed(rule: &Rule) -> Option<String> {
    let joined = matches!(rule.merge, Some((MergeRule::Join(_), _))) && rule.on_invalid != OnInvalid::Keep;
    match &rule.target {
        FieldTarget::Custom(name) if joined => Some(name.clone()),
        _ => None,
    }
}
