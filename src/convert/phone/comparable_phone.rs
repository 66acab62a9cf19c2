//! Phone numbers in one form, to find customers with the same number.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

use super::dialling_region::dialled_in;
use super::spelling::Spelling;
use crate::customer::Country;

/// Fewer digits are no number of a person.
const FEWEST: usize = 6;

/// The number in E.164 with its extension, or its digits if its country is not known; `None` for what is no number.
///
/// Numbers without a country code are dialled in `country`. A number that is only known by its digits never equals one
/// in E.164.
pub(crate) fn comparable_phone(text: &str, country: Option<Country>) -> Option<String> {
    comparable_in(text, country.and_then(dialled_in))
}

/// Like [`comparable_phone`], with a region of libphonenumber.
pub(super) fn comparable_in(text: &str, region: Option<Region>) -> Option<String> {
    let spelling = Spelling::of(text).ok()?;
    let digits: String = spelling.number.chars().filter(char::is_ascii_digit).collect();
    let mut different: Vec<char> = digits.chars().collect();
    different.sort_unstable();
    different.dedup();
    // `000000` and `999999999` stand for "none".
    if digits.len() < FEWEST || different.len() < 2 {
        return None;
    }
    let parsed = (spelling.is_international() || region.is_some())
        .then(|| PhoneNumber::parse(spelling.number, region).ok())
        .flatten();
    let known = parsed
        .filter(|number| spelling.is_international() || number.get_type() != PhoneNumberType::Unknown)
        .map(|number| number.format_as(PhoneNumberFormat::E164).into_owned());
    let number = known.or_else(|| dialled_abroad(&digits)).unwrap_or(digits);
    Some(spelling.with_extension(&number))
}

/// The number behind `00`, by which most countries begin an international call, if it is a number of its country.
fn dialled_abroad(digits: &str) -> Option<String> {
    let number = PhoneNumber::parse(format!("+{}", digits.strip_prefix("00")?), None).ok()?;
    let is_known = number.get_type() != PhoneNumberType::Unknown;
    is_known.then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("+39 02 5551234", None, Some("+39025551234"))]
    #[case("02 555-1234", Some("IT"), Some("+39025551234"))]
    #[case("0039 02 5551234", Some("IT"), Some("+39025551234"))]
    #[case("0039 02 5551234", None, Some("+39025551234"))]
    #[case("0039 02 5551234", Some("US"), Some("+39025551234"))]
    #[case("0044 20 7946 0958 ext. 7", None, Some("+442079460958 ext. 7"))]
    #[case("0012", None, None)]
    #[case("00999 1234567", None, Some("009991234567"))]
    #[case("02 5551234", None, Some("025551234"))]
    #[case("+39 02 5551234 ext. 7", None, Some("+39025551234 ext. 7"))]
    #[case("tel:+39025551234", None, Some("+39025551234"))]
    #[case("000000", None, None)]
    #[case("12345", Some("IT"), None)]
    #[case("none", None, None)]
    #[case("", None, None)]
    fn one_form_for_each_number(
        #[case] text: &str,
        #[case] country: Option<&'static str>,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(comparable_phone(text, country.map(Country)).as_deref(), expected);
    }
}
