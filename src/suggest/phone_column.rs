//! The rule of a column with phone numbers, and its values that are none.

use super::column_role::ColumnRole;
use super::column_values::ColumnValues;
use super::toml_text::example;
use crate::convert::{Conversion, ConversionInput, PhoneRule};
use crate::issue::Code;
use crate::wording::counted;

/// The options of the rule, as in the shipped mappings: numbers are checked, and what is none stays as typed, with a
/// warning. No row is rejected. The country of a number without a country code is that of its row.
pub(super) const PHONE_OPTIONS: &str = ", as = \"phone\", on_invalid = \"keep\"";
/// The fewest digits of a phone number.
const DIGITS: usize = 5;

/// True for a field with phone numbers.
pub(super) fn is_phone(role: ColumnRole) -> bool {
    matches!(role, ColumnRole::Field("phoneNumber" | "mobileNumber" | "faxNumber"))
}

/// `; 5 of 229 values are no phone numbers and are kept as typed: "ask Paolo"`; `None` if all may be numbers.
pub(super) fn odd_phones(values: &ColumnValues<'_>) -> Option<String> {
    let odd: Vec<&str> = values.inputs().filter(is_no_number).map(|input| input.text).collect();
    let all = counted(values.count(), "value", "values");
    let are = match odd.len() {
        0 => return None,
        1 => "is no phone number and is",
        _ => "are no phone numbers and are",
    };
    let mut shown: Vec<String> = Vec::new();
    for text in odd.iter().map(|text| example(text)) {
        if shown.len() < 3 && !shown.contains(&text) {
            shown.push(text);
        }
    }
    Some(format!("; {} of {all} {are} kept as typed: {}", odd.len(), shown.join(", ")))
}

/// True for a text that is no number in any country.
fn is_no_number(input: &ConversionInput<'_>) -> bool {
    match Conversion::Phone(PhoneRule::default()).convert(input) {
        Ok(_) => false,
        Err(complaint) if complaint.code == Code::PhonePlace => {
            input.text.chars().filter(char::is_ascii_digit).count() < DIGITS
        }
        Err(_) => true,
    }
}
