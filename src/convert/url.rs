//! Web addresses, as typed.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use url::{Host, Url};

use super::domain;
use crate::issue::{Code, Complaint};

const WHOLE: &str = "write the complete address, for example https://example.org/";

/// The scheme for an address without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `http://`
    Http,
    /// `https://`
    Https,
}

impl Scheme {
    /// The `scheme` of a mapping.
    ///
    /// # Errors
    /// A sentence, for any other scheme.
    pub fn new(scheme: &str) -> Result<Self, String> {
        match scheme.trim_end_matches("://") {
            "http" => Ok(Self::Http),
            "https" => Ok(Self::Https),
            _ => Err(format!("the scheme {scheme:?} is neither \"https\" nor \"http\"")),
        }
    }

    /// Returns an address as typed, with this scheme added if it begins with a host name.
    pub(super) fn convert(self, text: &str) -> Result<Cow<'_, str>, Complaint> {
        let rest = text.strip_prefix("//").unwrap_or(text);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        if without_scheme(text).is_some() || domain::problem(host).is_some() {
            return convert(text);
        }
        let scheme = if self == Self::Http { "http" } else { "https" };
        let whole = format!("{scheme}://{rest}");
        convert(&whole).map(|whole| Cow::Owned(whole.into_owned()))
    }
}

/// Accepts an http or https address, and returns it unchanged. A missing scheme is not added. A user name or
/// password is rejected.
pub(super) fn convert(text: &str) -> Result<Cow<'_, str>, Complaint> {
    let Some(rest) = without_scheme(text) else { return Err(no_scheme(text)) };
    if is_plain(rest) || is_sound(text, rest) {
        return Ok(Cow::Borrowed(text));
    }
    Err(Complaint::new(Code::Url, "the value is not a complete web address", WHOLE))
}

fn without_scheme(text: &str) -> Option<&str> {
    let after = |scheme: &str| {
        let start = text.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| text.get(scheme.len()..)).flatten()
    };
    after("https://").or_else(|| after("http://"))
}

/// A quick test: an ASCII host without a port, and a path of permitted characters.
fn is_plain(rest: &str) -> bool {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let punycode =
        host.split('.').any(|label| label.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("xn--")));
    host.is_ascii() && !punycode && domain::problem(host).is_none() && path.bytes().all(is_path)
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// True for any other address that the `url` crate accepts without silently repairing it.
fn is_sound(text: &str, rest: &str) -> bool {
    let odd = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '\\' | '<' | '>' | '"')
    };
    if text.contains(odd) || rest.starts_with('/') {
        return false;
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // The crate would silently drop an invisible letter in a host.
    if host
        .chars()
        .any(|letter| !letter.is_ascii() && !letter.is_alphanumeric() && !is_combining_mark(letter))
    {
        return false;
    }
    let Ok(url) = Url::parse(text) else { return false };
    let host = match url.host() {
        Some(Host::Domain(host)) => domain::problem(host).is_none(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    host && url.username().is_empty() && url.password().is_none()
}

fn no_scheme(text: &str) -> Complaint {
    let message = "the address does not begin with http:// or https://";
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let fits = domain::problem(host).is_none();
    let hint =
        if fits { "write https:// before it, or set scheme = \"https\" in the mapping" } else { WHOLE };
    Complaint::new(Code::Url, message, hint)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn complete_addresses_are_unchanged() {
        for text in [
            "https://example.org",
            "HTTP://Example.org/a%20b?c=d#e",
            "https://bücher.example/é",
            "http://127.0.0.1:8080/x",
            "http://[::1]/",
            "https://xn--bcher-kva.example/",
            "https://x.com/@ada",
            "https://example.org:8443/",
        ] {
            assert!(matches!(convert(text), Ok(Cow::Borrowed(same)) if same == text), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///example.org",
            "https:example.org",
            "https://localhost",
            "https://a b.org",
            "https://a.org/b c",
            "https://user:pw@a.org/",
            "https://user@a.org",
            "javascript:alert(1)",
            "https://a..org",
            "https://a.org\\b",
            "https://exa_mple.org",
            "ada@example.org",
            "https://a.org:99999/",
            "http://a.org/\u{1}",
            "https://a.org/<script>",
            "https://a.org\u{200b}",
            "https://exa\u{ad}mple.org/",
        ] {
            assert_eq!(convert(text).unwrap_err().code, Code::Url, "{text}");
        }
        assert!(convert("www.example.org/a").unwrap_err().hint.contains("https:// before"));
    }

    #[test]
    fn a_stated_scheme_is_added_before_a_host() {
        for (text, wanted) in [
            ("www.example.org/a", "https://www.example.org/a"),
            ("//example.org", "https://example.org"),
            ("example.org:8443/x", "https://example.org:8443/x"),
            ("http://example.org", "http://example.org"),
        ] {
            assert_eq!(Scheme::Https.convert(text).as_deref(), Ok(wanted), "{text}");
        }
        for text in [
            "ada@example.org",
            "mailto:a@b.org",
            "localhost/x",
            "example.org/a b",
            "ftp://example.org",
            "N.A",
            "1.5",
        ] {
            assert_eq!(Scheme::Https.convert(text).unwrap_err().code, Code::Url, "{text}");
        }
        assert_eq!((Scheme::new("http"), Scheme::new("https://")), (Ok(Scheme::Http), Ok(Scheme::Https)));
        assert!(Scheme::new("ftp").is_err());
    }

    proptest! {
        #[test]
        fn accepted_addresses_are_valid_for_the_library_too(rest in "[a-zA-Z0-9.:@_%-]{1,16}(/[!-~]{0,8})?") {
            let text = format!("https://{rest}");
            if convert(&text).is_ok() {
                prop_assert!(Url::parse(&text).is_ok(), "{}", text);
            }
        }
    }
}
