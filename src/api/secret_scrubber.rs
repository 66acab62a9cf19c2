//! Removes secrets from every text that leaves the process.

mod needle;
mod view;

use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub(in crate::api) use self::needle::Secret;

/// The maximum number of characters kept of a server's text.
const TEXT_LIMIT: usize = 500;
/// The maximum number of bytes read of a server's text.
const RAW_LIMIT: usize = 64 * 1024;
/// A shorter part of an API token is not treated as a secret: it would occur in any text.
const INSIDE_LEAST: usize = 4;
/// The maximum number of tokens remembered. A long run fetches many, and only the latest can still appear.
const KNOWN_LIMIT: usize = 16;

/// Knows every secret of a client and removes them from texts.
#[derive(Debug, Default)]
pub(super) struct Scrubber {
    /// How many of them are kept for good.
    fixed: usize,
    known: RwLock<Vec<Secret>>,
}

impl Scrubber {
    /// A scrubber that keeps these secrets for good.
    pub(super) fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let known: Vec<Secret> = secrets.into_iter().collect();
        Self { fixed: known.len(), known: RwLock::new(known) }
    }

    /// Adds a secret. If there are too many, the oldest added one is forgotten.
    pub(super) fn learn(&self, secret: &str) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_LIMIT + self.fixed {
            known.remove(self.fixed);
        }
        known.push(Secret::cut(secret));
    }

    /// A server's bytes as text for a message: without secrets and control characters, and cut to a limit.
    pub(super) fn clean(&self, raw: &[u8]) -> String {
        let raw = String::from_utf8_lossy(raw.get(..RAW_LIMIT).unwrap_or(raw));
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        shorten(redact(&raw, &known).trim())
    }
}

/// What a program said, as text for a message: without the words that it printed, which are or may be secrets.
pub(crate) fn without_secrets_of(printed: &[u8], said: &[u8]) -> String {
    let printed = String::from_utf8_lossy(printed);
    let lines = printed.lines().map(str::trim).filter(|line| !line.is_empty());
    let words = printed.split_whitespace().filter(|word| word.chars().count() >= INSIDE_LEAST);
    let secrets = lines.flat_map(|line| inside(line).into_iter().chain([Secret::cut(line)]));
    Scrubber::new(secrets.chain(words.map(Secret::cut))).clean(said)
}

/// The decoded content of an API token, which a server may echo: its complete text, and the password after the colon.
/// Both Base64 alphabets are accepted, with or without padding.
pub(super) fn inside(token: &str) -> Vec<Secret> {
    let plain = token.trim().trim_end_matches('=').replace('-', "+").replace('_', "/");
    let text = STANDARD_NO_PAD.decode(plain).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text.filter(|text| !text.chars().any(char::is_control)) else { return Vec::new() };
    let long = |part: &str| part.chars().count() >= INSIDE_LEAST;
    let Some((name, password)) = text.split_once(':') else {
        return long(&text).then(|| Secret::cut(&text)).into_iter().collect();
    };
    let whole = long(&text).then(|| Secret::behind(name, password));
    whole.into_iter().chain(long(password).then(|| Secret::cut(password))).collect()
}

/// Replaces every secret, in each form in which a server may echo it.
fn redact(text: &str, secrets: &[Secret]) -> String {
    let mut found: Vec<Range<usize>> = Vec::new();
    view::each(text, &mut |view| {
        for secret in secrets {
            secret.find(&view.bytes, &mut |part| note(&mut found, view.place(part)));
        }
    });
    found.sort_by_key(|part| part.start);
    let mut out = String::with_capacity(text.len());
    let mut parts = found.into_iter().peekable();
    let mut at = 0;
    while let Some(part) = parts.next() {
        let mut end = part.end;
        while let Some(next) = parts.next_if(|next| next.start < end) {
            end = end.max(next.end);
        }
        let start = text.floor_char_boundary(part.start);
        let end = text.ceil_char_boundary(end);
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str("***");
        at = end.max(at);
    }
    out + text.get(at..).unwrap_or_default()
}

/// Adds a part, or extends the last one if they overlap.
fn note(found: &mut Vec<Range<usize>>, part: Range<usize>) {
    match found.last_mut() {
        Some(last) if (last.start..last.end).contains(&part.start) => last.end = last.end.max(part.end),
        _ => found.push(part),
    }
}

/// Cuts a text to the limit and escapes control characters.
fn shorten(text: &str) -> String {
    let mut out = String::new();
    for (count, char) in text.chars().enumerate() {
        if count == TEXT_LIMIT {
            out.push('…');
            break;
        }
        let escape = char.is_control() || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if escape { out.extend(char.escape_default()) } else { out.push(char) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubber(secrets: &[&str]) -> Scrubber {
        Scrubber::new(secrets.iter().map(|secret| Secret::cut(secret)))
    }

    #[test]
    fn secrets_are_removed_in_every_form() {
        let clean = |text: &str| scrubber(&["me", "ab/c+d=="]).clean(text.as_bytes());
        let text = clean(r#"{"t":"ab/c+d==","u":"ab%2Fc%2Bd%3D%3D","v":"ab\/c+d==","w":"me"}"#);
        assert_eq!(text, r#"{"t":"***","u":"***","v":"***","w":"***"}"#);
        assert_eq!(clean(r"ab/c+d, ab%2Fc%2Bd, ab\/c+d=, ab_c-d, ab%2fc%2bd."), "***, ***, ***, ***, ***.");
        assert_eq!(scrubber(&["==", ""]).clean(b"a == b"), "a == b");
    }

    #[test]
    fn the_decoded_content_of_an_api_token_is_secret_too() {
        let texts = |token| inside(token).iter().map(|part| part.text().to_owned()).collect::<Vec<_>>();
        for token in ["Y2xpZW50OnMzY3JldD4/", "Y2xpZW50OnMzY3JldD4_", "Y2xpZW50OnMzY3JldD4/ "] {
            assert_eq!(texts(token), ["client:s3cret>?", "s3cret>?"]);
        }
        assert_eq!(texts("YWI6cw=="), ["ab:s"]);
        assert!(inside("no base64!").is_empty() && inside("/////w==").is_empty());
        let scrubber = Scrubber::new(inside("Y2xpZW50OnMzY3JldD4/"));
        assert_eq!(
            scrubber.clean(b"no user client with s3cret>? (client:s3cret%3E%3F)"),
            "no user client with *** (***)"
        );
    }

    /// Forms of the password `s3cr3t-GHIJKL+/é"x>` that an earlier version did not remove.
    #[test]
    fn escaped_secrets_are_found() {
        let token = STANDARD_NO_PAD.encode("client-ABC:s3cr3t-GHIJKL+/\u{e9}\"x>");
        let scrubber = Scrubber::new(std::iter::once(Secret::cut(&token)).chain(inside(&token)));
        for (text, clean) in [
            (r#"{"e":"bad s3cr3t-GHIJKL+/\u00e9\"x\u003e here"}"#, r#"{"e":"bad *** here"}"#),
            (r#"{"e":"client-ABC:s3cr3t-GHIJKL+\/é\"x>"}"#, r#"{"e":"***"}"#),
            ("<p>s3cr3t-GHIJKL+/é&quot;x&gt;</p>", "<p>***</p>"),
            ("<p>s3cr3t-GHIJKL&#43;/&eacute;&#x22;x&#62;</p>", "<p>***</p>"),
            ("a=s3cr3t-GHIJKL%2B%2f%c3%A9%22x%3e&b", "a=***&b"),
            ("a=s3cr3t-GHIJKL%2B%2F%5Cu00e9%5C%22x%3E&b", "a=***&b"),
            ("s3cr3t-GHIJK was cut", "*** was cut"),
        ] {
            assert_eq!(scrubber.clean(text.as_bytes()), clean);
        }
        assert_eq!(scrubber.clean(&token.as_bytes()[..30]), "***");
    }

    #[test]
    fn longer_secrets_are_removed_first_and_none_remains_at_the_cut() {
        let scrubber = scrubber(&["abc", "abcdef"]);
        let text = format!("{}abcdef", "x".repeat(TEXT_LIMIT - 3));
        assert_eq!(scrubber.clean(text.as_bytes()), format!("{}***", "x".repeat(TEXT_LIMIT - 3)));
        assert!(!scrubber.clean(format!("x{text}").as_bytes()).contains('a'));
    }

    #[test]
    fn control_characters_are_escaped_and_long_texts_are_cut() {
        let scrubber = Scrubber::default();
        assert_eq!(scrubber.clean(b" a\x1b[31m\r\nb \xff"), "a\\u{1b}[31m\\r\\nb \u{fffd}");
        assert_eq!(scrubber.clean("é".repeat(9000).as_bytes()), format!("{}…", "é".repeat(TEXT_LIMIT)));
    }

    #[test]
    fn a_one_letter_secret_is_not_removed_from_words() {
        let text = scrubber(&["a", "t"])
            .clean(br#"that is a bad token: {"token":"t","id":"a"} Bearer t; token=t&x"#);
        assert_eq!(text, r#"that is a bad token: {"token":"***","id":"***"} Bearer ***; token=***&x"#);
    }

    #[test]
    fn the_first_two_secrets_are_never_forgotten() {
        let scrubber = scrubber(&["client", "basic"]);
        (0..100).for_each(|n| scrubber.learn(&format!("{n:03}-token")));
        assert_eq!(scrubber.clean(b"client basic 099-token 000-token"), "*** *** *** 000-token");
        assert!(!format!("{scrubber:?}").contains("099-token"));
    }

    #[test]
    fn a_partial_secret_never_splits_a_letter() {
        let scrubber = scrubber(&["abcdefghijklé"]);
        assert_eq!(scrubber.clean("abcdefghijklè, é".as_bytes()), "***, é");
    }
}

#[cfg(test)]
mod every_form;
