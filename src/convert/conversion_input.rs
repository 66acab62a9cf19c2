//! Input and output of a conversion.

use super::date::DayOrders;
use crate::customer::{Country, FieldValue};
use crate::issue::Complaint;
use crate::record::CellKind;

/// The country of a row, for phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowCountry {
    /// The row has none.
    #[default]
    None,
    /// This one.
    Is(Country),
    /// The row has one that could not be read. A default country must not replace it.
    Unread,
}

/// The country of most rows. Numbers without a country code may belong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsualCountry {
    /// Not known, or none.
    #[default]
    Unknown,
    /// This one.
    Is(Country),
    /// Unknown, but the row was rejected because one of its phone numbers had two possible readings.
    Marked,
}

/// One cell to convert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversionInput<'a> {
    /// The text, trimmed and not empty.
    pub text: &'a str,
    /// The kind of the cell in its source.
    pub kind: CellKind,
    /// True in a rejects file, where date cells are written as ISO text. Dates such as `2020-01-31` are accepted
    /// too.
    pub iso_dates: bool,
    /// The row's country, for phone numbers without a country code.
    pub country: RowCountry,
    /// The country of most rows, for the same numbers.
    pub usual: UsualCountry,
    /// What the column shows about the order of day and month.
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

/// The result of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted<'a> {
    /// The value. `None` if nothing is left, for example of control characters only. The cell then counts as empty,
    /// so it does not clear a field by accident.
    pub value: Option<FieldValue<'a>>,
    /// A warning about a valid value (W106, W214). Boxed, because it is rare.
    pub warning: Option<Box<Complaint>>,
}

impl<'a> From<FieldValue<'a>> for Converted<'a> {
    fn from(value: FieldValue<'a>) -> Self {
        Self { value: Some(value), warning: None }
    }
}
