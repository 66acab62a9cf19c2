//! Changes what an update may overwrite: the `write` of a field in the mapping. Comments and order stay.

use toml_edit::{DocumentMut, Item, TableLike, value};

use crate::customer::WritePolicy;
use crate::mapping::Mapping;

use crate::workbench::error::WorkbenchError;

/// The start of the name of a custom field.
const CUSTOM: &str = "customFields.";

/// The mapping with another policy for a field, named as the report names it.
pub(crate) fn with_policy(text: &str, field: &str, policy: WritePolicy) -> Result<String, WorkbenchError> {
    let fault = |what: String| WorkbenchError::MappingRefused { what };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| fault(error.to_string()))?;
    let (sections, name) = match field.strip_prefix(CUSTOM) {
        Some(name) => (["custom_fields"].as_slice(), name),
        None => (["fields", "extra_fields"].as_slice(), field),
    };
    let rule = sections.iter().find_map(|section| Some((*section, rule_of(&document, section, name)?)));
    let Some((section, name)) = rule else {
        return Err(fault(format!("it has no rule of its own for {field}")));
    };
    let rule = document.get_mut(section).and_then(Item::as_table_like_mut);
    match rule.and_then(|rules| rules.get_mut(&name)) {
        Some(Item::Value(toml_edit::Value::InlineTable(rule))) => {
            rule.insert("write", policy.name().into());
            rule.fmt();
        }
        Some(Item::Table(rule)) => drop(rule.insert("write", value(policy.name()))),
        _ => return Err(fault(format!("the rule of {field} is not a table"))),
    }
    let text = document.to_string();
    Mapping::parse("mapping.toml", &text).map_err(|error| fault(error.to_string()))?;
    Ok(text)
}

/// The key of a rule; that of `"*"` for a custom field without its own.
fn rule_of(document: &DocumentMut, section: &str, name: &str) -> Option<String> {
    let rules: &dyn TableLike = document.get(section)?.as_table_like()?;
    let known = [name, "*"].into_iter().find(|known| rules.contains_key(known));
    known.map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "version = 1\n# ours\n[fields]\nname = { from = \"Name\" } # as typed\nemail = { from = \"Mail\" }\n\n\
                        [fields.city]\n# from the shop\nfrom = \"City\"\n\n[custom_fields]\nsegment = { from = \"S\", \
                        write = \"always\" }\n";

    #[test]
    fn comments_and_order_survive() {
        let text = with_policy(TEXT, "name", WritePolicy::IfEmpty).unwrap();
        let text = with_policy(&text, "city", WritePolicy::OnInsert).unwrap();
        let text = with_policy(&text, "customFields.segment", WritePolicy::Never).unwrap();
        let expected = TEXT
            .replace("{ from = \"Name\" }", "{ from = \"Name\", write = \"if_empty\" }")
            .replace("from = \"City\"\n", "from = \"City\"\nwrite = \"on_insert\"\n")
            .replace("write = \"always\" }", "write = \"never\" }");
        assert_eq!(text, expected);
        assert_eq!(
            with_policy(&text, "customFields.segment", WritePolicy::Always).unwrap(),
            text.replace("never", "always")
        );
    }

    #[test]
    fn what_a_mapping_can_t_say_is_refused() {
        let fault = |text, field| with_policy(text, field, WritePolicy::Never).unwrap_err().to_string();
        assert!(fault(TEXT, "vat").contains("no rule of its own for vat"));
        assert!(fault("fields = ", "name").contains("line 1"));
        let keyed = format!("{TEXT}[match]\nkeys = [\"email\"]\n");
        let said = fault(&keyed, "email");
        assert!(said.contains("mapping.toml can't be changed here") && said.contains("email"), "{said}");
    }
}
