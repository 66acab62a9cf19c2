//! The texts that cells share, in one buffer.

use quick_xml::events::Event;

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::xml_part::XmlPart;

use super::plain::plain_shared_text;
use super::text;

/// The texts that cells refer to by number.
#[derive(Debug, Default)]
pub(crate) struct SharedTexts {
    text: String,
    /// Where each text ends. All texts together are shorter than 4 GB: see `limits::shared`.
    ends: Vec<u32>,
}

impl SharedTexts {
    /// Reads the shared texts. Their stated count is ignored.
    pub(crate) fn read(markup: &mut XmlPart<'_>) -> Result<Self, WorkbookError> {
        let mut shared = Self::default();
        loop {
            if let Some((text, length)) = plain_shared_text(markup.ahead()?) {
                shared.text.push_str(text);
                shared.end();
                markup.consume(length);
                continue;
            }
            let is_text = match markup.next()? {
                Event::Start(start) => start.local_name().as_ref() == "si",
                Event::Eof => return Ok(shared),
                _ => false,
            };
            if is_text {
                text::runs(markup, &mut shared.text)?;
                shared.end();
            }
            markup.end_cell();
        }
    }

    /// The text with this number, from 0.
    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start =
            number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |start| *start as usize);
        self.text.get(start..end)
    }

    fn end(&mut self) {
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
impl FromIterator<&'static str> for SharedTexts {
    fn from_iter<T: IntoIterator<Item = &'static str>>(texts: T) -> Self {
        let mut shared = Self::default();
        for text in texts {
            shared.text.push_str(text);
            shared.end();
        }
        shared
    }
}
