//! Days, in the formats that the mapping states; day and month are never guessed.

mod format;

use super::cell::Input;
use crate::customer::BirthDate;
use crate::issue::{Code, Complaint};
use crate::record::CellKind;
use format::{Format, Reading};

/// The formats that a date may have. Without any, `%Y-%m-%d` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormats {
    formats: Vec<Format>,
    stated: bool,
}

impl Default for DateFormats {
    fn default() -> Self {
        Self { formats: vec![Format::iso()], stated: false }
    }
}

impl DateFormats {
    /// Formats in strftime's notation, for example `%d/%m/%Y`; a time of the day may stand in them and is dropped.
    /// Days, months and hours may have one digit where a literal separates them. Month and weekday names are English.
    ///
    /// # Errors
    /// A sentence that says why a format can't be used: unknown, no whole day, or a year without its century.
    pub fn new(formats: &[String]) -> Result<Self, String> {
        if formats.is_empty() {
            return Ok(Self::default());
        }
        let formats = formats.iter().map(|format| Format::new(format)).collect::<Result<_, _>>()?;
        Ok(Self { formats, stated: true })
    }

    /// The day of a cell. A date cell of a workbook is taken as it is; text is read in all formats, and refused when
    /// two of them read different days.
    pub(super) fn convert(&self, input: &Input<'_>) -> Result<BirthDate, Complaint> {
        let iso = (input.iso_dates || input.kind == CellKind::Date).then(|| read_iso(input.text));
        if let (CellKind::Date, Some(Reading::Day(days))) = (input.kind, &iso) {
            return Ok(BirthDate { days: *days });
        }
        let (mut found, mut no_such_day) = (None, false);
        let stated = self.formats.iter().map(|format| (format.text(), format.read(input.text)));
        for (format, reading) in stated.chain(iso.map(|reading| ("%Y-%m-%d", reading))) {
            match (reading, found) {
                (Reading::Day(days), None) => found = Some((days, format)),
                (Reading::Day(days), Some((other, first))) if days != other => {
                    return Err(two_days((other, first), (days, format)));
                }
                (Reading::NoSuchDay, _) => no_such_day = true,
                (Reading::Day(_) | Reading::Other, _) => {}
            }
        }
        found.map(|(days, _)| BirthDate { days }).ok_or_else(|| self.complaint(input, no_such_day))
    }

    fn complaint(&self, input: &Input<'_>, no_such_day: bool) -> Complaint {
        if no_such_day {
            return Complaint::new(Code::Date, "there is no such day in the calendar", "correct the date");
        }
        let formats: Vec<&str> = self.formats.iter().map(Format::text).collect();
        let hint = match (input.kind, self.stated) {
            (CellKind::Number, _) => {
                "format the column as a date in the spreadsheet, or write the date as text".to_owned()
            }
            (_, true) => {
                format!("write the date as {}, or add its format to the mapping", formats.join(" or "))
            }
            (_, false) => {
                "write the date as YYYY-MM-DD, or state its order of day and month in the mapping, \
                           for example formats = [\"%d/%m/%Y\"]"
                    .to_owned()
            }
        };
        let message = format!("the value is not a date in the form {}", formats.join(" or "));
        Complaint::new(Code::Date, message, hint)
    }
}

/// A typed date: `2020-01-31`, with a time after `T` or a blank that is dropped.
fn read_iso(text: &str) -> Reading {
    let day = text.split(['T', ' ']).next().unwrap_or_default();
    let time = text.get(day.len()..).unwrap_or_default();
    let clock = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    if !time.is_empty() && (time.len() < 6 || !time.bytes().skip(1).all(clock)) {
        return Reading::Other;
    }
    format::read_iso_day(day)
}

fn two_days(one: (i32, &str), other: (i32, &str)) -> Complaint {
    let iso = |days| BirthDate { days }.iso();
    let message = format!("the date can be {} ({}) or {} ({})", iso(one.0), one.1, iso(other.0), other.1);
    let hint = "state one order of day and month in the mapping, or write the date as YYYY-MM-DD";
    Complaint::new(Code::DateAmbiguous, message, hint)
}

#[cfg(test)]
mod tests;
