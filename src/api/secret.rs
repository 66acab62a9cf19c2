//! The secrets that must not leave the process, taken out of every text that does.

use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

/// What is kept of a server's text.
const TEXT_LIMIT: usize = 500;
/// What is looked at of a server's text.
const RAW_LIMIT: usize = 64 * 1024;
/// A shorter part of an API token is no secret, and would be found in any text.
const INSIDE_LEAST: usize = 4;
/// How many secrets are remembered: a long run sees many tokens, and only the latest can still turn up.
const KNOWN_LIMIT: usize = 16;

/// A secret with fewer letters is taken out only as a word of its own.
const WORD: usize = 4;

/// Knows every secret of a client, and takes them out of texts.
#[derive(Debug, Default)]
pub(super) struct Scrubber {
    /// How many of them are never forgotten.
    fixed: usize,
    known: RwLock<Vec<SecretString>>,
}

impl Scrubber {
    /// A scrubber that knows these from the start, and never forgets them.
    pub(super) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let known: Vec<SecretString> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).map(SecretString::from).collect();
        Self { fixed: known.len(), known: RwLock::new(known) }
    }

    /// Adds a secret; of too many, the oldest that is not from the start is forgotten.
    pub(super) fn learn(&self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_LIMIT + self.fixed {
            known.remove(self.fixed);
        }
        known.push(SecretString::from(secret));
    }

    /// A server's bytes as text fit for a message: no secret, no control character, not long.
    pub(super) fn clean(&self, raw: &[u8]) -> String {
        let raw = String::from_utf8_lossy(raw.get(..RAW_LIMIT).unwrap_or(raw));
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let secrets: Vec<&str> = known.iter().map(ExposeSecret::expose_secret).collect();
        shorten(redact(&raw, &secrets).trim())
    }
}

/// What is inside an API token, which servers decode and may echo: its whole text, and the password behind its colon.
/// Its Base64 may be of either alphabet, padded or not.
pub(super) fn inside(token: &str) -> Vec<String> {
    let plain = token.trim().trim_end_matches('=').replace('-', "+").replace('_', "/");
    let text = STANDARD_NO_PAD.decode(plain).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text.filter(|text| !text.chars().any(char::is_control)) else { return Vec::new() };
    let password = text.split_once(':').map(|(_, password)| password.to_owned());
    let all = std::iter::once(text).chain(password);
    all.filter(|part| part.chars().count() >= INSIDE_LEAST).collect()
}

/// The text with every secret, in each form that a server may echo it in, replaced; the longest first.
fn redact(text: &str, secrets: &[&str]) -> String {
    let mut forms: Vec<String> = secrets.iter().flat_map(|secret| forms(secret)).collect();
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms.iter().fold(text.to_owned(), |text, form| match form.chars().count() < WORD {
        true => without_word(&text, form),
        false => text.replace(form.as_str(), "***"),
    })
}

/// The text without a secret of few letters, which stands in half of all words by chance: it is taken out only where it is
/// a value by itself, as in `"token":"ab"`, `token=ab` or `Bearer ab`.
fn without_word(text: &str, secret: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(secret) {
        out.push_str(before);
        let begins = out.ends_with(['"', '\'', '=', ':'])
            || ["Bearer ", "Basic ", ": "].iter().any(|word| out.ends_with(word));
        let begins = begins || out.is_empty();
        let ends = after.chars().next().is_none_or(|next| !next.is_alphanumeric());
        out.push_str(if begins && ends { "***" } else { secret });
        rest = after;
    }
    out + rest
}

/// As it is, percent-encoded, and with JSON's optional escape of the slash; each also without the padding of Base64, which
/// a server may leave out.
fn forms(secret: &str) -> Vec<String> {
    let each = |text: &str| {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        [text.to_owned(), encoded, text.replace('/', "\\/")]
    };
    let unpadded = secret.trim_end_matches('=');
    let mut forms = [each(secret), each(unpadded)].concat();
    forms.retain(|form| !form.is_empty());
    forms.dedup();
    forms
}

/// Cut to the limit, with control characters written as escapes.
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

    #[test]
    fn secrets_go_in_every_form() {
        let scrubber = Scrubber::new(["me".to_owned(), "ab/c+d==".to_owned()]);
        let text = scrubber.clean(br#"{"t":"ab/c+d==","u":"ab%2Fc%2Bd%3D%3D","v":"ab\/c+d==","w":"me"}"#);
        assert_eq!(text, r#"{"t":"***","u":"***","v":"***","w":"***"}"#);
        assert_eq!(scrubber.clean(br#"ab/c+d, ab%2Fc%2Bd, ab\/c+d="#), "***, ***, ***=");
        assert_eq!(Scrubber::new(["==".to_owned()]).clean(b"a == b"), "a == b");
    }

    #[test]
    fn what_is_inside_an_api_token_is_secret_too() {
        for token in ["Y2xpZW50OnMzY3JldD4/", "Y2xpZW50OnMzY3JldD4_", "Y2xpZW50OnMzY3JldD4/ "] {
            assert_eq!(inside(token), ["client:s3cret>?", "s3cret>?"]);
        }
        assert_eq!(inside("YWI6cw=="), ["ab:s"]);
        assert!(inside("no base64!").is_empty() && inside("/////w==").is_empty());
        let scrubber = Scrubber::new(inside("Y2xpZW50OnMzY3JldD4/"));
        assert_eq!(
            scrubber.clean(b"no user client with s3cret>? (client:s3cret%3E%3F)"),
            "no user client with *** (client:***)"
        );
    }

    #[test]
    fn the_longer_secret_goes_first_and_none_is_left_at_the_cut() {
        let scrubber = Scrubber::new(["abc".to_owned(), "abcdef".to_owned()]);
        let text = format!("{}abcdef", "x".repeat(TEXT_LIMIT - 3));
        assert_eq!(scrubber.clean(text.as_bytes()), format!("{}***", "x".repeat(TEXT_LIMIT - 3)));
        assert!(!scrubber.clean(format!("x{text}").as_bytes()).contains('a'));
    }

    #[test]
    fn control_characters_are_escaped_and_long_texts_cut() {
        let scrubber = Scrubber::default();
        assert_eq!(scrubber.clean(b" a\x1b[31m\r\nb \xff"), "a\\u{1b}[31m\\r\\nb \u{fffd}");
        assert_eq!(scrubber.clean("é".repeat(9000).as_bytes()), format!("{}…", "é".repeat(TEXT_LIMIT)));
    }

    #[test]
    fn a_secret_of_one_letter_leaves_words_alone() {
        let scrubber = Scrubber::new(["a".to_owned(), "t".to_owned()]);
        let text = scrubber.clean(br#"that is a bad token: {"token":"t","id":"a"} Bearer t; token=t&x"#);
        assert_eq!(text, r#"that is a bad token: {"token":"***","id":"***"} Bearer ***; token=***&x"#);
    }

    #[test]
    fn the_first_two_are_never_forgotten() {
        let scrubber = Scrubber::new(["client".to_owned(), "basic".to_owned()]);
        (0..100).for_each(|n| scrubber.learn(&format!("token-{n:03}")));
        assert_eq!(scrubber.clean(b"client basic token-099 token-000"), "*** *** *** token-000");
        assert!(!format!("{scrubber:?}").contains("token-099"));
    }
}
