//! Checks templates that read `current`, the customer in the help desk.

use crate::convert::Conversion;
use crate::customer::FieldTarget;
use crate::mapping::error::MappingProblem;
use crate::mapping::rule::{Rule, RuleInput};
use crate::mapping::spec::{MappingSpec, OnDuplicate};
use crate::mapping::template::Templates;

/// Rejects `current` where it can't be known or would lead to different results.
pub(crate) fn check_current(
    spec: &MappingSpec,
    rules: &[Rule],
    templates: &Templates,
) -> Result<(), MappingProblem> {
    let Some(first) = templates.first_of_current() else { return Ok(()) };
    let Some(matching) = &spec.matching else {
        let message = "`current` is the customer that the row matches, but this mapping has no [match]";
        return Err(
            MappingProblem::new(first, message).help("add [match] with keys, for example keys = [\"email\"]")
        );
    };
    if matching.on_duplicate == OnDuplicate::Merge {
        let message = "`current` can't be read in a mapping that merges rows (on_duplicate = \"merge\")";
        let help = "merge the rows first, with a mapping of their own, or set another on_duplicate: a merged field has \
                    no row of its own to compute the template from";
        return Err(MappingProblem::new(first, message).help(help));
    }
    for rule in rules {
        let RuleInput::Template { name } = &rule.input else { continue };
        let Some(span) = templates.span_of_current(name) else { continue };
        if matching.keys.get_ref().fields().any(|key| *key == rule.target.to_string()) {
            let message = format!(
                "`{}` is part of the match key, so its template can't read `current`: the customer is not known \
                 before the match",
                rule.target
            );
            return Err(MappingProblem::new(span, message).help("use row['Column'] only"));
        }
        if rule.conversion == Conversion::File {
            let message = "the name of a photo file can't depend on `current`";
            return Err(MappingProblem::new(span, message).help("use row['Column'] only"));
        }
    }
    templates.check_current_fields(&extra_fields(rules))
}

/// The fields of a mapping that the API documentation does not list.
pub(super) fn extra_fields(rules: &[Rule]) -> Vec<&str> {
    let extra = rules.iter().filter_map(|rule| match &rule.target {
        FieldTarget::Extra(name) => Some(name.as_str()),
        _ => None,
    });
    extra.collect()
}
