//! Reads XML parts event by event. Only predefined entities are resolved; spreadsheets write no others.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::decoding_reader::DecodingReader;
use super::error::WorkbookError;
use super::limits;
use super::package::PackagePart;

const BUFFER: usize = 32 * 1024;

/// A part decoded to UTF-8.
enum Utf8<'a> {
    Plain(PackagePart<'a>),
    Decoded(Box<DecodingReader<PackagePart<'a>>>),
}

impl<'a> Utf8<'a> {
    /// Detects the encoding by the byte order mark, by zeros in the first bytes, or by the declaration.
    fn new(mut part: PackagePart<'a>) -> Self {
        // Errors are reported when the part is read.
        match part.fill_buf().ok().and_then(encoding_of) {
            Some(encoding) => Self::Decoded(Box::new(DecodingReader::new(part, encoding).strict())),
            None => Self::Plain(part),
        }
    }

    fn part(&self) -> &PackagePart<'a> {
        match self {
            Self::Plain(part) => part,
            Self::Decoded(text) => text.inner(),
        }
    }

    fn end_cell(&mut self) {
        match self {
            Self::Plain(part) => part.end_cell(),
            Self::Decoded(text) => text.inner_mut().end_cell(),
        }
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(part) => part.read(buffer),
            Self::Decoded(text) => text.read(buffer),
        }
    }
}

/// The encoding of XML that is not UTF-8.
fn encoding_of(start: &[u8]) -> Option<&'static Encoding> {
    let wide = [
        (&b"\xff\xfe"[..], encoding_rs::UTF_16LE),
        (b"\xfe\xff", encoding_rs::UTF_16BE),
        (b"<\0", encoding_rs::UTF_16LE),
        (b"\0<", encoding_rs::UTF_16BE),
    ];
    if let Some((_, encoding)) = wide.into_iter().find(|(begin, _)| start.starts_with(begin)) {
        return Some(encoding);
    }
    let head = start.strip_prefix(b"<?xml").and_then(|head| head.get(..memchr::memchr(b'>', head)?))?;
    let at = memchr::memmem::find(head, b"encoding")?;
    let mut label = head.get(at..)?.split(|byte| b"\"'".contains(byte)).skip(1);
    let encoding = Encoding::for_label_no_replacement(label.next()?)?;
    let plain = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&encoding);
    (!plain).then_some(encoding)
}

/// The XML of a part.
pub(crate) struct XmlPart<'a> {
    /// The part counts its bytes when this buffer is filled.
    reader: quick_xml::Reader<BufReader<Utf8<'a>>>,
    buffer: Vec<u8>,
    depth: usize,
    /// The last event was the end of an element, so the next one begins with the next byte.
    at_element: bool,
}

impl<'a> XmlPart<'a> {
    pub(crate) fn new(part: PackagePart<'a>) -> Self {
        let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(BUFFER, Utf8::new(part)));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Self { reader, buffer: Vec::with_capacity(1024), depth: 0, at_element: false }
    }

    /// The next event. An empty element gives a start and an end.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, WorkbookError> {
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(place(error.into(), part(&self.reader))),
        };
        self.at_element = matches!(event, Event::End(_));
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => {
                return Err(WorkbookError::damaged("it ends too early").at(part(&self.reader)));
            }
            _ => {}
        }
        if self.depth > limits::DEPTH {
            let what = format!("its part {:?} has elements nested {} deep", part(&self.reader), self.depth);
            return Err(WorkbookError::TooMuch(what));
        }
        Ok(event)
    }

    /// What is buffered after the end of an element; empty elsewhere. It may be cut anywhere.
    pub(crate) fn ahead(&mut self) -> Result<&[u8], WorkbookError> {
        if !self.at_element {
            return Ok(&[]);
        }
        if let Err(error) = self.reader.get_mut().fill_buf() {
            return Err(place(error.into(), part(&self.reader)));
        }
        Ok(self.reader.get_ref().buffer())
    }

    /// Passes over this many bytes of [`Self::ahead`], which must be a complete element with the size of a cell.
    pub(crate) fn consume(&mut self, count: usize) {
        self.reader.stream().consume(count);
        self.end_cell();
    }

    /// Marks the end of a cell; see [`PackagePart::end_cell`].
    pub(crate) fn end_cell(&mut self) {
        self.reader.get_mut().get_mut().end_cell();
    }

    /// The nesting depth of the last event.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Skips the rest of the element that was just started.
    pub(crate) fn skip(&mut self) -> Result<(), WorkbookError> {
        self.leave(self.depth)
    }

    /// Skips the rest of the element at this depth.
    pub(crate) fn leave(&mut self, depth: usize) -> Result<(), WorkbookError> {
        while self.depth >= depth && depth > 0 {
            self.next()?;
            self.end_cell();
        }
        Ok(())
    }
}

fn part<'r>(reader: &'r quick_xml::Reader<BufReader<Utf8<'_>>>) -> &'r str {
    reader.get_ref().get_ref().part().name()
}

fn place(error: WorkbookError, part: &str) -> WorkbookError {
    match error {
        // Errors about limits already name the part.
        WorkbookError::Damaged(what) if !what.contains(part) => WorkbookError::Damaged(what).at(part),
        other => other,
    }
}

/// The value of an attribute by its full name.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    let damaged =
        |error: &dyn std::fmt::Display| WorkbookError::damaged(format!("the attribute {name}: {error}"));
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| damaged(&error))?;
        if attribute.key.as_ref() == name {
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| damaged(&error))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The value of an attribute by its name without the prefix.
pub(crate) fn local_attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    for found in start.attributes().with_checks(false) {
        let found =
            found.map_err(|error| WorkbookError::damaged(format!("the attribute {name}: {error}")))?;
        if found.key.local_name().as_ref() == name {
            return attribute(start, found.key.as_ref());
        }
    }
    Ok(None)
}

/// Calls `each` with every attribute, without resolving entities. Sheets have millions of cells, and this is several
/// times faster than [`attribute`].
pub(crate) fn each_attribute(element: &BytesStart<'_>, mut each: impl FnMut(&str, &str)) {
    let mut rest = element.attributes_raw();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_ascii_start();
        let Some(quote) = after.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { return };
        let Some((value, behind)) = after.get(1..).and_then(|after| after.split_once(quote)) else { return };
        each(name.trim_ascii(), value);
        rest = behind;
    }
}

/// Resolves a character reference or a predefined entity.
pub(crate) fn entity(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, WorkbookError> {
    let unknown = || {
        WorkbookError::damaged(format!("it has the entity &{};, which no spreadsheet writes", &**reference))
    };
    if reference.is_char_ref() {
        let letter = reference.resolve_char_ref().map_err(|_| unknown())?.ok_or_else(unknown)?;
        return Ok(letter.to_string().into());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(Cow::Borrowed).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attribute_is_found() {
        let mut found = Vec::new();
        let element = BytesStart::from_content("c r=\"A1\"  s = '7' x:t=\"a=b\" y=\"\" z", 1);
        each_attribute(&element, |name, value| found.push(format!("{name}:{value}")));
        assert_eq!(found, ["r:A1", "s:7", "x:t:a=b", "y:"]);
    }
}
