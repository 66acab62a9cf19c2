//! What the page changes in a mapping.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::language::ReportLanguage;
use crate::mapping::exactly;

use super::clear_rule::without_rule;
use super::help_desk_fields::in_words;
use super::mapping_document::MappingDocument;
use crate::workbench::project::StepLabel;

type Object = Map<String, Json>;

/// One change. A field has its API name: `email`, `customFields.segment`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum MappingEdit {
    /// The complete rule of a field.
    Rule { field: String, rule: Object },
    /// Some options of a field's rule; `null` removes one.
    Options { field: String, options: Object },
    /// Entries of a field's look-up table; `null` removes one.
    Lookup { field: String, entries: Object },
    /// A field gets no rule.
    Clear { field: String },
    /// `name` and `description`.
    About { options: Object },
    /// Options of `[match]`.
    Match { options: Object },
    /// Options of `[source]`.
    Source { options: Object },
    /// A column is left out on purpose.
    LeaveOut { column: String },
    /// A column is not left out any more.
    TakeUp { column: String },
}

impl MappingEdit {
    /// What was done, for the button that undoes it.
    pub(crate) fn did(&self) -> StepLabel {
        match self {
            Self::Rule { field, .. } | Self::Options { field, .. } => {
                StepLabel::new("rule", in_words(ReportLanguage::En, field))
            }
            Self::Lookup { field, .. } => StepLabel::new("lookup", in_words(ReportLanguage::En, field)),
            Self::Clear { field } => StepLabel::new("clear", in_words(ReportLanguage::En, field)),
            Self::About { .. } | Self::Source { .. } => StepLabel::new("settings", ""),
            Self::Match { .. } => StepLabel::new("matching", ""),
            Self::LeaveOut { column } => StepLabel::new("leave_out", column),
            Self::TakeUp { column } => StepLabel::new("take_up", column),
        }
    }

    fn apply(&self, text: &str) -> Result<String, NoEdit> {
        if let Self::Clear { field } = self {
            return Ok(without_rule(text, field));
        }
        let mut document = MappingDocument::parse(text).map_err(NoEdit::Toml)?;
        match self {
            Self::Rule { field, rule } => document.set_rule(field, rule),
            Self::Options { field, options } => document.set_options(field, options),
            Self::Lookup { field, entries } => document.set_lookup(field, entries),
            Self::About { options } => document.set_table("", options),
            Self::Match { options } => document.set_table("match", options),
            Self::Source { options } => document.set_table("source", options),
            Self::LeaveOut { column } => document.leave_out(&exactly(column), true),
            Self::TakeUp { column } => {
                let fault = |name| NoEdit::Pattern { column: column.clone(), name };
                document.take_up(column).map_err(fault)?;
            }
            Self::Clear { .. } => {}
        }
        Ok(document.text())
    }
}

/// Why a text can't be changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoEdit {
    /// It is no TOML.
    #[error("{0}")]
    Toml(String),
    /// A name with a star leaves out several columns.
    #[error(
        "{column:?} is left out by {name:?} in `leave_out`, which may be for other columns, too: give the column a field, or \
         change `leave_out` in the text of the mapping"
    )]
    Pattern { column: String, name: String },
}

/// The text after all changes.
pub(crate) fn edited(text: &str, edits: &[MappingEdit]) -> Result<String, NoEdit> {
    edits.iter().try_fold(text.to_owned(), |text, edit| edit.apply(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# mine\nversion = 1 # always\nname = \"Shop\"\n\n[source]\nnull = [\"-\"] # dashes\n\n[fields]\n# the \
                        person\nname = { from = \"Name\", required = true } # must\nstate = { from = \"Land\" }\n\n[[tests]]\n\
                        row = { Name = \"Ada\" }\n";

    fn after(edits: Json) -> String {
        let edits: Vec<MappingEdit> = serde_json::from_value(edits).unwrap();
        edited(TEXT, &edits).unwrap()
    }

    fn replaced(old: &str, new: &str) -> String {
        assert!(TEXT.contains(old), "{old}");
        TEXT.replace(old, new)
    }

    #[test]
    fn comments_and_order_survive_each_change() {
        let rule = serde_json::json!([{"rule": {"field": "name", "rule": {"from": ["A", "B"], "required": true, "join": "-"}}}]);
        let expected = "name = { from = [\"A\", \"B\"], required = true, join = \"-\" } # must";
        assert_eq!(after(rule), replaced("name = { from = \"Name\", required = true } # must", expected));
        let options = serde_json::json!([{"options": {"field": "name", "options": {"required": null, "write": "on_insert"}}}]);
        assert_eq!(
            after(options),
            replaced(
                "{ from = \"Name\", required = true } # must",
                "{ from = \"Name\", write = \"on_insert\" } # must"
            )
        );
        let clear = serde_json::json!([{"clear": {"field": "name"}}]);
        assert_eq!(after(clear), replaced("name = { from = \"Name\", required = true } # must\n", ""));
        let about = serde_json::json!([{"about": {"options": {"name": "Our shop"}}}]);
        assert_eq!(after(about), replaced("\"Shop\"", "\"Our shop\""));
        assert_eq!(after(serde_json::json!([])), TEXT);
    }

    #[test]
    fn new_rules_and_tables_stand_where_one_looks_for_them() {
        let rule =
            serde_json::json!([{"rule": {"field": "email", "rule": {"required": true, "from": "E-mail"}}}]);
        let line = "state = { from = \"Land\" }\n";
        assert_eq!(
            after(rule),
            replaced(line, &format!("{line}email = {{ from = \"E-mail\", required = true }}\n"))
        );
        let custom = serde_json::json!([{"rule": {"field": "customFields.a b", "rule": {"value": 7}}}]);
        let section = format!("{line}\n[custom_fields]\n\"a b\" = {{ value = 7 }}\n");
        assert_eq!(after(custom), replaced(line, &section));
        let keys = serde_json::json!([{"match": {"options": {"keys": [["customFields.id"], ["email"]], "write": "if_empty"}}}]);
        let section =
            "\n[match]\nkeys = [[\"customFields.id\"], [\"email\"]]\nwrite = \"if_empty\"\n\n[fields]\n";
        assert_eq!(after(keys), replaced("\n[fields]\n", section));
    }

    #[test]
    fn a_look_up_keeps_other_values_as_they_are() {
        let first = serde_json::json!([{"lookup": {"field": "state", "entries": {"Deutschl": "DE"}}}]);
        let table = "{ from = \"Land\", lookup = { Deutschl = \"DE\" }, lookup_else = \"keep\" }";
        assert_eq!(after(first.clone()), replaced("{ from = \"Land\" }", table));
        let more = serde_json::json!([first[0], {"lookup": {"field": "state", "entries": {"A": "AT", "Deutschl": null}}}]);
        let table = "{ from = \"Land\", lookup = { A = \"AT\" }, lookup_else = \"keep\" }";
        assert_eq!(after(more.clone()), replaced("{ from = \"Land\" }", table));
        let none =
            serde_json::json!([more[0], more[1], {"lookup": {"field": "state", "entries": {"A": null}}}]);
        assert_eq!(after(none), TEXT);
    }

    #[test]
    fn columns_are_left_out_and_taken_up_again() {
        let out = serde_json::json!([{"leave_out": {"column": "utm*"}}, {"leave_out": {"column": "Note"}}]);
        let text = after(out.clone());
        assert!(text.contains("null = [\"-\"] # dashes\nleave_out = ["), "{text}");
        assert!(text.contains("\"Note\"]"), "{text}");
        let back = serde_json::json!([out[0], out[1], {"take_up": {"column": "Note"}}, {"take_up": {"column": "utm*"}}]);
        assert_eq!(after(back), TEXT);
    }

    #[test]
    fn a_name_for_several_columns_is_not_taken_up_in_silence() {
        let text = TEXT.replace("null = [\"-\"] # dashes", "leave_out = [\"Note\", \"UTM_*\"]");
        let take_up = |column: &str| {
            let edits = serde_json::json!([{"take_up": {"column": column}}]);
            edited(&text, &serde_json::from_value::<Vec<MappingEdit>>(edits).unwrap())
        };
        let said = take_up("utm_a").unwrap_err().to_string();
        assert!(said.starts_with("\"utm_a\" is left out by \"UTM_*\""), "{said}");
        assert_eq!(take_up("note").unwrap(), text.replace("\"Note\", \"UTM_*\"", "\"UTM_*\""));
    }

    #[test]
    fn the_comments_of_a_look_up_stay() {
        let table =
            "\n[fields.state.lookup]\n# as typed by Ann\nItalien = \"IT\" # often\nDeutschl = \"DE\"\n";
        let rule = format!("{TEXT}\n[fields.state]\nfrom = \"Land\"\n{table}");
        let text = rule.replace("state = { from = \"Land\" }\n", "");
        let changed = |entries: Json| {
            let edits = serde_json::json!([{"lookup": {"field": "state", "entries": entries}}]);
            edited(&text, &serde_json::from_value::<Vec<MappingEdit>>(edits).unwrap()).unwrap()
        };
        assert_eq!(changed(serde_json::json!({"Polen": "PL"})), format!("{text}Polen = \"PL\"\n"));
        assert_eq!(changed(serde_json::json!({"Italien": "VA"})), text.replace("\"IT\" #", "\"VA\" #"));
        assert_eq!(changed(serde_json::json!({"Deutschl": null})), text.replace("Deutschl = \"DE\"\n", ""));
        let none = changed(serde_json::json!({"Deutschl": null, "Italien": null}));
        assert!(none.ends_with("[fields.state]\nfrom = \"Land\"\n"), "{none}");
    }
}
