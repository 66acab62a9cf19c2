//! One cell: its position, content and value.

use calamine::DataRef;
use quick_xml::events::{BytesStart, Event};

use crate::record::CellKind;
use crate::source::workbook::cell_reference::place;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::number_format::{self, NumberFormats};
use crate::source::workbook::uncomputed_formulas::Area;
use crate::source::workbook::xml_part::{XmlPart, attribute, each_attribute};

use super::calamine_value::from_calamine;
use super::formula::{self, FormulaValueKind};
use super::plain::{PlainCell, plain_cell};
use super::shared_texts::SharedTexts;
use super::text::{letters, runs, unescape};

/// The value type of a cell (ECMA-376, 18.18.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Truth,
    Error,
    Day,
}

/// The attributes of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct XlsxCellHead {
    /// Row and column from 0; `None` if the cell follows the previous one.
    pub(crate) place: Option<(u64, u64)>,
    format: usize,
    kind: Type,
}

impl XlsxCellHead {
    pub(crate) fn from_tag(start: &BytesStart<'_>) -> Result<Self, WorkbookError> {
        let mut head = Self { place: None, format: 0, kind: Type::Number };
        let mut unknown = None;
        each_attribute(start, |name, value| match name {
            "r" => {
                head.place = place(value);
                unknown = head.place.is_none().then(|| value.to_owned());
            }
            "s" => head.format = format(value),
            "t" => head.kind = kind(value),
            _ => {}
        });
        match unknown {
            None => Ok(head),
            Some(value) => Err(WorkbookError::damaged(format!("a cell has the invalid reference {value:?}"))),
        }
    }

    /// `None` if the reference is invalid.
    fn from_plain(cell: &PlainCell<'_>) -> Option<Self> {
        Some(Self {
            place: cell.reference.map(|reference| place(reference).ok_or(())).transpose().ok()?,
            format: cell.format.map(format).unwrap_or_default(),
            kind: cell.kind.map_or(Type::Number, kind),
        })
    }
}

fn format(number: &str) -> usize {
    number.trim().parse().unwrap_or_default()
}

fn kind(word: &str) -> Type {
    match word {
        "n" => Type::Number,
        "s" => Type::Shared,
        "b" => Type::Truth,
        "e" => Type::Error,
        "d" => Type::Day,
        // The text of a formula, inline text, and types of later versions.
        _ => Type::Text,
    }
}

/// The number of a row, from 0; `None` if it follows the previous one.
pub(crate) fn row(start: &BytesStart<'_>) -> Result<Option<u64>, WorkbookError> {
    let Some(text) = attribute(start, "r")? else { return Ok(None) };
    let number = text.trim().parse::<u64>().ok().and_then(|number| number.checked_sub(1));
    number.map(Some).ok_or_else(|| WorkbookError::damaged(format!("a row has the invalid number {text:?}")))
}

/// The content of a cell.
#[derive(Debug, Default)]
pub(crate) struct XlsxCellContent {
    text: String,
    /// There is a value, perhaps an empty one.
    pub(crate) has_value: bool,
    pub(crate) has_formula: bool,
    /// The text is inline, with its escapes already resolved.
    is_inline: bool,
    /// The area of a formula that spans several cells.
    pub(crate) area: Option<Area>,
}

impl XlsxCellContent {
    /// Reads the next cell if it is a plain one.
    pub(crate) fn read_plain(
        &mut self,
        markup: &mut XmlPart<'_>,
    ) -> Result<Option<XlsxCellHead>, WorkbookError> {
        let Some(cell) = plain_cell(markup.ahead()?) else { return Ok(None) };
        let Some(head) = XlsxCellHead::from_plain(&cell) else { return Ok(None) };
        self.clear();
        self.text.push_str(cell.value);
        self.has_value = true;
        let length = cell.length;
        markup.consume(length);
        Ok(Some(head))
    }

    fn clear(&mut self) {
        self.text.clear();
        (self.has_value, self.is_inline, self.has_formula, self.area) = (false, false, false, None);
    }

    /// Reads up to the end of the cell that was just started.
    pub(crate) fn read(&mut self, markup: &mut XmlPart<'_>) -> Result<(), WorkbookError> {
        self.clear();
        loop {
            let inside = match markup.next()? {
                Event::Start(start) => match start.local_name().as_ref() {
                    "v" => XlsxElement::Value,
                    "is" => XlsxElement::Runs,
                    "f" => {
                        self.area = area(&start);
                        XlsxElement::Formula
                    }
                    _ => XlsxElement::Other,
                },
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(WorkbookError::damaged("it ends in the middle of a cell")),
                _ => continue,
            };
            match inside {
                // Inline text takes precedence over a value.
                XlsxElement::Value if self.has_value => markup.skip()?,
                XlsxElement::Value => {
                    letters(markup, &mut self.text)?;
                    self.has_value = true;
                }
                XlsxElement::Runs => {
                    self.text.clear();
                    runs(markup, &mut self.text)?;
                    (self.has_value, self.is_inline) = (true, true);
                }
                XlsxElement::Formula => {
                    skip(markup)?;
                    self.has_formula = true;
                }
                XlsxElement::Other => skip(markup)?,
            }
        }
    }
}

impl XlsxCellContent {
    /// True if the value is missing, empty or 0, as in a formula that was not computed.
    pub(crate) fn is_empty_or_zero(&self) -> bool {
        !self.has_value || matches!(self.text.trim(), "" | "0")
    }
}

/// The area of a formula that spans several cells (`t="array"`, `t="dataTable"`). A shared formula (`t="shared"`) is
/// repeated in each of its cells.
fn area(start: &BytesStart<'_>) -> Option<Area> {
    let mut ends = None;
    let mut several = false;
    each_attribute(start, |name, value| match name {
        "ref" => {
            let (first, last) = value.split_once(':').unwrap_or((value, value));
            ends = place(first).zip(place(last));
        }
        "t" => several = matches!(value, "array" | "dataTable"),
        _ => {}
    });
    let (first, last) = ends.filter(|_| several)?;
    Some(Area { rows: (first.0, last.0), columns: (first.1, last.1) })
}

enum XlsxElement {
    Value,
    Runs,
    Formula,
    Other,
}

/// Skips the element that was just started; its size counts toward the cell.
fn skip(markup: &mut XmlPart<'_>) -> Result<(), WorkbookError> {
    letters(markup, &mut String::new())
}

/// What cells refer to.
pub(crate) struct Texts<'a> {
    pub(crate) shared: &'a SharedTexts,
    pub(crate) number_formats: &'a NumberFormats,
    pub(crate) is_1904: bool,
    /// The workbook asks for all formulas to be recomputed on opening (`fullCalcOnLoad`).
    pub(crate) recompute: bool,
}

impl Texts<'_> {
    /// The value of a cell; `None` if it is empty.
    pub(crate) fn value(
        &self,
        head: &XlsxCellHead,
        content: &XlsxCellContent,
    ) -> Result<Option<CellValue>, WorkbookError> {
        let text = content.text.as_str();
        if content.has_formula && head.kind != Type::Error && !self.is_computed(head, content) {
            return Ok(Some(CellValue::no_result()));
        }
        if !content.has_value {
            return Ok(None);
        }
        Ok(match head.kind {
            // Unknown error words, from later versions, are kept.
            Type::Error => {
                let word = if text.trim().is_empty() { "#ERROR!" } else { text.trim() };
                Some(CellValue::new(word, CellKind::Error))
            }
            _ if text.is_empty() => None,
            Type::Shared => return self.shared(text).map(|text| from_calamine(DataRef::SharedString(text))),
            Type::Number => self.number(head.format, text),
            Type::Truth => CellValue::from_xml_bool(text),
            Type::Day => from_calamine(DataRef::DateTimeIso(text.to_owned())),
            Type::Text if text.contains("_x") && !content.is_inline => {
                let mut plain = String::with_capacity(text.len());
                unescape(text, &mut plain);
                from_calamine(DataRef::String(plain))
            }
            Type::Text => from_calamine(DataRef::String(text.to_owned())),
        })
    }

    fn is_computed(&self, head: &XlsxCellHead, content: &XlsxCellContent) -> bool {
        let kind = match head.kind {
            Type::Number => FormulaValueKind::Number,
            Type::Text => FormulaValueKind::Text,
            _ => FormulaValueKind::Other,
        };
        formula::is_computed(kind, content.has_value.then_some(content.text.as_str()), self.recompute)
    }

    fn shared(&self, number: &str) -> Result<&str, WorkbookError> {
        let text = number.trim().parse::<usize>().ok().and_then(|number| self.shared.get(number));
        let missing = || {
            WorkbookError::damaged(format!(
                "a cell refers to the shared text {number}, which does not \
            exist"
            ))
        };
        text.ok_or_else(missing)
    }

    /// The number in its format; text if it is not a number.
    fn number(&self, format: usize, text: &str) -> Option<CellValue> {
        let Ok(number) = text.trim().parse::<f64>() else {
            return from_calamine(DataRef::String(text.to_owned()));
        };
        number_format::number(
            number,
            self.number_formats.get(format).and_then(Option::as_deref),
            self.is_1904,
        )
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rstest::rstest;

    use super::*;
    use crate::source::workbook::package::PackagePart;

    /// The text and kind of a cell; `None` if it is empty.
    fn cell(xml: &str) -> Option<(String, CellKind)> {
        let mut left = u64::MAX;
        let mut markup = XmlPart::new(PackagePart::new(
            Box::new(Cursor::new(xml.to_owned())),
            "x".to_owned(),
            &mut left,
            u64::MAX,
        ));
        let Event::Start(start) = markup.next().unwrap() else { panic!("no cell: {xml}") };
        let head = XlsxCellHead::from_tag(&start).unwrap();
        let mut content = XlsxCellContent::default();
        content.read(&mut markup).unwrap();
        let shared = ["zero", " one "].into_iter().collect();
        let number_formats =
            vec![None, number_format::NumberFormat::from_code("00000").map(std::rc::Rc::new)];
        let texts =
            Texts { shared: &shared, number_formats: &number_formats, is_1904: false, recompute: false };
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
    #[case("<c t=\"inlineStr\"><is><t>_x005F_x0041_</t></is></c>", "_x0041_", CellKind::Text)]
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
    fn cell_values_are_read(#[case] xml: &str, #[case] text: &str, #[case] kind: CellKind) {
        assert_eq!(cell(xml), Some((text.to_owned(), kind)), "{xml}");
    }

    #[rstest]
    #[case("<c/>")]
    #[case("<c s=\"1\"><v/></c>")]
    #[case("<c t=\"str\"><f>A1</f><v></v></c>")]
    #[case("<c t=\"s\"><v></v></c>")]
    fn empty_cells_have_no_value(#[case] xml: &str) {
        assert_eq!(cell(xml), None, "{xml}");
    }
}
