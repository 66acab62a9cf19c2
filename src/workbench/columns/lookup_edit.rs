//! Adds a value to the look-up of the rules that read a column. Comments and order of the mapping stay.

use serde_json::{Map, Value as Json};

use crate::record::fold_name;

use super::mapping_document::MappingDocument;

/// Keys of a rule whose value does not come from single cells, so that a look-up of one cell does not fit.
const OTHER: [&str; 3] = ["template", "split", "lookup_file"];

/// The text of a mapping in which all rules that read nothing but this column turn a value into another one.
///
/// # Errors
/// Why that can't be: no such rule, or one that a look-up does not fit.
pub(crate) fn with_lookup(text: &str, column: &str, from: &str, to: &str) -> Result<String, String> {
    let mut document = MappingDocument::parse(text)?;
    let reading: Vec<_> =
        document.rules().into_iter().filter(|written| reads_only(&written.rule, column)).collect();
    if reading.is_empty() {
        return Err(format!("no rule reads the column {column:?} alone; mend the cells one by one"));
    }
    let entry = Map::from_iter([(from.to_owned(), Json::from(to))]);
    for written in reading {
        if let Some(other) = OTHER.iter().find(|key| written.rule.contains_key(**key)) {
            return Err(format!(
                "the rule of `{}` has `{other}`, so its values are not single cells; mend the cells one by one",
                written.field
            ));
        }
        document.set_lookup(&written.field, &entry);
    }
    Ok(document.text())
}

/// True for a rule that reads this column and no other.
fn reads_only(rule: &Map<String, Json>, column: &str) -> bool {
    let name = match rule.get("from") {
        Some(Json::Array(names)) if names.len() == 1 => names.first(),
        name => name,
    };
    name.and_then(Json::as_str).is_some_and(|name| fold_name(name) == fold_name(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapping;

    const MAPPING: &str = "version = 1\nname = \"M\" # mine\n\n[fields]\n# who\nname = { from = \"Name\" }\nstate = { from = \
                           \"Country\", as = \"country\" } # home\nemail = { from = [\"Mail\"], lookup = { a = \"b@x.org\" } }\n\
                           memo = { from = [\"Memo\", \"Country\"] }\n\n[fields.city]\nfrom = \"City\" # here\n\n\
                           [extra_fields]\nlevel = { from = \"Level\" }\n";

    fn changed(column: &str, from: &str, to: &str) -> String {
        let text = with_lookup(MAPPING, column, from, to).unwrap();
        Mapping::parse("m.toml", &text).unwrap();
        text
    }

    #[test]
    fn a_look_up_is_added_and_the_rest_stays() {
        let with = |old: &str, new: &str| {
            assert!(MAPPING.contains(old), "{old}");
            MAPPING.replace(old, new)
        };
        assert_eq!(
            changed("country", "Italia \"b\"", "IT"),
            with(
                "\"Country\", as = \"country\" }",
                "\"Country\", as = \"country\", lookup = { 'Italia \"b\"' = \"IT\" }, lookup_else = \"keep\" }"
            )
        );
        // A look-up that has all values goes on having all.
        let more = "lookup = { a = \"b@x.org\", x = \"y@x.org\" }";
        assert_eq!(changed("Mail", "x", "y@x.org"), with("lookup = { a = \"b@x.org\" }", more));
        let own = "from = \"City\" # here\nlookup = { x = \"y\" }\nlookup_else = \"keep\"\n";
        assert_eq!(changed("City", "x", "y"), with("from = \"City\" # here\n", own));
        let level = "\"Level\", lookup = { x = \"y\" }, lookup_else = \"keep\" }";
        assert_eq!(changed("Level", "x", "y"), with("\"Level\" }", level));
    }

    #[test]
    fn a_rule_that_a_look_up_does_not_fit_is_named() {
        assert!(with_lookup(MAPPING, "Memo", "x", "y").unwrap_err().contains("no rule"));
        let split = MAPPING.replace("[\"Memo\", \"Country\"]", "\"T\", split = \";\"");
        assert!(with_lookup(&split, "T", "x", "y").unwrap_err().contains("`memo` has `split`"));
    }
}
