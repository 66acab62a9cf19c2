//! XLSX through calamine, which streams the cells but takes the shared texts whole and believes what a file claims. So
//! every part is counted before calamine opens the file.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::BufRead;
use std::rc::Rc;

use calamine::{DataRef, Reader, SheetType, SheetVisible, XlsxCellReader};
use quick_xml::events::Event;

use super::book::{Placed, Sheet};
use super::formula::{self, Kind};
use super::limits;
use super::look::{self, Look, Looks};
use super::markup::{Markup, attribute};
use super::package::{Allowance, Bytes, Package, Part};
use super::trouble::Trouble;
use super::value::Value;

const SHARED: &str = "sharedStrings.xml";
const STYLES: &str = "styles.xml";
/// The bytes of the shortest text, `<si/>`.
const TEXT: u64 = 5;

/// A workbook that is open.
pub(super) struct Xlsx {
    book: calamine::Xlsx<Bytes>,
    sheets: Vec<Sheet>,
    allowance: Allowance,
    /// It asks for all formulas to be computed when it is opened.
    anew: bool,
    /// The sheet is chosen: its formulas are looked through before its cells are read.
    chosen: bool,
}

impl Xlsx {
    pub(super) fn open(content: File) -> Result<Self, Trouble> {
        let mut package = Package::open(content)?;
        check(&mut package)?;
        let anew = asks_for_results(&mut package)?;
        let allowance = package.allowance();
        allowance.renew();
        let book = calamine::Xlsx::new(package.into_inner())?;
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheet = |sheet: &calamine::Sheet| {
            let visible = sheet.visible == SheetVisible::Visible;
            Sheet { name: sheet.name.clone(), visible, data: None }
        };
        let sheets = sheets.map(sheet).collect();
        Ok(Self { book, sheets, allowance, anew, chosen: false })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// Begins another pass.
    pub(super) fn rewind(&mut self) {
        self.allowance.renew();
        self.chosen = true;
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<Cells<'_>, Trouble> {
        let name = self.sheets.get(number).map_or("", |sheet| &sheet.name);
        let mut formulas = HashSet::new();
        if self.chosen {
            formulas = uncomputed(self.book.worksheet_cells_reader(name)?, self.anew)?;
            self.allowance.renew();
        }
        let is_1904 = self.book.has_1904_epoch();
        let reader = Box::new(self.book.worksheet_cells_reader(name)?);
        let mut known: HashMap<(&str, Option<u32>), Option<Rc<Look>>> = HashMap::new();
        let mut looks = Looks::new();
        for style in reader.styles() {
            let format = style.number_format.as_ref();
            let format = format.map_or(("", None), |format| (format.format_code.as_str(), format.format_id));
            looks.push(known.entry(format).or_insert_with(|| look(format).map(Rc::new)).clone());
        }
        Ok(Cells { reader, looks, is_1904, formulas })
    }
}

/// Of a format that has no code in the file, the number decides.
fn look((code, number): (&str, Option<u32>)) -> Option<Look> {
    let built_in = number.and_then(|number| u16::try_from(number).ok()).and_then(Look::built_in);
    built_in.or_else(|| Look::of(code))
}

/// The cells of a sheet.
pub(super) struct Cells<'a> {
    reader: Box<XlsxCellReader<'a, Bytes>>,
    looks: Looks,
    is_1904: bool,
    /// Where formulas stand that nobody has computed.
    formulas: HashSet<(u32, u32)>,
}

impl Cells<'_> {
    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Placed>, Trouble> {
        while let Some((cell, style)) = self.reader.next_cell_with_style_id()? {
            let (row, column) = cell.get_position();
            let value = match self.formulas.contains(&(row, column)) {
                true => Some(Value::no_result()),
                false => self.value(cell.get_value(), style),
            };
            if let Some(value) = value {
                return Ok(Some((u64::from(row), u64::from(column), value)));
            }
        }
        Ok(None)
    }

    fn value(&self, cell: &DataRef<'_>, style: usize) -> Option<Value> {
        let look = self.looks.get(style).and_then(Option::as_deref);
        match (number(cell), look) {
            (Some(number), Some(look)) => look::number(number, Some(look), self.is_1904),
            _ => Value::of(cell.clone()),
        }
    }
}

fn number(cell: &DataRef<'_>) -> Option<f64> {
    match cell {
        DataRef::Int(number) => Some(*number as f64),
        DataRef::Float(number) => Some(*number),
        DataRef::DateTime(moment) => Some(moment.as_f64()),
        _ => None,
    }
}

/// Where formulas stand that nobody has computed.
fn uncomputed(mut reader: XlsxCellReader<'_, Bytes>, anew: bool) -> Result<HashSet<(u32, u32)>, Trouble> {
    let mut found = HashSet::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        let (kind, value) = match (&cell.value, number(&cell.value)) {
            (_, Some(number)) => (Kind::Number, Some(if number == 0.0 { "0" } else { "1" })),
            (DataRef::Empty, _) => (Kind::Number, None),
            (DataRef::String(text), _) => (Kind::Text, Some(text.as_str())),
            _ => (Kind::Other, Some("1")),
        };
        if cell.formula.is_some() && !formula::is_computed(kind, value, anew) {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

/// Whether the workbook asks for all formulas to be computed when it is opened.
fn asks_for_results(package: &mut Package) -> Result<bool, Trouble> {
    let Some(part) = package.part("xl/workbook.xml")? else { return Ok(false) };
    let mut markup = Markup::new(part);
    loop {
        match markup.next()? {
            Event::Start(start) if start.local_name().as_ref() == "calcPr" => {
                let anew = attribute(&start, "fullCalcOnLoad")?;
                return Ok(anew.is_some_and(|anew| matches!(anew.trim(), "1" | "true" | "on")));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
        markup.settle();
    }
}

/// Looks at nothing but how much every part unpacks to. Those that hold more than a sheet as dense as they are read once to
/// their end.
fn check(package: &mut Package) -> Result<(), Trouble> {
    let shared = limits::shared(package.size());
    for index in 0..package.len() {
        let most = |name: &str| if is(name, SHARED) { shared } else { u64::MAX };
        // A part that can't be unpacked is none that calamine can read; it will say so where it needs it.
        let Some(name) = package.numbered(index, most).map(|part| part.name().to_owned()) else { continue };
        let plain = if is(&name, STYLES) { None } else { package.plain(index) };
        let size = match plain {
            Some(size) if size <= most(&name) => size,
            _ => {
                let Some(mut part) = package.numbered(index, most) else { continue };
                let weight = weigh(&mut part)?;
                if is(&name, STYLES) {
                    weight.check_formats(&name)?;
                }
                weight.size
            }
        };
        if is(&name, SHARED) {
            check_claim(package, index, size / TEXT)?;
        }
    }
    Ok(())
}

fn is(name: &str, ending: &str) -> bool {
    name.get(name.len().saturating_sub(ending.len())..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// calamine makes room for as many texts as the part says that it has.
fn check_claim(package: &mut Package, index: usize, most: u64) -> Result<(), Trouble> {
    let Some(part) = package.numbered(index, |_| u64::MAX) else { return Ok(()) };
    let mut markup = Markup::new(part);
    loop {
        match markup.next()? {
            Event::Start(start) if start.local_name().as_ref() == "sst" => {
                let claimed =
                    attribute(&start, "uniqueCount")?.and_then(|count| count.trim().parse::<u64>().ok());
                return match claimed {
                    Some(claimed) if claimed > most => {
                        let what = format!(
                            "its shared texts are said to be {claimed}, and can't be more than {most}"
                        );
                        Err(Trouble::Damaged(what))
                    }
                    _ => Ok(()),
                };
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// What was counted in a part.
#[derive(Debug, Default, PartialEq, Eq)]
struct Weight {
    size: u64,
    /// Formats of cells.
    formats: u64,
    /// The most bytes from one mark to the next.
    longest: u64,
}

impl Weight {
    /// calamine has the whole format for each of them.
    fn check_formats(&self, name: &str) -> Result<(), Trouble> {
        let size = self.formats.saturating_mul(self.longest);
        if self.formats > limits::FORMATS || size > limits::FORMATS_SIZE {
            let what = format!("its part {name:?} has {} formats of cells", self.formats);
            return Err(Trouble::TooMuch(what));
        }
        Ok(())
    }
}

/// Reads a part to its end. Where it has cells or texts, none of them may be beyond the limit; nor may anything between two
/// marks in any part.
fn weigh(part: &mut Part<'_>) -> Result<Weight, Trouble> {
    let (mut weight, mut name) = (Weight::default(), None);
    // True from the first cell to the last: what follows them is written without any.
    let mut cells = false;
    let mut last = 0;
    loop {
        let chunk = match part.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) => match Trouble::from(&error) {
                // calamine will say so where it needs the part.
                Trouble::Damaged(_) => return Ok(weight),
                trouble => return Err(trouble),
            },
        };
        if chunk.is_empty() {
            return Ok(weight);
        }
        let length = chunk.len();
        let mut settled = false;
        marks(chunk, &mut name, |mark, at| {
            let place = weight.size + at as u64;
            weight.longest = weight.longest.max(place - last);
            last = place;
            weight.formats += u64::from(mark == Mark::Format);
            match mark {
                Mark::Cell => (cells, settled) = (true, true),
                Mark::End => (cells, settled) = (false, true),
                Mark::Format | Mark::Other => settled |= !cells,
            }
        });
        part.consume(length);
        weight.size += length as u64;
        if settled {
            part.settle();
        }
    }
}

/// A mark of XML, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A cell, a row or a shared text begins.
    Cell,
    /// The cells or the texts are over.
    End,
    /// A format of cells.
    Format,
    Other,
}

/// The longest name that matters, with a prefix.
const NAME: usize = 40;

/// Hands over the marks of which the name ends in this chunk. A name that goes on in the next one is kept for it.
fn marks(chunk: &[u8], begun: &mut Option<Vec<u8>>, mut each: impl FnMut(Mark, usize)) {
    let mut rest = chunk;
    if let Some(mut name) = begun.take() {
        let (more, after) = rest.split_at(name_end(rest).unwrap_or(rest.len()));
        name.extend(more.iter().take(NAME.saturating_sub(name.len())));
        if after.is_empty() {
            *begun = Some(name);
            return;
        }
        rest = after;
        each(mark(&name), chunk.len() - rest.len());
    }
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = name_end(rest) else {
            *begun = Some(rest.get(..NAME).unwrap_or(rest).to_vec());
            return;
        };
        let (name, after) = rest.split_at(end);
        rest = after;
        each(mark(name), chunk.len() - rest.len());
    }
}

fn name_end(text: &[u8]) -> Option<usize> {
    text.iter().position(|byte| !is_name(*byte))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'_' | b'-' | b'.')
}

fn mark(name: &[u8]) -> Mark {
    let (slash, name) = name.strip_prefix(b"/").map_or((false, name), |name| (true, name));
    let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    match (slash, local) {
        (false, b"c" | b"row" | b"si") => Mark::Cell,
        (false, b"xf") => Mark::Format,
        (true, b"sheetData" | b"sst") => Mark::End,
        _ => Mark::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_across_chunks() {
        let text =
            b"<x:sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></x:sheetData><si><t>a</t></si></sst>";
        let expected = [
            Mark::Other,
            Mark::Cell,
            Mark::Cell,
            Mark::Other,
            Mark::Other,
            Mark::Other,
            Mark::Other,
            Mark::End,
            Mark::Cell,
            Mark::Other,
            Mark::Other,
            Mark::Other,
            Mark::End,
        ];
        for size in [1, 2, 3, 7, text.len()] {
            let (mut begun, mut found) = (None, Vec::new());
            text.chunks(size).for_each(|chunk| marks(chunk, &mut begun, |mark, _| found.push(mark)));
            assert_eq!(found, expected, "chunks of {size}");
        }
    }
}
