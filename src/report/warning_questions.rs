//! Questions about warnings, and about errors that one answer corrects in many rows.

use super::issue_stats::IssueGroup;
use super::question_words::{Asked, words_for_errors, words_for_warnings};
use super::report_question::{ReportQuestion, counted_rows};

/// The question about the warnings of one code, in rows that are accepted.
pub(super) fn warned(group: &IssueGroup) -> Option<ReportQuestion> {
    let count = group.in_accepted_rows();
    if count == 0 {
        return None;
    }
    Some(
        words_for_warnings(group.code)
            .map_or_else(|| other(group, count), |asked| question(group, count, asked)),
    )
}

/// The question about errors that have one cause, so that one answer settles all of them.
pub(super) fn refused(group: &IssueGroup) -> Option<ReportQuestion> {
    Some(question(group, group.count, words_for_errors(group.code)?))
}

fn question(group: &IssueGroup, count: u64, asked: &Asked) -> ReportQuestion {
    let are = counted_rows(count, asked.one, asked.more);
    ReportQuestion {
        about: group.code.to_string(),
        count,
        question: format!("{are}{}. {}", columns(group), asked.question),
        assumed: asked.assumed.to_owned(),
        change: asked.change.to_owned(),
    }
}

/// Any other warning: usually a faulty value that the mapping lets pass.
fn other(group: &IssueGroup, count: u64) -> ReportQuestion {
    let rows = counted_rows(count, "row", "rows");
    ReportQuestion {
        about: group.code.to_string(),
        count,
        question: format!("In {rows}{}: {}. Import them all the same?", columns(group), group.title),
        assumed: "Yes: the mapping lets them pass, without the value or with it as it is.".to_owned(),
        // The hint of the issues may name a value; the remedy of the code does not.
        change: group.code.spec().remedy.to_owned(),
    }
}

/// ` (Phone, Mobile)`: the columns with the most issues; empty if no column caused them.
fn columns(group: &IssueGroup) -> String {
    const NAMED: usize = 3;
    let mut columns: Vec<(&String, &u64)> =
        group.by_column.iter().filter(|(name, _)| *name != "(row)").collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let more = if columns.len() > NAMED { ", …" } else { "" };
    let names: Vec<&str> = columns.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join(", ")) }
}
