//! What goes into a conversion, and what comes out.

use super::date::DayOrders;
use crate::customer::{Country, FieldValue};
use crate::issue::Complaint;
use crate::record::CellKind;

/// The country of a row, as far as phone numbers ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowCountry {
    /// The row has none.
    #[default]
    None,
    /// This one.
    Is(Country),
    /// The row has one that was not read: it is no country that the mapping states in its place.
    Unread,
}

/// The country that most rows of a source have: numbers without a country code may be numbers there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsualCountry {
    /// Not known, or none.
    #[default]
    Unknown,
    /// This one.
    Is(Country),
    /// Not known; but when the row was rejected, one of its phone numbers could be read in two ways.
    Marked,
}

/// One cell to convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversionInput<'a> {
    /// The text, trimmed and not empty.
    pub text: &'a str,
    /// What the cell was in its source.
    pub kind: CellKind,
    /// True in a rejects file, where typed dates came back as ISO text: dates are accepted as `2020-01-31` too.
    pub iso_dates: bool,
    /// The row's country, for phone numbers without a country code.
    pub country: RowCountry,
    /// The country of most rows, for the same numbers.
    pub usual: UsualCountry,
    /// What was found out about day and month of the whole column.
    pub orders: DayOrders,
}

impl<'a> ConversionInput<'a> {
    /// A cell of a flat file.
    pub fn text(text: &'a str) -> Self {
        let kind = CellKind::Text;
        let country = RowCountry::None;
        let orders = DayOrders::default();
        Self { text, kind, iso_dates: false, country, usual: UsualCountry::Unknown, orders }
    }
}

/// What a conversion made of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<'a> {
    /// The value; `None` where nothing is left (control characters or tag separators only): the cell is then to be
    /// treated as an empty one, so that it never empties a field by accident.
    pub value: Option<FieldValue<'a>>,
    /// Something to tell although the value passes (W106, W214). Boxed, since it is hardly ever there.
    pub warning: Option<Box<Complaint>>,
}

impl<'a> From<FieldValue<'a>> for Converted<'a> {
    fn from(value: FieldValue<'a>) -> Self {
        Self { value: Some(value), warning: None }
    }
}
