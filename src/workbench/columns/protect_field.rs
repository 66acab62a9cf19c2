//! Changes what an update may overwrite: the `write` of a field in the mapping. Comments and order stay.

use serde_json::Map;

use crate::customer::WritePolicy;
use crate::mapping::Mapping;

use super::mapping_document::MappingDocument;
use crate::workbench::error::WorkbenchError;

/// The start of the name of a custom field.
const CUSTOM: &str = "customFields.";

/// The mapping with another policy for a field, named as the report names it.
pub(crate) fn with_policy(text: &str, field: &str, policy: WritePolicy) -> Result<String, WorkbenchError> {
    let fault = |what: String| WorkbenchError::MappingRefused { what };
    let mut document = MappingDocument::parse(text).map_err(fault)?;
    // The rule of `"*"` is that of a field without its own.
    let rest = if field.starts_with(CUSTOM) { "customFields.*" } else { "*" };
    let own = [field, rest].into_iter().find(|field| document.rule(field).is_some());
    let own = own.ok_or_else(|| fault(format!("it has no rule of its own for {field}")))?;
    document.set_options(own, &Map::from_iter([("write".to_owned(), policy.name().into())]));
    let text = document.text();
    Mapping::parse("mapping.toml", &text).map_err(|error| fault(error.to_string()))?;
    Ok(text)
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
