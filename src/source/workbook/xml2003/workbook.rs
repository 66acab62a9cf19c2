//! An open workbook and its sheets.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

use quick_xml::events::Event;

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::package::PackagePart;
use crate::source::workbook::sheet::Sheet;
use crate::source::workbook::xml_part::XmlPart;

use super::attributes::local;
use super::cells::Xml2003Cells;
use super::formats::Formats;

/// The name for the file in messages, where others name a part.
const CONTENT: &str = "workbook";

/// An open workbook.
pub(crate) struct Xml2003 {
    content: File,
    sheets: Vec<Sheet>,
    formats: Formats,
    left: u64,
}

impl Xml2003 {
    /// Reads the whole file to find its sheets and formats.
    pub(crate) fn open(mut content: File) -> Result<Self, WorkbookError> {
        let mut left = u64::MAX;
        let (sheets, formats) = looked_over(markup(&mut content, &mut left)?)?;
        Ok(Self { content, sheets, formats, left })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<Xml2003Cells<'_>, WorkbookError> {
        let mut markup = markup(&mut self.content, &mut self.left)?;
        let mut before = 0;
        loop {
            match markup.next()? {
                Event::Start(start) if start.local_name().as_ref() == "Worksheet" => {
                    if before == number {
                        break;
                    }
                    before += 1;
                }
                Event::Eof => return Err(WorkbookError::damaged("one of its sheets is missing")),
                _ => {}
            }
            markup.end_cell();
        }
        Ok(Xml2003Cells::new(markup, &self.formats))
    }
}

fn looked_over(mut markup: XmlPart<'_>) -> Result<(Vec<Sheet>, Formats), WorkbookError> {
    let (mut sheets, mut formats, mut style, mut inside) =
        (Vec::<Sheet>::new(), Formats::default(), String::new(), false);
    loop {
        match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "Style" => {
                    style = local(&start, "ID")?.unwrap_or_default();
                    formats.styles.begin(&style, local(&start, "Parent")?);
                }
                "NumberFormat" => formats.styles.set_format(&style, local(&start, "Format")?.as_deref()),
                "Date1904" => formats.is_1904 = true,
                "Worksheet" => {
                    let name = local(&start, "Name")?.unwrap_or_default();
                    sheets.push(Sheet { name, visible: true, data: Some(false) });
                }
                "Data" => sheets.last_mut().into_iter().for_each(|sheet| sheet.data = Some(true)),
                "Visible" => inside = true,
                _ => {}
            },
            Event::Text(text) if inside && text.trim() != "SheetVisible" => {
                sheets.last_mut().into_iter().for_each(|sheet| sheet.visible = false);
            }
            Event::End(end) if end.local_name().as_ref() == "Visible" => inside = false,
            Event::Eof => return Ok((sheets, formats)),
            _ => {}
        }
        if formats.styles.len() > limits::FORMATS {
            return Err(WorkbookError::TooMuch(format!("it has more than {} cell formats", limits::FORMATS)));
        }
        markup.end_cell();
    }
}

fn markup<'a>(content: &'a mut File, left: &'a mut u64) -> Result<XmlPart<'a>, WorkbookError> {
    content.seek(SeekFrom::Start(0))?;
    let bytes = BufReader::with_capacity(64 * 1024, content);
    Ok(XmlPart::new(PackagePart::new(Box::new(bytes), CONTENT.to_owned(), left, u64::MAX)))
}
