//! What a sample has taken, in words.

use super::summary_tables::group_digits;
use super::terminal_text::wrap;
use crate::sample::{LargeCustomer, Sample};
use crate::wording::counted;

/// `25 of 41,234 rows show 118 of the 131 features that the source has`.
pub fn sample_sentence(sample: &Sample) -> String {
    if sample.things == 0 {
        return sample_rows(sample);
    }
    let show = if sample.rows == 1 { "shows" } else { "show" };
    format!("{} {show} {}", sample_rows(sample), what_is_shown(sample))
}

/// `118 of the 131 features that the source has`.
fn what_is_shown(sample: &Sample) -> String {
    let have = if sample.sources == 1 { "that the source has" } else { "that the sources have" };
    let things = if sample.things == 1 { "feature" } else { "features" };
    let all = group_digits(sample.things);
    match (sample.shown >= sample.things, sample.things) {
        (true, 1) => return format!("the only feature {have}"),
        (true, _) => return format!("all {all} {things} {have}"),
        _ => {}
    }
    format!("{} of the {all} {things} {have}", group_digits(sample.shown))
}

/// What is proven about the choice of the rows.
fn proof(sample: &Sample) -> String {
    match (sample.proven, sample.shown >= sample.things) {
        (true, true) if sample.rows > 1 => ", and no fewer rows do".to_owned(),
        (true, false) => format!(", the most that {} can show", counted(sample.at_most, "row", "rows")),
        _ => String::new(),
    }
}

/// `25 of 41,234 rows`.
pub fn sample_rows(sample: &Sample) -> String {
    let rows = if sample.of_rows == 1 { "row" } else { "rows" };
    format!("{} of {} {rows}", group_digits(sample.rows), group_digits(sample.of_rows))
}

/// What a sample is and shows, as lines for the terminal.
pub fn sample_text(sample: &Sample) -> String {
    let show = if sample.rows == 1 { "It shows" } else { "They show" };
    let missing = sample.things - sample.shown.min(sample.things);
    let more =
        if missing == 0 && sample.rows < sample.at_most { " More rows would add nothing." } else { "" };
    let mut out = format!("A sample: {}\n", sample_rows(sample));
    if sample.things == 0 {
        return out;
    }
    let what = what_is_shown(sample) + &proof(sample);
    out.push_str(&wrap("  ", 2, &format!("{show} {what}.{more}")));
    out.push('\n');
    let named: Vec<String> = sample.not_shown.iter().take(NAMED).map(ToString::to_string).collect();
    if !named.is_empty() {
        let more = missing.saturating_sub(named.len() as u64);
        let rest = if more > 0 {
            format!("; and {} more: see report.html", group_digits(more))
        } else {
            String::new()
        };
        out.push_str(&wrap("  Not shown: ", 4, &format!("{}{rest}", named.join("; "))));
        out.push('\n');
    }
    if let Some(text) = too_large_text(sample) {
        out.push_str(&wrap("  ", 4, &text));
        out.push('\n');
    }
    out
}

/// The most features that the terminal names.
const NAMED: usize = 6;
/// The most customers with too many rows that the terminal names.
const NAMED_LARGE: usize = 2;

/// Which customers have more rows than the sample may have, and why they are not cut.
fn too_large_text(sample: &Sample) -> Option<String> {
    let name = |large: &LargeCustomer| {
        let more = large.rows.saturating_sub(1);
        let rows = if more == 1 { "row" } else { "rows" };
        format!("{} and {} more {rows} (same {})", large.row, group_digits(more), large.key)
    };
    let (taken, others): (Vec<_>, Vec<_>) = sample.too_large.iter().partition(|large| large.taken);
    let only = taken.first().map(|large| {
        format!(
            "These are {}, which are merged into one customer. None that can be written has only {}. ",
            name(large),
            counted(sample.at_most, "row", "rows")
        )
    });
    let names: Vec<String> = others.iter().take(NAMED_LARGE).map(|large| name(large)).collect();
    let rest = match others.len().saturating_sub(names.len()) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let left = match others.len() {
        0 => None,
        1 => Some(format!(
            "Too many rows for the sample, which are merged into one customer: {}. ",
            names.join("")
        )),
        _ => Some(format!(
            "Too many rows for the sample, which are merged into customers: {}{rest}. ",
            names.join("; ")
        )),
    };
    let why = "A part of the rows would make another customer.";
    let text = only.unwrap_or_default() + &left.unwrap_or_default();
    (!text.is_empty()).then(|| text + why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::SampleThing;

    #[test]
    fn a_sample_says_what_it_shows() {
        let thing = SampleThing {
            about: "email".to_owned(),
            what: "left empty".to_owned(),
            ..SampleThing::default()
        };
        let part = Sample {
            at_most: 25,
            rows: 25,
            of_rows: 41_234,
            sources: 1,
            things: 131,
            shown: 118,
            not_shown: vec![thing; 8],
            ..Sample::default()
        };
        assert_eq!(
            sample_sentence(&part),
            "25 of 41,234 rows show 118 of the 131 features that the source has"
        );
        let text = sample_text(&part);
        assert!(text.contains("Not shown: email: left empty; ") && text.contains("and 7 more"), "{text}");
        let proven = Sample { proven: true, ..part };
        assert!(
            sample_text(&proven).replace("\n  ", " ").contains(" has, the most that 25 rows can show."),
            "{}",
            sample_text(&proven)
        );
        let all = Sample { shown: 131, not_shown: Vec::new(), at_most: 30, ..proven };
        let text = sample_text(&all).replace("\n  ", " ");
        assert!(text.contains(" has, and no fewer rows do. More rows would add nothing."), "{text}");
        let one =
            Sample { at_most: 9, rows: 1, of_rows: 1, things: 1, shown: 1, sources: 2, ..Sample::default() };
        assert_eq!(sample_sentence(&one), "1 of 1 row shows the only feature that the sources have");
        assert!(sample_text(&one).contains("More rows would add nothing."));
        assert_eq!(sample_sentence(&Sample::default()), "0 of 0 rows");
        assert_eq!(sample_text(&Sample::default()), "A sample: 0 of 0 rows\n");
    }

    #[test]
    fn a_customer_with_too_many_rows_is_named() {
        let large =
            |rows, taken| LargeCustomer { row: "row 2".to_owned(), rows, key: "email".to_owned(), taken };
        let told = |too_large: Vec<LargeCustomer>| {
            let sample = Sample { at_most: 1, too_large, ..Sample::default() };
            too_large_text(&sample).unwrap_or_default()
        };
        assert_eq!(told(Vec::new()), "");
        assert_eq!(
            told(vec![large(2, true)]),
            "These are row 2 and 1 more row (same email), which are merged into one customer. None that can be \
             written has only 1 row. A part of the rows would make another customer."
        );
        let several = told(vec![large(2, false), large(60, false), large(70_000, false)]);
        assert!(several.contains("row 2 and 59 more rows (same email); and 1 more. A part"), "{several}");
    }
}
