//! What is odd about a text: foreign letters, line breaks, leading zeros, formulas.

use std::sync::Arc;

use super::feature::{Feature, FeatureKind};

/// Adds what is odd about a value.
pub(super) fn odd_text(about: &Arc<str>, text: &str, phone: bool, out: &mut Vec<Feature>) {
    if !text.is_ascii() {
        out.extend(letters(text).map(|kind| Feature::with(FeatureKind::Letters, about, kind)));
    }
    if text.contains(['\n', '\r']) {
        out.push(Feature::new(FeatureKind::LineBreak, about));
    }
    let digits = text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.starts_with('0') {
        out.push(Feature::new(FeatureKind::LeadingZeros, about));
    }
    let number = text.trim_start_matches(['+', '-']).starts_with(|letter: char| letter.is_ascii_digit());
    if text.starts_with(['=', '+', '-', '@']) && !phone && !number {
        out.push(Feature::new(FeatureKind::Formula, about));
    }
}

/// The texts about letters.
const LETTERS: [&str; 12] = [
    "shows-letters-accents",
    "shows-letters-greek",
    "shows-letters-cyrillic",
    "shows-letters-hebrew",
    "shows-letters-arabic",
    "shows-letters-india",
    "shows-letters-thai",
    "shows-letters-korean",
    "shows-letters-japanese",
    "shows-letters-chinese",
    "shows-letters-emoji",
    "shows-letters-other",
];

/// The kinds of letters outside ASCII, each once.
fn letters(text: &str) -> impl Iterator<Item = &'static str> {
    let seen =
        text.chars().filter(|letter| !letter.is_ascii()).fold(0_u16, |seen, letter| seen | 1 << kind(letter));
    LETTERS.iter().enumerate().filter(move |(at, _)| seen & 1 << at != 0).map(|(_, kind)| *kind)
}

/// The index in [`LETTERS`].
fn kind(letter: char) -> usize {
    match u32::from(letter) {
        0xC0..=0x24F | 0x1E00..=0x1EFF | 0x300..=0x36F => 0,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 1,
        0x400..=0x52F => 2,
        0x590..=0x5FF => 3,
        0x600..=0x6FF | 0x750..=0x77F => 4,
        0x900..=0xDFF => 5,
        0xE00..=0xE7F => 6,
        0x1100..=0x11FF | 0xAC00..=0xD7AF => 7,
        0x3040..=0x30FF => 8,
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x323AF => 9,
        0x2600..=0x27BF | 0x1F000..=0x1FAFF => 10,
        _ => 11,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain", &[])]
    #[case("Zoë Ωμέγα", &["letters with accents", "Greek letters"])]
    #[case("a\nb", &["a line break"])]
    #[case("00123", &["leading zeros"])]
    #[case("0", &[])]
    #[case("=1+1", &["looks like a formula"])]
    #[case("-5", &[])]
    #[case("王", &["Chinese characters"])]
    fn odd_texts_have_features(#[case] text: &str, #[case] expected: &[&str]) {
        let mut found = Vec::new();
        odd_text(&Arc::from("city"), text, false, &mut found);
        assert_eq!(found.iter().map(|one| one.thing().what).collect::<Vec<_>>(), expected);
    }
}
