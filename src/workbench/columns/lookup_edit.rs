//! Adds a value to the look-up of the rules that read a column. Comments and order of the mapping stay.

use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

/// Keys of a rule whose value does not come from single cells, so that a look-up of one cell does not fit.
const OTHER: [&str; 5] = ["template", "concat", "split", "lookup_file", "constant"];

/// The text of a mapping in which all rules that read nothing but this column turn a value into another one.
///
/// # Errors
/// Why that can't be: no such rule, or one that a look-up does not fit.
pub(crate) fn with_lookup(text: &str, column: &str, from: &str, to: &str) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let mut changed = 0;
    for section in ["fields", "custom_fields"] {
        let Some(rules) = document.get_mut(section).and_then(Item::as_table_like_mut) else { continue };
        let names: Vec<String> = rules.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            if let Some(rule) = rules.get_mut(&name).filter(|rule| reads_only(rule, column)) {
                add(rule, from, to).map_err(|what| format!("the rule of `{name}` {what}"))?;
                changed += 1;
            }
        }
    }
    match changed {
        0 => Err(format!("no rule reads the column {column:?} alone; mend the cells one by one")),
        _ => Ok(document.to_string()),
    }
}

/// True for a rule that reads this column and no other.
fn reads_only(rule: &Item, column: &str) -> bool {
    if let Some(name) = rule.as_str() {
        return is_column(name, column);
    }
    let from = rule.as_table_like().and_then(|table| table.get("from"));
    match from.map(Item::as_value) {
        Some(Some(Value::String(name))) => is_column(name.value(), column),
        Some(Some(Value::Array(names))) if names.len() == 1 => {
            names.get(0).and_then(Value::as_str).is_some_and(|name| is_column(name, column))
        }
        _ => false,
    }
}

fn is_column(name: &str, column: &str) -> bool {
    crate::record::fold_name(name) == crate::record::fold_name(column)
}

fn add(rule: &mut Item, from: &str, to: &str) -> Result<(), String> {
    if let Some(column) = rule.as_str().map(str::to_owned) {
        let mut table = InlineTable::new();
        table.insert("from", column.into());
        *rule = Item::Value(Value::InlineTable(table));
    }
    let is_inline = rule.is_inline_table();
    let Some(table) = rule.as_table_like_mut() else { return Err("is no table".to_owned()) };
    if let Some(other) = OTHER.iter().find(|key| table.contains_key(key)) {
        return Err(format!("has `{other}`, so its values are not single cells; mend the cells one by one"));
    }
    if !table.contains_key("lookup") {
        let empty = if is_inline {
            Item::Value(Value::InlineTable(InlineTable::new()))
        } else {
            Item::Table(Table::new())
        };
        // Every other value stays as it is.
        table.insert("lookup_else", value("keep"));
        table.insert("lookup", empty);
    }
    let lookup = table.get_mut("lookup").and_then(Item::as_table_like_mut);
    let lookup: &mut dyn TableLike = lookup.ok_or("has a `lookup` that is no table")?;
    lookup.insert(from, value(to));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: &str = "version = 1\nname = \"M\" # mine\n\n[fields]\n# who\nname = \"Name\"\nstate = { from = \
                           \"Country\", as = \"country\" } # home\nemail = { from = [\"Mail\"], lookup = { a = \"b\" } }\n\
                           memo = { from = [\"Memo\", \"Country\"] }\n\n[fields.city]\nfrom = \"City\"\n";

    #[test]
    fn a_look_up_is_added_and_the_rest_stays() {
        let text = with_lookup(MAPPING, "country", "Italia \"b\"", "IT").unwrap();
        let expected = MAPPING.replace(
            "{ from = \"Country\", as = \"country\" } # home",
            "{ from = \"Country\", as = \"country\" , lookup_else = \"keep\", lookup = { 'Italia \"b\"' = \"IT\" } } # home",
        );
        assert_eq!(
            text.replace("\"country\" ,", "\"country\","),
            expected.replace("\"country\" ,", "\"country\",")
        );
        let text = with_lookup(MAPPING, "Mail", "x", "y").unwrap();
        assert!(
            text.contains("lookup = { a = \"b\" , x = \"y\" }")
                || text.contains("lookup = { a = \"b\", x = \"y\" }"),
            "{text}"
        );
        assert!(!text.contains("lookup_else"), "a look-up that has all values goes on having all: {text}");
        let text = with_lookup(MAPPING, "Name", "x", "y").unwrap();
        assert!(
            text.contains("name = { from = \"Name\", lookup_else = \"keep\", lookup = { x = \"y\" } }"),
            "{text}"
        );
        let text = with_lookup(MAPPING, "City", "x", "y").unwrap();
        assert!(text.contains("[fields.city.lookup]\nx = \"y\"\n"), "{text}");
    }

    #[test]
    fn a_rule_that_a_look_up_does_not_fit_is_named() {
        assert!(with_lookup(MAPPING, "Memo", "x", "y").unwrap_err().contains("no rule"));
        let template = MAPPING.replace(
            "memo = { from = [\"Memo\", \"Country\"] }",
            "memo = { from = \"T\", template = \"x\" }",
        );
        assert!(with_lookup(&template, "T", "x", "y").unwrap_err().contains("`memo` has `template`"));
    }
}
