//! Attributes of XML Spreadsheet 2003.

use quick_xml::events::BytesStart;

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::xml_part::{attribute, local_attribute};

/// An attribute of the spreadsheet namespace: with the prefix `ss`, another one, or none.
pub(crate) fn local(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, WorkbookError> {
    match attribute(start, &format!("ss:{name}"))? {
        Some(value) => Ok(Some(value)),
        None => local_attribute(start, name),
    }
}

pub(crate) fn number(start: &BytesStart<'_>, name: &str) -> Result<Option<u64>, WorkbookError> {
    let Some(text) = local(start, name)? else { return Ok(None) };
    let number = text.trim().parse::<u64>();
    number.map(Some).map_err(|_| WorkbookError::damaged(format!("{name} is {text:?}, which is not a number")))
}
