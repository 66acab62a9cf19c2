//! One cell of XLSX: where it stands, what it holds, and the value of it.

use calamine::DataRef;
use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;

use super::formula::{self, Kind};
use super::look::{self, Looks};
use super::markup::{Markup, attribute, each_attribute, entity};
use super::outline::place;
use super::trouble::Trouble;
use super::value::Value;

/// What kind of value a cell says that it has (ECMA-376, 18.18.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Truth,
    Error,
    Day,
}

/// What a cell says of itself before its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Row and column from 0; `None` where it stands behind the one before it.
    pub(super) place: Option<(u64, u64)>,
    format: usize,
    kind: Type,
}

impl Head {
    pub(super) fn of(start: &BytesStart<'_>) -> Result<Self, Trouble> {
        let (mut head, mut unknown) = (Self { place: None, format: 0, kind: Type::Number }, None);
        each_attribute(start, |name, value| match name {
            "r" => {
                head.place = place(value);
                unknown = head.place.is_none().then(|| value.to_owned());
            }
            "s" => head.format = value.trim().parse().unwrap_or_default(),
            "t" => head.kind = kind(value),
            _ => {}
        });
        match unknown {
            None => Ok(head),
            Some(value) => {
                Err(Trouble::damaged(format!("a cell has the reference {value:?}, which is none")))
            }
        }
    }
}

fn kind(word: &str) -> Type {
    match word {
        "n" => Type::Number,
        "s" => Type::Shared,
        "b" => Type::Truth,
        "e" => Type::Error,
        "d" => Type::Day,
        // Text of a formula, text in its place, and what a later version may know.
        _ => Type::Text,
    }
}

/// The number of a row from 0; `None` where it stands behind the one before it.
pub(super) fn row(start: &BytesStart<'_>) -> Result<Option<u64>, Trouble> {
    let Some(text) = attribute(start, "r")? else { return Ok(None) };
    let number = text.trim().parse::<u64>().ok().and_then(|number| number.checked_sub(1));
    number.map(Some).ok_or_else(|| Trouble::damaged(format!("a row has the number {text:?}, which is none")))
}

/// An attribute by its name without a prefix; the prefix is whatever the file calls it.
pub(super) fn local(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    for found in start.attributes().with_checks(false) {
        let found = found.map_err(|error| Trouble::damaged(format!("the attribute {name}: {error}")))?;
        if found.key.local_name().as_ref() == name {
            return attribute(start, found.key.as_ref());
        }
    }
    Ok(None)
}

/// What stands inside of a cell.
#[derive(Debug, Default)]
pub(super) struct Content {
    text: String,
    /// There is a value, be it an empty one.
    pub(super) has_value: bool,
    pub(super) has_formula: bool,
}

impl Content {
    /// Reads up to the end of the cell whose start was the last event.
    pub(super) fn read(&mut self, markup: &mut Markup<'_>) -> Result<(), Trouble> {
        self.text.clear();
        (self.has_value, self.has_formula) = (false, false);
        loop {
            let inside = match markup.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "v" => Inside::Value,
                    "is" => Inside::Runs,
                    "f" => Inside::Formula,
                    _ => Inside::Other,
                },
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Trouble::damaged("it ends in the middle of a cell")),
                _ => continue,
            };
            match inside {
                // Where there are both, the value is that of the text.
                Inside::Value if self.has_value => markup.skip()?,
                Inside::Value => {
                    letters(markup, &mut self.text)?;
                    self.has_value = true;
                }
                Inside::Runs => {
                    self.text.clear();
                    runs(markup, &mut self.text)?;
                    self.has_value = true;
                }
                Inside::Formula => {
                    skip(markup)?;
                    self.has_formula = true;
                }
                Inside::Other => skip(markup)?,
            }
        }
    }
}

enum Inside {
    Value,
    Runs,
    Formula,
    Other,
}

/// Passes over the element whose start was the last event; it belongs to its cell.
fn skip(markup: &mut Markup<'_>) -> Result<(), Trouble> {
    letters(markup, &mut String::new())
}

/// The letters of the element whose start was the last event, and of those in it.
fn letters(markup: &mut Markup<'_>, text: &mut String) -> Result<(), Trouble> {
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
            Event::Eof => return Err(Trouble::damaged("it ends in the middle of a cell")),
            _ => {}
        }
    }
}

/// The text of the element whose start was the last event: that of all its runs. How it is spoken is none of it.
pub(super) fn runs(markup: &mut Markup<'_>, text: &mut String) -> Result<(), Trouble> {
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
            Event::Eof => return Err(Trouble::damaged("it ends in the middle of a text")),
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

/// Whether blank space at the ends of a text belongs to it.
fn is_kept(start: &BytesStart<'_>) -> bool {
    let mut kept = false;
    each_attribute(start, |name, value| kept |= name == "xml:space" && value == "preserve");
    kept
}

/// Letters that XML can't hold are written `_x000D_`, in UTF-16.
fn unescape(piece: &str, text: &mut String) {
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

/// What the cells of a workbook refer to.
pub(super) struct Texts<'a> {
    pub(super) shared: &'a [String],
    pub(super) looks: &'a Looks,
    pub(super) is_1904: bool,
    /// The workbook asks for all formulas to be computed when it is opened.
    pub(super) recompute: bool,
}

impl Texts<'_> {
    /// The value of a cell; `None` where there is nothing.
    pub(super) fn value(&self, head: &Head, content: &Content) -> Result<Option<Value>, Trouble> {
        let text = content.text.as_str();
        if content.has_formula && head.kind != Type::Error && !self.is_computed(head, content) {
            return Ok(Some(Value::no_result()));
        }
        if !content.has_value {
            return Ok(None);
        }
        Ok(match head.kind {
            // A new word of a later version is an error all the same.
            Type::Error => {
                let word = if text.trim().is_empty() { "#ERROR!" } else { text.trim() };
                Some(Value::new(word, CellKind::Error))
            }
            _ if text.is_empty() => None,
            Type::Shared => return self.shared(text).map(|text| Value::of(DataRef::SharedString(text))),
            Type::Number => self.number(head.format, text),
            Type::Truth => truth(text),
            Type::Day => Value::of(DataRef::DateTimeIso(text.to_owned())),
            Type::Text if text.contains("_x") => {
                let mut plain = String::with_capacity(text.len());
                unescape(text, &mut plain);
                Value::of(DataRef::String(plain))
            }
            Type::Text => Value::of(DataRef::String(text.to_owned())),
        })
    }

    fn is_computed(&self, head: &Head, content: &Content) -> bool {
        let kind = match head.kind {
            Type::Number => Kind::Number,
            Type::Text => Kind::Text,
            _ => Kind::Other,
        };
        formula::is_computed(kind, content.has_value.then_some(content.text.as_str()), self.recompute)
    }

    fn shared(&self, number: &str) -> Result<&str, Trouble> {
        let text = number.trim().parse::<usize>().ok().and_then(|number| self.shared.get(number));
        let missing = || Trouble::damaged(format!("a cell has the shared text {number}, and there is none"));
        text.map(String::as_str).ok_or_else(missing)
    }

    /// What is no number is the text that it is.
    fn number(&self, format: usize, text: &str) -> Option<Value> {
        let Ok(number) = text.trim().parse::<f64>() else {
            return Value::of(DataRef::String(text.to_owned()));
        };
        look::number(number, self.looks.get(format).and_then(Option::as_deref), self.is_1904)
    }
}

fn truth(text: &str) -> Option<Value> {
    match text.trim() {
        "1" => Value::of(DataRef::Bool(true)),
        "0" => Value::of(DataRef::Bool(false)),
        word if word.eq_ignore_ascii_case("true") => Value::of(DataRef::Bool(true)),
        word if word.eq_ignore_ascii_case("false") => Value::of(DataRef::Bool(false)),
        _ => Value::of(DataRef::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rstest::rstest;

    use super::super::package::Part;
    use super::*;

    /// The text and kind of a cell; `None` where it is empty.
    fn cell(xml: &str) -> Option<(String, CellKind)> {
        let mut left = u64::MAX;
        let mut markup = Markup::new(Part::new(
            Box::new(Cursor::new(xml.to_owned())),
            "x".to_owned(),
            &mut left,
            u64::MAX,
        ));
        let Event::Start(start) = markup.next().unwrap() else { panic!("no cell: {xml}") };
        let head = Head::of(&start).unwrap();
        let mut content = Content::default();
        content.read(&mut markup).unwrap();
        let shared = ["zero".to_owned(), " one ".to_owned()];
        let looks = vec![None, look::Look::of("00000").map(std::rc::Rc::new)];
        let texts = Texts { shared: &shared, looks: &looks, is_1904: false, recompute: false };
        texts.value(&head, &content).unwrap().map(|value| (value.text, value.kind))
    }

    #[rstest]
    #[case("<c><v>1.5</v></c>", "1.5", CellKind::Number)]
    #[case("<c s=\"1\" t=\"n\"><v>67</v></c>", "00067", CellKind::Text)]
    #[case("<c t=\"s\"><v>1</v></c>", " one ", CellKind::Text)]
    #[case(
        "<x:c t=\"str\"><x:f>A1&amp;\"x\"</x:f><x:v> a_x000D_&amp;b</x:v></x:c>",
        " a\r&b",
        CellKind::Text
    )]
    #[case("<c t=\"inlineStr\"><is><t> a </t></is></c>", "a", CellKind::Text)]
    #[case(
        "<c t=\"inlineStr\"><v>0</v><is><t xml:space=\"preserve\"> a </t></is></c>",
        " a ",
        CellKind::Text
    )]
    #[case(
        "<c t=\"inlineStr\"><is><r><rPr><b/></rPr><t>東</t></r><r><t>京</t></r><rPh sb=\"0\" eb=\"1\"><t>トウ</t></rPh></is></c>",
        "東京",
        CellKind::Text
    )]
    #[case("<c t=\"b\"><v>1</v></c>", "true", CellKind::Bool)]
    #[case("<c t=\"b\"><v>maybe</v></c>", "maybe", CellKind::Text)]
    #[case("<c t=\"e\"><v>#SPILL!</v></c>", "#SPILL!", CellKind::Error)]
    #[case("<c t=\"e\"><v>#NEW?</v></c>", "#NEW?", CellKind::Error)]
    #[case("<c t=\"e\"><v/></c>", "#ERROR!", CellKind::Error)]
    #[case("<c t=\"d\"><v>2020-01-31T00:00:00</v></c>", "2020-01-31", CellKind::Date)]
    #[case("<c t=\"n\"><v>abc</v></c>", "abc", CellKind::Text)]
    #[case("<c t=\"x\"><v>abc</v></c>", "abc", CellKind::Text)]
    #[case("<c><v>7</v><extLst><ext><v>8</v></ext></extLst></c>", "7", CellKind::Number)]
    #[case("<c t=\"str\"><v><![CDATA[<a>]]></v></c>", "<a>", CellKind::Text)]
    fn values(#[case] xml: &str, #[case] text: &str, #[case] kind: CellKind) {
        assert_eq!(cell(xml), Some((text.to_owned(), kind)), "{xml}");
    }

    #[rstest]
    #[case("<c/>")]
    #[case("<c s=\"1\"><v/></c>")]
    #[case("<c t=\"str\"><f>A1</f><v></v></c>")]
    #[case("<c t=\"s\"><v></v></c>")]
    fn empty_cells(#[case] xml: &str) {
        assert_eq!(cell(xml), None, "{xml}");
    }

    #[rstest]
    #[case("a_x000D_b", "a\rb")]
    #[case("_x005F_x000D_", "_x000D_")]
    #[case("_xD83D__xDE00_", "😀")]
    #[case("_xD83D_ ", "\u{fffd} ")]
    #[case("_x00_x0041_", "_x00A")]
    #[case("_xé", "_xé")]
    #[case("plain", "plain")]
    fn escaped_letters(#[case] text: &str, #[case] expected: &str) {
        let mut plain = String::new();
        unescape(text, &mut plain);
        assert_eq!(plain, expected);
    }
}
