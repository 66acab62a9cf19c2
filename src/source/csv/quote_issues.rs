//! The issues of broken quotes, and of the lines that are read alone because of one.

use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;

use super::engine::MisplacedQuote;
use super::inner_row::InnerRow;

/// How far a closing quote was searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// To the end of the file.
    End,
    /// For this many bytes.
    Bytes(usize),
    /// To the end of a line that was read alone.
    Line,
}

/// A broken quote of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BrokenQuote {
    pub(super) wrong: MisplacedQuote,
    /// The cell with the quote, from 0.
    pub(super) cell: usize,
    /// The line with the opening quote, and the line on which the problem was found.
    pub(super) opened: u64,
    pub(super) found: u64,
    pub(super) until: Until,
    /// The text around it.
    pub(super) near: String,
    /// A backslash precedes the quote.
    pub(super) backslash: bool,
    pub(super) quote: u8,
}

/// The broken row that made the reader read lines alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuoteCause {
    pub(super) row: u64,
    pub(super) line: u64,
    pub(super) wrong: MisplacedQuote,
    pub(super) quote: u8,
}

impl BrokenQuote {
    /// The issue of the row.
    pub(super) fn issue(&self, column: &str, alone: Option<QuoteCause>) -> Issue {
        let code = match self.wrong {
            MisplacedQuote::Open => Code::UnclosedQuote,
            _ => Code::StrayQuote,
        };
        let because = alone.map_or_else(String::new, |cause| format!("; {}", cause.because()));
        let message = format!("{}{because}", self.message());
        Issue::error(Complaint::new(code, message, self.hint())).in_column(column)
    }

    fn message(&self) -> String {
        let name = name(self.quote);
        let opened = self.opened;
        let near = if self.near.is_empty() { String::new() } else { format!(": `{}`", self.near) };
        match (self.wrong, self.until) {
            (MisplacedQuote::Open, Until::End) => {
                format!("a {name} opens on line {opened} and is never closed{near}")
            }
            (MisplacedQuote::Open, Until::Bytes(most)) => {
                format!("a {name} opens on line {opened} and is not closed within {most} bytes{near}")
            }
            (MisplacedQuote::Open, Until::Line) => {
                format!("a {name} opens on line {opened} and is not closed on this line{near}")
            }
            (MisplacedQuote::Text, _) if self.found == opened => {
                format!("a {name} on line {opened} closes the cell, but text follows it{near}")
            }
            (MisplacedQuote::Text, _) => format!(
                "a {name} opens on line {opened}, and the next one, on line {}, closes the cell, but text follows it{near}",
                self.found
            ),
            (MisplacedQuote::Width, _) => format!(
                "a {name} on line {opened} is in the wrong place: the lines up to line {} do not form one \
                 row{near}",
                self.found
            ),
            (MisplacedQuote::Bare, _) => {
                format!("a {name} on line {opened} is inside a cell that does not begin with one{near}")
            }
        }
    }

    fn hint(&self) -> String {
        let sign = char::from(self.quote);
        let name = name(self.quote);
        let example = format!("{sign}12{sign}{sign} desk{sign}");
        if self.backslash {
            return format!(
                "if the {name}s inside values are escaped with backslashes, use --escape '\\'. If not, write \
                 the {name} twice, as in {example}"
            );
        }
        let all = format!("If all {name}s in the file are part of values, use --quote none");
        let several_lines = self.wrong == MisplacedQuote::Text && self.found != self.opened;
        if self.wrong == MisplacedQuote::Bare {
            return format!("put the value in {name}s and double the one inside, as in {example}. {all}");
        }
        if self.wrong == MisplacedQuote::Text && !several_lines {
            return format!("write the {name} that is part of the value twice, as in {example}. {all}");
        }
        let which =
            if several_lines { format!(" that opens on line {}", self.opened) } else { String::new() };
        format!("close the {name}{which}, as in {sign}half open{sign}, or remove it. {all}")
    }
}

impl QuoteCause {
    fn because(self) -> String {
        let what = match self.wrong {
            MisplacedQuote::Open => "is never closed",
            MisplacedQuote::Width => "closes a value that no quote opens",
            _ => "closes a value, but text follows it",
        };
        format!(
            "this line was read as a row because a {} in row {} (line {}) {what}",
            name(self.quote),
            self.row,
            self.line
        )
    }

    /// The warning for a line that was read alone and accepted as a row.
    pub(super) fn warning(self) -> Issue {
        let mut message = self.because();
        message.push_str("; the line has as many cells as the header");
        let hint = format!(
            "check whether this line is a row; if the {} in row {} closes after it, it is part of a value",
            name(self.quote),
            self.row
        );
        Issue::warning(Complaint::new(Code::ReadAlone, message, hint))
    }

    /// Adds to an issue that the line was read alone.
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
    let opens = begins + inner.begins;
    let line = begins + inner.line;
    let last = begins + inner.last;
    let what = match inner.count {
        1 => format!("line {line} looks like a row"),
        count => format!("{count} lines, from {line} to {last}, look like rows; the first is"),
    };
    let message = format!("the cell begins on line {opens} and spans several lines, and {what}: `{shown}`");
    let hint = match quote.map(name) {
        Some(name) => format!(
            "if it is a row, close the {name} that opens on line {opens}; if each {name} in the file is part \
             of a value, use --quote none; if it is not a row, no action is needed"
        ),
        None => {
            "if it is a row, remove the escape before its line break; if not, no action is needed".to_owned()
        }
    };
    Issue::warning(Complaint::new(Code::RowInCell, message, hint)).in_column(column).with_value(text)
}

/// A value with a possible escape, in a file without a known escape.
pub(super) fn unread_escape(sign: &str, text: &str, column: &str) -> Issue {
    let message = format!(
        "the value contains `{sign}`, which may be a database escape (`\\n\
         ` for a line break, `\\\\` for a backslash); it was read unchanged"
    );
    let hint = "if the backslashes in this file are escapes, use --escape '\\' (or escape = '\\' under \
                [source] in the mapping); if not, use --escape none";
    Issue::warning(Complaint::new(Code::UnreadEscape, message, hint)).in_column(column).with_value(text)
}

/// A quoted value in a file in which quotes seem to be text.
pub(super) fn quoted_as_text(text: &str, column: &str) -> Issue {
    let message = "the value begins with a double quote, which was kept because the double quotes at the top \
                   of this file are text";
    let hint = "check the value; if this file has values in double quotes, use --quote '\"'";
    Issue::warning(Complaint::new(Code::BareQuote, message, hint)).in_column(column).with_value(text)
}

/// A row that may be part of a value that ends in the row `end`.
pub(super) fn part_of_value(end: &Record, quote: u8) -> Issue {
    let name = name(quote);
    let row = end.row;
    let line = end.line;
    let message = format!(
        "row {row} (line {line}) has a closing {name} without an opening one, so this row may be \
         part of the value that ends there"
    );
    let hint = format!(
        "if it is, put a {name} at the start of the value; if it is a row, correct the {name} in row {row}"
    );
    Issue::warning(Complaint::new(Code::PartOfRow, message, hint))
}

/// A quote in a cell that does not begin with one.
pub(super) fn bare(line: u64, near: &str, quote: u8, column: &str) -> Issue {
    let name = name(quote);
    let sign = char::from(quote);
    let message = format!(
        "a {name} on line {line} is inside a cell that does not begin with one, and was kept as part of the \
         value: `{near}`"
    );
    let hint = format!(
        "check the value; put a value that contains a {name} in {name}s, and double the one inside \
         ({sign}{sign})"
    );
    Issue::warning(Complaint::new(Code::BareQuote, message, hint)).in_column(column).with_value(near)
}

/// The name of a quote character.
pub(super) fn name(quote: u8) -> &'static str {
    match quote {
        b'"' => "double quote",
        b'\'' => "single quote",
        _ => "quote",
    }
}
