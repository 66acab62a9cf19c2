//! The rows of a sheet, written to a temporary file as the library writes them.
//!
//! The library makes a formatted cell of each text, keeps it in a tree, and looks up its format again: 4,500 instructions
//! for a cell, which is several times the work of reading and mapping it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write as _};
use std::path::Path;

use crate::record::has_any_byte;

/// The number of a format, in the order in which a book registers them; the first is 1.
pub(crate) type FormatNumber = u8;

/// What follows the format of a cell with a text.
const PLAIN: &str = "\" t=\"inlineStr\"><is><t>";
/// The same for a text with a blank at an end.
const PRESERVED: &str = "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">";

/// The rows behind the header row, in a file without a name, which only this process can read.
pub(crate) struct SheetRows {
    file: BufWriter<File>,
    /// How cells of the columns begin: `<c r="A`.
    columns: Vec<String>,
    line: Vec<u8>,
}

impl SheetRows {
    /// Begins the file, in this folder.
    pub(crate) fn create(folder: &Path, columns: usize) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, tempfile::tempfile_in(folder)?);
        let columns = (0..columns).map(|at| format!("<c r=\"{}", column_name(at))).collect();
        Ok(Self { file, columns, line: Vec::new() })
    }

    /// Writes a row of texts, each with its format. The header is row 1.
    pub(crate) fn write<'c>(
        &mut self,
        row: u32,
        cells: impl Iterator<Item = (&'c str, FormatNumber)>,
    ) -> io::Result<()> {
        let line = &mut self.line;
        line.clear();
        push_all(line, &["<row r=\"", &row.to_string(), "\">"]);
        let place = format!("{row}\" s=\"");
        for ((text, format), column) in cells.zip(&self.columns) {
            push_all(line, &[column, &place]);
            push_number(line, format);
            if text.is_empty() {
                push_all(line, &["\"/>"]);
                continue;
            }
            let blank = ['\t', '\n', ' '];
            let keeps_blanks = text.starts_with(blank) || text.ends_with(blank);
            let preserve = if keeps_blanks { PRESERVED } else { PLAIN };
            push_all(line, &[preserve]);
            push_text(line, text);
            push_all(line, &["</t></is></c>"]);
        }
        push_all(line, &["</row>"]);
        self.file.write_all(line)
    }

    /// The rows from the first on.
    pub(super) fn into_read(self) -> io::Result<impl Read> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(BufReader::with_capacity(1 << 16, file))
    }
}

fn push_all(out: &mut Vec<u8>, parts: &[&str]) {
    parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

fn push_number(out: &mut Vec<u8>, number: FormatNumber) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(b'0' + number % 10);
}

/// `A` to `Z`, `AA`, `AB`.
fn column_name(at: usize) -> String {
    let front = (at / 26).checked_sub(1).map(column_name).unwrap_or_default();
    let letter = (b'A'..=b'Z').nth(at % 26).map_or('A', char::from);
    format!("{front}{letter}")
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    if may_need_escape(text) {
        push_escaped(out, text);
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// False if [`push_escaped`] surely changes nothing.
fn may_need_escape(text: &str) -> bool {
    const OF_NONCHARACTERS: u8 = 0xef;
    has_any_byte(text.as_bytes(), b' ', [b'&', b'<', b'>', b'_', OF_NONCHARACTERS])
}

/// Writes a text with the escapes of XML, and those of Excel for what XML can't have: `_x0001_`.
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '_' if text.get(at..).is_some_and(reads_as_escape) => out.extend_from_slice(b"_x005F_"),
            '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                // Writing to memory can't fail.
                drop(write!(out, "_x{:04X}_", u32::from(letter)));
            }
            _ => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// True for a text that begins with what Excel would read as an escape: `_x000D_`.
fn reads_as_escape(text: &str) -> bool {
    let digits = text.strip_prefix("_x").and_then(|rest| rest.as_bytes().split_at_checked(4));
    digits
        .is_some_and(|(digits, rest)| digits.iter().all(u8::is_ascii_hexdigit) && rest.first() == Some(&b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_of_a_spreadsheet() {
        let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
