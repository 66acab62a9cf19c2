//! `as` of a mapping: one conversion for all cells of a field.

use super::boolean::BoolWords;
use super::choice::AllowedChoices;
use super::conversion_input::{ConversionInput, Converted};
use super::date::DateFormats;
use super::email::Take;
use super::number::DecimalMark;
use super::phone::PhoneRule;
use super::tags::Separator;
use super::url::Scheme;
use super::{broken_cell, country, email, exported, json, language, number, photo_path, text, url};
use crate::customer::{FieldTarget, FieldValue};
use crate::issue::Complaint;

/// `as` of a mapping, with its options.
#[derive(Debug, Clone, PartialEq)]
pub enum Conversion {
    /// Any text, without control characters.
    Text,
    /// One e-mail address, in lower case.
    Email,
    /// The first of several addresses in a cell, or the others.
    Emails(Take),
    /// A phone number that is valid in its country.
    Phone(PhoneRule),
    /// An ISO 3166-1 country, by code or name.
    Country,
    /// A language of the help desk.
    Language,
    /// A date in one of these formats.
    Date(DateFormats),
    /// Yes or no, by these words.
    Bool(BoolWords),
    /// A whole number, kept as text.
    Integer,
    /// A decimal number, written with a point.
    Decimal(DecimalMark),
    /// An http(s) address, as typed.
    Url,
    /// An http(s) address. This scheme is added if it has none.
    UrlWith(Scheme),
    /// Several tags in one cell.
    Tags(Separator),
    /// One of the allowed values.
    Enum(AllowedChoices),
    /// A JSON object.
    Json,
    /// The name of a file that holds a photo.
    File,
    /// The value that an export by deskferry has for this field.
    Exported(FieldTarget),
}

impl Conversion {
    /// The name in a mapping, such as `date`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email | Self::Emails(_) => "email",
            Self::Phone(_) => "phone",
            Self::Country => "country",
            Self::Language => "language",
            Self::Date(_) => "date",
            Self::Bool(_) => "bool",
            Self::Integer => "integer",
            Self::Decimal(_) => "decimal",
            Self::Url | Self::UrlWith(_) => "url",
            Self::Tags(_) => "tags",
            Self::Enum(_) => "enum",
            Self::Json => "json",
            Self::File => "file",
            Self::Exported(_) => "exported",
        }
    }

    /// Converts one cell.
    ///
    /// # Errors
    /// A complaint with a hint, if the cell does not certainly hold such a value. Every conversion rejects cells
    /// that the workbook marks as an error, as a formula without a result or as a number with lost digits.
    ///
    /// Most conversions also reject text in the form in which a spreadsheet shows long numbers (`3.93391E+11`), because
    /// a phone or customer number has lost its digits there. A decimal accepts it as an ordinary number, and an export
    /// accepts it because it holds what the help desk has.
    ///
    /// ```
    /// use deskferry::convert::{Conversion, ConversionInput};
    ///
    /// let country = Conversion::Country.convert(&ConversionInput::text("Czech Republic")).unwrap();
    /// assert_eq!(country.value.unwrap().text(), "CZ");
    /// let refused = Conversion::Country.convert(&ConversionInput::text("Korea")).unwrap_err();
    /// assert_eq!(refused.code.id(), "E203");
    /// ```
    pub fn convert<'a>(&self, input: &ConversionInput<'a>) -> Result<Converted<'a>, Complaint> {
        broken_cell::refuse(input.text, input.kind, matches!(self, Self::Decimal(_) | Self::Exported(_)))?;
        match self {
            Self::Text => Ok(text::convert(input.text)),
            Self::Email => email::convert(input.text).map(|text| FieldValue::Text(text).into()),
            Self::Emails(take) => take.convert(input.text),
            Self::Phone(rule) => rule.convert(input),
            Self::Country => country::convert(input).map(|country| FieldValue::Country(country).into()),
            Self::Language => {
                language::convert(input.text).map(|language| FieldValue::Language(language).into())
            }
            Self::Date(formats) => formats.convert(input).map(|date| FieldValue::Date(date).into()),
            Self::Bool(words) => words.convert(input).map(|truth| FieldValue::Bool(truth).into()),
            Self::Integer => number::integer(input.text).map(|text| FieldValue::Text(text).into()),
            Self::Decimal(mark) => mark.convert(input).map(|text| FieldValue::Text(text).into()),
            Self::Url => url::convert(input.text).map(|text| FieldValue::Text(text).into()),
            Self::UrlWith(scheme) => scheme.convert(input.text).map(|text| FieldValue::Text(text).into()),
            Self::Tags(separator) => Ok(separator.convert(input.text)),
            Self::Enum(choices) => choices.convert(input.text).map(|text| FieldValue::Text(text).into()),
            Self::Json => json::convert(input.text).map(Into::into),
            Self::File => photo_path::convert(input.text).map(Into::into),
            Self::Exported(target) => exported::convert(target, input.text).map(Into::into),
        }
    }
}
