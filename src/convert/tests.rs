//! Properties of all conversions.

use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::customer::FieldValue;
use crate::issue::Code;
use crate::record::CellKind;

fn all() -> Vec<Conversion> {
    vec![
        Conversion::Text,
        Conversion::Email,
        Conversion::Phone(PhoneRule::default()),
        Conversion::Phone(PhoneRule::new(Some("keep"), Some("IT")).unwrap()),
        Conversion::Country,
        Conversion::Language,
        Conversion::Date(DateFormats::default()),
        Conversion::Date(
            DateFormats::new(&["auto".to_owned(), "excel".to_owned(), "iso".to_owned()]).unwrap(),
        ),
        Conversion::Date(DateFormats::new(&["%d %B %Y".to_owned(), "%d/%m/%Y".to_owned()]).unwrap()),
        Conversion::Bool(BoolWords::default()),
        Conversion::Integer,
        Conversion::Decimal(DecimalMark::Certain),
        Conversion::Decimal(DecimalMark::Comma),
        Conversion::Url,
        Conversion::Tags(Separator::default()),
        Conversion::Enum(AllowedChoices::new(&["Gold".to_owned(), "Silver".to_owned()]).unwrap()),
    ]
}

fn code(conversion: &Conversion, text: &str, kind: CellKind) -> Option<Code> {
    let input = ConversionInput { kind, ..ConversionInput::text(text) };
    conversion.convert(&input).err().map(|complaint| complaint.code)
}

#[test]
fn broken_cells_are_refused_by_every_conversion() {
    for conversion in all() {
        let name = conversion.name();
        assert_eq!(code(&conversion, "#N/A", CellKind::Error), Some(Code::CellError), "{name}");
        assert_eq!(code(&conversion, "#NO-RESULT!", CellKind::NoResult), Some(Code::NoResult), "{name}");
        assert_eq!(
            code(&conversion, "393391000000000000", CellKind::LostDigits),
            Some(Code::DigitsLost),
            "{name}"
        );
        if !matches!(conversion, Conversion::Decimal(_)) {
            assert_eq!(code(&conversion, "3.93E+11", CellKind::Text), Some(Code::DigitsLost), "{name}");
        }
    }
}

#[test]
fn typed_cells_are_converted_to_their_displayed_text() {
    for (text, kind) in [("2020-01-31", CellKind::Date), ("true", CellKind::Bool), ("12.5", CellKind::Number)]
    {
        let converted =
            Conversion::Text.convert(&ConversionInput { kind, ..ConversionInput::text(text) }).unwrap();
        assert_eq!(converted, FieldValue::Text(text.into()).into());
    }
}

#[test]
fn text_that_needs_no_conversion_is_borrowed() {
    for (conversion, text) in [
        (Conversion::Text, "Zoë"),
        (Conversion::Email, "ada@example.org"),
        (Conversion::Integer, "-12"),
        (Conversion::Decimal(DecimalMark::Certain), "-12.5"),
        (Conversion::Url, "https://example.org/x"),
        (Conversion::Enum(AllowedChoices::new(&["Gold".to_owned()]).unwrap()), "Gold"),
    ] {
        let converted = conversion.convert(&ConversionInput::text(text)).unwrap();
        assert!(
            matches!(converted.value, Some(FieldValue::Text(Cow::Borrowed(same))) if same == text),
            "{text}"
        );
    }
}

fn kinds() -> impl Strategy<Value = CellKind> {
    let kinds = [
        CellKind::Text,
        CellKind::Number,
        CellKind::LostDigits,
        CellKind::MaybeNumber,
        CellKind::Bool,
        CellKind::Date,
        CellKind::Error,
        CellKind::NoResult,
    ];
    prop::sample::select(kinds.to_vec())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9./:TZ ,'eE+-]{1,24}",
        "[a-zA-Z@.,<>:/é\u{301}\u{200b}]{1,40}",
        "\\PC{120,140}",
    ]
}

proptest! {
    #[test]
    fn no_text_panics_and_complaints_are_complete(text in texts(), kind in kinds(), iso_dates: bool) {
        for conversion in all() {
            match conversion.convert(&ConversionInput { kind, iso_dates, ..ConversionInput::text(text.trim()) }) {
                Ok(Converted { value: Some(FieldValue::Text(out)), .. }) => prop_assert!(!out.is_empty() || text.trim().is_empty()),
                Ok(Converted { value: Some(FieldValue::Tags(tags)), .. }) => prop_assert!(!tags.is_empty()),
                Ok(_) => {}
                Err(complaint) => prop_assert!(!complaint.message.ends_with('.') && !complaint.hint.is_empty()),
            }
        }
    }

    #[test]
    fn a_converted_value_converts_to_itself(text in texts()) {
        for conversion in all().into_iter().filter(|it| !matches!(it, Conversion::Date(_) | Conversion::Decimal(_))) {
            let input = ConversionInput::text(text.trim());
            let Ok(Converted { value: Some(value), .. }) = conversion.convert(&input) else { continue };
            if matches!(value, FieldValue::Tags(_)) {
                continue;
            }
            let again = value.text().into_owned();
            let second = conversion.convert(&ConversionInput::text(&again));
            prop_assert_eq!(second.ok().and_then(|it| it.value), Some(value.clone()));
        }
    }
}

#[test]
#[ignore = "prints nanoseconds a call; run with --release -- --ignored --nocapture"]
#[expect(clippy::print_stderr, reason = "a measurement by hand")]
fn speed_of_conversions() {
    let dates = DateFormats::new(&["%d/%m/%Y".to_owned(), "%Y-%m-%d".to_owned()]).unwrap();
    for (conversion, text) in [
        (Conversion::Text, "221B Baker Street, Marylebone"),
        (Conversion::Email, "ada.lovelace@example.org"),
        (Conversion::Country, "GB"),
        (Conversion::Country, "United Kingdom"),
        (Conversion::Country, "Côte d’Ivoire"),
        (Conversion::Country, "Untied Kingdom"),
        (Conversion::Language, "Italian"),
        (Conversion::Date(dates), "31/12/1999"),
        (Conversion::Bool(BoolWords::default()), "Yes"),
        (Conversion::Decimal(DecimalMark::Certain), "1.234,56"),
        (Conversion::Url, "https://example.org/in/ada"),
        (Conversion::Tags(Separator::default()), "a, b, c"),
    ] {
        let start = std::time::Instant::now();
        for _ in 0..100_000 {
            drop(std::hint::black_box(
                conversion.convert(std::hint::black_box(&ConversionInput::text(text))),
            ));
        }
        eprintln!("{:8} {:32} {:5} ns", conversion.name(), text, start.elapsed().as_nanos() / 100_000);
    }
}
