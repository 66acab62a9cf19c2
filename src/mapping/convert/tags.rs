//! Several words in one cell.

use std::borrow::Cow;
use std::collections::HashSet;

use super::cell::Converted;
use super::text;
use crate::customer::Value;

/// Up to so many tags are compared one by one; above, in a set.
const FEW: usize = 16;

/// What stands between the tags of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Separator(Option<Box<str>>);

impl Separator {
    /// A separator of one or more characters; without one, commas and semicolons both separate.
    ///
    /// # Errors
    /// A sentence, when it is empty or has letters or digits, which would cut words in two.
    pub fn new(separator: Option<&str>) -> Result<Self, String> {
        match separator {
            Some("") => Err("the separator of tags is empty".to_owned()),
            Some(text) if text.chars().any(char::is_alphanumeric) => {
                Err(format!("the separator of tags {text:?} has letters or digits"))
            }
            other => Ok(Self(other.map(Box::from))),
        }
    }

    /// The tags in order, each trimmed; empty ones and later ones of the same spelling are dropped.
    pub(super) fn convert<'a>(&self, cell: &'a str) -> Converted<'a> {
        let tags = match &self.0 {
            Some(separator) => collect(cell.split(&**separator)),
            None => collect(cell.split([',', ';'])),
        };
        Converted { value: (!tags.is_empty()).then_some(Value::Tags(tags)), warning: text::warning(cell) }
    }
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
            Some(Value::Tags(tags)) => tags.into_iter().map(Cow::into_owned).collect(),
            None => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cells_are_split_trimmed_and_said_once() {
        assert_eq!(tags(None, "a, b;c,, a ;A"), ["a", "b", "c", "A"]);
        assert_eq!(tags(Some("|"), "a, b | c"), ["a, b", "c"]);
        assert_eq!(tags(Some(" / "), "a/b / c"), ["a/b", "c"]);
        assert_eq!(tags(None, "a\u{1}, \u{1}"), ["a"]);
        assert!(Separator::default().convert("a\u{1}").warning.is_some());
    }

    #[test]
    fn separators_alone_are_an_empty_cell() {
        assert_eq!(Separator::default().convert(" ;, ;").value, None);
    }

    #[test]
    fn many_tags_stay_quick_and_unique() {
        let cell: Vec<String> = (0..20_000).map(|number| (number % 10_000).to_string()).collect();
        let found = tags(None, &cell.join(","));
        assert_eq!((found.len(), found[9_999].as_str()), (10_000, "9999"));
    }

    #[test]
    fn odd_separators_are_errors_of_the_mapping() {
        assert!(Separator::new(Some("")).is_err() && Separator::new(Some("and")).is_err());
    }
}
