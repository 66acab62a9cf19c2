//! What the user is asked where the encoding is not certain: some cells, as each candidate would read them.

use std::fmt;

use super::named::TextEncoding;

/// Cells that are shown.
const CELLS: usize = 3;
/// Bytes of a cell that are looked at, and characters that are shown.
const BYTES: usize = 120;
const SHOWN: usize = 40;

/// Some cells of a file, as one encoding reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingReading {
    /// The encoding, as `--encoding` takes it.
    pub encoding: String,
    /// The cells; the same ones for each encoding.
    pub cells: Vec<String>,
}

/// What the user is asked.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) struct Question {
    /// The likeliest encoding first.
    pub(in crate::source) readings: Vec<EncodingReading>,
    /// Some rows are in one encoding and some in another.
    pub(in crate::source) mixed: bool,
}

impl fmt::Display for EncodingReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<String> = self.cells.iter().map(|cell| quoted(cell)).collect();
        write!(f, "--encoding {:<14} {}", self.encoding, cells.join("  "))
    }
}

/// A cell in quotation marks. Vowels of Thai and other marks stay as they are: without them nobody could read the word.
fn quoted(cell: &str) -> String {
    let mut text = String::from('"');
    for letter in cell.chars() {
        match letter {
            '"' | '\\' => text.extend(['\\', letter]),
            '\u{a0}' | '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => {
                text.extend(letter.escape_unicode());
            }
            _ if letter.is_control() => text.extend(letter.escape_debug()),
            _ => text.push(letter),
        }
    }
    text.push('"');
    text
}

/// How each of these encodings reads the same cells: first those that hold one of `words`.
pub(in crate::source) fn readings(
    window: &[u8],
    candidates: &[TextEncoding],
    words: &[Box<[u8]>],
) -> Vec<EncodingReading> {
    let cells = chosen(window, words);
    let reading = |encoding: &TextEncoding| EncodingReading {
        encoding: encoding.name().to_ascii_lowercase(),
        cells: cells.iter().map(|cell| shown(cell, *encoding)).collect(),
    };
    candidates.iter().map(reading).collect()
}

/// How an encoding reads a text in which bytes of ASCII are no ASCII, such as ISO-2022-JP or UTF-16.
pub(super) fn wide_reading(window: &[u8], encoding: TextEncoding) -> EncodingReading {
    let text = encoding.decode_lossy(window);
    let cells = text.split(['\n', '\r', '\t', ',', ';', '"']).map(str::trim).filter(|cell| !cell.is_ascii());
    let cells = cells.filter(|cell| !cell.contains('\u{fffd}')).take(CELLS).map(shortened).collect();
    EncodingReading { encoding: encoding.name().to_ascii_lowercase(), cells }
}

/// Cells that differ in their bytes beyond ASCII.
fn chosen<'a>(window: &'a [u8], words: &[Box<[u8]>]) -> Vec<&'a [u8]> {
    let parts = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'\t' | b',' | b';' | b'"');
    let cells = window.split(parts).map(<[u8]>::trim_ascii).filter(|cell| !cell.is_ascii());
    let (mut chosen, mut seen): (Vec<&[u8]>, Vec<u8>) = (Vec::new(), Vec::new());
    let has = |cell: &[u8], word: &[u8]| memchr::memmem::find(cell, word).is_some();
    for word in words.iter().take(CELLS) {
        chosen
            .extend(cells.clone().find(|cell| has(cell, word)).map(around).filter(|_| chosen.len() < CELLS));
    }
    chosen.dedup();
    for cell in cells.clone() {
        let new: Vec<u8> =
            cell.iter().filter(|byte| !byte.is_ascii() && !seen.contains(byte)).copied().collect();
        if !new.is_empty() && chosen.len() < CELLS {
            seen.extend(new);
            if !chosen.contains(&around(cell)) {
                chosen.push(around(cell));
            }
        }
    }
    for cell in cells.map(around) {
        if chosen.len() < CELLS - 1 && !chosen.contains(&cell) {
            chosen.push(cell);
        }
    }
    chosen
}

/// A long cell from a blank before its first byte beyond ASCII on.
fn around(cell: &[u8]) -> &[u8] {
    let first = cell.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let blank = cell.get(..first).unwrap_or_default().iter().rposition(|byte| *byte == b' ');
    let start = if cell.len() > BYTES { blank.map_or(0, |at| at + 1) } else { 0 };
    cell.get(start..cell.len().min(start + BYTES)).unwrap_or(cell)
}

fn shown(cell: &[u8], encoding: TextEncoding) -> String {
    let text = if encoding == TextEncoding::UTF_8 {
        crate::source::fault::escape(cell, false)
    } else {
        encoding.decode_lossy(cell)
    };
    shortened(&text)
}

fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}
