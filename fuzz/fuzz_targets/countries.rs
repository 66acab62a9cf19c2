//! Any text as a country or a phone number: no panic, and the code or number that results converts to itself.
#![no_main]

use deskferry::convert::{Conversion, ConversionInput, PhoneRule};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for conversion in [
        Conversion::Country,
        Conversion::Language,
        Conversion::Email,
        Conversion::Phone(PhoneRule::new(None, Some("IT")).unwrap_or_default()),
    ] {
        let Ok(converted) = conversion.convert(&ConversionInput::text(text.trim())) else { continue };
        let value = converted.value.map(|value| value.text().into_owned()).unwrap_or_default();
        let again = conversion
            .convert(&ConversionInput::text(&value))
            .unwrap_or_else(|complaint| panic!("{value}: {complaint:?}"));
        assert_eq!(again.value.map(|again| again.text().into_owned()), Some(value));
    }
});
