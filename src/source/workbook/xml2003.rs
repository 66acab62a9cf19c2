//! XML Spreadsheet 2003 (`urn:schemas-microsoft-com:office:spreadsheet`): a whole workbook in one XML file, which reports of
//! databases write to this day and call `.xls`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::rc::Rc;

use calamine::DataRef;
use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;

use super::book::{Placed, Sheet};
use super::look::{self, Look};
use super::markup::{Markup, attribute, entity};
use super::outline::Merge;
use super::package::Part;
use super::trouble::Trouble;
use super::value::Value;

/// The name by which messages call the file's content.
const CONTENT: &str = "workbook";

/// A workbook that is open.
pub(super) struct Xml2003 {
    content: File,
    sheets: Vec<Sheet>,
    looks: Looks,
    left: u64,
}

impl Xml2003 {
    /// Looks the whole file over for its sheets and its formats.
    pub(super) fn open(mut content: File) -> Result<Self, Trouble> {
        let mut left = u64::MAX;
        let (sheets, looks) = looked_over(markup(&mut content, &mut left)?)?;
        Ok(Self { content, sheets, looks, left })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of the sheet of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<Cells<'_>, Trouble> {
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
                Event::Eof => return Err(Trouble::damaged("it has lost a sheet")),
                _ => {}
            }
            markup.settle();
        }
        Ok(Cells { markup, looks: &self.looks, row: 0, column: 0, merges: Vec::new() })
    }
}

type Looks = HashMap<String, Rc<Look>>;

fn looked_over(mut markup: Markup<'_>) -> Result<(Vec<Sheet>, Looks), Trouble> {
    let (mut sheets, mut looks, mut style, mut inside) =
        (Vec::<Sheet>::new(), Looks::new(), String::new(), false);
    loop {
        match markup.next()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "Style" => style = local(&start, "ID")?.unwrap_or_default(),
                "NumberFormat" => {
                    let look = local(&start, "Format")?.and_then(|code| look_of(&code));
                    looks.extend(look.map(|look| (style.clone(), Rc::new(look))));
                }
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
            Event::Eof => return Ok((sheets, looks)),
            _ => {}
        }
        markup.settle();
    }
}

fn markup<'a>(content: &'a mut File, left: &'a mut u64) -> Result<Markup<'a>, Trouble> {
    content.seek(SeekFrom::Start(0))?;
    let bytes = BufReader::with_capacity(64 * 1024, content);
    Ok(Markup::new(Part::new(Box::new(bytes), CONTENT.to_owned(), left, u64::MAX)))
}

/// An attribute of this format, with a prefix or without one.
fn local(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    match attribute(start, &format!("ss:{name}"))? {
        Some(value) => Ok(Some(value)),
        None => super::xlsx_cell::local(start, name),
    }
}

fn look_of(code: &str) -> Option<Look> {
    let named =
        ["General Date", "Long Date", "Medium Date", "Short Date", "Long Time", "Medium Time", "Short Time"];
    if named.contains(&code) { Some(Look::Date) } else { Look::of(code) }
}

/// The cells of a sheet.
pub(super) struct Cells<'a> {
    markup: Markup<'a>,
    looks: &'a Looks,
    /// Behind the last row, and behind the last cell in this one.
    row: u64,
    column: u64,
    merges: Vec<Merge>,
}

/// What a cell says of itself.
struct Head {
    index: Option<u64>,
    across: u64,
    down: u64,
    style: Option<String>,
}

impl Cells<'_> {
    /// The cells over several rows that were found since this was asked.
    pub(super) fn merges(&mut self) -> Vec<Merge> {
        std::mem::take(&mut self.merges)
    }

    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Placed>, Trouble> {
        loop {
            let head = match self.markup.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "Row" => {
                        let index = number(&start, "Index")?;
                        (self.row, self.column) = (index.unwrap_or(self.row.saturating_add(1)), 0);
                        None
                    }
                    "Cell" => Some(Head {
                        index: number(&start, "Index")?,
                        across: number(&start, "MergeAcross")?.unwrap_or_default(),
                        down: number(&start, "MergeDown")?.unwrap_or_default(),
                        style: local(&start, "StyleID")?,
                    }),
                    _ => None,
                },
                Event::End(end) if end.local_name().as_ref() == "Worksheet" => return Ok(None),
                Event::Eof => return Err(Trouble::damaged("it ends in the middle of a sheet")),
                _ => None,
            };
            if let Some(head) = head
                && let Some(cell) = self.cell(&head)?
            {
                return Ok(Some(cell));
            }
            self.markup.settle();
        }
    }

    fn cell(&mut self, head: &Head) -> Result<Option<Placed>, Trouble> {
        let row = self.row.checked_sub(1).ok_or_else(|| Trouble::damaged("a cell stands in no row"))?;
        let column = head.index.unwrap_or(self.column.saturating_add(1)).saturating_sub(1);
        self.column = column.saturating_add(1).saturating_add(head.across);
        let place = |trouble: Trouble| trouble.at(&format!("row {}", row.saturating_add(1)));
        let Some((kind, text)) = data(&mut self.markup).map_err(place)? else { return Ok(None) };
        self.markup.settle();
        let look = head.style.as_ref().and_then(|style| self.looks.get(style)).map(Rc::as_ref);
        let Some(value) = value(&kind, text, look) else { return Ok(None) };
        if head.down > 0 {
            self.merges.push(Merge { first: row, last: row.saturating_add(head.down), column });
        }
        Ok(Some((row, column, value)))
    }
}

fn number(start: &BytesStart<'_>, name: &str) -> Result<Option<u64>, Trouble> {
    let Some(text) = local(start, name)? else { return Ok(None) };
    let number = text.trim().parse::<u64>();
    number.map(Some).map_err(|_| Trouble::damaged(format!("{name} is {text:?}, and no number")))
}

/// The type and the text of a cell's data, up to the end of the cell. A comment has data of its own.
fn data(markup: &mut Markup<'_>) -> Result<Option<(String, String)>, Trouble> {
    let (mut found, mut inside, mut depth) = (None::<(String, String)>, false, 1);
    let mut comment = None;
    loop {
        let piece = match markup.next()? {
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    "Comment" if comment.is_none() => comment = Some(depth),
                    "Data" if comment.is_none() => {
                        let kind = local(&start, "Type")?.unwrap_or_default();
                        (found, inside) = (Some((kind, String::new())), true);
                    }
                    _ => {}
                }
                continue;
            }
            Event::End(end) => {
                inside &= end.local_name().as_ref() != "Data";
                comment = comment.filter(|outside| *outside != depth);
                depth -= 1;
                if depth == 0 {
                    return Ok(found);
                }
                continue;
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => entity(&reference)?.into_owned(),
            Event::Eof => return Err(Trouble::damaged("it ends in the middle of a cell")),
            _ => continue,
        };
        if let Some((_, text)) = found.as_mut().filter(|_| inside) {
            text.push_str(&piece);
        }
    }
}

fn value(kind: &str, text: String, look: Option<&Look>) -> Option<Value> {
    match kind {
        "Number" => match text.trim().parse::<f64>() {
            Ok(number) => look::number(number, look, false),
            Err(_) => Value::of(DataRef::String(text)),
        },
        // A time alone is written as one of the first day.
        "DateTime" => {
            let moment = text.trim();
            let moment = moment.split('.').next().unwrap_or(moment);
            let time = moment.strip_prefix("1899-12-31T").filter(|_| moment.len() == 19);
            match time {
                Some(time) => Value::of(DataRef::String(time.to_owned())),
                None => Value::of(DataRef::DateTimeIso(moment.to_owned())),
            }
        }
        "Boolean" => Value::of(DataRef::Bool(text.trim() == "1")),
        "Error" => {
            let word = if text.trim().is_empty() { "#ERROR!" } else { text.trim() };
            Some(Value::new(word, CellKind::Error))
        }
        _ => Value::of(DataRef::String(text)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Number", "0123.50", "123.5", CellKind::Number)]
    #[case("Number", "n/a", "n/a", CellKind::Text)]
    #[case("String", "00123", "00123", CellKind::Text)]
    #[case("DateTime", "1965-02-03T00:00:00.000", "1965-02-03", CellKind::Date)]
    #[case("DateTime", "2020-01-31T10:30:00.000", "2020-01-31T10:30:00", CellKind::Date)]
    #[case("DateTime", "1899-12-31T09:30:00.000", "09:30:00", CellKind::Text)]
    #[case("Boolean", "1", "true", CellKind::Bool)]
    #[case("Error", "#SPILL!", "#SPILL!", CellKind::Error)]
    #[case("Error", "", "#ERROR!", CellKind::Error)]
    fn values(#[case] kind: &str, #[case] text: &str, #[case] expected: &str, #[case] as_kind: CellKind) {
        assert_eq!(value(kind, text.to_owned(), None), Some(Value::new(expected, as_kind)));
    }

    #[test]
    fn formats_have_names_of_their_own() {
        assert_eq!(look_of("Short Date"), Some(Look::Date));
        assert_eq!(
            value("Number", "43861".to_owned(), look_of("Short Date").as_ref()).unwrap().text,
            "2020-01-31"
        );
        assert_eq!(value("Number", "123".to_owned(), look_of("00000").as_ref()).unwrap().text, "00123");
    }
}
