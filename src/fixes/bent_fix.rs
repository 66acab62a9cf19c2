//! Whether a spreadsheet has changed the new value of a fix, when it saved the file of fixes.

use crate::issue::{Code, Complaint, Issue, Saved, bend};

/// A warning about a new value that has lost a part which the value in the source had. A person may have meant it.
pub(super) fn bent_fix(column: &str, was: &str, now: &str) -> Option<Issue> {
    let (was, now) = (was.trim(), now.trim());
    let is_bent = has_lost_zeros(was, now)
        || is_scientific(now) && !is_scientific(was)
        || bend(was, now, Saved { years: &[], western: false }).is_some();
    let complaint = Complaint::new(
        Code::BentFix,
        "a spreadsheet may have changed the value of the fix",
        "compare `was` and `now` in the file of fixes; if a part is lost, write it again with a text editor",
    );
    is_bent.then(|| Issue::warning(complaint).in_column(column).with_value(now))
}

/// `00180` was mended to `184`, or `+39 06` to `3906`.
fn has_lost_zeros(was: &str, now: &str) -> bool {
    let begins = was.starts_with(['0', '+']) && was.len() > now.len();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    begins && is_number(was.trim_start_matches('+')) && is_number(now) && !now.starts_with('0')
}

/// `3.93484E+11`
fn is_scientific(text: &str) -> bool {
    let digits = |text: &str| {
        let is_digit = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
        text.starts_with(|letter: char| letter.is_ascii_digit()) && text.chars().all(is_digit)
    };
    text.split_once("E+").is_some_and(|(number, power)| digits(number) && digits(power))
}
