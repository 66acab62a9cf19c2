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
    Some(if is_grounds(&text[above..start]) { above } else { start }..end)
}

/// For a rule in a table of its own, or with dots in its name. What stands above the table stays.
fn removed(text: &str, section: &str, key: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let rule = document.get_mut(section)?.as_table_like_mut()?.remove(key)?;
    let left = document.to_string();
    let above = rule.as_table().and_then(|table| table.decor().prefix()).and_then(|above| above.as_str());
    Some(above.and_then(|above| with_above(text, &left, above)).unwrap_or(left))
}

/// What is left of a text, with the comments that stood above the table that is gone.
fn with_above(text: &str, left: &str, above: &str) -> Option<String> {
    let kept: String = above.split_inclusive('\n').filter(|line| !is_grounds(line)).collect();
    if !kept.contains('#') {
        return None;
    }
    let at = text.find(&format!("{above}["))?;
    let (before, after) = (text.get(..at)?, left.strip_prefix(text.get(..at)?)?);
    Some(format!("{before}{kept}{after}"))
}

fn is_grounds(line: &str) -> bool {
    GROUNDS.iter().any(|begin| line.starts_with(begin))
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
        let above = "[fields]\nemail = { from = \"E\" }\n\n# as Ann wants it\n# likely (column name)\n[fields.city]\nfrom = \
                     \"C\"\n\n[fields.city.lookup]\na = \"b\"\n\n[[tests]]\nrow = { E = \"x\" }\n";
        let left =
            "[fields]\nemail = { from = \"E\" }\n\n# as Ann wants it\n\n[[tests]]\nrow = { E = \"x\" }\n";
        assert_eq!(without_rule(above, "city"), left);
        let tight = "fields = { name = { from = \"N\" }, email = { from = \"E\" } }\n";
        assert!(!without_rule(tight, "email").contains("email"));
    }
}
