//! The summary in the terminal: plain tables of at most 80 columns.

use super::issues::{IssueStats, Sample};
use crate::journal::Counts;

type Lines<'a> = Vec<(&'a str, u64)>;

fn render(title: &str, lines: &Lines<'_>) -> String {
    let line = |(name, number): &(&str, u64)| format!("  {name:<16}{:>14}\n", grouped(*number));
    format!("{title}\n{}", lines.iter().map(line).collect::<String>())
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let mut out = digits[..head].to_owned();
    for chunk in digits.as_bytes()[head..].chunks(3) {
        if !out.is_empty() {
            out.push(',');
        }
        out.extend(chunk.iter().map(|byte| char::from(*byte)));
    }
    out
}

/// What is going to happen.
pub fn plan_table(counts: &Counts) -> String {
    let lines = vec![
        ("rows read", counts.rows),
        ("to insert", counts.planned_inserts),
        ("to update", counts.planned_updates),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("rejected", counts.rejected),
        ("with warnings", counts.warned),
    ];
    render("Plan", &lines)
}

/// What a validation found.
pub fn validation_table(counts: &Counts) -> String {
    let lines = vec![
        ("rows read", counts.rows),
        ("good", counts.pending),
        ("with warnings", counts.warned),
        ("skipped", counts.skipped),
        ("rejected", counts.rejected),
    ];
    render("Validation", &lines)
}

/// What happened; places without rows are left out, except those that every import has.
pub fn outcome_table(counts: &Counts) -> String {
    let always =
        [("inserted", counts.inserted), ("updated", counts.updated), ("unchanged", counts.unchanged)];
    let others = [
        ("deleted", counts.deleted),
        ("skipped", counts.skipped),
        ("rejected", counts.rejected),
        ("failed", counts.failed),
        ("unknown", counts.unknown),
        ("pending", counts.pending),
    ];
    let mut lines: Lines<'_> = always.to_vec();
    lines.extend(others.into_iter().filter(|(_, number)| *number > 0));
    lines.push(("rows in all", counts.rows));
    render("Result", &lines)
}

/// The first rejected rows, each issue with its place, value, reason and what to do.
pub fn rejects_text(stats: &IssueStats, rejected: u64) -> String {
    let first = stats.first();
    if first.is_empty() {
        return String::new();
    }
    let mut rows: Vec<(&str, u64)> = first.iter().map(|sample| (sample.file.as_str(), sample.row)).collect();
    rows.dedup();
    let mut out = format!("Rows that did not arrive (the first {} of {})\n", rows.len(), grouped(rejected));
    for sample in first {
        out.push_str(&describe(sample));
    }
    out
}

fn describe(sample: &Sample) -> String {
    let issue = &sample.issue;
    let sheet = sample.sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    let column = issue.column.as_ref().map_or_else(String::new, |column| format!(", column {column:?}"));
    let value = issue.value.as_ref().map_or_else(String::new, |value| format!(": {value:?}"));
    let place = format!("{}{sheet}, row {}{column}{value}", sample.file, sample.row);
    format!("  {place}\n    {} {}\n    to do: {}\n", issue.code, issue.message, issue.hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let all: Vec<String> = [0, 7, 999, 1000, 123_456, 1_234_567].into_iter().map(grouped).collect();
        assert_eq!(all, ["0", "7", "999", "1,000", "123,456", "1,234,567"]);
    }
}
