//! XML of a workbook, one event after the other. Entities are not followed: no spreadsheet writes any but those of XML.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::limits;
use super::package::Part;
use super::trouble::Trouble;

/// The XML of a part.
pub(super) struct Markup<'a> {
    reader: quick_xml::Reader<Part<'a>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'a> Markup<'a> {
    pub(super) fn new(part: Part<'a>) -> Self {
        let mut reader = quick_xml::Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Self { reader, buffer: Vec::with_capacity(1024), depth: 0 }
    }

    /// The next event. An element that is empty has a start and an end.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Trouble> {
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(place(error.into(), self.reader.get_ref().name())),
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => {
                return Err(Trouble::damaged("it ends in the middle").at(self.reader.get_ref().name()));
            }
            _ => {}
        }
        if self.depth > limits::DEPTH {
            let what =
                format!("its part {:?} has elements {} deep", self.reader.get_ref().name(), self.depth);
            return Err(Trouble::TooMuch(what));
        }
        Ok(event)
    }

    /// A cell ends here.
    pub(super) fn settle(&mut self) {
        self.reader.get_mut().settle();
    }

    /// How deep in the part the last event stands.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Passes over the rest of the element whose start was the last event.
    pub(super) fn skip(&mut self) -> Result<(), Trouble> {
        self.leave(self.depth)
    }

    /// Passes over the rest of the element that is so deep.
    pub(super) fn leave(&mut self, depth: usize) -> Result<(), Trouble> {
        while self.depth >= depth && depth > 0 {
            self.next()?;
            self.settle();
        }
        Ok(())
    }
}

fn place(trouble: Trouble, part: &str) -> Trouble {
    match trouble {
        // Its own limits name the part already.
        Trouble::Damaged(what) if !what.contains(part) => Trouble::Damaged(what).at(part),
        other => other,
    }
}

/// The value of an attribute.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    let damaged = |error: &dyn std::fmt::Display| Trouble::damaged(format!("the attribute {name}: {error}"));
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

/// What `&...;` stands for.
pub(super) fn entity(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, Trouble> {
    let unknown = || Trouble::damaged(format!("the entity &{};, which no spreadsheet writes", &**reference));
    if reference.is_char_ref() {
        let letter = reference.resolve_char_ref().map_err(|_| unknown())?.ok_or_else(unknown)?;
        return Ok(letter.to_string().into());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(Cow::Borrowed).ok_or_else(unknown)
}
