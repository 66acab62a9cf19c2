//! E-mail addresses, in lower case and never repaired; one or several in a cell.

use std::borrow::Cow;

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;

use super::conversion_input::Converted;
use super::domain;
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint};

const PLAIN: &str = "write one address of the form name@domain.tld";

/// `take`: which of several addresses a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The first address.
    First {
        /// True if no other field takes the others, so leaving them out needs a warning.
        alone: bool,
    },
    /// All but the first, joined with commas, or nothing if there is only one.
    Others,
}

impl Take {
    /// The `take` of a mapping.
    ///
    /// # Errors
    /// A sentence, for anything but `first` and `others`.
    pub fn new(take: &str) -> Result<Self, String> {
        match take {
            "first" => Ok(Self::First { alone: true }),
            "others" => Ok(Self::Others),
            other => Err(format!("take = {other:?} is neither \"first\" nor \"others\"")),
        }
    }

    /// Takes addresses of a cell. All of them must be valid, even those that are not taken.
    pub(super) fn convert(self, text: &str) -> Result<Converted<'_>, Complaint> {
        let mut all: Vec<Cow<'_, str>> = Vec::new();
        for part in parts(text) {
            let address = convert(part)?;
            if !all.contains(&address) {
                all.push(address);
            }
        }
        let others = all.len().saturating_sub(1);
        let mut all = all.into_iter();
        let first =
            all.next().ok_or_else(|| Complaint::new(Code::Email, "the value has no address", PLAIN))?;
        Ok(match self {
            Self::First { alone } => {
                let warning = (alone && others > 0).then(|| Box::new(left_out(others)));
                Converted { value: Some(FieldValue::Text(first)), warning }
            }
            Self::Others => {
                let joined = all.collect::<Vec<_>>().join(", ");
                Converted { value: (others > 0).then(|| FieldValue::Text(joined.into())), warning: None }
            }
        })
    }
}

fn left_out(others: usize) -> Complaint {
    let message = if others == 1 {
        "one more address was left out".to_owned()
    } else {
        format!("{others} more addresses were left out")
    };
    let hint =
        "add a field for them to the mapping, with the same from, as = \"email\" and take = \"others\"";
    Complaint::new(Code::LeftOut, message, hint)
}

/// Splits a cell at commas, semicolons, bars and line ends outside quotes, without blank parts.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ',' | ';' | '|' | '\n' | '\r' if !quoted => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts.retain(|part| !part.trim().is_empty());
    parts.iter().map(|part| part.trim()).collect()
}

/// Converts one address to lower case, including the part before the @. No server in use distinguishes case there,
/// and a key that did would duplicate customers. A name (`Ada Byron <ada@example.org>`) and `mailto:` are removed.
/// Quoted local parts, domain literals and hosts without a top-level domain are rejected.
///
/// Plain ASCII is checked without allocation. Other scripts are composed (NFC) and also checked by `email_address`.
/// Characters other than letters and digits (such as invisible ones), compatibility forms (full-width) and mixed
/// scripts in a word are rejected.
pub(super) fn convert(text: &str) -> Result<Cow<'_, str>, Complaint> {
    if is_plain(text) { Ok(Cow::Borrowed(text)) } else { by_rule(text) }
}

/// A quick test: an address in lower case, of letters, digits and the usual signs.
fn is_plain(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let mut last = b'.';
    for byte in local.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'+' => {}
            b'.' if last != b'.' => {}
            _ => return false,
        }
        last = byte;
    }
    last != b'.' && local.len() <= 64 && text.len() <= 254 && domain::is_plain_lower(domain.as_bytes())
}

fn by_rule(text: &str) -> Result<Cow<'_, str>, Complaint> {
    let text = unwrapped(text);
    if !text.is_ascii() {
        return international(text).map(Cow::Owned);
    }
    if let Some((message, hint)) = problem(text) {
        return Err(Complaint::new(Code::Email, message, hint));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Ok(Cow::Owned(text.to_ascii_lowercase()));
    }
    Ok(Cow::Borrowed(text))
}

/// Removes a name and `mailto:`. Any other text is returned unchanged.
fn unwrapped(text: &str) -> &str {
    let inner = match text.strip_suffix('>').and_then(|front| front.rsplit_once('<')) {
        Some((name, inner)) if is_name(name.trim(), inner) => inner.trim(),
        _ => text,
    };
    let inner = inner.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(inner);
    match inner.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            let address = inner.get(7..).unwrap_or_default().trim_start();
            let address = address.split_once('?').map_or(address, |(address, _)| address);
            // Escapes and slashes belong to a link, not to an address.
            if address.contains('%') || address.starts_with('/') { inner } else { address }
        }
        _ => inner,
    }
}

/// True for a valid name before an address: without another address or a second pair of brackets. Quotes may
/// contain anything except quotes.
fn is_name(name: &str, address: &str) -> bool {
    let bare = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let same = bare.unwrap_or(name).trim_matches('\'').eq_ignore_ascii_case(address.trim());
    let odd = |letter: char| {
        matches!(letter, '@' | '<' | '>' | '"') || (bare.is_none() && matches!(letter, ',' | ';'))
    };
    same || !bare.unwrap_or(name).contains(odd)
}

fn international(text: &str) -> Result<String, Complaint> {
    let composed: String = text.nfc().collect::<String>().to_lowercase();
    if let Some((message, hint)) = problem(&composed) {
        return Err(Complaint::new(Code::Email, message, hint));
    }
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    let letters = composed.chars().all(|letter| letter.is_ascii() || letter.is_alphanumeric());
    let plain =
        letters && composed.nfkc().eq(composed.chars()) && !composed.split(['@', '.', '-']).any(is_mixed);
    if !plain || EmailAddress::parse_with_options(&composed, options).is_err() {
        let message = "the address has invalid characters";
        return Err(Complaint::new(
            Code::Email,
            message,
            "look for invisible or unusual characters and type them again",
        ));
    }
    Ok(composed)
}

/// True for a word that mixes Latin letters with Cyrillic or Greek ones, by mistake or to deceive.
fn is_mixed(word: &str) -> bool {
    let latin = word.chars().any(|letter| letter.is_ascii_alphabetic());
    latin && word.chars().any(|letter| matches!(letter, '\u{370}'..='\u{52f}'))
}

/// What is wrong with an address, and what to do, if anything.
fn problem(text: &str) -> Option<(&'static str, &'static str)> {
    let Some((local, domain)) = text.split_once('@') else {
        return Some(("the value has no @", PLAIN));
    };
    let message = part_problem(text, local, domain)?;
    Some(wrapped(text, domain).unwrap_or((message, PLAIN)))
}

/// What is wrong with the parts of an address.
fn part_problem(text: &str, local: &str, domain: &str) -> Option<&'static str> {
    if local.is_empty() || local.len() > 64 || text.len() > 254 {
        return Some("the part before the @ is missing, or the address is too long");
    }
    let bytes = local.as_bytes();
    if bytes.first() == Some(&b'\'') {
        return Some("an apostrophe is in front of the address");
    }
    if bytes.first() == Some(&b'.')
        || bytes.last() == Some(&b'.')
        || bytes.windows(2).any(|pair| pair == b"..")
    {
        return Some("a dot is at the start or end of the part before the @, or next to another dot");
    }
    if !bytes.iter().all(|byte| is_local(*byte)) {
        return Some("the part before the @ has invalid characters");
    }
    domain::problem(domain)
}

/// The complaint about text around an address.
fn wrapped(text: &str, domain: &str) -> Option<(&'static str, &'static str)> {
    if has_several(text) {
        let hint = "keep one address, or choose one in the mapping: FIELD = { …, take = \"first\" }";
        return Some(("several addresses in one cell", hint));
    }
    if domain.contains('@') {
        return Some(("the value is no e-mail address: it has more than one @", PLAIN));
    }
    if text.starts_with('\'') {
        let message = "an apostrophe is in front of the address";
        return Some((message, "remove it, or set FIELD = { …, apostrophe = \"drop\" } in the mapping"));
    }
    if text.contains(['<', '>']) {
        return Some(("the address has misplaced angle brackets", "keep only the text between < and >"));
    }
    if text.contains(char::is_whitespace) {
        return Some(("there is a space in the address", PLAIN));
    }
    None
}

/// True if at least two addresses can be recognized.
fn has_several(text: &str) -> bool {
    let words = text.split([',', ';', '|', '/', '<', '>', '(', ')']).flat_map(str::split_whitespace);
    let addresses = words.filter_map(|word| Some((word, word.split_once('@')?)));
    addresses.filter(|(word, (local, domain))| part_problem(word, local, domain).is_none()).nth(1).is_some()
}

/// True for a byte of an unquoted local part (RFC 5322, atext), or of a non-ASCII character (RFC 6531).
fn is_local(byte: u8) -> bool {
    let sign = matches!(byte, b'.' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~');
    !byte.is_ascii() || byte.is_ascii_alphanumeric() || sign
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_converted_to_lower_case() {
        assert!(matches!(convert("ada@example.org"), Ok(Cow::Borrowed("ada@example.org"))));
        for (text, wanted) in [
            ("Ada@Example.ORG", "ada@example.org"),
            ("o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"),
            ("JOSÉ@Bücher.example", "josé@bücher.example"),
            ("jose\u{301}@example.org", "josé@example.org"),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
            ("用户@例子.公司", "用户@例子.公司"),
            ("почта@пример.рф", "почта@пример.рф"),
            ("Anna <a@b.it>", "a@b.it"),
            ("<A@b.it>", "a@b.it"),
            ("\"Byron, Ada\" <a@b.it>", "a@b.it"),
            ("a@b.it <a@b.it>", "a@b.it"),
            ("'a@b.it' <a@b.it>", "a@b.it"),
            ("'a@b.it'", "a@b.it"),
            ("mailto:a@b.it", "a@b.it"),
            ("MAILTO:a@b.it?subject=x", "a@b.it"),
            ("Anna <mailto:a@b.it>", "a@b.it"),
        ] {
            assert_eq!(convert(text).as_deref(), Ok(wanted));
        }
    }

    #[test]
    fn anything_but_one_plain_address_is_refused() {
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
            "b@c.it <a@b.it>",
            "Anna, Bo <a@b.it>",
            "<a@b.it> Anna",
            "Anna <a@b.it",
            "Anna <<a@b.it>>",
            "mailto:a@b.it,c@d.it",
            "mailto:a%40b.it",
            "mailto:%20a@b.it",
            "mailto://a@b.it",
            "'a@b.it",
            "'é@b.it",
            "аnna@b.it",
            "anna@gооgle.com",
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
    fn hints_fit_the_problem() {
        for (text, part) in [
            ("A <a@b.it", "between"),
            ("a@b.it, c@d.it", "take"),
            ("a@b.it c@d.it", "take"),
            ("anna@@b.it", "name@"),
            ("anna@b@c.it", "name@"),
            ("a", "name@"),
        ] {
            assert!(convert(text).unwrap_err().hint.contains(part), "{text}");
        }
    }

    fn taken(take: &str, text: &str) -> Result<(String, bool), Code> {
        let converted = Take::new(take).unwrap().convert(text).map_err(|complaint| complaint.code)?;
        let value = converted.value.map_or_else(String::new, |value| value.text().into_owned());
        Ok((value, converted.warning.is_some()))
    }

    #[test]
    fn several_addresses_are_split() {
        for (text, first, others) in [
            ("a@b.it", "a@b.it", ""),
            ("A@b.it; c@d.it", "a@b.it", "c@d.it"),
            ("a@b.it,c@d.it | e@f.it\ng@h.it", "a@b.it", "c@d.it, e@f.it, g@h.it"),
            ("\"Byron; Ada\" <a@b.it>, Bo <c@d.it>", "a@b.it", "c@d.it"),
            ("a@b.it, A@B.IT;", "a@b.it", ""),
        ] {
            assert_eq!(taken("first", text), Ok((first.to_owned(), !others.is_empty())), "{text}");
            assert_eq!(taken("others", text), Ok((others.to_owned(), false)), "{text}");
        }
        for text in ["a@b.it, c", ";", "a@b.it c@d.it", "\"a@b.it, c@d.it"] {
            assert_eq!(taken("first", text), Err(Code::Email), "{text}");
        }
        let shared = Take::First { alone: false }.convert("a@b.it, c@d.it").unwrap();
        assert_eq!(shared.warning, None);
        assert!(Take::new("all").is_err());
    }

    proptest! {
        #[test]
        fn the_quick_test_accepts_what_the_rule_leaves_as_it_is(text in "[a-c.A@+:<>'_-]{0,9}(mailto:)?[a-b.+]{0,3}@[a-cA.0-]{0,5}[a.]{0,4}é?") {
            let stays = matches!(by_rule(&text), Ok(Cow::Borrowed(same)) if same == text);
            prop_assert!(!is_plain(&text) || stays, "{}", text);
        }

        #[test]
        fn accepted_addresses_are_valid_for_the_library_too(text in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~@é-]{1,12}@[a-zA-Z0-9.é_-]{1,20}") {
            let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
            if let Ok(address) = convert(&text) {
                prop_assert!(EmailAddress::parse_with_options(&address, options).is_ok());
                prop_assert!(convert(&address).is_ok_and(|again| again == address));
            }
        }
    }
}
