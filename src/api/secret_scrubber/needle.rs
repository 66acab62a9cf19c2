//! Finds one secret in a text, complete or cut.

use std::ops::Range;

use secrecy::{ExposeSecret, SecretString};

/// A secret with fewer characters is only removed as a separate word.
const WORD: usize = 4;
/// The start of a secret is removed if it has at least this many characters: fewer may be a common word.
const LONG: usize = 12;
/// After the client's name, this many characters suffice, or half of the secret.
const SHORT: usize = 6;

/// A text that must not be shown.
#[derive(Debug)]
pub(in crate::api) struct Secret {
    text: SecretString,
    /// The shortest start that is removed, in bytes.
    least: usize,
}

impl Secret {
    /// A secret that is removed if the text contains all of it.
    pub(in crate::api) fn whole(text: &str) -> Self {
        Self { text: text.to_owned().into(), least: unpadded(text).len() }
    }

    /// A secret that is also removed if the text contains only its start.
    pub(in crate::api) fn cut(text: &str) -> Self {
        Self { text: text.to_owned().into(), least: first(text, LONG) }
    }

    /// A known name, a colon, and a secret that may be cut.
    pub(in crate::api) fn behind(name: &str, secret: &str) -> Self {
        Self { text: format!("{name}:{secret}").into(), least: name.len() + 1 + first(secret, half(secret)) }
    }

    /// Reports every place of it in the bytes.
    pub(super) fn find(&self, bytes: &[u8], found: &mut impl FnMut(Range<usize>)) {
        let text = self.text.expose_secret();
        let plain = unpadded(text);
        match plain.chars().count() {
            0 => {}
            1..WORD => words(bytes, plain.as_bytes(), found),
            _ => starts(bytes, text.as_bytes(), self.least, found),
        }
    }

    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        self.text.expose_secret()
    }
}

fn half(text: &str) -> usize {
    unpadded(text).chars().count().div_ceil(2).clamp(SHORT, LONG)
}

/// The length in bytes of the first characters of a text.
fn first(text: &str, letters: usize) -> usize {
    let text = unpadded(text);
    text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at)
}

/// The text without the padding of Base64, which is optional.
fn unpadded(text: &str) -> &str {
    text.trim_end_matches('=')
}

/// Maps the second Base64 alphabet to the first.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

/// Finds every part of the bytes that is a start of the secret and at least `least` long. Takes linear time (Knuth,
/// Morris and Pratt).
fn starts(bytes: &[u8], secret: &[u8], least: usize, found: &mut impl FnMut(Range<usize>)) {
    let secret: Vec<u8> = secret.iter().copied().map(folded).collect();
    let mut shorter = vec![0; secret.len()];
    for at in 1..secret.len() {
        let byte = secret.get(at).copied().unwrap_or_default();
        let length = longer(&secret, &shorter, shorter.get(at - 1).copied().unwrap_or(0), byte);
        if let Some(slot) = shorter.get_mut(at) {
            *slot = length;
        }
    }
    let mut length = 0;
    for (at, byte) in bytes.iter().enumerate() {
        length = longer(&secret, &shorter, length, folded(*byte));
        if length >= least.max(1) {
            found(at + 1 - length..at + 1);
        }
    }
}

/// The length of the longest start of the secret that ends with this byte, after one of the given length.
fn longer(secret: &[u8], shorter: &[usize], mut length: usize, byte: u8) -> usize {
    loop {
        if secret.get(length) == Some(&byte) {
            return length + 1;
        }
        if length == 0 {
            return 0;
        }
        length = shorter.get(length - 1).copied().unwrap_or(0);
    }
}

/// A short secret occurs in many words by chance. So it is only found as a separate value, as in `"token":"ab"`,
/// `token=ab` or `Bearer ab`.
fn words(bytes: &[u8], secret: &[u8], found: &mut impl FnMut(Range<usize>)) {
    for (at, _) in bytes.windows(secret.len()).enumerate().filter(|(_, window)| *window == secret) {
        let before = bytes.get(..at);
        let after = bytes.get(at + secret.len()..);
        let before = before.unwrap_or_default();
        let begins = before.is_empty()
            || before.last().is_some_and(|last| b"\"'=:".contains(last))
            || ["Bearer ", "Basic ", ": "].iter().any(|word| before.ends_with(word.as_bytes()));
        let next = after.and_then(|after| after.first());
        if begins && next.is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric()) {
            found(at..at + secret.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secret: &Secret, text: &str) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        secret.find(text.as_bytes(), &mut |range: Range<usize>| all.push((range.start, range.end)));
        all
    }

    #[test]
    fn the_start_of_a_secret_is_found_if_it_is_long_enough() {
        assert_eq!(found(&Secret::cut("sandbox-secret"), "the sandbox is"), []);
        assert_eq!(found(&Secret::cut("0123456789"), "x0123456789y"), [(1, 11)]);
        assert_eq!(found(&Secret::cut("abcdefghijklmnopqrstuvwxyz01"), "abcdefghijkl."), [(0, 12)]);
        assert_eq!(found(&Secret::whole("abcdefgh"), "abcdefg"), []);
        assert_eq!(found(&Secret::behind("client", "s3cretword"), "client:s3cre"), []);
        assert_eq!(found(&Secret::behind("client", "s3cretword"), "client:s3cret"), [(0, 13)]);
    }

    #[test]
    fn a_repetitive_secret_is_found_where_it_overlaps() {
        assert_eq!(found(&Secret::whole("abababc"), "ababababc"), [(2, 9)]);
        let long = "a".repeat(20_000);
        assert_eq!(found(&Secret::whole(&format!("{long}b")), &long.repeat(5)), []);
    }
}
