//! The formula guard of CSV: an apostrophe before text that a spreadsheet would compute.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, also after a tab or line end. In
//! some languages this includes the full-width signs (OWASP, "CSV Injection"; CWE-1236). Phone numbers and negative
//! numbers begin the same way, but contain no function or reference, so they get no guard.
//!
//! The guard can be removed without knowing whether the file was written with guards. One apostrophe is a guard if
//! dangerous text follows the leading apostrophes. So text that has such an apostrophe of its own always gets one
//! more.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

const GUARD: char = '\'';
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// `+39 02 123`, `-12.5`, `+1 (212) 555-0100 ext. 7`: digits, spaces and separators.
static HARMLESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[+-][ (]*[0-9][0-9 \u{a0}\u{202f}().,/-]*([eE][+-]?[0-9]+)?( (x|ext\.?|int\.?) ?[0-9]+)?$")
        .ok()
});

/// A sign alone computes nothing; many cells use it for an empty value.
const ALONE: [&str; 4] = ["-", "+", "－", "＋"];

/// True for text that a spreadsheet may compute.
pub fn is_dangerous(text: &str) -> bool {
    let inner = text.trim_start();
    let dangerous = inner.starts_with(SIGNS) || text.starts_with(['\t', '\r', '\n']);
    dangerous && !ALONE.contains(&text) && !HARMLESS.as_ref().is_some_and(|harmless| harmless.is_match(text))
}

/// The text for a CSV cell. It gets a guard if it is dangerous and the file is `safe`, or if it looks guarded
/// already.
pub fn guarded(text: &str, safe: bool) -> Cow<'_, str> {
    let bare = text.trim_start_matches(GUARD);
    let own = bare.len() < text.len();
    if (safe || own) && is_dangerous(bare) { format!("{GUARD}{text}").into() } else { text.into() }
}

/// The original text of a cell that [`guarded`] wrote.
pub(super) fn unguarded(cell: &str) -> &str {
    let inner = cell.strip_prefix(GUARD);
    inner.filter(|inner| is_dangerous(inner.trim_start_matches(GUARD))).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded() {
        for text in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+A1",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\rx",
            "\nx",
            "＝1",
            "－x",
            " =1",
            "+39 02 123\n=1",
            "- ",
            "--",
            "+1 extra(7)",
        ] {
            assert_eq!(guarded(text, true), format!("'{text}"));
            assert_eq!(guarded(text, false), text, "not asked for");
        }
    }

    #[test]
    fn phone_numbers_and_other_texts_are_not_guarded() {
        for text in [
            "+39 02 123",
            "+39-02-123",
            "+1 (212) 555-0100 ext. 7",
            "+(44) 20 7946",
            "-",
            "+",
            "-12.5",
            "-1,234.50",
            "-1e5",
            "a=b",
            "ada@example.org",
            "'quoted'",
            "",
            "'",
        ] {
            assert_eq!(guarded(text, true), text);
            assert_eq!(unguarded(text), text);
        }
    }

    #[test]
    fn an_apostrophe_in_the_text_is_kept() {
        assert_eq!(guarded("'=1", false), "''=1");
        assert_eq!(guarded("'=1", true), "''=1");
        assert_eq!(unguarded("''=1"), "'=1");
        assert_eq!(unguarded("'+39 02 123"), "'+39 02 123");
    }

    proptest! {
        #[test]
        fn the_guard_is_removed_whether_or_not_it_was_requested(
            text in prop_oneof![any::<String>(), "['=+@ \t\r0-9x-]{0,6}"], safe: bool,
        ) {
            let cell = guarded(&text, safe);
            prop_assert_eq!(unguarded(&cell), &text);
        }

        #[test]
        fn no_guarded_cell_is_dangerous(text in "['=+@ \t\r\n0-9x＝-]{0,6}") {
            prop_assert!(!is_dangerous(&guarded(&text, true)));
        }
    }
}
