//! Text that was encoded twice: a program read UTF-8 in another encoding, and wrote the result as UTF-8.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::source::{TextEncoding, oddness};

/// Encodings in which UTF-8 is mistakenly read.
const MISREAD: [&str; 6] = ["windows-1252", "windows-1250", "macintosh", "cp850", "cp437", "windows-1251"];
/// A text is decoded at most this many times.
const TIMES: usize = 3;

/// How much less odd a text must become, unless it has a letter that is typical of double encoding.
const ENOUGH: u32 = 5;

/// The first character of a twice-encoded `é`, `à` and so on.
pub(super) const LEAD: char = 'Ã';

/// The byte of a letter in each of these encodings, 0 if it has none.
type LetterBytes = [u8; MISREAD.len()];

/// The bytes of all letters, indexed by code point. All of them are below U+10000.
static BYTES: LazyLock<Vec<LetterBytes>> = LazyLock::new(|| {
    let mut all = vec![LetterBytes::default(); 1 << 16];
    let mut put = |letter: char, encoding: usize, byte: u8| {
        if let Some(own) = all.get_mut(letter as usize).and_then(|bytes| bytes.get_mut(encoding)) {
            *own = byte;
        }
    };
    for (encoding, name) in MISREAD.iter().enumerate() {
        let letters = TextEncoding::named(name).and_then(|encoding| encoding.letters());
        let bytes = letters.into_iter().flatten().zip(0x80..=u8::MAX);
        bytes.for_each(|(letter, byte)| put(letter, encoding, byte));
    }
    // ISO-8859-1, as programs use it, has control characters where Windows-1252 has letters.
    (0x80..=0x9f).for_each(|byte| put(char::from(byte), 0, byte));
    all
});

fn bytes_of(letter: char) -> LetterBytes {
    BYTES.get(letter as usize).copied().unwrap_or_default()
}

/// Returns `José` for `JosÃ©`, and `None` for a text that was not encoded twice.
pub(crate) fn once_encoded(text: &str) -> Option<String> {
    let whole = with_no_break_spaces(text);
    let mut found: Option<String> = None;
    for _ in 0..TIMES {
        let current = found.as_deref().unwrap_or(&whole);
        if !may_be_decoded(current) {
            break;
        }
        match (0..MISREAD.len()).find_map(|encoding| decoded(current, encoding)) {
            Some(better) => found = Some(better),
            None => break,
        }
    }
    found
}

/// A quick test that is false for most texts.
pub(crate) fn may_be_encoded_twice(text: &str) -> bool {
    may_be_decoded(text) || text.contains(LEAD)
}

/// True if a run of non-ASCII letters begins like UTF-8 in one of these encodings. Text that was not encoded twice
/// hardly ever has such a run.
fn may_be_decoded(text: &str) -> bool {
    let mut run = 0;
    let mut first = LetterBytes::default();
    for letter in text.chars() {
        run = if letter.is_ascii() { 0 } else { run + 1 };
        match run {
            1 => first = bytes_of(letter),
            2 if first.into_iter().zip(bytes_of(letter)).any(|(lead, next)| begins_utf8(lead, next)) => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// True if these two bytes can begin a character in UTF-8.
fn begins_utf8(lead: u8, next: u8) -> bool {
    matches!(lead, 0xc2..=0xf4) && matches!(next, 0x80..=0xbf)
}

/// Restores the no-break space after `Ã`, the second half of a twice-encoded `à`. Trimming removes it at the end of a
/// word. No real word has `Ã` after a lower-case letter.
fn with_no_break_spaces(text: &str) -> Cow<'_, str> {
    let lost = |at: usize, front: &str| {
        let behind = text.get(at + LEAD.len_utf8()..).unwrap_or_default();
        let ends = behind.bytes().next().is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric());
        ends && front.ends_with(char::is_lowercase)
    };
    let mut out = String::new();
    let mut done = 0;
    for (at, lead) in text.match_indices(LEAD) {
        if !text.get(..at).is_some_and(|front| lost(at, front)) {
            continue;
        }
        let end = at + lead.len();
        out.push_str(text.get(done..end).unwrap_or_default());
        out.push('\u{a0}');
        // One of two spaces was the no-break space.
        done = if text.get(end..).is_some_and(|behind| behind.starts_with("  ")) { end + 1 } else { end };
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Decodes each run of non-ASCII letters once more, if that makes the complete text less odd.
fn decoded(text: &str, encoding: usize) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(start) = rest.find(|letter: char| !letter.is_ascii()) {
        let (front, run) = rest.split_at(start);
        let end = run.find(|letter: char| letter.is_ascii()).unwrap_or(run.len());
        let (run, behind) = run.split_at(end);
        out.push_str(front);
        match decoded_run(run, encoding) {
            Some(better) => {
                changed = true;
                out.push_str(&better);
            }
            None => out.push_str(run),
        }
        rest = behind;
    }
    out.push_str(rest);
    let enough = if text.contains(['Ã', 'Â', 'â']) { 1 } else { ENOUGH };
    (changed && oddness(&out) + enough <= oddness(text)).then_some(out)
}

/// Reads a run of letters as bytes, if these are valid UTF-8.
fn decoded_run(run: &str, encoding: usize) -> Option<String> {
    let byte = |letter: char| bytes_of(letter).get(encoding).copied().filter(|byte| *byte > 0);
    let mut letters = run.chars();
    if !begins_utf8(byte(letters.next()?)?, byte(letters.next()?)?) {
        return None;
    }
    let raw: Vec<u8> = run.chars().map(byte).collect::<Option<_>>()?;
    String::from_utf8(raw).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("JosÃ© NÃºÃ±ez", "José Núñez")]
    #[case("MÃ¼ller", "Müller")]
    #[case("JosÃƒÂ©", "José")]
    #[case("ÃƒÆ’Ã‚Â©lan", "élan")]
    #[case("CittÃ\u{a0}", "Città")]
    #[case("CittÃ", "Città")]
    #[case("CittÃ ", "Città ")]
    #[case("CittÃ di Castello", "Città di Castello")]
    #[case("CittÃ  di Castello", "Città di Castello")]
    #[case("LibertÃ, SanthiÃ", "Libertà, Santhià")]
    #[case("IRMÃ e SÃ", "IRMÃ e SÃ")]
    #[case("Ãlvaro", "Ãlvaro")]
    #[case("Ã\u{81}lvaro", "Álvaro")]
    #[case("JOSÃ‰", "JOSÉ")]
    #[case("JOSÃ\u{89}", "JOSÉ")]
    #[case("Ã\u{80} la carte", "À la carte")]
    #[case("MÃ\u{9c}LLER", "MÜLLER")]
    #[case("PEÃ\u{91}A", "PEÑA")]
    #[case("Å\u{81}ukasz", "Łukasz")]
    #[case("JOSÃ\u{83}Â\u{89}", "JOSÉ")]
    #[case("JOSÃ\u{83}Â\u{83}Ã\u{82}Â\u{89}", "JOSÉ")]
    #[case("Ã\u{85}se", "Åse")]
    #[case("Dâ€™Angelo", "D’Angelo")]
    #[case("10 â‚¬", "10 €")]
    #[case("WaÅ‚Ä™sa", "Wałęsa")]
    #[case("WaĹ‚Ä™sa", "Wałęsa")]
    #[case("Ð˜Ð²Ð°Ð½", "Иван")]
    #[case("РРІР°РЅ", "РРІР°РЅ")]
    #[case("Jos√© N√∫√±ez", "José Núñez")]
    #[case("Jos├® M├╝ller", "José Müller")]
    #[case("Jos├⌐", "José")]
    #[case("æ\u{9d}Žå¨œ", "李娜")]
    fn texts_encoded_twice_are_recognized(#[case] text: &str, #[case] wanted: &str) {
        assert_eq!(once_encoded(text).as_deref().unwrap_or(text), wanted);
    }

    #[rstest]
    #[case("José")]
    #[case("Conceição")]
    #[case("SÃO PAULO")]
    #[case("“CAFÉ”")]
    #[case("«À Ê»")]
    #[case("Åse")]
    #[case("Ärö")]
    #[case("Иванов Пётр")]
    #[case("Γιώργος")]
    #[case("田中さん")]
    #[case("€ 5 – £ 6")]
    fn other_texts_are_unchanged(#[case] text: &str) {
        assert_eq!(once_encoded(text), None);
    }
}
