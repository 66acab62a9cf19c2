//! Takes a rule out of the text of a mapping. The comments around it stay, but not the reason for it that `mapping
//! suggest` has written above.

use std::ops::Range;

use toml_edit::{Document, DocumentMut, Item};

use super::mapping_document::place_of;

/// How the line above a suggested rule begins.
const GROUNDS: [&str; 4] = ["# confident (", "# likely (", "# UNSURE (", "# REVIEW ("];

/// The text without the rule of a field.
pub(crate) fn without_rule(text: &str, field: &str) -> String {
    let (section, key) = place_of(field);
    match lines_of(text, section, key) {
        Some(lines) => format!("{}{}", &text[..lines.start], &text[lines.end..]),
        None => removed(text, section, key).unwrap_or_else(|| text.to_owned()),
    }
}

/// The lines of a rule that stands on lines of its own.
fn lines_of(text: &str, section: &str, key: &str) -> Option<Range<usize>> {
    let document = Document::parse(text).ok()?;
    let (key, item) = document.get(section)?.as_table()?.get_key_value(key)?;
    let Item::Value(value) = item else { return None };
    let (key, value) = (key.span()?, value.span()?);
    let start = text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(value.end..)?.find('\n').map_or(text.len(), |at| value.end + at + 1);
    let above = text.get(..start.saturating_sub(1))?.rfind('\n').map_or(0, |at| at + 1);
    let is_grounds = GROUNDS.iter().any(|begin| text[above..start].starts_with(begin));
    Some(if is_grounds { above } else { start }..end)
}

/// For a rule in a table of its own, or with dots in its name.
fn removed(text: &str, section: &str, key: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    document.get_mut(section)?.as_table_like_mut()?.remove(key)?;
    Some(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_comments_of_others_stay() {
        let text = "# top\nversion = 1\n\n[fields]\n# my own words\n# confident (column name)\nname = { from = \"N\" } # x\n\
                    # city = { from = \"C\" }\nemail = { from = \"E\" }\n";
        let cleared = without_rule(text, "name");
        let expected = "# top\nversion = 1\n\n[fields]\n# my own words\n# city = { from = \"C\" }\nemail = { from = \"E\" }\n";
        assert_eq!(cleared, expected);
        assert_eq!(without_rule(&cleared, "email"), expected.replace("email = { from = \"E\" }\n", ""));
        assert_eq!(without_rule(text, "memo"), text);
    }

    #[test]
    fn a_rule_in_another_form_goes_too() {
        let text = "[fields]\nname.from = \"N\"\nemail = { from = \"E\" }\n[custom_fields.a]\nfrom = \"A\"\n";
        assert_eq!(without_rule(text, "name"), text.replace("name.from = \"N\"\n", ""));
        assert_eq!(
            without_rule(text, "customFields.a"),
            text.replace("[custom_fields.a]\nfrom = \"A\"\n", "")
        );
        let tight = "fields = { name = { from = \"N\" }, email = { from = \"E\" } }\n";
        assert!(!without_rule(tight, "email").contains("email"));
    }
}
