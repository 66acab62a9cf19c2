//! `write`: what an update may overwrite, as the mapping states it.

use std::ops::Range;

use super::error::MappingProblem;
use super::spec::{FieldRule, OnEmpty};
use crate::convert::Conversion;
use crate::customer::{FieldKind, FieldTarget, WritePolicy};

/// The policy of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WriteRule {
    pub policy: WritePolicy,
    /// What `append` puts between two texts, if the mapping states it.
    pub separator: Option<String>,
    pub span: Range<usize>,
}

/// True if the text of the row is added to the help desk's.
pub(super) fn is_appended(rule: &FieldRule) -> bool {
    rule.write.as_ref().is_some_and(|write| *write.get_ref() == WritePolicy::Append)
}

/// The policy of a field, checked against the field.
pub(super) fn write_of_rule(
    target: &FieldTarget,
    conversion: &Conversion,
    rule: &FieldRule,
) -> Result<Option<WriteRule>, MappingProblem> {
    let Some(write) = &rule.write else { return Ok(None) };
    let policy = *write.get_ref();
    if policy == WritePolicy::Append {
        let clears = rule.on_empty == OnEmpty::Clear;
        can_append(target, conversion, clears)
            .map_err(|problem| MappingProblem::new(write.span(), problem.what).help(problem.help))?;
    }
    let separator = rule.separator.as_ref().filter(|_| policy == WritePolicy::Append);
    if let Some(empty) = separator.filter(|separator| separator.get_ref().is_empty()) {
        return Err(MappingProblem::new(
            empty.span(),
            "the separator is empty, so the texts would run together",
        )
        .help("remove separator for a line break, or write separator = \"; \""));
    }
    let separator = separator.map(|separator| separator.get_ref().clone());
    Ok(Some(WriteRule { policy, separator, span: write.span() }))
}

/// Why a field can't have a policy, and what to do.
pub(super) struct PolicyProblem {
    pub(super) what: String,
    pub(super) help: &'static str,
}

/// Refuses `append` for a field that can't hold any text, or that an empty cell clears.
pub(super) fn can_append(
    target: &FieldTarget,
    conversion: &Conversion,
    clears: bool,
) -> Result<(), PolicyProblem> {
    let free = match target {
        FieldTarget::Field(field) => field.kind == FieldKind::Text,
        FieldTarget::Custom(_) => true,
        FieldTarget::Extra(_) => !matches!(conversion, Conversion::Bool(_) | Conversion::Date(_)),
    };
    let single = !matches!(conversion, Conversion::Tags(_) | Conversion::Json | Conversion::File);
    if !(free && single) {
        let what = format!("no text can be added to `{target}`: it does not hold any text");
        return Err(PolicyProblem { what, help: "use write = \"if_empty\", or another field, such as memo" });
    }
    if clears {
        let what =
            format!("`{target}` can't have append and on_empty = \"clear\": one adds, the other removes");
        return Err(PolicyProblem { what, help: "remove on_empty: an empty cell then adds nothing" });
    }
    Ok(())
}

/// Refuses policies by which a second run would not find the customer again.
pub(super) fn can_be_key(field: &str, policy: WritePolicy) -> Result<(), PolicyProblem> {
    match policy {
        WritePolicy::Never => Err(PolicyProblem {
            what: format!(
                "`{field}` is part of the match key: if it is never written, the next run does not find the \
                 customers that this run inserts, and inserts them again"
            ),
            help: "use on_insert: it is written once, with the new customer",
        }),
        WritePolicy::Append => Err(PolicyProblem {
            what: format!("`{field}` is part of the match key, so no text can be added to it"),
            help: "use on_insert or if_empty",
        }),
        WritePolicy::Always | WritePolicy::IfEmpty | WritePolicy::OnInsert => Ok(()),
    }
}

/// Refuses policies that are for single fields only.
pub(super) fn can_be_default(policy: WritePolicy) -> Result<(), PolicyProblem> {
    match policy {
        WritePolicy::Never | WritePolicy::Append => Err(PolicyProblem {
            what: format!("{policy} can't be the policy of all fields"),
            help: "use always, if_empty or on_insert for all, and this one for single fields",
        }),
        WritePolicy::Always | WritePolicy::IfEmpty | WritePolicy::OnInsert => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::mapping::Mapping;

    #[rstest]
    #[case("", "memo = { from = \"M\", write = \"if_emty\" }", "did you mean `if_empty`?")]
    #[case("", "memo = { from = \"M\", separator = \"; \" }", "separator belongs to as = \"tags\"")]
    #[case("", "memo = { from = \"M\", write = \"append\", separator = \"\" }", "the separator is empty")]
    #[case(
        "",
        "memo = { from = \"M\", write = \"append\", on_empty = \"clear\" }",
        "one adds, the other removes"
    )]
    #[case("", "state = { from = \"M\", write = \"append\" }", "no text can be added to `state`")]
    #[case(
        "",
        "tags = { from = \"M\", write = \"append\", separator = \";\" }",
        "no text can be added to `tags`"
    )]
    #[case("", "website = { from = \"M\", write = \"append\" }", "no text can be added to `website`")]
    #[case("", "topClient = { from = \"M\", write = \"append\" }", "no text can be added to `topClient`")]
    #[case("write = \"never\"", "", "never can't be the policy of all fields")]
    #[case("write = \"append\"", "", "append can't be the policy of all fields")]
    #[case("", "name = { from = \"N\", write = \"never\" }", "use on_insert")]
    #[case("", "name = { from = \"N\", write = \"append\" }", "part of the match key")]
    fn a_policy_that_does_not_fit_is_a_mapping_error(
        #[case] matching: &str,
        #[case] field: &str,
        #[case] said: &str,
    ) {
        let name = if field.starts_with("name") { "" } else { "name = { from = \"N\" }\n" };
        let text = format!("version = 1\n[match]\nkeys = [\"name\"]\n{matching}\n[fields]\n{name}{field}\n");
        let error = Mapping::parse("m.toml", &text).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
