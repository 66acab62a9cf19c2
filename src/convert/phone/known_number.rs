//! Whether a phone number is the one that a customer has, in whatever form both are written.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};

use super::comparable_phone::comparable_in;
use super::spelling::Spelling;

/// True if a number without a country code is the customer's, read in `country`, or if that is not known in the country
/// of the customer's number.
pub(crate) fn may_be_known(written: &str, known: &str, country: Option<&str>) -> bool {
    if Spelling::of(written).map_or(true, |spelling| spelling.is_international()) {
        return false;
    }
    let country = country.filter(|code| !code.is_empty());
    let home = country.and_then(|code| Region::from_code(code).ok());
    let Some(number) = comparable_in(known, home).filter(|number| number.starts_with('+')) else {
        return false;
    };
    let of_number = || PhoneNumber::parse(&number, None).ok().and_then(|number| number.get_region_code());
    let region = if country.is_some() { home } else { of_number() };
    region.is_some_and(|region| comparable_in(written, Some(region)).is_some_and(|read| read == number))
}

/// True if a number with a country code is the customer's. One that the customer has without a code is read in the
/// country of the customer, or in that of the written number if the customer has none.
pub(crate) fn is_known(written: &str, known: &str, state: Option<&str>) -> bool {
    if !Spelling::of(written).is_ok_and(|spelling| spelling.is_international()) {
        return false;
    }
    let Some(number) = comparable_in(written, None) else { return false };
    let own = || PhoneNumber::parse(&number, None).ok().and_then(|number| number.get_region_code());
    let home = match state.filter(|code| !code.is_empty()) {
        Some(code) => Region::from_code(code).ok(),
        None => own(),
    };
    comparable_in(known, home).is_some_and(|known| known == number)
}

/// A number in E.164 as it is dialled in its own country, from which its country code came.
pub(crate) fn dialled_at_home(written: &str) -> Option<String> {
    let spelling = Spelling::of(written).ok().filter(Spelling::is_international)?;
    let number = PhoneNumber::parse(spelling.number, None).ok()?;
    Some(spelling.with_extension(&number.format_as(PhoneNumberFormat::National)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("02 5550199", "+39025550199", None, true)]
    #[case("02 5550199", "+39025550199", Some("FR"), false)]
    #[case("02 5550199", "+39025550199", Some("?"), false)]
    #[case("020 7946 0958", "+3902079460958", Some("GB"), false)]
    #[case("02 5550199", "02 5550199", Some("IT"), true)]
    #[case("06 12 34 56 78", "+33612345678", Some("FR"), true)]
    #[case("+39 02 5550199", "+33255501999", Some("FR"), false)]
    #[case("02 5550199", "+39025550198", Some("IT"), false)]
    #[case("02 5550199", "02 5550199", None, false)]
    #[case("02 5550199", "unknown", Some("IT"), false)]
    #[case("02 5550199 ext. 7", "+39025550199", Some("IT"), false)]
    fn a_number_is_read_in_the_countries_of_the_customer(
        #[case] written: &str,
        #[case] known: &str,
        #[case] state: Option<&str>,
        #[case] expected: bool,
    ) {
        assert_eq!(may_be_known(written, known, state), expected);
    }

    #[rstest]
    #[case("+39 02-5550199", "+39025550199", None, true)]
    #[case("+39025550199", "0039 02 5550199", Some("FR"), true)]
    #[case("+39025550199", "02 5550199", Some("IT"), true)]
    #[case("+39025550199", "02 5550199", Some(""), true)]
    #[case("+39025550199", "02 5550199", Some("FR"), false)]
    #[case("+39025550199", "+39 02 5550198", None, false)]
    #[case("+39025550199", "+39 02 5550199 ext. 7", None, false)]
    #[case("+39025550199 ext. 7", "+39 02 5550199 x7", None, true)]
    #[case("+39025550199", "+39 02 5550199 (Ada)", None, false)]
    #[case("02 5550199", "02 5550199", Some("IT"), false)]
    fn the_form_of_a_number_is_no_matter(
        #[case] written: &str,
        #[case] known: &str,
        #[case] state: Option<&str>,
        #[case] expected: bool,
    ) {
        assert_eq!(is_known(written, known, state), expected);
    }

    #[test]
    fn a_number_is_dialled_without_its_country_code() {
        assert_eq!(dialled_at_home("+390612345678").as_deref(), Some("06 1234 5678"));
        assert_eq!(dialled_at_home("06 1234 5678"), None);
        let french = dialled_at_home("+390612345678").unwrap();
        assert!(may_be_known(&french, "+33612345678", Some("FR")));
    }
}
