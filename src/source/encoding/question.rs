//! The question to the user if the encoding is uncertain: some cells as each candidate would read them.

use std::fmt;

use super::encoding_names::TextEncoding;

/// The number of cells to show; up to `MOST` if fewer do not distinguish the encodings.
const CELLS: usize = 3;
const MOST: usize = 5;
/// The number of cells searched for ones that do.
const TRIED: usize = 4000;
/// The number of bytes read, and of characters shown, per cell.
const BYTES: usize = 120;
const SHOWN: usize = 40;

/// Some cells of a file as one encoding reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingReading {
    /// The encoding, as `--encoding` accepts it.
    pub encoding: String,
    /// The cells; every encoding gets the same ones.
    pub cells: Vec<String>,
    /// Other encodings that read all these cells the same way.
    pub same: Vec<String>,
}

/// The question to the user.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) struct EncodingQuestion {
    /// The likeliest encoding first.
    pub(in crate::source) readings: Vec<EncodingReading>,
    /// Some rows are in one encoding and some in another.
    pub(in crate::source) mixed: bool,
}

impl EncodingQuestion {
    /// The encoding to take without asking: UTF-8 if the text is sound in it, or else the likeliest one.
    pub(in crate::source) fn likeliest(&self, text: &[u8]) -> TextEncoding {
        let first = self.readings.first().and_then(|reading| TextEncoding::named(&reading.encoding));
        let is_sound = std::str::from_utf8(text).is_ok();
        first.filter(|_| !is_sound).unwrap_or(if is_sound {
            TextEncoding::UTF_8
        } else {
            TextEncoding::WINDOWS_1252
        })
    }
}

impl fmt::Display for EncodingReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<String> = self.cells.iter().map(|cell| quoted(cell)).collect();
        write!(f, "--encoding {:<14} {}", self.encoding, cells.join("  "))?;
        match self.same.as_slice() {
            [] => Ok(()),
            same => write!(f, "  (the same in {})", same.join(", ")),
        }
    }
}

/// A cell in quotation marks. Combining marks, such as Thai vowels, are not escaped; otherwise the word would be
/// unreadable.
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

/// Reads the same cells in each encoding, first those with one of `words`. If possible, the cells distinguish all
/// encodings; encodings that read every cell alike share one reading.
pub(in crate::source) fn readings(
    window: &[u8],
    candidates: &[TextEncoding],
    words: &[Box<[u8]>],
) -> Vec<EncodingReading> {
    let cells = chosen(window, candidates, words);
    let mut readings: Vec<EncodingReading> = Vec::new();
    for encoding in candidates {
        let own: Vec<String> = cells.iter().map(|cell| shown(cell, *encoding)).collect();
        let name = encoding.name().to_ascii_lowercase();
        match readings.iter_mut().find(|reading| reading.cells == own) {
            Some(alike) => alike.same.push(name),
            None => readings.push(EncodingReading { encoding: name, cells: own, same: Vec::new() }),
        }
    }
    readings
}

/// Reads a text in which ASCII bytes are not ASCII characters, such as ISO-2022-JP or UTF-16.
pub(super) fn wide_reading(window: &[u8], encoding: TextEncoding) -> EncodingReading {
    let text = encoding.decode_lossy(window);
    let cells = text.split(['\n', '\r', '\t', ',', ';', '"']).map(str::trim).filter(|cell| !cell.is_ascii());
    let cells = cells.filter(|cell| !cell.contains('\u{fffd}')).take(CELLS).map(shortened).collect();
    EncodingReading { encoding: encoding.name().to_ascii_lowercase(), cells, same: Vec::new() }
}

/// The cells of a text with non-ASCII bytes.
fn cells(window: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let parts = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'\t' | b',' | b';' | b'"');
    window.split(parts).map(<[u8]>::trim_ascii).filter(|cell| !cell.is_ascii())
}

/// Cells that each encoding reads differently, if there are any.
fn chosen<'a>(window: &'a [u8], candidates: &[TextEncoding], words: &[Box<[u8]>]) -> Vec<&'a [u8]> {
    let mut chosen = varied(window, words);
    while chosen.len() < MOST
        && let Some(cell) = telling(window, candidates, &chosen)
    {
        chosen.push(cell);
    }
    let alike = |cell: &&[u8]| {
        let mut texts = candidates.iter().map(|encoding| shown(cell, *encoding));
        let first = texts.next();
        texts.all(|text| Some(text) == first)
    };
    if !chosen.iter().all(alike) {
        chosen.retain(|cell| !alike(cell));
    }
    chosen
}

/// The cell that distinguishes most of the encodings that read all chosen cells alike.
fn telling<'a>(window: &'a [u8], candidates: &[TextEncoding], chosen: &[&[u8]]) -> Option<&'a [u8]> {
    let differ =
        |cell: &[u8], pair: &(TextEncoding, TextEncoding)| shown(cell, pair.0) != shown(cell, pair.1);
    let pairs = candidates
        .iter()
        .enumerate()
        .flat_map(|(at, first)| candidates.iter().skip(at + 1).map(|second| (*first, *second)));
    let open: Vec<(TextEncoding, TextEncoding)> =
        pairs.filter(|pair| !chosen.iter().any(|cell| differ(cell, pair))).collect();
    if open.is_empty() {
        return None;
    }
    let distinguished = |cell: &[u8]| open.iter().filter(|pair| differ(cell, pair)).count();
    let mut best: (usize, &[u8]) = (0, &[]);
    for cell in cells(window).take(TRIED).map(around) {
        let count = distinguished(cell);
        if count > best.0 {
            best = (count, cell);
        }
    }
    (best.0 > 0).then_some(best.1)
}

/// Cells with different non-ASCII bytes.
fn varied<'a>(window: &'a [u8], words: &[Box<[u8]>]) -> Vec<&'a [u8]> {
    let cells = cells(window);
    let mut chosen: Vec<&[u8]> = Vec::new();
    let mut seen: Vec<u8> = Vec::new();
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

/// Shortens a long cell: it starts at a space before its first non-ASCII byte.
fn around(cell: &[u8]) -> &[u8] {
    let first = cell.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let blank = cell.get(..first).unwrap_or_default().iter().rposition(|byte| *byte == b' ');
    let start = if cell.len() > BYTES { blank.map_or(0, |at| at + 1) } else { 0 };
    cell.get(start..cell.len().min(start + BYTES)).unwrap_or(cell)
}

fn shown(cell: &[u8], encoding: TextEncoding) -> String {
    let text = if encoding == TextEncoding::UTF_8 {
        crate::source::row_issues::escape(cell, false)
    } else {
        encoding.decode_lossy(cell)
    };
    shortened(&text)
}

fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], names: &[&str]) -> Vec<String> {
        let candidates: Vec<_> = names.iter().filter_map(|name| TextEncoding::named(name)).collect();
        readings(text, &candidates, &[]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn cells_that_differ_between_encodings_are_shown() {
        let many = b"Jos\xe9,\xe1,\xed,\xf3\n".repeat(50);
        let shown = lines(&[&many[..], b"Wa\xb3\xeasa\n"].concat(), &["windows-1252", "windows-1250"]);
        assert_eq!(shown, ["--encoding windows-1252   \"Wa³êsa\"", "--encoding windows-1250   \"Wałęsa\""]);
    }

    #[test]
    fn encodings_with_the_same_reading_share_a_line() {
        let shown = lines(b"Jos\xe9\n", &["windows-1252", "iso-8859-2", "cp850"]);
        let expected = [
            "--encoding windows-1252   \"José\"  (the same in iso-8859-2)",
            "--encoding cp850          \"JosÚ\"",
        ];
        assert_eq!(shown, expected);
    }
}
