//! `leave_out`: the columns that a mapping leaves out on purpose.

use toml::Spanned;

use super::error::MappingProblem;
use crate::record::fold_name;

/// The names in `leave_out`. A `*` in a name stands for any text.
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

/// True if a text is like a pattern, in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = text.strip_prefix(start).and_then(|text| text.strip_suffix(end));
    inner.is_some_and(|inner| contains_in_order(inner, middle))
}

fn contains_in_order(mut text: &str, parts: &str) -> bool {
    for part in parts.split('*') {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

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
    fn names_are_folded_and_a_star_is_any_text(
        #[case] pattern: &str,
        #[case] column: &str,
        #[case] expected: bool,
    ) {
        let leave_out = LeaveOut::new(&[Spanned::new(0..1, pattern.to_owned())]).unwrap();
        assert_eq!(leave_out.has(column), expected);
    }
}
