//! The records before the sheets, which apply to all of them.

use std::collections::HashMap;
use std::rc::Rc;

use crate::source::encoding::TextEncoding;
use crate::source::workbook::biff::BiffBytes;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::number_format::{NumberFormat, NumberFormats};
use crate::source::workbook::sheet::Sheet;

use super::code_page::CodePage;
use super::record_numbers as record;
use super::records::XlsRecords;
use super::texts::{RecordParts, TextStorageForm};

/// The version number of Excel 5 and 95 in the first record of a stream.
const EXCEL_5: u16 = 0x0500;

/// What applies to all sheets.
pub(crate) struct Globals {
    pub(crate) writing: TextStorageForm,
    pub(crate) shared: Vec<String>,
    pub(crate) number_formats: NumberFormats,
    pub(crate) is_1904: bool,
    /// A spreadsheet program wrote the file, so formulas were computed.
    pub(crate) computed: bool,
}

pub(crate) type FoundSheets = Vec<(Sheet, u64)>;

pub(crate) fn globals(
    records: &mut XlsRecords<'_>,
    stated: Option<TextEncoding>,
) -> Result<(Globals, FoundSheets), WorkbookError> {
    let mut found = Vec::new();
    let mut codes = HashMap::new();
    let mut formats = Vec::new();
    let stated = stated.map(CodePage::Encoding);
    let writing = TextStorageForm::CodePage(stated.unwrap_or(CodePage::Unknown(None)));
    let number_formats = Vec::new();
    let mut globals =
        Globals { writing, shared: Vec::new(), number_formats, is_1904: false, computed: false };
    let mut old = false;
    loop {
        let record =
            records.next()?.ok_or_else(|| WorkbookError::damaged("it ends before its first sheet"))?;
        let mut body = BiffBytes(record.body);
        match record.kind {
            record::BEGIN => old = body.short()? == EXCEL_5,
            record::ENCRYPTED => return Err(WorkbookError::Password),
            record::CODE_PAGE if old && stated.is_none() => {
                globals.writing = TextStorageForm::CodePage(CodePage::numbered(body.short()?));
            }
            record::COMPUTED => globals.computed = true,
            record::EPOCH => globals.is_1904 = body.byte()? == 1,
            record::SHEET => found.extend(sheet(body, globals.writing)?),
            record::SHARED => globals.shared = RecordParts::new(record.body, record.breaks).shared()?,
            record::FORMAT => {
                let number = body.short()?;
                let code = globals.writing.name(body, !old)?;
                codes.insert(number, NumberFormat::from_code(&code).map(Rc::new));
            }
            record::XF => {
                formats.push(body.short().and_then(|_| body.short()).unwrap_or_default());
            }
            record::END => break,
            _ => {}
        }
        if record.kind == record::BEGIN && !old {
            globals.writing = TextStorageForm::Unicode;
        }
    }
    let number_format = |number: &u16| {
        codes.get(number).cloned().unwrap_or_else(|| NumberFormat::built_in(*number).map(Rc::new))
    };
    globals.number_formats = formats.iter().map(number_format).collect();
    Ok((globals, found))
}

/// A sheet with cells, and its position in the stream.
fn sheet(mut body: BiffBytes<'_>, writing: TextStorageForm) -> Result<Option<(Sheet, u64)>, WorkbookError> {
    let place = body.long()?;
    let state = body.byte()?;
    let kind = body.byte()?;
    let name = writing.name(body, false)?.replace('\0', "");
    let sheet = Sheet { name, visible: state & 3 == 0, data: None };
    Ok((kind == 0).then_some((sheet, u64::from(place))))
}
