//! The displayed text of a cell.

use quick_xml::events::{BytesStart, Event};

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::xml_part::{XmlPart, attribute, entity};

/// The displayed text of the cell that was just started, one line per paragraph; `None` if it has no paragraph.
pub(crate) fn shown(markup: &mut XmlPart<'_>) -> Result<Option<String>, WorkbookError> {
    let mut shown = OdsText::default();
    let mut depth = 1;
    loop {
        let mut skipped = false;
        match markup.next()? {
            Event::Start(start) => {
                depth += 1;
                skipped = shown.start(&start)?;
            }
            Event::End(end) => {
                depth -= 1;
                if depth == 0 {
                    return Ok((shown.paragraphs > 0).then_some(shown.text));
                }
                shown.inside &= !matches!(end.name().as_ref(), "text:p" | "text:h");
            }
            Event::Text(text) => shown.words(&text.xml10_content()),
            Event::CData(text) => shown.words(&text.xml10_content()),
            Event::GeneralRef(reference) => shown.push(&entity(&reference)?),
            Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a cell")),
            _ => {}
        }
        if skipped {
            markup.skip()?;
            depth -= 1;
        }
    }
}

/// Collects the text of a cell.
#[derive(Default)]
struct OdsText {
    text: String,
    /// Inside a paragraph.
    inside: bool,
    paragraphs: usize,
    /// The last character was blank space in the XML; further blank space is ignored.
    blank: bool,
}

impl OdsText {
    /// Handles a start tag. True if its element is not text of the cell (notes, drawings, tables) and must be skipped.
    fn start(&mut self, start: &BytesStart<'_>) -> Result<bool, WorkbookError> {
        match start.name().as_ref() {
            "text:p" | "text:h" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                (self.paragraphs, self.inside, self.blank) = (self.paragraphs + 1, true, true);
            }
            "text:s" => {
                let count = attribute(start, "text:c")?.and_then(|count| count.parse().ok()).unwrap_or(1_u64);
                if count.saturating_add(self.text.len() as u64) > limits::CELL {
                    return Err(WorkbookError::TooMuch(format!("it has a cell with {count} spaces")));
                }
                self.push(&" ".repeat(count as usize));
            }
            "text:tab" => self.push("\t"),
            "text:line-break" => self.push("\n"),
            name => {
                let prefixes = ["draw:", "dr3d:", "table:", "form:"];
                return Ok(matches!(name, "office:annotation" | "text:note" | "text:ruby-text")
                    || prefixes.iter().any(|prefix| name.starts_with(prefix)));
            }
        }
        Ok(false)
    }

    fn push(&mut self, text: &str) {
        if self.inside {
            self.text.push_str(text);
            self.blank = false;
        }
    }

    fn words(&mut self, text: &str) {
        for letter in text.chars().filter(|_| self.inside) {
            let blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
            if !blank {
                self.text.push(letter);
            } else if !self.blank {
                self.text.push(' ');
            }
            self.blank = blank;
        }
    }
}
