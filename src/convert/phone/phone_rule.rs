//! Converts phone numbers: checked by libphonenumber, written as E.164 or kept as typed, and never repaired.

use std::borrow::Cow;

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType};

use super::dialling_region::dialled_in;
use super::national_number::{Kind, NationalNumber, OtherCountry};
use super::spelling::{self, Spelling};
use crate::convert::conversion_input::{ConversionInput, Converted, RowCountry, UsualCountry};
use crate::convert::country;
use crate::customer::{Country, FieldValue};
use crate::issue::{Code, Complaint};

const INTERNATIONAL: &str = "write it with + and its country code, for example +39 02 5551234";

/// How to write phone numbers, and where to dial those without a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PhoneRule {
    /// True to keep a valid number as typed.
    keep: bool,
    /// The country for numbers without a country code, in a row without a country.
    region: Option<Country>,
    /// True if the field is for mobile numbers.
    mobile: bool,
    /// True if a number without a country code is certainly one of the row's country.
    trusting: bool,
}

impl PhoneRule {
    /// The `format` (`e164` or `keep`) and the `region` (a country) of a mapping.
    ///
    /// # Errors
    /// A sentence, for another format, or for a region without phone numbers of its own.
    pub fn new(format: Option<&str>, region: Option<&str>) -> Result<Self, String> {
        let keep = match format {
            None | Some("e164") => false,
            Some("keep") => true,
            Some(other) => return Err(format!("the format {other:?} is neither \"e164\" nor \"keep\"")),
        };
        let region = region.map(|text| match country::convert(&ConversionInput::text(text)) {
            Ok(found) if dialled_in(found).is_some() => Ok(found),
            Ok(_) => Err(format!("the region {text:?} has no known phone numbers")),
            Err(complaint) => Err(format!("the region {text:?}: {}", complaint.message)),
        });
        Ok(Self { keep, region: region.transpose()?, mobile: false, trusting: false })
    }

    /// The same rule for a field of mobile numbers, or of any numbers.
    #[must_use]
    pub fn for_mobiles(self, mobile: bool) -> Self {
        Self { mobile, ..self }
    }

    /// The same rule, which takes a number without a country code for one of the row's country, or not.
    #[must_use]
    pub fn trusting_country(self, trusting: bool) -> Self {
        Self { trusting, ..self }
    }

    /// The country for numbers without a country code, in a row without a country.
    pub(crate) fn region(&self) -> Option<Country> {
        self.region
    }

    /// True if the result depends on the country of most rows.
    pub(crate) fn asks_column(&self) -> bool {
        !self.keep && !self.trusting
    }

    /// Converts one number. Without a country code, it is dialled in the row's country, or in the region of the
    /// mapping if the row has none. A number that libphonenumber accepts is written as E.164, with its extension as
    /// ` ext. 12`, or kept as typed. If it may be another person's number, it is kept as typed with a warning.
    pub(crate) fn convert<'a>(&self, input: &ConversionInput<'a>) -> Result<Converted<'a>, Complaint> {
        let spelling = Spelling::of(input.text).map_err(|(message, hint)| refused(message, hint))?;
        let country = match input.country {
            RowCountry::Is(country) => Some(country),
            RowCountry::None => self.region,
            RowCountry::Unread => None,
        };
        let region = country.and_then(dialled_in);
        if region.is_none() && !spelling.is_international() {
            return Err(placeless(input.country));
        }
        let number = PhoneNumber::parse(spelling.number, region).ok();
        let number = number.and_then(|number| Some((self.kind(&number)?, number)));
        let (kind, number) = number.ok_or_else(|| no_number(&spelling, country))?;
        if spelling.is_range(number.country_code) {
            let (message, hint) = spelling::SEVERAL;
            return Err(refused(message, hint));
        }
        let typed = || FieldValue::Text(Cow::Borrowed(input.text));
        if self.keep {
            return Ok(typed().into());
        }
        let written = number.format_as(PhoneNumberFormat::E164);
        if let Some(country) = country.filter(|_| !spelling.is_international()) {
            let mobile = self.mobile;
            let reading = NationalNumber {
                spelling: &spelling,
                number: &number,
                kind,
                country,
                written: &written,
                mobile,
            };
            if let Some(doubt) = self.doubt(&reading, input) {
                return Ok(Converted { value: Some(typed()), warning: Some(Box::new(doubt)) });
            }
        }
        Ok(match spelling.extension {
            None if written == input.text => typed(),
            _ => FieldValue::Text(Cow::Owned(spelling.with_extension(&written))),
        }
        .into())
    }

    /// The kind of a number, if such a number exists.
    fn kind(&self, number: &PhoneNumber) -> Option<Kind> {
        if !self.mobile && exists_in_main_region(number) {
            return Some(Kind::NotAsked);
        }
        let kind = number.get_type();
        (kind != PhoneNumberType::Unknown).then_some(Kind::Is(kind))
    }

    /// Why a number without a country code may be another person's.
    fn doubt(&self, reading: &NationalNumber<'_>, input: &ConversionInput<'_>) -> Option<Complaint> {
        if self.trusting && matches!(input.country, RowCountry::Is(_)) {
            return reading.doubt_without_plus();
        }
        let stated =
            self.region.map(|country| OtherCountry { country, why: "the region set in the mapping" });
        let (usual, marked) = match input.usual {
            UsualCountry::Unknown => (None, false),
            UsualCountry::Is(country) => {
                (Some(OtherCountry { country, why: "the country of most rows" }), false)
            }
            UsualCountry::Marked => (None, true),
        };
        let of_row = matches!(input.country, RowCountry::Is(_));
        let others = if of_row { [stated, usual] } else { [None, None] };
        reading.doubt(&others).or_else(|| marked.then(|| reading.still_in_doubt()).flatten())
    }
}

/// True if a number exists in the first region of its country code: Italy before the Vatican. The library asks this region
/// first, too, but then it asks the one where the number exists again for the kind.
fn exists_in_main_region(number: &PhoneNumber) -> bool {
    let region = PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code);
    region.is_some_and(|region| PHONE_NUMBER_UTIL.is_valid_number_for_region(number, region))
}

fn refused(message: &str, hint: &str) -> Complaint {
    Complaint::new(Code::Phone, message, hint)
}

fn no_number(spelling: &Spelling<'_>, region: Option<Country>) -> Complaint {
    match region.filter(|_| !spelling.is_international()) {
        Some(country @ Country(code)) => {
            let message = format!("no such phone number exists in the row's country ({code})");
            match with_zero(spelling, country) {
                Some(written) => refused(
                    &message,
                    &format!(
                        "write {written} if a spreadsheet has removed the 0 in front; otherwise {INTERNATIONAL}"
                    ),
                )
                .suggesting([written]),
                None => refused(&message, INTERNATIONAL),
            }
        }
        None => refused("no such phone number exists", "correct it; no such number exists in that country"),
    }
}

/// The number with a 0 in front in E.164 and with its extension, if that exists in this country: spreadsheets remove the
/// 0 from cells of digits.
fn with_zero(spelling: &Spelling<'_>, country: Country) -> Option<String> {
    let is_bare = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let digits = Some(spelling.number).filter(|text| is_bare(text))?;
    let number = PhoneNumber::parse(format!("0{digits}"), Some(dialled_in(country)?)).ok()?;
    number.is_valid().then(|| spelling.with_extension(&number.format_as(PhoneNumberFormat::E164)))
}

/// The complaint about a number that could belong to any country.
fn placeless(country: RowCountry) -> Complaint {
    let message = match country {
        RowCountry::Is(_) => {
            "the number has no country code, and the row's country has no phone numbers of its own"
        }
        RowCountry::None => "the number has no country code, and the row has no country",
        RowCountry::Unread => "the number has no country code, and the row's country could not be read",
    };
    let hint = match country {
        RowCountry::Unread => format!("{INTERNATIONAL}, or correct the country"),
        _ => format!(
            "{INTERNATIONAL}, or set the region in the mapping, for example FIELD = {{ …, region = \"IT\" }}"
        ),
    };
    Complaint::new(Code::PhonePlace, message, hint)
}

#[cfg(test)]
mod tests;
