//! Looks for an address or an id of a person in bytes of any kind: UTF-8, UTF-16, UTF-32 and Windows-1252, also with letters
//! as HTML, web addresses and JSON write them. Memory does not grow with the bytes.

use std::borrow::Cow;
use std::io::{self, Read};

use aho_corasick::AhoCorasick;
use encoding_rs::WINDOWS_1252;

use super::escaped_text::unescaped;
use super::known_texts::KnownTexts;

/// The bytes that are looked at together.
const PIECE: usize = 1 << 20;
/// The most bytes of a letter: `&#x0000006f;`.
const LETTER: usize = 12;

/// How bytes stand for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    /// The bytes of a unit.
    width: usize,
    is_big: bool,
}

/// What is looked for.
#[derive(Debug)]
pub(super) struct ByteSearch {
    /// Each text in each form; an error if there are too many.
    texts: Result<AhoCorasick, String>,
    /// The form of each, and whether it is an address.
    forms: Vec<(Form, bool)>,
    /// What a piece has of the one before, so that each text is inside one of them.
    overlap: usize,
    /// The texts, if some have letters with several spellings, such as `ü`.
    spelled: Option<KnownTexts>,
}

/// Bytes, and whether there are others before and after them.
#[derive(Clone, Copy)]
struct Piece<'a> {
    bytes: &'a [u8],
    is_first: bool,
    is_last: bool,
}

impl ByteSearch {
    /// Looks for the texts of a person that are nobody else's.
    pub(super) fn of(known: &KnownTexts) -> Self {
        let (mut patterns, mut forms) = (Vec::new(), Vec::new());
        for text in known.unique() {
            for form in Form::ALL {
                patterns.push(form.encoded(text));
                forms.push((form, text.contains('@')));
            }
        }
        let longest = known.unique().iter().map(String::len).max().unwrap_or_default();
        // A piece begins at a whole unit of each form.
        let overlap = (LETTER * (longest + 4)).next_multiple_of(4).min(PIECE / 2);
        let texts = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns);
        let spelled = known.has_other_letters().then(|| known.clone());
        Self { texts: texts.map_err(|error| error.to_string()), forms, overlap, spelled }
    }

    /// True if bytes hold one.
    pub(super) fn is_in(&self, bytes: &[u8]) -> Result<bool, String> {
        self.is_in_piece(Piece { bytes, is_first: true, is_last: true }, Form::of(bytes))
    }

    /// True if a reader shows one.
    pub(super) fn is_in_all(&self, reader: &mut dyn Read) -> Result<bool, String> {
        let mut bytes = Vec::with_capacity(PIECE);
        let (mut is_first, mut form) = (true, None);
        loop {
            let is_last = fill(&mut bytes, reader).map_err(|error| error.to_string())?;
            if is_first {
                form = Form::of(&bytes);
            }
            if self.is_in_piece(Piece { bytes: &bytes, is_first, is_last }, form)? {
                return Ok(true);
            }
            if is_last {
                return Ok(false);
            }
            bytes.drain(..bytes.len() - self.overlap);
            is_first = false;
        }
    }

    /// The form is that of the mark at the beginning, if there is one.
    fn is_in_piece(&self, piece: Piece<'_>, form: Option<Form>) -> Result<bool, String> {
        if self.is_shown(piece)? {
            return Ok(true);
        }
        let text = match form {
            Some(form) => Cow::Owned(form.decoded(piece.bytes)),
            None => String::from_utf8_lossy(piece.bytes),
        };
        if let Some(plain) = unescaped(&text)
            && self.is_shown(Piece { bytes: &plain, ..piece })?
        {
            return Ok(true);
        }
        Ok(self.spelled.as_ref().is_some_and(|known| is_spelled(known, piece, &text)))
    }

    /// True if bytes hold a text in any form, and not as a part of a longer one.
    fn is_shown(&self, piece: Piece<'_>) -> Result<bool, String> {
        let texts = self.texts.as_ref().map_err(Clone::clone)?;
        Ok(texts.find_overlapping_iter(piece.bytes).any(|found| {
            let (form, is_address) = self.forms[found.pattern().as_usize()];
            piece.is_inside(found.start(), found.end(), form)
                && form.is_whole(piece.bytes, found.start(), found.end(), is_address)
        }))
    }
}

/// Reads until there is a whole piece; true at the end.
fn fill(bytes: &mut Vec<u8>, reader: &mut dyn Read) -> io::Result<bool> {
    let missing = PIECE - bytes.len();
    reader.take(missing as u64).read_to_end(bytes)?;
    Ok(bytes.len() < PIECE)
}

/// True if a text has one in any spelling. Also looks at the bytes as if they had another form than it seems.
fn is_spelled(known: &KnownTexts, piece: Piece<'_>, text: &str) -> bool {
    let shows = |text: &str| {
        let plain = unescaped(text);
        let plain = plain.as_ref().map_or(Cow::Borrowed(text), |plain| String::from_utf8_lossy(plain));
        known.is_unique_in(&plain, piece.is_first, piece.is_last)
    };
    let is_wide = memchr::memchr(0, piece.bytes).is_some();
    let wide = Form::ALL.iter().filter(|form| is_wide && form.width > 1);
    shows(text)
        || std::str::from_utf8(piece.bytes).is_err() && shows(&WINDOWS_1252.decode(piece.bytes).0)
        || wide.flat_map(|form| (0..form.width).map(move |skipped| (form, skipped))).any(|(form, skipped)| {
            piece.bytes.get(skipped..).is_some_and(|bytes| shows(&form.decoded(bytes)))
        })
}

impl Piece<'_> {
    /// False if the bytes around a text are in another piece, which has it whole.
    fn is_inside(&self, start: usize, end: usize, form: Form) -> bool {
        (self.is_first || start >= form.width) && (self.is_last || end + 2 * form.width <= self.bytes.len())
    }
}

impl Form {
    const ALL: [Self; 5] = [
        Self { width: 1, is_big: false },
        Self { width: 2, is_big: false },
        Self { width: 2, is_big: true },
        Self { width: 4, is_big: false },
        Self { width: 4, is_big: true },
    ];

    /// The form that the mark at the beginning of a file names.
    fn of(start: &[u8]) -> Option<Self> {
        let (width, is_big) = match start {
            [0xff, 0xfe, 0, 0, ..] => (4, false),
            [0, 0, 0xfe, 0xff, ..] => (4, true),
            [0xff, 0xfe, ..] => (2, false),
            [0xfe, 0xff, ..] => (2, true),
            _ => return None,
        };
        Some(Self { width, is_big })
    }

    fn encoded(self, text: &str) -> Vec<u8> {
        let units: Vec<u32> = match self.width {
            1 => return text.as_bytes().to_vec(),
            2 => text.encode_utf16().map(u32::from).collect(),
            _ => text.chars().map(u32::from).collect(),
        };
        let bytes = |unit: u32| {
            let all = unit.to_be_bytes();
            let mut bytes = all[all.len() - self.width..].to_vec();
            if !self.is_big {
                bytes.reverse();
            }
            bytes
        };
        units.into_iter().flat_map(bytes).collect()
    }

    fn decoded(self, bytes: &[u8]) -> String {
        let units = bytes.chunks_exact(self.width).map(|unit| self.value(unit));
        match self.width {
            2 => char::decode_utf16(units.map(|unit| u16::try_from(unit).unwrap_or_default()))
                .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
            _ => units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
        }
    }

    fn value(self, unit: &[u8]) -> u32 {
        let add = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
        if self.is_big { unit.iter().fold(0, add) } else { unit.iter().rev().fold(0, add) }
    }

    /// True if a text is no part of a longer word; an address no part of a longer address.
    fn is_whole(self, bytes: &[u8], start: usize, end: usize, is_address: bool) -> bool {
        let letter = |at: usize| {
            let unit = bytes.get(at..at + self.width)?;
            u8::try_from(self.value(unit)).ok().filter(u8::is_ascii)
        };
        let is_word = |letter: Option<u8>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
        let joins =
            |letter: Option<u8>| is_address && letter.is_some_and(|letter| b".-+_%".contains(&letter));
        let before = start.checked_sub(self.width).and_then(letter);
        let after = letter(end);
        let goes_on = if joins(after) { is_word(letter(end + self.width)) } else { is_word(after) };
        !is_word(before) && !joins(before) && !goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(address: &str) -> ByteSearch {
        let mut known = KnownTexts::default();
        known.add_unique(address);
        known.add_id("5f2c9a77");
        known.add_name("Ann Miller");
        ByteSearch::of(&known)
    }

    fn has(address: &str, bytes: &[u8]) -> bool {
        search(address).is_in(bytes).unwrap()
    }

    #[test]
    fn an_address_is_found_in_each_form_and_not_as_a_part_of_a_longer_one() {
        let address = "o'brien@example.org";
        for form in Form::ALL {
            for (text, is_there) in [
                ("<O'Brien@Example.org>", true),
                ("ask o'brien@example.org.", true),
                ("日本o'brien@example.org日本", true),
                ("joo'brien@example.org", false),
                ("x.o'brien@example.org", false),
                ("o'brien@example.org.uk", false),
                ("id 5F2C9A77;", true),
                ("id 5F2C9A777;", false),
                ("Ann Miller", false),
            ] {
                let bytes = form.encoded(text);
                assert_eq!(has(address, &bytes), is_there, "{form:?} {text}");
                let odd = [b"\x01", bytes.as_slice()].concat();
                assert_eq!(has(address, &odd), is_there, "{form:?} {text}, at an odd place");
            }
        }
    }

    #[test]
    fn letters_are_found_as_html_web_addresses_and_json_write_them() {
        for text in [
            "o&#39;brien@example.org",
            "<td>o&#x27;brien&commat;example.org</td>",
            "mailto:o%27brien%40example.org",
            "\"\\u003co\\u0027brien@example.org\\u003e\"",
            "&lt;o&apos;brien@example.org&gt;",
        ] {
            assert!(has("o'brien@example.org", text.as_bytes()), "{text}");
            let utf16 = Form::ALL[1].encoded(&format!("\u{feff}{text}"));
            assert!(has("o'brien@example.org", &utf16), "{text} in UTF-16");
        }
        assert!(!has("o'brien@example.org", b"joo&#39;brien@example.org"));
    }

    #[test]
    fn other_letters_are_found_in_each_spelling() {
        for text in [
            "MÜLLER@example.org",
            "Mu\u{308}ller@example.org",
            "m&#252;ller@example.org",
            "m%C3%BCller%40example.org",
        ] {
            for form in Form::ALL {
                assert!(has("müller@example.org", &form.encoded(text)), "{form:?} {text}");
            }
        }
        assert!(has("müller@example.org", b"M\xdcLLER@example.org"));
        assert!(has("straße@example.org", "STRASSE@example.org".as_bytes()));
        assert!(!has("müller@example.org", "möller@example.org".as_bytes()));
    }

    #[test]
    fn a_text_is_found_wherever_pieces_end() {
        let search = search("ann@example.org");
        let in_all = |bytes: Vec<u8>| search.is_in_all(&mut bytes.as_slice()).unwrap();
        let second = 2 * PIECE - search.overlap;
        for at in (PIECE - 30..PIECE + 5)
            .chain(second - 30..second + 5)
            .chain(PIECE - search.overlap - 5..PIECE - search.overlap + 5)
        {
            for (text, is_there) in
                [(" ann@example.org ", true), (" ann@example.org.uk", false), ("jo.ann@example.org ", false)]
            {
                let mut bytes = vec![b' '; 2 * PIECE + 100];
                bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
                assert_eq!(in_all(bytes), is_there, "{text} at {at}");
            }
        }
    }
}
