use proptest::prelude::*;
use rstest::rstest;

use super::*;

/// Converts a number in a row of this country. A `?` marks text that was kept with a warning.
fn read(rule: PhoneRule, country: Option<&'static str>, text: &str) -> Result<String, Code> {
    let input = ConversionInput {
        country: country.map_or(RowCountry::None, |code| RowCountry::Is(Country(code))),
        ..ConversionInput::text(text)
    };
    told(&rule, &input)
}

fn told(rule: &PhoneRule, input: &ConversionInput<'_>) -> Result<String, Code> {
    let converted = rule.convert(input).map_err(|complaint| complaint.code)?;
    let doubt = if converted.warning.is_some() { "?" } else { "" };
    Ok(converted.value.unwrap().text().into_owned() + doubt)
}

/// The same with a region, another country of most rows, and a field for mobiles or not.
fn read_among<'a>(
    country: &'static str,
    usual: Option<&'static str>,
    region: Option<&'a str>,
    mobile: bool,
    text: &'a str,
) -> Result<Converted<'a>, Complaint> {
    let usual = usual.map_or(UsualCountry::Unknown, |code| UsualCountry::Is(Country(code)));
    let input =
        ConversionInput { country: RowCountry::Is(Country(country)), usual, ..ConversionInput::text(text) };
    PhoneRule::new(None, region).unwrap().for_mobiles(mobile).convert(&input)
}

#[rstest]
#[case("348 3528686", "GB", "+443483528686")]
#[case("020 7946 0958", "GB", "+442079460958")]
#[case("2079460958", "GB", "+442079460958")]
#[case("612 345 678", "ES", "+34612345678")]
#[case("49171 1234567", "DE", "49171 1234567?")]
fn a_trusted_country_leaves_no_doubt(
    #[case] text: &str,
    #[case] country: &'static str,
    #[case] wanted: &str,
) {
    for mobile in [false, true] {
        let rule = PhoneRule::new(None, Some("FR")).unwrap().for_mobiles(mobile).trusting_country(true);
        assert!(!rule.asks_column());
        assert_eq!(read(rule, Some(country), text).as_deref(), Ok(wanted), "{mobile}");
        let without = read(rule, None, "1 42 68 53 00");
        assert_eq!(without.as_deref(), Ok("1 42 68 53 00?"), "a row without a country is read as before");
    }
}

#[rstest]
#[case("348 3528686", "GB", None, None, "+443483528686")]
#[case("348 3528686", "GB", Some("IT"), None, "+443483528686 +393483528686 IT")]
#[case("348 3528686", "GB", None, Some("IT"), "+443483528686 +393483528686 IT")]
#[case("2079460958", "GB", None, None, "+442079460958")]
#[case("1 42 68 53 00", "FR", Some("FR"), None, "+33142685300")]
#[case("348 352 86 86", "TR", None, None, "+903483528686")]
#[case("532 123 45 67", "TR", None, None, "+905321234567")]
#[case("10 1234 5678", "CN", None, None, "+861012345678")]
#[case("11 4321 0000", "AR", None, None, "+541143210000")]
#[case("22 2345 6789", "IN", None, None, "+912223456789")]
#[case("347 352 86 86", "RU", None, None, "+73473528686")]
#[case("1 234 5678", "HU", None, None, "+3612345678")]
#[case("49171 1234567", "DE", None, None, "+49491711234567 +491711234567")]
#[case("30 1234567", "DE", Some("DE"), None, "+49301234567")]
#[case("612 345 678", "ES", Some("FR"), None, "+34612345678 +33612345678 FR")]
#[case("020 7946 0958", "GB", Some("IT"), None, "+442079460958 +3902079460958 IT")]
fn a_number_with_another_reading_is_not_changed(
    #[case] text: &str,
    #[case] country: &'static str,
    #[case] usual: Option<&'static str>,
    #[case] region: Option<&str>,
    #[case] said: &str,
) {
    let converted = read_among(country, usual, region, false, text).unwrap();
    assert_eq!(converted.value.unwrap().text(), text);
    let warning = converted.warning.expect(text);
    assert_eq!(warning.code, Code::PhoneReadings);
    for part in said.split(' ').chain([country]) {
        assert!(warning.message.contains(part), "{}", warning.message);
    }
    let numbers: Vec<&str> = said.split(' ').filter(|part| part.starts_with('+')).collect();
    numbers.iter().for_each(|number| assert!(warning.hint.contains(number), "{}", warning.hint));
    assert_eq!(warning.suggested, numbers);
}

/// Spreadsheets remove the zero in front of digits. The number with it is suggested, never written.
#[rstest]
#[case("65551234", "IT", &["+39065551234"])]
#[case("6 5551234", "IT", &[])]
#[case("0665551234999", "IT", &[])]
#[case("12", "IT", &[])]
#[case("415555267", "US", &[])]
fn a_number_with_its_zero_again_is_suggested(
    #[case] text: &str,
    #[case] country: &'static str,
    #[case] numbers: &[&str],
) {
    let input = ConversionInput { country: RowCountry::Is(Country(country)), ..ConversionInput::text(text) };
    let refused = PhoneRule::default().convert(&input).unwrap_err();
    assert_eq!(
        (refused.code, &refused.suggested[..]),
        (Code::Phone, &numbers.iter().map(ToString::to_string).collect::<Vec<_>>()[..])
    );
    assert_eq!(refused.hint.contains("if a spreadsheet has removed the 0"), !numbers.is_empty());
}

#[rstest]
#[case("020 7946 0958", "GB", Some("GB"), Some("GB"), "+442079460958")]
#[case("020 7946 0958", "GB", Some("ES"), None, "+442079460958")]
#[case("333 1234567", "IT", Some("IT"), None, "+393331234567")]
#[case("333 1234567", "IT", Some("ES"), Some("ES"), "+393331234567")]
#[case("02 5551234", "IT", Some("GB"), None, "+39025551234")]
#[case("0039 348 3528686", "GB", Some("IT"), None, "+393483528686")]
#[case("+39 348 3528686", "GB", Some("IT"), None, "+393483528686")]
#[case("447911123456", "GB", Some("IT"), None, "+447911123456")]
#[case("612 345 678", "ES", None, None, "+34612345678")]
#[case("32 12 34 56", "DK", None, None, "+4532123456")]
#[case("22 12 34 56", "NO", None, None, "+4722123456")]
#[case("912 345 678", "PT", None, None, "+351912345678")]
#[case("12 345 67 89", "PL", None, None, "+48123456789")]
#[case("(415) 555-2671", "US", Some("CA"), Some("CA"), "+14155552671")]
#[case("138 0013 8000", "CN", None, None, "+8613800138000")]
#[case("98765 43210", "IN", None, None, "+919876543210")]
#[case("(11) 96123-4567", "BR", None, None, "+5511961234567")]
#[case("0532 123 45 67", "TR", None, None, "+905321234567")]
#[case("905321234567", "TR", None, None, "+905321234567")]
#[case("(0532) 123 45 67", "TR", None, None, "+905321234567")]
#[case("010 1234 5678", "CN", None, None, "+861012345678")]
#[case("011 4321 0000", "AR", None, None, "+541143210000")]
#[case("022 2345 6789", "IN", None, None, "+912223456789")]
#[case("912 345-67-89", "RU", None, None, "+79123456789")]
#[case("8 (347) 352-86-86", "RU", None, None, "+73473528686")]
#[case("(555) 123 4567", "MX", None, None, "+525551234567")]
fn a_number_with_one_reading_is_written_as_e164(
    #[case] text: &str,
    #[case] country: &'static str,
    #[case] usual: Option<&'static str>,
    #[case] region: Option<&str>,
    #[case] written: &str,
) {
    let converted = read_among(country, usual, region, false, text).unwrap();
    assert_eq!(converted.warning, None);
    assert_eq!(converted.value.unwrap().text(), written);
}

#[test]
fn a_mobile_field_adds_the_prefix_to_mobile_numbers_only() {
    for (country, text, written) in [
        ("IT", "333 1234567", "+393331234567"),
        ("GB", "07911 123456", "+447911123456"),
        ("US", "(415) 555-2671", "+14155552671"),
        ("IT", "02 5551234", "02 5551234?"),
        ("GB", "020 7946 0958", "020 7946 0958?"),
        ("IT", "+39 02 5551234", "+39025551234"),
        ("GB", "0039 02 5551234", "+39025551234"),
    ] {
        let rule = PhoneRule::default().for_mobiles(true);
        assert_eq!(read(rule, Some(country), text).as_deref(), Ok(written), "{text}");
    }
    assert_eq!(read(PhoneRule::default(), Some("IT"), "02 5551234").as_deref(), Ok("+39025551234"));
}

#[test]
fn a_row_without_a_country_uses_the_stated_region() {
    let input =
        ConversionInput { usual: UsualCountry::Is(Country("IT")), ..ConversionInput::text("020 7946 0958") };
    let told = |text| told(&PhoneRule::new(None, Some("GB")).unwrap(), &ConversionInput { text, ..input });
    assert_eq!(told("020 7946 0958").as_deref(), Ok("+442079460958"));
    assert_eq!(told("20 7946 0958").as_deref(), Ok("20 7946 0958?"));
}

#[test]
fn doubtful_numbers_stay_doubtful_in_a_rejects_file() {
    let among = |text| {
        let country = RowCountry::Is(Country("GB"));
        told(
            &PhoneRule::default(),
            &ConversionInput { usual: UsualCountry::Marked, country, ..ConversionInput::text(text) },
        )
    };
    assert_eq!(among("020 7946 0958").as_deref(), Ok("020 7946 0958?"));
    assert_eq!(among("+44 20 7946 0958").as_deref(), Ok("+442079460958"));
    assert_eq!(among("0044 20 7946 0958").as_deref(), Ok("+442079460958"));
}

#[test]
fn numbers_become_e164() {
    for (country, text, wanted) in [
        (None, "+39 02 5551234", "+39025551234"),
        (Some("US"), "+39 02 5551234", "+39025551234"),
        (Some("IT"), "02 5551234", "+39025551234"),
        (Some("IT"), "02/5551234", "+39025551234"),
        (Some("IT"), "0039 02 5551234", "+39025551234"),
        (Some("IT"), "333 1234567", "+393331234567"),
        (Some("IT"), "393331234567", "+393331234567"),
        (Some("GB"), "020 7946 0958", "+442079460958"),
        (Some("GB"), "442079460958", "+442079460958"),
        (None, "+44 (0)20 7946 0958", "+442079460958"),
        (None, "(+44) 20 7946 0958", "+442079460958"),
        (Some("US"), "(415) 555-2671", "+14155552671"),
        (Some("US"), "011 39 02 5551234", "+39025551234"),
        (Some("FR"), "01 42 68 53 00", "+33142685300"),
        (Some("DE"), "030/1234567", "+49301234567"),
        (Some("GB"), "020 7946 0958 ext. 12", "+442079460958 ext. 12"),
        (Some("GB"), "+442079460958;ext=012", "+442079460958 ext. 012"),
        (None, "tel:+39-02-5551234", "+39025551234"),
        (None, "'+39025551234", "+39025551234"),
    ] {
        assert_eq!(read(PhoneRule::default(), country, text).as_deref(), Ok(wanted), "{text}");
    }
}

#[test]
fn invalid_numbers_are_refused_and_not_completed() {
    for (country, text, code) in [
        (None, "02 5551234", Code::PhonePlace),
        (None, "0039 02 5551234", Code::PhonePlace),
        (Some("AQ"), "02 5551234", Code::PhonePlace),
        (Some("IT"), "112", Code::Phone),
        // The leading zero belongs to an Italian number. A spreadsheet removed it.
        (Some("IT"), "25551234", Code::Phone),
        (Some("US"), "020 7946 0958", Code::Phone),
        (None, "+39 02", Code::Phone),
        (None, "+999 12345678", Code::Phone),
        (Some("US"), "1-800-FLOWERS", Code::Phone),
        (Some("IT"), "02 5551234/5", Code::Phone),
        (Some("IT"), "02 5551234 - 02 5551235", Code::Phone),
        (Some("IT"), "n.d.", Code::Phone),
    ] {
        assert_eq!(read(PhoneRule::default(), country, text), Err(code), "{text}");
    }
}

#[rstest]
#[case("65551234 int. 12", "IT", None, &["+39065551234 ext. 12"])]
#[case("49171 1234567 ext. 12", "DE", None, &["+49491711234567 ext. 12", "+491711234567 ext. 12"])]
#[case("612 345 678 ext. 12", "ES", Some("FR"), &["+34612345678 ext. 12", "+33612345678 ext. 12"])]
fn a_suggested_number_keeps_its_extension(
    #[case] text: &str,
    #[case] country: &'static str,
    #[case] usual: Option<&'static str>,
    #[case] numbers: &[&str],
) {
    let complaint = match read_among(country, usual, None, false, text) {
        Err(refused) => refused,
        Ok(converted) => *converted.warning.expect(text),
    };
    assert_eq!(complaint.suggested, numbers);
    for number in numbers {
        assert!(complaint.hint.contains(number), "{}", complaint.hint);
    }
}

#[test]
fn with_format_keep_numbers_are_checked_and_unchanged() {
    let keep = PhoneRule::new(Some("keep"), Some("Italia")).unwrap();
    assert_eq!(read(keep, None, "02 / 5551234").as_deref(), Ok("02 / 5551234"));
    assert_eq!(read(keep, Some("GB"), "020 7946 0958").as_deref(), Ok("020 7946 0958"));
    assert_eq!(read(keep, Some("GB"), "02 5551234"), Err(Code::Phone));
}

#[test]
fn invalid_options_are_mapping_errors() {
    for (format, region) in [(Some("rfc"), None), (None, Some("Korea")), (None, Some("AQ")), (None, Some(""))]
    {
        assert!(PhoneRule::new(format, region).is_err(), "{format:?} {region:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_e164_converts_to_itself(
        text in prop_oneof!["[+0-9 ()/.-]{1,20}", "[+]?[0-9]{5,15}( ?(x|ext\\.|int) ?[0-9]{1,8})?", any::<String>()],
        country in prop::sample::select(vec![None, Some("IT"), Some("US"), Some("DE"), Some("AR"), Some("MX"), Some("AQ")]),
    ) {
        if let Ok(number) = read(PhoneRule::default(), country, text.trim()) {
            // A number kept with a warning is the text itself.
            if let Some(kept) = number.strip_suffix('?') {
                prop_assert_eq!(kept, text.trim());
                return Ok(());
            }
            prop_assert!(number.starts_with('+'));
            prop_assert_eq!(read(PhoneRule::default(), None, &number), Ok(number));
        }
    }
}

/// A number of this country code, typed as it is dialled at home without a trunk prefix.
fn of_code(code: i32, digits: &str) -> Option<PhoneNumber> {
    let number = PhoneNumber::parse(format!("+{code}{digits}"), None).ok()?;
    (number.country_code == code).then_some(number)
}

/// What a number has when the library writes it for its own country.
fn national_digits(number: &PhoneNumber) -> String {
    let national = number.format_as(PhoneNumberFormat::National);
    national.chars().filter(char::is_ascii_digit).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_number_exists_if_the_library_knows_its_kind(
        code in prop::sample::select(vec![1, 7, 33, 34, 39, 44, 47, 49, 52, 54, 55, 61, 81, 86, 90, 91, 212, 262, 358, 590, 599, 800, 999]),
        digits in "[0-9]{2,13}",
    ) {
        let Some(number) = of_code(code, &digits) else { return Ok(()) };
        let exists = PhoneRule::default().kind(&number).is_some();
        prop_assert_eq!(exists, number.get_type() != PhoneNumberType::Unknown, "+{}{}", code, digits);
    }

    #[test]
    fn numbers_without_a_trunk_prefix_are_dialled_as_they_are(
        code in prop::sample::select(super::super::national_number::WITHOUT_TRUNK.to_vec()),
        digits in "[0-9]{3,13}",
    ) {
        let Some(number) = of_code(code, &digits) else { return Ok(()) };
        let written = number.format_as(PhoneNumberFormat::E164).into_owned();
        prop_assert_eq!(format!("+{code}{}", national_digits(&number)), written);
    }
}
