//! In which form a column writes days, and whether the day or the month comes first.

use crate::convert::{Conversion, DateFormats};
use crate::record::CellKind;

use super::column_values::ColumnValues;

/// Forms that no value can be read in two of, unless they stand side by side: day first, month first.
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

/// The forms of a column's days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dates {
    /// None, or too few.
    No,
    /// These, and how many values they read; none where a workbook has them as dates.
    Yes(Vec<&'static str>, usize),
    /// Day first or month first: nothing in the sample tells, or both occur.
    Either(&'static str, &'static str),
}

/// Reads the forms off the whole sample; `enough` says how many of all values must have one.
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
                (days, months, all) if days == months || days.max(months) < all => {
                    return Dates::Either(day, month);
                }
                (days, months, all) => {
                    read += all;
                    formats.push(if days > months { *day } else { *month });
                }
            },
            _ => {}
        }
    }
    if enough(read, values.count()) { Dates::Yes(formats, read) } else { Dates::No }
}

fn conversion(formats: &[&str]) -> Option<Conversion> {
    let formats: Vec<String> = formats.iter().map(ToString::to_string).collect();
    DateFormats::new(&formats).ok().map(Conversion::Date)
}

/// Texts that a format reads.
fn count(values: &ColumnValues<'_>, format: &str) -> usize {
    let Some(conversion) = conversion(&[format]) else { return 0 };
    values.inputs().filter(|input| input.kind != CellKind::Date && conversion.convert(input).is_ok()).count()
}

/// Texts that one or the other reads.
fn both(values: &ColumnValues<'_>, day: &str, month: &str) -> usize {
    let (Some(day), Some(month)) = (conversion(&[day]), conversion(&[month])) else { return 0 };
    let texts = values.inputs().filter(|input| input.kind != CellKind::Date);
    texts.filter(|input| day.convert(input).is_ok() || month.convert(input).is_ok()).count()
}
