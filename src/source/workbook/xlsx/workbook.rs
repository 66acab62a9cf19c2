//! An open workbook: its sheets, shared texts and formats.

use std::collections::HashMap;
use std::fs::File;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::number_format::{NumberFormat, NumberFormats};
use crate::source::workbook::package::Package;
use crate::source::workbook::relations::{self, Relation, relations};
use crate::source::workbook::sheet::Sheet;
use crate::source::workbook::sheet_outline::SheetOutline;
use crate::source::workbook::xml_part::{XmlPart, attribute, local_attribute};

use super::cell::Texts;
use super::cells::XlsxCells;
use super::outline;
use super::shared_texts::SharedTexts;

/// An open workbook.
pub(crate) struct Xlsx {
    package: Package,
    sheets: Vec<Sheet>,
    /// The part of each sheet.
    parts: Vec<String>,
    shared: SharedTexts,
    number_formats: NumberFormats,
    is_1904: bool,
    /// It asks for all formulas to be recomputed on opening.
    recompute: bool,
}

impl Xlsx {
    pub(crate) fn open(content: File) -> Result<Self, WorkbookError> {
        let mut package = Package::open(content)?;
        let book = relations::workbook(&mut package, "xl/workbook.xml")?;
        let related = relations(&mut package, &book)?;
        let ListedSheets { sheets, parts, is_1904, recompute } = listed(&mut package, &book, &related)?;
        let part = |kind, usual| relations::part_of_kind(&related, kind, &book, usual);
        let shared = shared(&mut package, &part("sharedStrings", "sharedStrings.xml"))?;
        let number_formats = number_formats(&mut package, &part("styles", "styles.xml"))?;
        Ok(Self { package, sheets, parts, shared, number_formats, is_1904, recompute })
    }

    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        self.package.rewind();
    }

    /// Scans a sheet for the order of its rows and its merged ranges.
    pub(crate) fn outline(&mut self, number: usize) -> Result<SheetOutline, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        outline::scan(self.package.needed(name)?)
    }

    /// The cells of a sheet.
    pub(crate) fn cells(&mut self, number: usize) -> Result<XlsxCells<'_>, WorkbookError> {
        let name = self.parts.get(number).map_or("", String::as_str);
        let markup = XmlPart::new(self.package.needed(name)?);
        let texts = Texts {
            shared: &self.shared,
            number_formats: &self.number_formats,
            is_1904: self.is_1904,
            recompute: self.recompute,
        };
        Ok(XlsxCells::new(markup, texts))
    }
}

/// What the workbook part lists.
#[derive(Default)]
struct ListedSheets {
    sheets: Vec<Sheet>,
    parts: Vec<String>,
    is_1904: bool,
    /// It asks for all formulas to be recomputed on opening.
    recompute: bool,
}

fn listed(package: &mut Package, book: &str, related: &[Relation]) -> Result<ListedSheets, WorkbookError> {
    let known: HashMap<&str, &Relation> = related.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut markup = XmlPart::new(package.needed(book)?);
    let mut listed = ListedSheets::default();
    // Extensions have elements of the same local name, such as an empty `x15:workbookPr`.
    let mut prefix = None;
    loop {
        match markup.next()? {
            Event::Start(start) if *prefix.get_or_insert_with(|| prefix_of(&start)) != prefix_of(&start) => {}
            Event::Start(start) => match start.local_name().as_ref() {
                "workbookPr" => {
                    listed.is_1904 = attribute(&start, "date1904")?.is_some_and(|is| is_true(&is))
                }
                "calcPr" => {
                    let asks = attribute(&start, "fullCalcOnLoad")?;
                    listed.recompute = asks.is_some_and(|asks| is_true(&asks));
                }
                "sheet" => {
                    let name = attribute(&start, "name")?.unwrap_or_default();
                    let visible = attribute(&start, "state")?.is_none_or(|state| state == "visible");
                    let id = local_attribute(&start, "id")?.filter(|id| !id.is_empty());
                    let relation = id.as_deref().and_then(|id| known.get(id).copied());
                    let missing =
                        || WorkbookError::damaged(format!("the data of its sheet {name:?} is missing"));
                    // Sheets of charts and macros have no cells; one without an id is a macro sheet of an old version.
                    let relation = match (id, relation) {
                        (None, _) => None,
                        (Some(_), relation) => Some(relation.ok_or_else(missing)?),
                    };
                    if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                        listed.parts.push(relation.part.clone().ok_or_else(missing)?);
                        listed.sheets.push(Sheet { name, visible, data: None });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(listed),
            _ => {}
        }
        markup.end_cell();
    }
}

fn prefix_of(start: &BytesStart<'_>) -> Option<String> {
    start.name().prefix().map(|prefix| prefix.into_inner().to_owned())
}

fn is_true(text: &str) -> bool {
    matches!(text.trim(), "1" | "true" | "on")
}

fn shared(package: &mut Package, name: &str) -> Result<SharedTexts, WorkbookError> {
    let most = limits::shared(package.size());
    let Some(part) = package.part_up_to(name, most)? else { return Ok(SharedTexts::default()) };
    SharedTexts::read(&mut XmlPart::new(part))
}

/// Reads the number formats, by number.
fn number_formats(package: &mut Package, name: &str) -> Result<NumberFormats, WorkbookError> {
    let Some(part) = package.part(name)? else { return Ok(Vec::new()) };
    let mut markup = XmlPart::new(part);
    let mut codes = HashMap::new();
    let mut number_formats = Vec::new();
    let mut of_cells = false;
    loop {
        match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let number = attribute(&start, "numFmtId")?;
                    let code = attribute(&start, "formatCode")?;
                    if let (Some(number), Some(code)) = (number, code) {
                        codes.insert(number.trim().to_owned(), NumberFormat::from_code(&code).map(Rc::new));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let number = attribute(&start, "numFmtId")?.unwrap_or_default();
                    let built_in = || NumberFormat::built_in(number.trim().parse().ok()?).map(Rc::new);
                    number_formats.push(codes.get(number.trim()).cloned().unwrap_or_else(built_in));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(number_formats),
            _ => {}
        }
        if number_formats.len() as u64 > limits::FORMATS {
            let what = format!("its part {name:?} has more than {} cell formats", limits::FORMATS);
            return Err(WorkbookError::TooMuch(what));
        }
        markup.end_cell();
    }
}
