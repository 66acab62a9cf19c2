//! `leave_out`: the columns that a mapping leaves out on purpose.

use toml::Spanned;

use super::error::MappingProblem;
use crate::record::fold_name;

/// The names in `leave_out`. A `*` in a name stands for any text, and `\*` for a star.
#[derive(Debug, Clone, Default)]
pub(super) struct LeaveOut {
    names: Vec<String>,
    folded: Vec<String>,
}

impl LeaveOut {
    pub(super) fn new(names: &[Spanned<String>]) -> Result<Self, MappingProblem> {
        if let Some(blank) = names.iter().find(|name| name.get_ref().trim().is_empty()) {
            return Err(MappingProblem::new(blank.span(), "leave_out needs the names of columns")
                .help("remove \"\"; call a column without a name by its number, such as \"column 3\""));
        }
        let names: Vec<String> = names.iter().map(|name| name.get_ref().clone()).collect();
        let folded = names.iter().map(|name| fold_name(name)).collect();
        Ok(Self { names, folded })
    }

    /// The names as written.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// True for a column with one of the names.
    pub(super) fn has(&self, column: &str) -> bool {
        let column = fold_name(column);
        self.folded.iter().any(|name| fits(name, &column))
    }
}

/// A name as `leave_out` takes it, so that only columns with exactly this name fit.
pub(crate) fn exactly(column: &str) -> String {
    column.replace('*', "\\*")
}

/// True if a name as `leave_out` has it fits a column.
#[cfg(feature = "workbench")]
pub(crate) fn leaves_out(name: &str, column: &str) -> bool {
    fits(&fold_name(name), &fold_name(column))
}

/// True if a text is like a pattern, in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let parts = parts(pattern);
    let (Some(start), Some(end)) = (parts.first(), parts.last()) else { return false };
    if parts.len() == 1 {
        return start == text;
    }
    let inner = text.strip_prefix(start.as_str()).and_then(|text| text.strip_suffix(end.as_str()));
    inner.is_some_and(|inner| contains_in_order(inner, &parts[1..parts.len() - 1]))
}

/// The texts between the stars of a pattern.
fn parts(pattern: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_star = letter == '\\' && letters.next_if_eq(&'*').is_some();
        match (letter, parts.last_mut()) {
            ('*', _) => parts.push(String::new()),
            (_, Some(part)) => part.push(if is_star { '*' } else { letter }),
            (_, None) => {}
        }
    }
    parts
}

fn contains_in_order(mut text: &str, parts: &[String]) -> bool {
    for part in parts {
        let Some(at) = text.find(part.as_str()) else { return false };
        text = &text[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_proposed_name_fits_only_its_column() {
        for name in ["star*", "**", "a\\*b", "a\\\\*", "plain"] {
            let leave_out = LeaveOut::new(&[Spanned::new(0..1, exactly(name))]).unwrap();
            assert!(leave_out.has(name), "{name}");
            assert!(!leave_out.has(&name.replace('*', "x")) || !name.contains('*'), "{name}");
        }
    }

    #[rstest]
    #[case("Record ID", "record  id ", true)]
    #[case("Record ID", "Record ID 2", false)]
    #[case("utm_*", "UTM_source", true)]
    #[case("utm_*", "my utm_source", false)]
    #[case("* (old)", "Phone (old)", true)]
    #[case("a*b*c", "a-b-b-c", true)]
    #[case("a*b*c", "a-c", false)]
    #[case("ab*ba", "aba", false)]
    #[case("*", "anything", true)]
    #[case("star\\*", "star*", true)]
    #[case("star\\*", "stars", false)]
    #[case("a\\*b*", "a*b and more", true)]
    #[case("a\\b", "a\\b", true)]
    fn names_are_folded_and_a_star_is_any_text(
        #[case] pattern: &str,
        #[case] column: &str,
        #[case] expected: bool,
    ) {
        let leave_out = LeaveOut::new(&[Spanned::new(0..1, pattern.to_owned())]).unwrap();
        assert_eq!(leave_out.has(column), expected);
    }
}
