//! Looks for some bytes in a text, eight bytes at a time. Cells are short, so longer vectors gain nothing.

const WORD: usize = size_of::<u64>();

/// True if a byte of the text is less than `least`, or one of `signs`. `least` is at most 128.
#[inline]
pub(crate) fn has_any_byte<const N: usize>(text: &[u8], least: u8, signs: [u8; N]) -> bool {
    let is_one = |byte: &u8| *byte < least || signs.contains(byte);
    let Some(end) = text.last_chunk::<WORD>() else { return text.iter().any(is_one) };
    let in_word = |bytes: &[u8; WORD]| {
        let word = u64::from_le_bytes(*bytes);
        signs.iter().fold(below(word, least), |found, sign| found | below(word ^ each(*sign), 1)) != 0
    };
    // The last word overlaps the word before it.
    text.as_chunks::<WORD>().0.iter().any(in_word) || in_word(end)
}

/// Calls `visit` with each place of a byte in the text, in order.
#[inline]
pub(crate) fn each_place(text: &[u8], byte: u8, mut visit: impl FnMut(usize)) {
    let (words, rest) = text.as_chunks::<WORD>();
    for (number, bytes) in words.iter().enumerate() {
        let others = u64::from_le_bytes(*bytes) ^ each(byte);
        // The upper bit of each byte that is zero, and of no other.
        let mut found = !((others & each(0x7f)).wrapping_add(each(0x7f)) | others | each(0x7f));
        while found != 0 {
            visit(number * WORD + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }
    let end = words.len() * WORD;
    (end..).zip(rest).filter(|(_, own)| **own == byte).for_each(|(at, _)| visit(at));
}

#[inline]
fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// Not zero if a byte of the word is less than `least`.
#[inline]
fn below(word: u64, least: u8) -> u64 {
    word.wrapping_sub(each(least)) & !word & each(0x80)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_a_look_at_each_byte_finds(text in prop::collection::vec(any::<u8>(), 0..40), least in 0..=128_u8) {
            // Most texts have neither a control character nor one of the signs.
            let plain: Vec<u8> = text.iter().map(|byte| byte | 0x40).collect();
            for text in [&text, &plain] {
                let signs = [0x5f, 0x7f, 0xc2];
                let found = text.iter().any(|byte| *byte < least || signs.contains(byte));
                prop_assert_eq!(has_any_byte(text, least, signs), found);
            }
        }

        #[test]
        fn each_place_of_a_byte_is_visited(text in "[,.\u{2c}\u{ac}\u{1}-]{0,40}") {
            let mut places = Vec::new();
            each_place(text.as_bytes(), b',', |at| places.push(at));
            prop_assert_eq!(places, memchr::memchr_iter(b',', text.as_bytes()).collect::<Vec<_>>());
        }
    }
}
