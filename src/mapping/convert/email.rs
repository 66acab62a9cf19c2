//! E-mail addresses: one, plain, in lower case; never repaired.

use std::borrow::Cow;

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;

use super::domain;
use crate::issue::{Code, Complaint};

const PLAIN: &str = "write one address of the form name@domain.tld";

/// One address in lower case, the part before the @ included: no server in use tells them apart by case, and a key
/// that did would double customers. Quoted local parts, domain literals, display names and hosts without a
/// top-level domain are refused.
///
/// Plain ASCII is judged here without an allocation. Other scripts are composed (NFC) and judged by `email_address`
/// too; characters that are not letters or digits (invisible ones) and compatibility forms (full-width) are refused.
pub(super) fn convert(text: &str) -> Result<Cow<'_, str>, Complaint> {
    if !text.is_ascii() {
        return international(text).map(Cow::Owned);
    }
    if let Some((message, hint)) = fault(text) {
        return Err(Complaint::new(Code::Email, message, hint));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Ok(Cow::Owned(text.to_ascii_lowercase()));
    }
    Ok(Cow::Borrowed(text))
}

fn international(text: &str) -> Result<String, Complaint> {
    let composed: String = text.nfc().collect::<String>().to_lowercase();
    if let Some((message, hint)) = fault(&composed) {
        return Err(Complaint::new(Code::Email, message, hint));
    }
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    let letters = composed.chars().all(|letter| letter.is_ascii() || letter.is_alphanumeric());
    let plain = letters && composed.nfkc().eq(composed.chars());
    if !plain || EmailAddress::parse_with_options(&composed, options).is_err() {
        let message = "the address has characters that can't stand in one";
        return Err(Complaint::new(
            Code::Email,
            message,
            "look for invisible or odd characters and type them again",
        ));
    }
    Ok(composed)
}

/// What is wrong with an address, and what to do; `None` when nothing is.
fn fault(text: &str) -> Option<(&'static str, &'static str)> {
    let Some((local, domain)) = text.split_once('@') else {
        return Some(("there is no @ in the value", PLAIN));
    };
    let message = part_fault(text, local, domain)?;
    Some(wrapped(text, domain).unwrap_or((message, PLAIN)))
}

/// What is wrong with the parts of an address.
fn part_fault(text: &str, local: &str, domain: &str) -> Option<&'static str> {
    if local.is_empty() || local.len() > 64 || text.len() > 254 {
        return Some("the part before the @ is missing, or the address is too long");
    }
    let bytes = local.as_bytes();
    if bytes.first() == Some(&b'.')
        || bytes.last() == Some(&b'.')
        || bytes.windows(2).any(|pair| pair == b"..")
    {
        return Some("a dot stands at an end of the part before the @, or next to another");
    }
    if !bytes.iter().all(|byte| is_local(*byte)) {
        return Some("the part before the @ has characters that can't stand there");
    }
    domain::fault(domain)
}

/// More than an address alone.
fn wrapped(text: &str, domain: &str) -> Option<(&'static str, &'static str)> {
    if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) {
        return Some(("the address has a prefix", "leave out mailto:"));
    }
    if text.contains(['<', '>']) {
        return Some(("the address has a name or angle brackets", "keep only what stands between < and >"));
    }
    if domain.contains('@') || text.contains([',', ';']) {
        return Some(("more than one address, or a character of a list", "keep one address"));
    }
    if text.contains(char::is_whitespace) {
        return Some(("there is a blank in the address", PLAIN));
    }
    None
}

/// A character of an unquoted local part (RFC 5322, atext), or one beyond ASCII (RFC 6531).
fn is_local(byte: u8) -> bool {
    let sign = matches!(byte, b'.' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~');
    !byte.is_ascii() || byte.is_ascii_alphanumeric() || sign
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_come_back_in_lower_case() {
        assert!(matches!(convert("ada@example.org"), Ok(Cow::Borrowed("ada@example.org"))));
        for (text, wanted) in [
            ("Ada@Example.ORG", "ada@example.org"),
            ("o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"),
            ("JOSÉ@Bücher.example", "josé@bücher.example"),
            ("jose\u{301}@example.org", "josé@example.org"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
            ("用户@例子.公司", "用户@例子.公司"),
        ] {
            assert_eq!(convert(text).as_deref(), Ok(wanted));
        }
    }

    #[test]
    fn what_is_not_one_plain_address_is_refused() {
        for text in [
            "ada",
            "ada@",
            "@example.org",
            "a@b",
            "a@b@c.org",
            "a b@example.org",
            "\"a b\"@x.it",
            "x@exa_mple.com",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "Anna <a@b.it>",
            "<a@b.it>",
            "mailto:a@b.it",
            "a@b.it, c@d.it",
            "a@b.it;",
            ".a@b.it",
            "a.@b.it",
            "a..b@b.it",
            "a@b..it",
            "a@.b.it",
            "a@b.it.",
            "a@-b.it",
            "a@b.c",
            "a@b.123",
            "a(x)@b.it",
            "a@b.it(x)",
            "a\u{200b}@b.it",
            "a@b\u{200b}.it",
            "ａ@b.it",
            "a＠b.it",
            "İ@b.it",
            "a\u{a0}b@c.it",
            "a@b.it\u{1}",
            "a:b@c.it",
            "a\\@b.it",
            "a@b,it",
        ] {
            assert_eq!(convert(text).unwrap_err().code, Code::Email, "{text}");
        }
        assert!(convert(&format!("{}@b.it", "a".repeat(65))).is_err());
        assert!(convert(&format!("a@{}.it", "a.".repeat(130))).is_err());
    }

    #[test]
    fn hints_fit_the_fault() {
        for (text, part) in [
            ("mailto:a@b.it", "mailto"),
            ("A <a@b.it>", "between"),
            ("a@b.it, c@d.it", "keep one"),
            ("a", "name@"),
        ] {
            assert!(convert(text).unwrap_err().hint.contains(part), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_passes_the_library_too(text in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~@é-]{1,12}@[a-zA-Z0-9.é_-]{1,20}") {
            let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
            if let Ok(address) = convert(&text) {
                prop_assert!(EmailAddress::parse_with_options(&address, options).is_ok());
                prop_assert!(convert(&address).is_ok_and(|again| again == address));
            }
        }
    }
}
