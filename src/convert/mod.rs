//! Conversions: the text of one cell becomes the value of one field, or a complaint.
//!
//! These are pure functions of the cell and of options that were checked when the mapping was compiled. Text that is
//! already right is borrowed, not copied. Nothing is guessed: text with two possible readings is refused.

mod boolean;
pub(crate) mod broken_cell;
mod choice;
mod conversion;
mod conversion_input;
pub(crate) mod country;
mod date;
mod domain;
mod email;
mod exported;
mod fold;
mod fraction;
mod json;
mod language;
mod nearest_name;
mod number;
mod phone;
mod photo_path;
mod postcode;
mod tags;
pub(crate) mod text;
mod url;

#[cfg(test)]
mod tests;

pub use boolean::BoolWords;
pub use choice::AllowedChoices;
pub use conversion::Conversion;
pub use conversion_input::{ConversionInput, Converted, RowCountry, UsualCountry};
#[cfg(feature = "workbench")]
pub(crate) use country::countries;
pub(crate) use country::{country_name, country_of_code};
pub(crate) use date::format_in_words;
pub use date::{DateFormats, DateSeparator, DayOrder, DayOrders};
pub use email::Take;
pub(crate) use fraction::without_zero_fraction;
pub(crate) use nearest_name::{nearest, nearest_typed};
pub use number::DecimalMark;
pub use phone::PhoneRule;
pub(crate) use phone::{comparable_phone, dialled_at_home, is_known, may_be_known};
pub(crate) use postcode::{postcode_doubt, postcode_doubt_by_code};
pub use tags::Separator;
pub use url::Scheme;
