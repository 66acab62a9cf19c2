//! What is said of broken quotes, and of the lines that are read by themselves because of one.

use crate::issue::{Code, Complaint, Issue};

use crate::record::Record;

use super::engine::Wrong;
use super::inner_row::InnerRow;

/// Up to where a quote that closes was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// The end of the file.
    End,
    /// So many bytes.
    Bytes(usize),
    /// The end of the line, which was read by itself.
    Line,
}

/// A broken quote of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BrokenQuote {
    pub(super) wrong: Wrong,
    /// The cell that it opens, from 0.
    pub(super) cell: usize,
    /// The line on which it opens, and the one on which it closes before other text.
    pub(super) opened: u64,
    pub(super) found: u64,
    pub(super) until: Until,
    /// The text around it.
    pub(super) near: String,
    /// A backslash stands before it.
    pub(super) backslash: bool,
    pub(super) quote: u8,
}

/// The broken row because of which lines are read by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) row: u64,
    pub(super) line: u64,
    pub(super) wrong: Wrong,
    pub(super) quote: u8,
}

impl BrokenQuote {
    /// The issue of its row.
    pub(super) fn issue(&self, column: &str, alone: Option<Cause>) -> Issue {
        let code = match self.wrong {
            Wrong::Open => Code::UnclosedQuote,
            _ => Code::StrayQuote,
        };
        let because = alone.map_or_else(String::new, |cause| format!("; {}", cause.because()));
        let message = format!("{}{because}", self.message());
        Issue::error(Complaint::new(code, message, self.hint())).in_column(column)
    }

    fn message(&self) -> String {
        let (name, opened) = (name(self.quote), self.opened);
        let near = if self.near.is_empty() { String::new() } else { format!(": `{}`", self.near) };
        match (self.wrong, self.until) {
            (Wrong::Open, Until::End) => format!("a {name} opens on line {opened} and is never closed{near}"),
            (Wrong::Open, Until::Bytes(most)) => {
                format!("a {name} opens on line {opened} and is not closed within {most} bytes{near}")
            }
            (Wrong::Open, Until::Line) => {
                format!("a {name} opens on line {opened} and is not closed on this line{near}")
            }
            (Wrong::Text, _) if self.found == opened => {
                format!("a {name} on line {opened} closes the cell before other text{near}")
            }
            (Wrong::Text, _) => format!(
                "a {name} opens on line {opened}, and the next one, on line {}, closes the cell before other text{near}",
                self.found
            ),
            (Wrong::Width, _) => format!(
                "a {name} on line {opened} is in the wrong place: the lines up to line {} do not make one row{near}",
                self.found
            ),
            (Wrong::Bare, _) => {
                format!("a {name} stands in a cell that does not begin with one, on line {opened}{near}")
            }
        }
    }

    fn hint(&self) -> String {
        let (sign, name) = (char::from(self.quote), name(self.quote));
        let example = format!("{sign}12{sign}{sign} desk{sign}");
        if self.backslash {
            return format!(
                "say --escape '\\' if backslashes stand before the {name}s inside of values. If not, double the {name}, as in \
                 {example}"
            );
        }
        let all = format!("If all {name}s of the file are part of values, say --quote none");
        let several_lines = self.wrong == Wrong::Text && self.found != self.opened;
        if self.wrong == Wrong::Bare {
            return format!("put the value in {name}s and double the one inside, as in {example}. {all}");
        }
        if self.wrong == Wrong::Text && !several_lines {
            return format!("double the {name} that is part of the value, as in {example}. {all}");
        }
        let which =
            if several_lines { format!(" that opens on line {}", self.opened) } else { String::new() };
        format!("close the {name}{which}, as in {sign}half open{sign}, or take it out. {all}")
    }
}

impl Cause {
    fn because(self) -> String {
        let what = match self.wrong {
            Wrong::Open => "is never closed",
            Wrong::Width => "closes a value that no quote opens",
            _ => "closes before other text",
        };
        format!(
            "the line was read by itself, because a {} of row {} (line {}) {what}",
            name(self.quote),
            self.row,
            self.line
        )
    }

    /// The warning for a row that was taken all the same.
    pub(super) fn warning(self) -> Issue {
        let mut message = self.because();
        message.push_str(", and it has as many cells as the header");
        let hint = format!(
            "look whether it is a row of its own; it is part of a value if the {} of row {} is meant to close behind it",
            name(self.quote),
            self.row
        );
        Issue::warning(Complaint::new(Code::ReadAlone, message, hint))
    }

    /// The same issue, which says that the line was read by itself.
    pub(super) fn explains(self, mut issue: Issue) -> Issue {
        issue.message = format!("{}; {}", issue.message, self.because());
        issue
    }
}

/// A cell over several lines, some of which look like rows. The row begins on line `begins`.
pub(super) fn row_in_cell(
    inner: &InnerRow,
    begins: u64,
    text: &str,
    quote: Option<u8>,
    column: &str,
) -> Issue {
    let shown: String = text.chars().take(Issue::VALUE_LIMIT).collect();
    let (opens, line, last) = (begins + inner.begins, begins + inner.line, begins + inner.last);
    let what = match inner.count {
        1 => format!("line {line} looks like a row of its own"),
        count => format!("{count} lines, from {line} to {last}, look like rows of their own, the first"),
    };
    let message =
        format!("the cell begins on line {opens} and goes over several lines, and {what}: `{shown}`");
    let hint = match quote.map(name) {
        Some(name) => format!(
            "if it is one, close the {name} that opens on line {opens}, or say --quote none if each {name} of the file is \
             part of a value; if not, nothing has to be done"
        ),
        None => "if it is one, take out the escape before its line break; if not, nothing has to be done"
            .to_owned(),
    };
    Issue::warning(Complaint::new(Code::RowInCell, message, hint)).in_column(column).with_value(text)
}

/// A value with what may be an escape, in a file of which no escape is known.
pub(super) fn unread_escape(sign: &str, text: &str, column: &str) -> Issue {
    let message = format!(
        "the value holds `{sign}`, which may be an escape, as databases write them (`\\n` for a line break, `\\\\` for a \
         backslash); it was taken as it stands"
    );
    let hint = "if backslashes of this file are escapes, say --escape '\\' (or escape = '\\' under [source] of the mapping); if \
                not, say --escape none";
    Issue::warning(Complaint::new(Code::UnreadEscape, message, hint)).in_column(column).with_value(text)
}

/// A value in quotes of a file in which quotes were found to be text.
pub(super) fn quoted_as_text(text: &str, column: &str) -> Issue {
    let message = "the value begins with a double quote, which was taken as part of it, because the double quotes at the \
                   top of this file are text";
    let hint =
        "look whether the value is right; if values of this file stand in double quotes, say --quote '\"'";
    Issue::warning(Complaint::new(Code::BareQuote, message, hint)).in_column(column).with_value(text)
}

/// A row that may belong to a value which a later row ends.
pub(super) fn part_of_value(end: &Record, quote: u8) -> Issue {
    let (name, row, line) = (name(quote), end.row, end.line);
    let message = format!(
        "row {row} (line {line}) has a {name} that closes a value which no {name} opens, so this row may be part of that value"
    );
    let hint = format!(
        "if it is, put a {name} before the value where it begins; if it is a row of its own, correct the {name} of row {row}"
    );
    Issue::warning(Complaint::new(Code::PartOfRow, message, hint))
}

/// A quote in a cell that does not begin with one.
pub(super) fn bare(line: u64, near: &str, quote: u8, column: &str) -> Issue {
    let (name, sign) = (name(quote), char::from(quote));
    let message = format!(
        "a {name} stands in a cell that does not begin with one, on line {line}, and was taken as part of the value: `{near}`"
    );
    let hint = format!(
        "look whether the value is right; a value that holds a {name} is written in {name}s, and doubles it ({sign}{sign})"
    );
    Issue::warning(Complaint::new(Code::BareQuote, message, hint)).in_column(column).with_value(near)
}

/// What a quote is called.
pub(super) fn name(quote: u8) -> &'static str {
    match quote {
        b'"' => "double quote",
        b'\'' => "single quote",
        _ => "quote",
    }
}
