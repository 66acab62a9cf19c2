//! The policies of a run: those of the mapping, and what the command line says about them.

use std::str::FromStr;

use super::did_you_mean::near_name;
use super::mapping_file::Mapping;
use super::rule::Rule;
use super::spec::OnEmpty;
use super::write_rule::{PolicyProblem, can_append, can_be_default, can_be_key};
use crate::convert::Conversion;
use crate::customer::{FIELDS, FieldTarget, WriteOverrides, WritePolicies, WritePolicy};

/// A value of `--write`: `if_empty`, or `memo=append`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteFlag {
    /// The field; `None` for all fields.
    pub field: Option<String>,
    /// Its policy.
    pub policy: WritePolicy,
}

impl FromStr for WriteFlag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, word) = match text.rsplit_once('=') {
            Some((field, word)) => (Some(field.trim().to_owned()), word.trim()),
            None => (None, text.trim()),
        };
        let Ok(policy) = word.parse::<WritePolicy>() else { return Err(no_policy(word)) };
        match &field {
            Some(field) if field.is_empty() => Err("the field is missing; write FIELD=POLICY".to_owned()),
            None => can_be_default(policy)
                .map(|()| Self { field, policy })
                .map_err(|problem| format!("{}; write FIELD={policy} for one field", problem.what)),
            Some(_) => Ok(Self { field, policy }),
        }
    }
}

fn no_policy(word: &str) -> String {
    let names = WritePolicy::ALL.map(WritePolicy::name);
    let near = near_name(word, names.into_iter()).map_or_else(String::new, |near| format!("{near} "));
    let field = FIELDS.iter().any(|field| field.name == word) || word.starts_with("customFields.");
    let advice = if field { format!("; write {word}=POLICY for one field") } else { String::new() };
    format!("there is no policy {word:?}; {near}the policies are {}{advice}", names.join(", "))
}

/// Collects the flags.
///
/// # Errors
/// If two flags contradict each other.
pub fn write_overrides(flags: &[WriteFlag]) -> Result<WriteOverrides, String> {
    let mut overrides = WriteOverrides::default();
    for WriteFlag { field, policy } in flags {
        let (before, what) = match field {
            None => (overrides.default.replace(*policy), "all fields"),
            Some(field) => (overrides.fields.insert(field.clone(), *policy), field.as_str()),
        };
        if let Some(before) = before.filter(|before| before != policy) {
            return Err(format!("--write gives {what} two policies, {before} and {policy}; name one"));
        }
    }
    Ok(overrides)
}

/// Checks a field on the command line that no mapping describes. `keys` are the fields of the match keys.
///
/// # Errors
/// If customers have no such field, or it can't have the policy.
pub fn check_write_flag(field: &str, policy: WritePolicy, keys: &[Vec<String>]) -> Result<(), String> {
    let target = match field.strip_prefix("customFields.").filter(|name| !name.is_empty()) {
        Some(custom) => FieldTarget::Custom(custom.to_owned()),
        None => FieldTarget::field(field).ok_or_else(|| {
            let near = near_name(field, FIELDS.iter().map(|field| field.name));
            let near = near.map_or_else(String::new, |near| format!("{near} "));
            format!(
                "--write {field}={policy}: customers have no field {field:?}; {near}write customFields.NAME \
                 for a custom field"
            )
        })?,
    };
    let fits = match policy {
        WritePolicy::Append => can_append(&target, &Conversion::Text, false),
        _ => Ok(()),
    };
    let is_key = keys.iter().flatten().any(|key| key == field);
    fits.and_then(|()| if is_key { can_be_key(field, policy) } else { Ok(()) })
        .map_err(|problem| in_words(field, policy, &problem))
}

fn in_words(field: &str, policy: WritePolicy, problem: &PolicyProblem) -> String {
    format!("--write {field}={policy}: {}; {}", problem.what, problem.help)
}

impl Mapping {
    /// The policies of a run with these flags.
    ///
    /// # Errors
    /// If a flag names a field that the mapping does not fill, or that can't have the policy.
    pub fn write_policies(&self, overrides: &WriteOverrides) -> Result<WritePolicies, String> {
        let default = overrides.default.unwrap_or(self.write);
        let mut policies = WritePolicies { default, ..WritePolicies::default() };
        let rest_has_own = self.rest.iter().any(|rule| rule.write.is_some());
        for rule in self.rules.iter().chain(&self.rest) {
            let field = rule.target.to_string();
            if let Some(separator) = rule.write.as_ref().and_then(|write| write.separator.clone()) {
                policies.separators.insert(field.clone(), separator);
            }
            match rule.write.as_ref().map(|write| write.policy) {
                Some(policy) => drop(policies.fields.insert(field, policy)),
                // Otherwise the field would have the policy of the rest.
                None if rest_has_own => drop(policies.fields.insert(field, default)),
                None => {}
            }
        }
        for (field, policy) in &overrides.fields {
            self.check_override(field, *policy)?;
            policies.fields.insert(field.clone(), *policy);
        }
        policies.separators.retain(|field, _| policies.fields.get(field) == Some(&WritePolicy::Append));
        Ok(policies)
    }

    /// The rule that fills a field.
    fn rule_of(&self, field: &str) -> Option<&Rule> {
        let own = self.rules.iter().find(|rule| rule.target.to_string() == field);
        own.or_else(|| self.rest.iter().find(|rule| may_fill(rule, field)))
    }

    /// True if the mapping may fill the field.
    pub fn fills(&self, field: &str) -> bool {
        self.rule_of(field).is_some()
    }

    fn check_override(&self, field: &str, policy: WritePolicy) -> Result<(), String> {
        let Some(rule) = self.rule_of(field) else { return Err(self.does_not_fill(field, policy)) };
        let clears = rule.on_empty == OnEmpty::Clear;
        let fits = match policy {
            WritePolicy::Append => can_append(&rule.target, &rule.conversion, clears),
            _ => Ok(()),
        };
        let keys = self.matching.iter().flat_map(|matching| &matching.alternatives);
        let is_key = keys.flat_map(|key| &key.fields).any(|key| key == field);
        fits.and_then(|()| if is_key { can_be_key(field, policy) } else { Ok(()) })
            .map_err(|problem| in_words(field, policy, &problem))
    }

    fn does_not_fill(&self, field: &str, policy: WritePolicy) -> String {
        let targets = self.targets();
        let near = near_name(field, targets.iter().map(String::as_str));
        let near = near.unwrap_or_else(|| format!("it fills {}", targets.join(", ")));
        format!("--write {field}={policy}: the mapping {} does not fill {field:?}; {near}", self.file())
    }
}

/// True if a rule for remaining columns may fill the field.
fn may_fill(rule: &Rule, field: &str) -> bool {
    match (&rule.target, field.strip_prefix("customFields.")) {
        (FieldTarget::Custom(_), custom) => custom.is_some(),
        (_, custom) => custom.is_none() && FieldTarget::field(field).is_none(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn mapping(rest: &str) -> Mapping {
        let text = format!(
            "version = 1\n[match]\nkeys = [\"email\"]\nwrite = \"on_insert\"\n[fields]\nname = {{ from = \"N\" }}\n\
             email = {{ from = \"E\" }}\nmemo = {{ from = \"M\", write = \"append\", separator = \"; \" }}\n{rest}"
        );
        Mapping::parse("m.toml", &text).unwrap()
    }

    fn resolved(mapping: &Mapping, flags: &[&str]) -> Result<WritePolicies, String> {
        let flags: Vec<WriteFlag> = flags.iter().map(|flag| flag.parse()).collect::<Result<_, _>>()?;
        mapping.write_policies(&write_overrides(&flags)?)
    }

    #[test]
    fn a_field_stands_above_the_flag_and_the_flag_above_the_default() {
        let policies = resolved(&mapping(""), &[]).unwrap();
        assert_eq!((policies.of("name"), policies.of("memo")), (WritePolicy::OnInsert, WritePolicy::Append));
        assert_eq!(policies.separator("memo"), "; ");
        let policies = resolved(&mapping(""), &["if_empty"]).unwrap();
        assert_eq!((policies.of("name"), policies.of("memo")), (WritePolicy::IfEmpty, WritePolicy::Append));
        let policies = resolved(&mapping(""), &["if_empty", "memo=never", "name=always"]).unwrap();
        assert_eq!((policies.of("name"), policies.of("memo")), (WritePolicy::Always, WritePolicy::Never));
        assert!(policies.separators.is_empty());
    }

    #[test]
    fn a_rule_for_the_rest_has_its_policy_for_all_its_fields() {
        let mapping = mapping(
            "[custom_fields]\na = { from = \"A\" }\n\"*\" = { from = \"cf_*\", write = \"if_empty\" }\n",
        );
        let policies = resolved(&mapping, &["customFields.c=always"]).unwrap();
        let of =
            ["customFields.a", "customFields.b", "customFields.c", "email"].map(|field| policies.of(field));
        let expected =
            [WritePolicy::OnInsert, WritePolicy::IfEmpty, WritePolicy::Always, WritePolicy::OnInsert];
        assert_eq!(of, expected);
    }

    #[rstest]
    #[case(&["if_emty"], "there is no policy \"if_emty\"; did you mean \"if_empty\"?")]
    #[case(&["memo"], "write memo=POLICY for one field")]
    #[case(&["never"], "never can't be the policy of all fields; write FIELD=never for one field")]
    #[case(&["=never"], "the field is missing")]
    #[case(&["meno=never"], "the mapping m.toml does not fill \"meno\"; did you mean \"memo\"?")]
    #[case(&["city=never"], "it fills name, email, memo")]
    #[case(&["email=never"], "use on_insert")]
    #[case(&["always", "if_empty"], "gives all fields two policies, always and if_empty")]
    #[case(&["memo=never", "memo=always"], "gives memo two policies")]
    fn a_flag_that_does_not_fit_is_refused(#[case] flags: &[&str], #[case] said: &str) {
        let error = resolved(&mapping(""), flags).unwrap_err();
        assert!(error.contains(said), "{error}");
    }

    #[rstest]
    #[case("meno", WritePolicy::Always, "customers have no field \"meno\"; did you mean \"memo\"?")]
    #[case("state", WritePolicy::Append, "no text can be added")]
    #[case("email", WritePolicy::Never, "part of the match key")]
    fn a_flag_without_a_mapping_is_checked(
        #[case] field: &str,
        #[case] policy: WritePolicy,
        #[case] said: &str,
    ) {
        let error = check_write_flag(field, policy, &[vec!["email".to_owned()]]).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
