//! `as = "enum"`: one of the values that the mapping allows.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fold::fold_word;
use super::nearest_name::nearest;
use crate::issue::{Code, Complaint};

/// The maximum number of values to list in a hint.
const LISTED: usize = 8;

/// The allowed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedChoices {
    allowed: Vec<String>,
    exact: HashMap<String, usize>,
    /// By folded spelling. `None` if two allowed values differ only in case or accents.
    folded: HashMap<String, Option<usize>>,
}

impl AllowedChoices {
    /// The values that a field may have.
    ///
    /// # Errors
    /// A sentence, if the list is empty, or a value is empty or a duplicate.
    pub fn new(allowed: &[String]) -> Result<Self, String> {
        let mut choices = Self { allowed: allowed.to_vec(), exact: HashMap::new(), folded: HashMap::new() };
        if allowed.is_empty() {
            return Err("the list of allowed values is empty".to_owned());
        }
        for (index, value) in allowed.iter().enumerate() {
            if value.trim() != value || value.is_empty() {
                return Err(format!("the allowed value {value:?} is empty or has spaces around it"));
            }
            if choices.exact.insert(value.clone(), index).is_some() {
                return Err(format!("the allowed value {value:?} is listed twice"));
            }
            if let Some(folded) = fold_word(value) {
                let entry = choices.folded.entry(folded.as_str().to_owned());
                entry.and_modify(|known| *known = None).or_insert(Some(index));
            }
        }
        Ok(choices)
    }

    /// The text itself if it is allowed, or else the one value that differs only in case and accents.
    pub(super) fn convert<'a>(&self, text: &'a str) -> Result<Cow<'a, str>, Complaint> {
        if self.exact.contains_key(text) {
            return Ok(Cow::Borrowed(text));
        }
        let folded = fold_word(text);
        let folded = folded.as_ref().map_or("", |folded| folded.as_str());
        let index = self.folded.get(folded).copied().flatten();
        let known = index.and_then(|index| self.allowed.get(index));
        known.map(|value| Cow::Owned(value.clone())).ok_or_else(|| self.complaint(folded))
    }

    fn complaint(&self, folded: &str) -> Complaint {
        let candidates = self.folded.iter().filter_map(|(name, index)| Some((name.as_str(), (*index)?)));
        let mut near = nearest(folded, candidates);
        near.sort_unstable();
        let near: Vec<&str> =
            near.iter().filter_map(|index| Some(self.allowed.get(*index)?.as_str())).collect();
        let hint = match (near.is_empty(), self.allowed.len() > LISTED) {
            (false, _) => format!("did you mean {}?", near.join(" or ")),
            (true, false) => format!("write one of: {}", self.allowed.join(", ")),
            (true, true) => {
                let first: Vec<&str> = self.allowed.iter().take(LISTED).map(String::as_str).collect();
                format!(
                    "write one of the {} values of the mapping: {}, ...",
                    self.allowed.len(),
                    first.join(", ")
                )
            }
        };
        Complaint::new(Code::Enumeration, "the value is not one of the allowed values", hint).suggesting(near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(allowed: &[&str]) -> Result<AllowedChoices, String> {
        AllowedChoices::new(&allowed.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_choice_is_returned_in_its_allowed_spelling() {
        let choices = choices(&["Gold", "Argenté", "VIP", "vip"]).unwrap();
        assert!(matches!(choices.convert("Gold"), Ok(Cow::Borrowed("Gold"))));
        assert_eq!(choices.convert("GOLD").unwrap(), "Gold");
        assert_eq!(choices.convert("argente").unwrap(), "Argenté");
        assert_eq!(choices.convert("vip").unwrap(), "vip");
        // Two values differ only in case, so a third spelling could be either.
        assert_eq!(choices.convert("Vip").unwrap_err().code, Code::Enumeration);
        let near = choices.convert("golld").unwrap_err();
        assert!(near.hint.contains("Gold?") && near.suggested == ["Gold"], "{near:?}");
        assert!(choices.convert("x").unwrap_err().hint.contains("Gold, Argenté"));
    }

    #[test]
    fn invalid_lists_are_mapping_errors() {
        for allowed in [&[][..], &["a", "a"], &["a", ""], &[" a"]] {
            assert!(choices(allowed).is_err());
        }
    }
}
