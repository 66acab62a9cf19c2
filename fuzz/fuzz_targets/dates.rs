//! Any text as a date or a date format: no panic, and a date that was read can be read again from its ISO form.
#![no_main]

use deskferry::convert::{Conversion, ConversionInput, DateFormats};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (&str, &str)| {
    let (format, text) = parts;
    let named = ["auto", "iso", "excel", "excel1904", "epoch", "epoch_ms", format];
    for form in named {
        let Ok(formats) = DateFormats::with(&[form.to_owned()], Some(2026).filter(|_| form == "auto"), None)
        else {
            continue;
        };
        if let Ok(converted) = Conversion::Date(formats).convert(&ConversionInput::text(text.trim())) {
            let day = converted.value.map(|value| value.text().into_owned()).unwrap_or_default();
            let iso = Conversion::Date(DateFormats::default());
            let again = iso
                .convert(&ConversionInput::text(&day))
                .unwrap_or_else(|complaint| panic!("{day}: {complaint:?}"));
            assert_eq!(again.value.map(|value| value.text().into_owned()), Some(day));
        }
    }
});
