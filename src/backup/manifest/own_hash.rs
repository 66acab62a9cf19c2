//! The hash of a manifest's own text, in its last member: `manifestSha256`.
//!
//! It is the SHA-256 of the text without that member, so any changed letter shows. A change to the member itself gives
//! a wrong hash or an unknown member.

use sha2::{Digest as _, Sha256};

const BEFORE: &str = ",\n  \"manifestSha256\": \"";
const AFTER: &str = "\"\n}\n";
const END: &str = "\n}\n";
const DIGITS: usize = 64;

/// Adds the hash as the last member. The text must be the output of [`serde_json::to_vec_pretty`], followed by a line
/// break.
pub(super) fn added(text: &[u8]) -> Option<Vec<u8>> {
    let body = text.strip_suffix(END.as_bytes())?;
    Some([body, BEFORE.as_bytes(), digits(text).as_bytes(), AFTER.as_bytes()].concat())
}

/// Removes the hash, and returns the rest and whether the hash matches; `None` if there is none.
pub(super) fn taken_off(text: &[u8]) -> Option<(Vec<u8>, bool)> {
    let rest = text.strip_suffix(AFTER.as_bytes())?;
    let (rest, hash) = rest.split_at_checked(rest.len().checked_sub(DIGITS)?)?;
    let body = rest.strip_suffix(BEFORE.as_bytes())?;
    let plain = [body, END.as_bytes()].concat();
    let fits = digits(&plain).as_bytes() == hash;
    Some((plain, fits))
}

fn digits(text: &[u8]) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_detected() {
        let text = b"{\n  \"a\": \"b\"\n}\n";
        let whole = added(text).unwrap();
        assert_eq!(taken_off(&whole), Some((text.to_vec(), true)));
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert!(taken_off(&flipped).is_none_or(|(_, fits)| !fits), "{at}, {bit}");
            }
        }
        assert_eq!((taken_off(text), added(b"{}")), (None, None));
    }
}
