//! A text with its escapes decoded, and the place of each byte in the original text.

use std::ops::Range;

/// Decoded bytes and the place of each in the original text.
#[derive(Debug)]
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

/// Decodes one kind of escape at the start of some bytes: its length and its value.
type Escape = fn(&[u8]) -> Option<(usize, Vec<u8>)>;

/// The kinds of escapes in which a server may echo a text.
const ESCAPES: [Escape; 4] = [percent, form, backslash, entity];
/// How deeply escapes may be nested: JSON text may be part of a URL.
const DEPTH: usize = 2;
/// A longer text after `&` is not an entity.
const ENTITY: usize = 34;

impl View {
    fn plain(text: &str) -> Self {
        Self { bytes: text.into(), places: (0..text.len()).map(|at| at..at + 1).collect() }
    }

    /// The view with these escapes decoded; `None` if it has none.
    fn without(&self, escape: Escape) -> Option<Self> {
        let mut out = Self { bytes: Vec::with_capacity(self.bytes.len()), places: Vec::new() };
        let mut at = 0;
        let mut found = false;
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (length, bytes) = match escape(rest) {
                Some(taken) => {
                    found = true;
                    taken
                }
                None => (1, rest.iter().take(1).copied().collect()),
            };
            out.places.extend(std::iter::repeat_n(self.place(at..at + length), bytes.len()));
            out.bytes.extend(bytes);
            at += length;
        }
        found.then_some(out)
    }

    /// The place of a part in the original text.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        let parts = self.places.get(part).unwrap_or_default();
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }
}

/// Passes on the text itself and every way to decode its escapes, nested up to `DEPTH`.
pub(super) fn each(text: &str, see: &mut impl FnMut(&View)) {
    descend(&View::plain(text), DEPTH, see);
}

fn descend(view: &View, depth: usize, see: &mut impl FnMut(&View)) {
    see(view);
    if depth > 0 {
        let inner = ESCAPES.iter().filter_map(|escape| view.without(*escape));
        inner.for_each(|inner| descend(&inner, depth - 1, see));
    }
}

/// `%2F`, `%2f`
fn percent(text: &[u8]) -> Option<(usize, Vec<u8>)> {
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    Some((3, vec![u8::try_from(number(digits)?).ok()?]))
}

/// Like [`percent`], with a plus for a space, as in form data.
fn form(text: &[u8]) -> Option<(usize, Vec<u8>)> {
    if text.first() == Some(&b'+') { Some((1, vec![b' '])) } else { percent(text) }
}

/// The escapes of JSON and of most languages: `\"`, `\/`, `\u00e9`, `\u{e9}`, `\xe9`.
fn backslash(text: &[u8]) -> Option<(usize, Vec<u8>)> {
    let (kind, rest) = text.strip_prefix(b"\\")?.split_first()?;
    let plain = |letter: u8| Some((2, vec![letter]));
    match kind {
        b'"' | b'\'' | b'/' | b'\\' => plain(*kind),
        b'n' => plain(b'\n'),
        b'r' => plain(b'\r'),
        b't' => plain(b'\t'),
        b'b' => plain(8),
        b'f' => plain(12),
        b'x' => Some((4, letter(number(rest.get(..2)?)?)?)),
        b'u' if rest.first() == Some(&b'{') => {
            let end = rest.iter().take(8).position(|byte| *byte == b'}')?;
            Some((3 + end, letter(number(rest.get(1..end)?)?)?))
        }
        b'u' => unit(rest),
        _ => None,
    }
}

/// `00e9`, or a surrogate pair: `d83d\ude00`.
fn unit(text: &[u8]) -> Option<(usize, Vec<u8>)> {
    let high = number(text.get(..4)?)?;
    if let Some(bytes) = letter(high) {
        return Some((6, bytes));
    }
    let low = number(text.get(4..)?.strip_prefix(b"\\u")?.get(..4)?)?;
    let halves = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let joined = halves.then(|| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00));
    Some((12, letter(joined?)?))
}

/// `&gt;`, `&#62;`, `&#x3e;`
fn entity(text: &[u8]) -> Option<(usize, Vec<u8>)> {
    let length = text.strip_prefix(b"&")?.iter().take(ENTITY).position(|byte| *byte == b';')? + 2;
    let name = std::str::from_utf8(text.get(..length)?).ok()?;
    let decoded = html_escape::decode_html_entities(name);
    (decoded != name).then(|| (length, decoded.as_bytes().to_vec()))
}

fn number(digits: &[u8]) -> Option<u32> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    u32::from_str_radix(std::str::from_utf8(digits).ok().filter(|_| all)?, 16).ok()
}

fn letter(number: u32) -> Option<Vec<u8>> {
    char::from_u32(number).map(|letter| letter.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views(text: &str) -> Vec<String> {
        let mut views = Vec::new();
        each(text, &mut |view| views.push(String::from_utf8_lossy(&view.bytes).into_owned()));
        views
    }

    #[test]
    fn every_escape_is_decoded_and_other_text_is_unchanged() {
        for text in ["%C3%a9", r"\u00e9", r"\u{e9}", r"\xe9", "&eacute;", "&#233;", "&#xe9;", "é"] {
            assert!(views(text).contains(&"é".to_owned()), "{text}");
        }
        assert!(views(r"\ud83d\ude00").contains(&"😀".to_owned()));
        for text in
            [r"%", "%2", "%zz", r"\", r"\u12", r"\ud83d", r"\u{", r"\q", "&", "&;", "&nonsense;", "%+1"]
        {
            assert!(views(text).iter().all(|seen| seen == text || seen == "% 1"), "{text}");
        }
    }

    #[test]
    fn positions_refer_to_the_original_text() {
        let mut places = Vec::new();
        each("a%5Cu003eb", &mut |view| {
            let at = view.bytes.iter().position(|byte| *byte == b'>');
            places.extend(at.map(|at| view.place(at..at + 1)));
        });
        assert_eq!(places, [1..9, 1..9]);
    }
}
