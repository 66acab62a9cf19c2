//! The issues that a source finds in its rows, and the display of bytes that are not text.

use crate::issue::{Code, Complaint, Issue};
use crate::record::Header;

use super::header::letters;
use crate::wording::counted;

/// The lines of a row in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LineSpan {
    /// The first line, from 1.
    pub(super) line: u64,
    /// The number of line breaks inside the row.
    pub(super) breaks: u64,
}

/// The row has more or fewer cells than the header. `extra` has the cells after the last column.
pub(super) fn ragged(found: u64, expected: usize, extra: &[String], span: LineSpan) -> Issue {
    let mut message = widths(found, expected);
    if !extra.is_empty() {
        message.push_str(&format!("; after the last column: {}", quoted(extra)));
    }
    let hint = match span.breaks {
        0 => "put a value that contains the delimiter or a line break in double quotes".to_owned(),
        _ => spans(span),
    };
    let issue = Issue::error(Complaint::new(Code::Ragged, message, hint));
    if extra.is_empty() { issue } else { issue.with_value(&extra.join(" | ")) }
}

/// The row ends before its last columns.
pub(super) fn short(found: u64, header: &Header, span: LineSpan) -> Issue {
    let missing = header.names().get(found as usize..).unwrap_or_default();
    let cells = if missing.len() == 1 { "the last cell is" } else { "the last cells are" };
    let widths = widths(found, header.len());
    // Without a header, the columns have letters.
    let lettered = header.names().iter().enumerate().all(|(at, name)| *name == letters(at));
    let widths = if lettered { widths.replace("the header has", "the table has") } else { widths };
    let message = format!("{widths}: {cells} missing ({})", quoted(missing));
    let fill = "if all short rows lack only empty cells, use --short-rows fill, or short_rows = \"fill\" \
                under [source] in the mapping";
    let hint = match span.breaks {
        0 => format!(
            "add the missing cells, even if they are empty; if a line break inside a value split the row, \
             join the two lines and put the value in double quotes; {fill}"
        ),
        _ => format!("{}; {fill}", spans(span)),
    };
    Issue::error(Complaint::new(Code::Ragged, message, hint))
}

fn widths(found: u64, expected: usize) -> String {
    let cells = counted(found, "cell", "cells");
    format!("the row has {cells}, but the header has {expected}")
}

fn spans(span: LineSpan) -> String {
    format!(
        "the row spans lines {} to {}: put a value that contains the delimiter or a line break in double \
         quotes, or look for a double quote that is never closed",
        span.line,
        span.line + span.breaks
    )
}

/// A cell after the last named column is not empty.
pub(super) fn beyond(place: &str, text: &str) -> Issue {
    let message = format!("the row has a value in {place}, where the header has no name: {}", shorten(text));
    let hint = "name the column in the header, or empty the cell";
    Issue::error(Complaint::new(Code::Ragged, message, hint)).with_value(text)
}

/// The cell was cut.
pub(super) fn too_long(limit: usize, span: LineSpan, column: &str, text: &str) -> Issue {
    let mut message = format!("the cell is longer than {limit} bytes");
    if span.breaks > 0 {
        message.push_str(&format!(" (the row spans lines {} to {})", span.line, span.line + span.breaks));
    }
    let hint = "close the double quote that may be open here, or shorten the value";
    Issue::error(Complaint::new(Code::CellTooLong, message, hint)).in_column(column).with_value(text)
}

/// The cell contains a NUL byte.
pub(super) fn nul(column: &str, text: &str) -> Issue {
    let hint = "export the file again, or set its encoding with --encoding";
    let complaint = Complaint::new(Code::NulByte, "the cell contains a NUL byte", hint);
    Issue::error(complaint).in_column(column).with_value(text)
}

/// The cell contains bytes that are not text.
pub(super) fn bad_bytes(encoding: &str, column: &str, text: &str) -> Issue {
    let message = format!("the cell contains bytes that are not {encoding}");
    let other = if encoding.eq_ignore_ascii_case("utf-8") { "windows-1252" } else { "utf-8 or cp850" };
    let hint =
        format!("set the right encoding with --encoding (for example {other}), or save the file as UTF-8");
    Issue::error(Complaint::new(Code::BadEncoding, message, hint)).in_column(column).with_value(text)
}

/// Shortens a text of a workbook or JSON file that is too long, and escapes NUL characters in it. Returns the new
/// text and its issues; `None` if the text is fine.
pub(super) fn mend(
    text: &str,
    limit: usize,
    column: impl FnOnce() -> String,
) -> Option<(String, Vec<Issue>)> {
    let long = text.len() > limit;
    let has_nul = text.contains('\0');
    if !long && !has_nul {
        return None;
    }
    let column = column();
    let kept = text.get(..text.floor_char_boundary(limit)).unwrap_or(text);
    let shown = kept.replace('\0', "\\x00");
    let too_long = long.then(|| too_long(limit, LineSpan::default(), &column, &shown));
    let nul = has_nul.then(|| nul(&column, &shown));
    Some((shown, too_long.into_iter().chain(nul).collect()))
}

/// The record is not an object, or its values can't be read as cells.
pub(super) fn bad_json(message: impl Into<String>, text: &str) -> Issue {
    let hint = "write it as one JSON object of names and values";
    Issue::error(Complaint::new(Code::BadJson, message, hint)).with_value(text)
}

/// The card can't be read.
pub(super) fn bad_card(message: impl Into<String>, text: &str) -> Issue {
    let hint = "export the card again, or correct it in a text editor";
    Issue::error(Complaint::new(Code::BadJson, message, hint)).with_value(text)
}

/// The card is a list of other cards.
pub(super) fn group_card(members: usize, text: &str) -> Issue {
    let message = format!(
        "the card is a group of {} (KIND:group), not a customer",
        counted(members, "contact", "contacts")
    );
    let hint = "delete the card from the file, or only its KIND line if it is a customer";
    Issue::error(Complaint::new(Code::BadJson, message, hint)).with_value(text)
}

/// The name of a column, or its number if it has no name.
pub(super) fn column_name(header: &Header, column: usize) -> String {
    header.label(column)
}

/// Cells for a message: each in quotes, long ones cut, at most five.
fn quoted(cells: &[String]) -> String {
    let mut shown: Vec<String> = cells.iter().take(5).map(|cell| shorten(cell)).collect();
    if cells.len() > shown.len() {
        shown.push(format!("and {} more", cells.len() - shown.len()));
    }
    shown.join(", ")
}

fn shorten(text: &str) -> String {
    let cut: String = text.chars().take(Issue::VALUE_LIMIT).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

/// The start of a text, followed by its length if it is longer than `most` characters.
pub(super) fn kept(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let all = text.chars().count();
    format!("{}… (the first {most} of {all} characters)", text.get(..end).unwrap_or_default())
}

/// Displays bytes as text: invalid bytes as `\xE9`, a NUL as `\x00`. In `decoded` text, the hexadecimal digits of an
/// invalid byte are already there, after [`super::decoder::BAD`].
pub(super) fn escape(bytes: &[u8], decoded: bool) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('\0', "\\x00"));
        for byte in chunk.invalid() {
            text.push_str("\\x");
            if !decoded {
                text.push_str(&format!("{byte:02X}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_are_escaped() {
        assert_eq!(escape(b"Jos\xe9 \xc3\xa9\0", false), "Jos\\xE9 é\\x00");
        assert_eq!(escape(b"Jos\xffE9", true), "Jos\\xE9");
    }

    #[test]
    fn all_problems_of_a_text_are_repaired_together() {
        let mended = |text| {
            let (text, issues) = mend(text, 4, || "a".into())?;
            Some((text, issues.iter().map(|issue| issue.code).collect::<Vec<_>>()))
        };
        assert_eq!(mended("1234"), None);
        assert_eq!(mended("123é"), Some(("123".into(), vec![Code::CellTooLong])));
        assert_eq!(mended("1\0"), Some(("1\\x00".into(), vec![Code::NulByte])));
        assert_eq!(mended("1\x00345"), Some(("1\\x0034".into(), vec![Code::CellTooLong, Code::NulByte])));
    }

    #[test]
    fn a_ragged_row_names_the_number_of_cells() {
        let issue = ragged(4, 3, &["x\ny".into()], LineSpan { line: 7, breaks: 0 });
        assert_eq!(
            issue.message,
            r#"the row has 4 cells, but the header has 3; after the last column: "x\ny""#
        );
        let issue = ragged(1, 3, &[], LineSpan { line: 7, breaks: 30 });
        assert!(issue.hint.starts_with("the row spans lines 7 to 37"), "{}", issue.hint);
    }

    #[test]
    fn a_short_row_names_the_missing_columns() {
        let header = Header::new(["a", "b", "c"].map(ToOwned::to_owned).to_vec()).unwrap();
        let issue = |found, breaks| short(found, &header, LineSpan { line: 7, breaks });
        let widths = |found: &str| format!("the row has {found}, but the header has 3: ");
        assert_eq!(issue(1, 0).message, widths("1 cell") + "the last cells are missing (\"b\", \"c\")");
        assert_eq!(issue(2, 0).message, widths("2 cells") + "the last cell is missing (\"c\")");
        assert!(issue(2, 0).hint.contains("--short-rows fill"));
        assert!(
            issue(2, 1).hint.starts_with("the row spans lines 7 to 8: ")
                && issue(2, 1).hint.contains("\"fill\"")
        );
    }
}
