//! Finds the format of a column of dates, and whether the day or the month comes first.

use crate::convert::{Conversion, DateFormats};
use crate::record::CellKind;

use super::column_values::ColumnValues;

/// Groups of formats. No value fits two groups. Two formats in a group are day first and month first.
const FORMS: &[&[&str]] = &[
    &["%Y-%m-%d"],
    &["%Y-%m-%d %H:%M:%S"],
    &["%Y-%m-%dT%H:%M:%S"],
    &["%Y-%m-%d %H:%M"],
    &["%Y/%m/%d"],
    &["%Y%m%d"],
    &["%d.%m.%Y"],
    &["%d/%m/%Y", "%m/%d/%Y"],
    &["%d-%m-%Y", "%m-%d-%Y"],
    &["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"],
    &["%d %B %Y"],
    &["%d %b %Y"],
    &["%B %d, %Y"],
    &["%b %d, %Y"],
];

/// The formats of a column of dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dates {
    /// No dates, or too few.
    No,
    /// These formats, and the number of values that they read. The list is empty for date cells of a workbook.
    Yes(Vec<&'static str>, usize),
    /// Day first or month first: the sample shows neither, or both too often.
    Either(&'static str, &'static str),
}

/// Finds the formats. `enough` decides whether enough of all values fit.
pub(super) fn dates(values: &ColumnValues<'_>, enough: fn(usize, usize) -> bool) -> Dates {
    let typed = values.inputs().filter(|input| input.kind == CellKind::Date).count();
    let mut formats = Vec::new();
    let mut read = typed;
    for group in FORMS {
        match *group {
            [format] => {
                let count = count(values, format);
                read += count;
                formats.extend((count > 0).then_some(*format));
            }
            [day, month] => match (count(values, day), count(values, month), both(values, day, month)) {
                (0, 0, _) => {}
                (days, months, all) => {
                    // Those that only one of both formats reads.
                    let (by_day, by_month) = (all - months, all - days);
                    if !is_clear(by_day.max(by_month), by_day.min(by_month)) {
                        return Dates::Either(day, month);
                    }
                    read += days.max(months);
                    formats.push(if days > months { *day } else { *month });
                }
            },
            _ => {}
        }
    }
    if enough(read, values.count()) { Dates::Yes(formats, read) } else { Dates::No }
}

/// True if one order of day and month is clear: no value shows the other, or at most a tenth, and many show it.
fn is_clear(more: usize, fewer: usize) -> bool {
    more > 0 && (fewer == 0 || more >= MANY && more >= 9 * fewer)
}

/// So many values show an order although a few show the other.
const MANY: usize = 10;

/// At most this many texts that no format reads.
pub(super) fn unread<'a>(values: &ColumnValues<'a>, formats: &[&str], most: usize) -> Vec<&'a str> {
    let Some(conversion) = conversion(formats) else { return Vec::new() };
    let texts = values.inputs().filter(|input| input.kind != CellKind::Date);
    texts.filter(|input| conversion.convert(input).is_err()).map(|input| input.text).take(most).collect()
}

fn conversion(formats: &[&str]) -> Option<Conversion> {
    let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
    DateFormats::new(&formats).ok().map(Conversion::Date)
}

/// The number of texts that a format reads.
fn count(values: &ColumnValues<'_>, format: &str) -> usize {
    let Some(conversion) = conversion(&[format]) else { return 0 };
    values.inputs().filter(|input| input.kind != CellKind::Date && conversion.convert(input).is_ok()).count()
}

/// The number of texts that at least one of two formats reads.
fn both(values: &ColumnValues<'_>, day: &str, month: &str) -> usize {
    let (Some(day), Some(month)) = (conversion(&[day]), conversion(&[month])) else { return 0 };
    let texts = values.inputs().filter(|input| input.kind != CellKind::Date);
    texts.filter(|input| day.convert(input).is_ok() || month.convert(input).is_ok()).count()
}
