//! Random secrets in every form, and in one form nested in another.

use proptest::prelude::*;

use super::*;

/// Writes a text in one of the usual forms.
type Form = fn(&str) -> String;

const FORMS: [Form; 12] = [
    ToOwned::to_owned,
    |text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
    |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
    // Upper and lower case alternate.
    |text| {
        let pair = |(at, byte): (usize, u8)| match at % 2 {
            0 => format!("%{byte:02X}"),
            _ => format!("%{byte:02x}"),
        };
        text.bytes().enumerate().map(pair).collect()
    },
    |text| unquoted(&serde_json::to_string(text).unwrap()),
    |text| unquoted(&serde_json::to_string(text).unwrap()).replace('/', "\\/"),
    // Escapes everything except ASCII letters and digits.
    |text| {
        let each = |unit: u16| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("\\u{unit:04x}"),
        };
        text.encode_utf16().map(each).collect()
    },
    |text| text.escape_default().to_string(),
    |text| html_escape::encode_safe(text).into_owned(),
    |text| text.chars().map(|letter| format!("&#{};", u32::from(letter))).collect(),
    |text| text.chars().map(|letter| format!("&#x{:X};", u32::from(letter))).collect(),
    |text| text.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned(),
];

fn unquoted(json: &str) -> String {
    json.trim_start_matches('"').strip_suffix('"').unwrap().to_owned()
}

/// A form that can enclose another one. The last is not an escape but the other Base64 alphabet.
fn escape() -> impl Strategy<Value = Form> {
    proptest::sample::select(FORMS[..FORMS.len() - 1].to_vec())
}

fn form() -> impl Strategy<Value = Form> {
    proptest::sample::select(FORMS.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn every_form_of_a_secret_is_removed(
        secret in "[a-zA-Z0-9+/\"'<>&%\\\\ é😀ß=:_-]{8,40}[a-z]", one in form(), other in escape()
    ) {
        let told = other(&one(&secret));
        let text = format!("no user \u{7f}{told}\u{7f} here");
        let clean = Scrubber::new([Secret::cut(&secret)]).clean(text.as_bytes());
        prop_assert_eq!(clean, "no user \\u{7f}***\\u{7f} here", "{}", told);
    }

    #[test]
    fn every_form_of_an_api_token_is_removed(
        name in "[a-z]{3,8}", password in "[a-zA-Z0-9+/\"'<>&%\\\\ é😀]{7,30}[a-z]", form in form(), whole in any::<bool>()
    ) {
        let decoded = format!("{name}:{password}");
        let token = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&decoded);
        let scrubber = Scrubber::new(std::iter::once(Secret::cut(&token)).chain(inside(&token)));
        for secret in [&token, if whole { &decoded } else { &password }] {
            let clean = scrubber.clean(format!("\u{7f}{}\u{7f}", form(secret)).as_bytes());
            prop_assert_eq!(clean, "\\u{7f}***\\u{7f}");
        }
    }

    #[test]
    fn every_form_of_a_truncated_secret_is_removed(
        secret in "[a-zA-Z0-9+/\"<>&é]{24,40}", form in form(), cut in 12usize..24
    ) {
        let start: String = secret.chars().take(cut).collect();
        let clean = Scrubber::new([Secret::cut(&secret)]).clean(format!("{}\u{7f}", form(&start)).as_bytes());
        prop_assert_eq!(clean, "***\\u{7f}");
    }

    #[test]
    fn other_text_is_unchanged(text in "[ -~é😀]{0,80}") {
        let clean = scrubber_of_nothing_near().clean(text.as_bytes());
        prop_assert_eq!(clean, text.trim());
    }
}

fn scrubber_of_nothing_near() -> Scrubber {
    Scrubber::new([Secret::cut("\u{1}secret\u{1}secret")])
}
