//! What a run does to values of existing customers, and what it leaves out, as tables for the terminal.

use super::summary_tables::group_digits;
use super::terminal_text::filled;
use crate::journal::{ChangeCounts, ChangesOf, FieldChangeCounts};
use crate::wording::counted;

/// The fields that are listed; the others are only counted.
const FIELDS: usize = 10;
/// The fields that are listed if they all lose values.
const LOSING: usize = 40;
/// The width of a field's name.
const NAME: usize = 26;

/// The counts by field, those whose values are lost most often first, then what is left out; empty if no
/// value changes, is protected or is left out.
pub fn change_table(counts: &FieldChangeCounts, of: ChangesOf) -> String {
    existing_table(counts, of) + &left_out_table(counts)
}

fn existing_table(counts: &FieldChangeCounts, of: ChangesOf) -> String {
    let fields = counts.of_existing();
    if fields.is_empty() {
        return String::new();
    }
    let title = match of {
        ChangesOf::Plan => "Values of existing customers: what the plan does",
        ChangesOf::Written => "Values of existing customers: what was written",
    };
    let mut out = format!("{title}\n  {}", " ".repeat(NAME));
    for name in ["replaced", "emptied", "added to", "filled", "protected"] {
        out.push_str(&format!("{name:>10}"));
    }
    out.push('\n');
    let losing = fields.iter().filter(|(_, counts)| counts.overwritten() > 0).count();
    let listed = losing.clamp(FIELDS, LOSING);
    fields.iter().take(listed).for_each(|(field, counts)| out.push_str(&line(field, counts)));
    if let Some(more) = fields.len().checked_sub(listed).filter(|more| *more > 0) {
        let more = counted(more, "more field", "more fields");
        out.push_str(&format!("  and {more}: see report.html\n"));
    }
    if fields.len() > 1 {
        out.push_str(&line("all fields", &counts.all));
    }
    out
}

/// The values that are left out, by field; empty without any.
fn left_out_table(counts: &FieldChangeCounts) -> String {
    let fields = counts.left_out();
    if fields.is_empty() {
        return String::new();
    }
    let mut out = "Values left out: not written, and empty in the help desk\n".to_owned();
    for (field, values) in fields.iter().take(FIELDS) {
        out.push_str(&format!("  {}{:>10}\n", filled(field, NAME), group_digits(*values)));
    }
    if let Some(more) = fields.len().checked_sub(FIELDS).filter(|more| *more > 0) {
        out.push_str(&format!("  and {}, in report.json\n", counted(more, "more field", "more fields")));
    }
    out
}

fn line(name: &str, counts: &ChangeCounts) -> String {
    let ChangeCounts { replaced, emptied, added_to, filled: gets_one, protected, left_out: _ } = *counts;
    let numbers = [replaced, emptied, added_to, gets_one, protected];
    let numbers: String = numbers.iter().map(|number| format!("{:>10}", group_digits(*number))).collect();
    format!("  {}{numbers}\n", filled(name, NAME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::FieldEffect;

    #[test]
    fn the_table_fits_the_terminal_and_begins_with_what_is_lost() {
        let mut counts = FieldChangeCounts::default();
        assert_eq!(change_table(&counts, ChangesOf::Plan), "");
        (0..14)
            .for_each(|at| counts.add(&format!("customFields.{at}-a-very-long-name"), FieldEffect::Filled));
        counts.add("memo", FieldEffect::Emptied);
        let text = change_table(&counts, ChangesOf::Plan);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
        assert!(lines[2].starts_with("  memo "), "{text}");
        assert!(text.contains("  and 5 more fields: see report.html\n"), "{text}");
        let last: Vec<&str> = lines.last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["all", "fields", "0", "1", "0", "14", "0"]);
        (0..14).for_each(|at| {
            counts.add(&format!("customFields.{at}-a-very-long-name"), FieldEffect::Replaced);
        });
        assert!(!change_table(&counts, ChangesOf::Plan).contains("more field"), "each loss is named");
    }
}
