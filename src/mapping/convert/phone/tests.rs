use proptest::prelude::*;

use super::*;

fn read(rule: PhoneRule, country: Option<&'static str>, text: &str) -> Result<String, Code> {
    let input = Input {
        country: country.map_or(RowCountry::None, |code| RowCountry::Is(Country(code))),
        ..Input::text(text)
    };
    rule.convert(&input).map(Cow::into_owned).map_err(|complaint| complaint.code)
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
        (Some("GB"), "2079460958", "+442079460958"),
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
fn what_is_no_number_is_refused_and_nothing_is_added() {
    for (country, text, code) in [
        (None, "02 5551234", Code::PhonePlace),
        (None, "0039 02 5551234", Code::PhonePlace),
        (Some("AQ"), "02 5551234", Code::PhonePlace),
        (Some("IT"), "112", Code::Phone),
        // The zero of an Italian number belongs to it: a spreadsheet has taken it away.
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

#[test]
fn kept_numbers_are_judged_and_stay_as_typed() {
    let keep = PhoneRule::new(Some("keep"), Some("Italia")).unwrap();
    assert_eq!(read(keep, None, "02 / 5551234").as_deref(), Ok("02 / 5551234"));
    assert_eq!(read(keep, Some("GB"), "020 7946 0958").as_deref(), Ok("020 7946 0958"));
    assert_eq!(read(keep, Some("GB"), "02 5551234"), Err(Code::Phone));
}

#[test]
fn odd_options_are_errors_of_the_mapping() {
    for (format, region) in [(Some("rfc"), None), (None, Some("Korea")), (None, Some("AQ")), (None, Some(""))]
    {
        assert!(PhoneRule::new(format, region).is_err(), "{format:?} {region:?}");
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_e164_converts_to_itself(
        text in prop_oneof!["[+0-9 ()/.-]{1,20}", "[+]?[0-9]{5,15}( ?(x|ext\\.|int) ?[0-9]{1,8})?", any::<String>()],
        country in prop::sample::select(vec![None, Some("IT"), Some("US"), Some("DE"), Some("AR"), Some("MX"), Some("AQ")]),
    ) {
        if let Ok(number) = read(PhoneRule::default(), country, text.trim()) {
            prop_assert!(number.starts_with('+'));
            prop_assert_eq!(read(PhoneRule::default(), None, &number), Ok(number));
        }
    }
}
