//! `as = "tags"`: several tags in one cell.

use std::borrow::Cow;
use std::collections::HashSet;

use super::conversion_input::Converted;
use super::text;
use crate::customer::FieldValue;

/// The default separators.
const BETWEEN: [char; 4] = [',', ';', '\n', '\r'];

/// Up to this many tags are compared one by one. More are compared in a set.
const FEW: usize = 16;

/// The separator of tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Separator(Option<Box<str>>);

impl Separator {
    /// A separator of one or more characters. Without one, commas, semicolons and line ends separate, a part in
    /// quotation marks is one tag, and each text of a JSON array is a tag.
    ///
    /// # Errors
    /// A sentence, if it is empty, or has letters or digits, which would split words.
    pub fn new(separator: Option<&str>) -> Result<Self, String> {
        match separator {
            Some("") => Err("the tag separator is empty".to_owned()),
            Some(text) if text.chars().any(char::is_alphanumeric) => {
                Err(format!("the tag separator {text:?} has letters or digits"))
            }
            other => Ok(Self(other.map(Box::from))),
        }
    }

    /// Returns the tags in order, trimmed, without empty ones and duplicates.
    pub(super) fn convert<'a>(&self, cell: &'a str) -> Converted<'a> {
        let tags = match &self.0 {
            Some(separator) => collect(cell.split(&**separator)),
            None => match listed(cell) {
                Some(list) => owned(collect(list.iter().map(String::as_str))),
                None => collect(parts(cell).into_iter()),
            },
        };
        Converted {
            value: (!tags.is_empty()).then_some(FieldValue::Tags(tags)),
            warning: text::warning(cell),
        }
    }
}

fn owned<'a>(tags: Vec<Cow<'_, str>>) -> Vec<Cow<'a, str>> {
    tags.into_iter().map(|tag| Cow::Owned(tag.into_owned())).collect()
}

/// The texts of a JSON array, if the cell is one.
fn listed(cell: &str) -> Option<Vec<String>> {
    (cell.starts_with('[') && cell.ends_with(']')).then(|| serde_json::from_str(cell).ok()).flatten()
}

/// Splits a cell at commas, semicolons and line ends outside quoted parts.
fn parts(cell: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = cell;
    loop {
        let part = quoted(rest).or_else(|| rest.split_once(BETWEEN)).unwrap_or((rest, ""));
        parts.push(part.0);
        if part.1.is_empty() {
            return parts;
        }
        rest = part.1;
    }
}

/// The quoted text at the start, and the text after the next separator.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (inside, behind) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let behind = behind.trim_start_matches(' ');
    let rest = behind.strip_prefix(BETWEEN).or_else(|| behind.is_empty().then_some(""))?;
    Some((inside, rest))
}

fn collect<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let mut tags: Vec<Cow<'a, str>> = Vec::new();
    let mut seen: HashSet<Cow<'a, str>> = HashSet::new();
    for part in parts {
        let tag = text::clean(part.trim());
        let many = tags.len() >= FEW;
        if many && seen.is_empty() {
            seen.extend(tags.iter().cloned());
        }
        let known = if many { seen.contains(&tag) } else { tags.contains(&tag) };
        if tag.is_empty() || known {
            continue;
        }
        if many {
            seen.insert(tag.clone());
        }
        tags.push(tag);
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(separator: Option<&str>, cell: &str) -> Vec<String> {
        match Separator::new(separator).unwrap().convert(cell).value {
            Some(FieldValue::Tags(tags)) => tags.into_iter().map(Cow::into_owned).collect(),
            None => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tags_are_split_trimmed_and_unique() {
        assert_eq!(tags(None, "a, b;c,, a ;A"), ["a", "b", "c", "A"]);
        assert_eq!(tags(Some("|"), "a, b | c"), ["a, b", "c"]);
        assert_eq!(tags(Some(" / "), "a/b / c"), ["a/b", "c"]);
        assert_eq!(tags(None, "a\u{1}, \u{1}"), ["a"]);
        assert_eq!(tags(None, "a b\r\nc\nd"), ["a b", "c", "d"]);
        assert_eq!(tags(None, "\"vip\",\"press, radio\" ; x"), ["vip", "press, radio", "x"]);
        assert_eq!(tags(None, "12\" disc, \"a\" b, \"c"), ["12\" disc", "\"a\" b", "\"c"]);
        assert_eq!(tags(None, "[\"a\", \"b, c\"]"), ["a", "b, c"]);
        assert_eq!(tags(None, "[a], [b]"), ["[a]", "[b]"]);
        assert!(tags(None, "[]").is_empty());
        assert!(Separator::default().convert("a\u{1}").warning.is_some());
    }

    #[test]
    fn a_cell_of_separators_alone_is_empty() {
        assert_eq!(Separator::default().convert(" ;, ;").value, None);
    }

    #[test]
    fn many_tags_are_split_fast_and_unique() {
        let cell: Vec<String> = (0..20_000).map(|number| (number % 10_000).to_string()).collect();
        let found = tags(None, &cell.join(","));
        assert_eq!((found.len(), found[9_999].as_str()), (10_000, "9999"));
    }

    #[test]
    fn invalid_separators_are_mapping_errors() {
        assert!(Separator::new(Some("")).is_err() && Separator::new(Some("and")).is_err());
    }
}
