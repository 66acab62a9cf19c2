//! Texts of XLSX: plain and rich text, and escaped characters.

use quick_xml::events::{BytesStart, Event};

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::xml_part::{XmlPart, each_attribute, entity};

/// Adds all text inside the element that was just started.
pub(crate) fn letters(markup: &mut XmlPart<'_>, text: &mut String) -> Result<(), WorkbookError> {
    let mut depth = 1;
    loop {
        match markup.next()? {
            Event::Text(piece) if piece.contains('\r') => text.push_str(&piece.xml10_content()),
            Event::Text(piece) => text.push_str(&piece),
            Event::CData(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => text.push_str(&entity(&reference)?),
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 1 => return Ok(()),
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a cell")),
            _ => {}
        }
    }
}

/// Adds the text of all runs in the element that was just started, without phonetic text.
pub(crate) fn runs(markup: &mut XmlPart<'_>, text: &mut String) -> Result<(), WorkbookError> {
    let mut depth = 1;
    loop {
        let kept = match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "t" => Some(is_kept(&start)),
                "rPh" => None,
                _ => {
                    depth += 1;
                    continue;
                }
            },
            Event::End(_) if depth == 1 => return Ok(()),
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a text")),
            _ => continue,
        };
        let before = text.len();
        letters(markup, text)?;
        let piece = text.get(before..).unwrap_or_default();
        let blank = [' ', '\t', '\r', '\n'];
        match kept {
            None => text.truncate(before),
            Some(false) if piece.starts_with(blank) || piece.ends_with(blank) || piece.contains("_x") => {
                let piece = piece.trim_matches(blank).to_owned();
                text.truncate(before);
                unescape(&piece, text);
            }
            Some(true) if piece.contains("_x") => {
                let piece = piece.to_owned();
                text.truncate(before);
                unescape(&piece, text);
            }
            Some(_) => {}
        }
    }
}

/// True if leading and trailing blank space is part of the text.
fn is_kept(start: &BytesStart<'_>) -> bool {
    let mut kept = false;
    each_attribute(start, |name, value| kept |= name == "xml:space" && value == "preserve");
    kept
}

/// Resolves escapes of characters that XML can't contain (`_x000D_`), which are UTF-16 units.
pub(crate) fn unescape(piece: &str, text: &mut String) {
    let mut rest = piece;
    let mut units: Vec<u16> = Vec::new();
    while let Some(at) = rest.find("_x") {
        let unit = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let unit = unit.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let length = if unit.is_some() { 0 } else { 2 };
        if at + length > 0 {
            flush(&mut units, text);
            text.push_str(rest.get(..at + length).unwrap_or_default());
        }
        units.extend(unit);
        rest = rest.get(at + if unit.is_some() { 7 } else { 2 }..).unwrap_or_default();
    }
    flush(&mut units, text);
    text.push_str(rest);
}

fn flush(units: &mut Vec<u16>, text: &mut String) {
    text.extend(
        char::decode_utf16(units.drain(..)).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)),
    );
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a_x000D_b", "a\rb")]
    #[case("_x005F_x000D_", "_x000D_")]
    #[case("_xD83D__xDE00_", "😀")]
    #[case("_xD83D_ ", "\u{fffd} ")]
    #[case("_x00_x0041_", "_x00A")]
    #[case("_xé", "_xé")]
    #[case("plain", "plain")]
    fn escaped_characters_are_decoded(#[case] text: &str, #[case] expected: &str) {
        let mut plain = String::new();
        unescape(text, &mut plain);
        assert_eq!(plain, expected);
    }
}
