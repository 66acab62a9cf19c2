//! An OpenDocument spreadsheet, and the sheets in it.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;

use quick_xml::events::Event;

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::package::Package;
use crate::source::workbook::sheet::Sheet;
use crate::source::workbook::xml_part::{XmlPart, attribute};

use super::cells::OdsCells;

const CONTENT: &str = "content.xml";

/// The media type of a spreadsheet; that of a template begins with it.
const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// An open spreadsheet.
pub(crate) struct Ods {
    package: Package,
    sheets: Vec<Sheet>,
}

impl Ods {
    /// Reads the whole content to find its sheets.
    pub(crate) fn open(content: File) -> Result<Self, WorkbookError> {
        let mut package = Package::open(content)?;
        check_kind(&mut package)?;
        if is_encrypted(&mut package)? {
            return Err(WorkbookError::Password);
        }
        let sheets = sheets(&mut package)?;
        Ok(Self { package, sheets })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        self.package.rewind();
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<OdsCells<'_>, WorkbookError> {
        let mut markup = content(&mut self.package)?;
        let mut before = 0;
        while let Some(found) = next_table(&mut markup, &mut HashSet::new())? {
            if found.name.is_some() && before == number {
                return Ok(OdsCells::new(markup));
            }
            before += usize::from(found.name.is_some());
            markup.skip()?;
        }
        Err(WorkbookError::damaged("one of its sheets is missing"))
    }
}

fn content(package: &mut Package) -> Result<XmlPart<'_>, WorkbookError> {
    let part = package
        .part(CONTENT)?
        .ok_or_else(|| WorkbookError::damaged(format!("it has no part {CONTENT:?}")))?;
    Ok(XmlPart::new(part))
}

/// Text documents have tables too, and StarOffice spreadsheets use other attribute names.
fn check_kind(package: &mut Package) -> Result<(), WorkbookError> {
    let Some(part) = package.part("mimetype")? else { return Ok(()) };
    let mut kind = String::new();
    part.take(100).read_to_string(&mut kind)?;
    if kind.starts_with(KIND) {
        return Ok(());
    }
    Err(WorkbookError::damaged(format!("its type is {kind:?}")))
}

fn is_encrypted(package: &mut Package) -> Result<bool, WorkbookError> {
    let Some(part) = package.part("META-INF/manifest.xml")? else { return Ok(false) };
    let mut markup = XmlPart::new(part);
    loop {
        match markup.next()? {
            Event::Start(start) if start.name().as_ref() == "manifest:encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
        markup.end_cell();
    }
}

fn sheets(package: &mut Package) -> Result<Vec<Sheet>, WorkbookError> {
    let mut markup = content(package)?;
    let mut hidden = HashSet::new();
    let mut sheets = Vec::new();
    while let Some(table) = next_table(&mut markup, &mut hidden)? {
        let visible = table.style.is_none_or(|style| !hidden.contains(&style));
        let mut cells = OdsCells::new(markup);
        let data = cells.has_data()?;
        markup = cells.markup;
        sheets.extend(table.name.map(|name| Sheet { name, visible, data: Some(data) }));
    }
    Ok(sheets)
}

struct OdsTable {
    name: Option<String>,
    style: Option<String>,
}

/// Reads up to the start of the next table. Names of styles that hide a table are added to `hidden`.
fn next_table(
    markup: &mut XmlPart<'_>,
    hidden: &mut HashSet<String>,
) -> Result<Option<OdsTable>, WorkbookError> {
    let mut style = None;
    loop {
        let mut skipped = false;
        match markup.next()? {
            Event::Start(start) => match start.name().as_ref() {
                "style:style" => style = attribute(&start, "style:name")?,
                "style:table-properties"
                    if attribute(&start, "table:display")?.as_deref() == Some("false") =>
                {
                    hidden.extend(style.take());
                }
                "table:table" => {
                    let (name, style) =
                        (attribute(&start, "table:name")?, attribute(&start, "table:style-name")?);
                    return Ok(Some(OdsTable { name, style }));
                }
                // Deleted content and cached content of other files are not sheets.
                "table:tracked-changes" | "table:dde-links" => skipped = true,
                _ => {}
            },
            Event::Eof => return Ok(None),
            _ => {}
        }
        if skipped {
            markup.skip()?;
        }
        markup.end_cell();
    }
}
