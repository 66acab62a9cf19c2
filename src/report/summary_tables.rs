//! The summary in the terminal: plain tables of at most 80 columns.

use std::cmp::Reverse;

use super::issue_stats::{IssueGroup, IssueSample, IssueStats};
use super::rejects_workbook::REJECTS_FILE;
use super::terminal_text::{distinct, shown, width, wrap};
use crate::fixes::FixesSummary;
use crate::issue::{Code, Issue, Severity};
use crate::journal::{CorrectedRejects, RowCounts, RunCommand, RunFileSettings, RunFolder, SkipCounts};
use crate::language::{self, ReportLanguage};

type TableLines<'a> = Vec<(&'a str, u64)>;

fn render(title: &str, lines: &TableLines<'_>) -> String {
    let line = |(name, number): &(&str, u64)| format!("  {name:<24}{:>14}\n", group_digits(*number));
    format!("{title}\n{}", lines.iter().map(line).collect::<String>())
}

/// Counts rows that the other lines contain too.
const WARNED: &str = "  of these with warnings";

/// Groups digits: `1234567` becomes `1,234,567`.
pub(crate) fn group_digits(number: u64) -> String {
    language::group_digits(ReportLanguage::En, number)
}

/// The line of merged rows; few mappings merge rows, so it appears only if there are some.
fn merged_line(counts: &RowCounts) -> Option<(&'static str, u64)> {
    (counts.merged > 0).then_some(("merged", counts.merged))
}

/// The line of skipped rows, if there are some.
fn skipped_line(counts: &RowCounts) -> Option<(&'static str, u64)> {
    (counts.skipped > 0).then_some(("skipped", counts.skipped))
}

/// The lines under the number of skipped rows: how many for which reason.
fn skip_lines(counts: &RowCounts) -> impl Iterator<Item = (&'static str, u64)> {
    let SkipCounts { not_in_help_desk, in_help_desk, duplicates, by_rule, only_photo, set_aside } =
        counts.skipped_because;
    let lines = [
        ("  not in the help desk", not_in_help_desk),
        ("  in the help desk", in_help_desk),
        ("  duplicates", duplicates),
        ("  left out by a rule", by_rule),
        ("  only a photo", only_photo),
        ("  set aside", set_aside),
    ];
    lines.into_iter().filter(|(_, rows)| *rows > 0)
}

/// The table of a plan.
pub fn plan_table(counts: &RowCounts) -> String {
    let mut lines = vec![
        ("rows read", counts.rows),
        ("to insert", counts.planned_inserts),
        ("to update", counts.planned_updates),
        ("unchanged", counts.unchanged),
    ];
    lines.extend(skipped_line(counts));
    lines.extend(skip_lines(counts));
    lines.extend(merged_line(counts));
    lines.extend([("rejected", counts.rejected), ("accepted with warnings", counts.warned)]);
    render("Plan", &lines)
}

/// The table of a validation.
pub fn validation_table(counts: &RowCounts) -> String {
    let mut lines = vec![("rows read", counts.rows), ("good", counts.pending), (WARNED, counts.warned)];
    lines.extend(skipped_line(counts));
    lines.extend(skip_lines(counts));
    lines.extend(merged_line(counts));
    lines.push(("rejected", counts.rejected));
    render("Validation", &lines)
}

/// The table of outcomes. Those without rows are left out; without any, nothing was inserted.
pub fn outcome_table(counts: &RowCounts) -> String {
    let always =
        [("inserted", counts.inserted), ("updated", counts.updated), ("unchanged", counts.unchanged)];
    let first = [("deleted", counts.deleted), ("skipped", counts.skipped)];
    let others = [
        ("merged", counts.merged),
        ("rejected", counts.rejected),
        ("failed", counts.failed),
        ("unknown", counts.unknown),
        ("pending", counts.pending),
    ];
    let has_some = |(_, number): &(&str, u64)| *number > 0;
    let mut lines: TableLines<'_> = always.into_iter().chain(first).filter(has_some).collect();
    lines.extend(skip_lines(counts));
    lines.extend(others.into_iter().filter(has_some));
    if lines.is_empty() {
        lines.push(("inserted", 0));
    }
    lines.push(("rows in total", counts.rows));
    render("Result", &lines)
}

/// How many fixes were applied and refused; empty without fixes.
pub fn fixes_text(fixes: Option<&FixesSummary>) -> String {
    let Some(fixes) = fixes else { return String::new() };
    let lines = [
        ("cells mended", fixes.cells),
        ("rows set aside", fixes.set_aside),
        ("corrected in the source", fixes.made),
        ("removed from the file", fixes.pruned),
        ("no longer fitting", fixes.refused),
        ("of rows not read", fixes.not_read),
        ("for other files", fixes.left_out.values().sum()),
    ];
    let mut lines: Vec<_> = lines.into_iter().filter(|(_, count)| *count > 0).collect();
    if lines.is_empty() {
        lines.push(("cells mended", 0));
    }
    render(&format!("Fixes of {}", fixes.file), &lines)
}

/// What became of the rejected rows of earlier runs; empty if no source is a rejects file.
pub fn corrected_text(command: &RunCommand, dry_run: bool, corrected: &[CorrectedRejects]) -> String {
    let sentence = |corrected: &CorrectedRejects| match (command, dry_run) {
        (RunCommand::Validate, _) => corrected.sentence("good now"),
        (_, true) => corrected.planned_sentence(),
        _ => corrected.sentence("now in the help desk"),
    };
    corrected.iter().map(|corrected| wrap("", 0, &sentence(corrected)) + "\n").collect()
}

/// The errors of the first rejected rows, each with its place, value, reason and hint.
pub fn rejects_text(stats: &IssueStats, rejected: u64) -> String {
    let first = stats.first();
    if first.is_empty() {
        return String::new();
    }
    let mut rows: Vec<(&str, u64)> = first.iter().map(|sample| (sample.file.as_str(), sample.row)).collect();
    rows.dedup();
    let all = rows.len() as u64 >= rejected;
    let first_of = format!(" (the first {} of {})", rows.len(), group_digits(rejected));
    let mut out = format!("Rows with errors{}\n", if all { "" } else { first_of.as_str() });
    for sample in first {
        out.push_str(&describe(sample));
    }
    out
}

/// The maximum number of lines of the table of issues.
const MOST_LINES: usize = 10;
/// The lines reserved for warnings.
const LEAST_WARNINGS: usize = 3;

/// The first warning of each kind, then all issues counted by code and column. `warnings` says where all warnings are
/// listed. At the end it says how to open files with formulas in a spreadsheet.
pub fn issues_text(stats: &IssueStats, warnings: &str, folder: &RunFolder) -> String {
    let command = || folder.command_line("report", &RunFileSettings::default());
    let formulas =
        if stats.formulas { format!("{FORMULAS}  {} --excel-safe\n", command()) } else { String::new() };
    let workbook = stats.not_in_workbook.as_ref().map(|text| wrap("", 0, text) + "\n").unwrap_or_default();
    let parts = [warnings_text(stats), table_of_issues(stats, warnings), workbook, formulas];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

const FORMULAS: &str = "\
Spreadsheets would run some cells of the CSV files as formulas, such as
=HYPERLINK(...). rejects.xlsx is safe to open. To open results.csv in one, make
a copy, which you can import as it is:
";

/// The maximum number of kinds of warnings with an example.
const WARNINGS: usize = 5;

/// The first warning of each kind, with its place, value, reason and hint.
fn warnings_text(stats: &IssueStats) -> String {
    let groups = stats.groups().into_iter().filter(|group| group.severity == Severity::Warning);
    let first = groups.filter_map(|group| Some((group, group.samples.first()?))).take(WARNINGS);
    let each = first.map(|(group, sample)| match group.code {
        // The remedy of the group lists the words of all sources.
        Code::EmptyWord => {
            let issue = Issue { hint: group.remedy.clone(), ..sample.issue.clone() };
            describe(&IssueSample { issue, ..sample.clone() })
        }
        _ => describe(sample),
    });
    let each: String = each.collect();
    if each.is_empty() { each } else { format!("Warnings (the first of each kind)\n{each}") }
}

fn table_of_issues(stats: &IssueStats, warnings: &str) -> String {
    let each = stats.groups().into_iter().flat_map(|group| {
        group.by_column.iter().map(move |(column, count)| (group, column.as_str(), *count))
    });
    let mut lines: Vec<(&IssueGroup, &str, u64)> = each.collect();
    if lines.is_empty() {
        return String::new();
    }
    let kinds = lines.len();
    lines.sort_by_key(|(group, _, count)| (Reverse(group.severity), Reverse(*count)));
    shorten(&mut lines);
    let columns = lines.iter().map(|(_, column, _)| (*column).to_owned()).collect::<Vec<_>>();
    let columns = distinct(&columns, NAME);
    let widest = columns.iter().map(|column| width(column)).max().unwrap_or(0).min(NAME);
    let mut out = "Issues by code and column\n".to_owned();
    for ((group, _, count), column) in lines.iter().zip(&columns) {
        let gap = " ".repeat(widest.saturating_sub(width(column)));
        out.push_str(&issue_line(stats.language, group, &format!("{column}{gap}"), *count));
    }
    if kinds > lines.len() {
        out.push_str(&format!("  and {} more in report.html\n", kinds - lines.len()));
    }
    out.push_str(&rejected_anyway(stats));
    let any = |kind: fn(&IssueGroup) -> bool| lines.iter().any(|(group, ..)| kind(group));
    if any(|group| group.severity == Severity::Error && group.code != Code::Unknown) {
        out.push_str(&format!("{REJECTS_FILE} lists all rows with errors and what to do about them.\n"));
    }
    if let Some((group, ..)) = lines.iter().find(|(group, ..)| group.severity == Severity::Warning) {
        out.push_str(&format!("{warnings}\n"));
        out.push_str(&format!("`deskferry explain {}` explains a code.\n", group.code));
    }
    out
}

/// Why there are more warnings than the rows that are accepted with one; empty if there are not.
fn rejected_anyway(stats: &IssueStats) -> String {
    let warnings = stats.groups().into_iter().filter(|group| group.severity == Severity::Warning);
    match warnings.map(|group| group.in_rejected_rows).sum() {
        0 => String::new(),
        1 => "1 of the warnings is in a row that is rejected because of an error.\n".to_owned(),
        more => format!(
            "{} of the warnings are in rows that are rejected because of errors.\n",
            group_digits(more)
        ),
    }
}

/// Shortens the table, with one line for what is left out. Some warnings, which come last, always stay.
fn shorten(lines: &mut Vec<(&IssueGroup, &str, u64)>) {
    if lines.len() <= MOST_LINES {
        return;
    }
    let errors = lines.iter().filter(|(group, ..)| group.severity == Severity::Error).count();
    let warnings = (lines.len() - errors).min(LEAST_WARNINGS).max((MOST_LINES - 1).saturating_sub(errors));
    let kept = MOST_LINES - 1 - warnings;
    lines.drain(kept..errors.max(kept));
    lines.truncate(MOST_LINES - 1);
}

fn issue_line(language: ReportLanguage, group: &IssueGroup, column: &str, count: u64) -> String {
    let kind = if group.severity == Severity::Error { "error  " } else { "warning" };
    let head = format!("{:>9}  {}  {kind}  {column}  ", group_digits(count), group.code);
    wrap(&head, width(&head), &group.code.title_in(language)) + "\n"
}

/// The width of a name in the table of issues; the title uses the rest of the line.
const NAME: usize = 22;
/// The width of a value in a message.
const VALUE: usize = 60;

fn describe(sample: &IssueSample) -> String {
    let issue = &sample.issue;
    let sheet = sample.sheet.as_ref().map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
    let column = match (&issue.column, &issue.field) {
        (Some(column), _) => format!(", column {}", shown(&format!("{column:?}"), VALUE)),
        (None, Some(field)) => format!(", field {field}"),
        (None, None) => String::new(),
    };
    let value = issue.value.as_ref().map_or_else(String::new, |value| {
        let quoted = format!("{value:?}");
        format!(": {}", shown(&quoted, VALUE))
    });
    let place = format!("{}{sheet}, {} {}{column}{value}", sample.file, sample.unit(), sample.row);
    let said = format!("{} {}", issue.code, issue.message);
    let lines = [wrap("  ", 4, &place), wrap("    ", 6, &said), wrap("    to do: ", 6, &issue.hint)];
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Complaint;
    use crate::report::issue_stats::RowPlace;

    /// The lines that are left of a number of errors and warnings.
    fn left(errors: usize, warnings: usize) -> (usize, usize) {
        let mut stats = IssueStats::default();
        for at in 0..errors + warnings {
            let complaint = Complaint::new(Code::Email, "m", "h");
            let issue = if at < errors { Issue::error(complaint) } else { Issue::warning(complaint) };
            stats.add(RowPlace { source: None, row: 2, line: 0 }, &[issue.in_column(at.to_string())]);
        }
        let text = issues_text(&stats, "", &RunFolder::at("x".as_ref()));
        let of = |kind: &str| text.lines().filter(|line| line.contains(kind)).count();
        (of("  E201  error "), of("  E201  warning "))
    }

    #[test]
    fn errors_and_warnings_share_the_lines() {
        let all = [(10, 0), (11, 0), (20, 1), (20, 9), (0, 20), (4, 20), (8, 2), (9, 2)];
        let left = all.map(|(errors, warnings)| left(errors, warnings));
        assert_eq!(left, [(10, 0), (9, 0), (8, 1), (6, 3), (0, 9), (4, 5), (8, 2), (7, 2)]);
    }

    #[test]
    fn the_issue_table_has_at_most_ten_lines_of_eighty_columns() {
        let mut stats = IssueStats::default();
        for (at, column) in
            (0..14).zip(["Größe", "a very long name of a column that nobody would type"].iter().cycle())
        {
            let complaint = Complaint::new(Code::ALL[at], "m", "h");
            let issue = if at % 2 == 0 { Issue::error(complaint) } else { Issue::warning(complaint) };
            (0..=at).for_each(|_| {
                stats.add(RowPlace { source: None, row: 2, line: 0 }, &[issue.clone().in_column(*column)])
            });
        }
        let text = table_of_issues(&stats, "WARNINGS");
        let lines: Vec<&str> = text.lines().collect();
        assert!(text.contains("`deskferry explain "), "{text}");
        let kinds = lines.iter().filter(|line| line.contains("  warning  ") || line.contains("  error    "));
        assert_eq!(kinds.count(), 9, "{text}");
        assert!(!text.contains("that nobody") && text.contains("  a very long name of a…  "), "{text}");
        assert!(!lines.iter().any(|line| line.ends_with('…')), "titles are whole: {text}");
        assert_eq!(lines.iter().filter(|line| line.contains("  warning  ")).count(), 3, "{text}");
        assert!(
            lines[1].trim_start().starts_with("13 ") && text.contains("\n  and 5 more in report.html\n"),
            "{text}"
        );
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
        assert_eq!(issues_text(&IssueStats::default(), "", &RunFolder::at("x".as_ref())), "");
    }

    #[test]
    fn digits_are_grouped_by_thousands() {
        let all: Vec<String> = [0, 7, 999, 1000, 123_456, 1_234_567].into_iter().map(group_digits).collect();
        assert_eq!(all, ["0", "7", "999", "1,000", "123,456", "1,234,567"]);
    }
}
