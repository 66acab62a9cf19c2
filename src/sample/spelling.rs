//! How a value is spelled in its cell: what its conversion must understand.

use crate::convert::{Conversion, country_name};
use crate::customer::FieldValue;

/// The text about the spelling of a value; `None` if there is only one.
pub(super) fn spelling(
    conversion: &Conversion,
    text: &str,
    value: &FieldValue<'_>,
    country: bool,
) -> Option<&'static str> {
    match conversion {
        Conversion::Country => Some(of_country(text, &value.text())),
        Conversion::Phone(_) => Some(of_phone(text, country)),
        Conversion::Email | Conversion::Emails(_) if text.contains('<') => Some("shows-address-with-name"),
        Conversion::Url | Conversion::UrlWith(_) if !text.contains("://") => Some("shows-without-scheme"),
        Conversion::Tags(_) => Some(match value {
            FieldValue::Tags(tags) if tags.len() > 1 => "shows-several-tags",
            _ => "shows-one-tag",
        }),
        _ => None,
    }
}

fn of_country(text: &str, code: &str) -> &'static str {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return "shows-country-number";
    }
    match text.len() {
        2 => "shows-country-two-letters",
        3 if text.is_ascii() => "shows-country-three-letters",
        _ if country_name(code).is_some_and(|name| name.eq_ignore_ascii_case(text)) => {
            "shows-country-english"
        }
        _ => "shows-country-other",
    }
}

fn of_phone(text: &str, country: bool) -> &'static str {
    match text {
        _ if text.starts_with('+') => "shows-phone-plus",
        _ if text.starts_with("00") => "shows-phone-zeros",
        _ if country => "shows-phone-with-country",
        _ => "shows-phone-without-country",
    }
}

/// The shape of a date or number: digits as 9, letters as a.
pub(super) fn shape(conversion: &Conversion, text: &str) -> Option<String> {
    let whole = match conversion {
        Conversion::Date(_) => true,
        Conversion::Integer | Conversion::Decimal(_) => false,
        _ => return None,
    };
    let mut out = String::new();
    for letter in text.chars().take(32) {
        let sign = match letter {
            '0'..='9' => '9',
            letter if letter.is_alphabetic() => 'a',
            other => other,
        };
        let repeated = sign == 'a' || !whole && sign == '9';
        if !(repeated && out.ends_with(sign)) {
            out.push(sign);
        }
    }
    Some(out)
}
