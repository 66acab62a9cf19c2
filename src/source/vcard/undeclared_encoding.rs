//! Finds lines of cards that are not UTF-8 and declare no other encoding, as old phones and Outlook write them.

use crate::source::content_kind::SAMPLE;
use crate::source::encoding::{self, EncodingQuestion};

/// The question about the encoding of such lines in a sample. `None` if there are none or if no card is vCard 2.1:
/// later versions are UTF-8, and other bytes in them are damage.
pub(super) fn question(sample: &[u8]) -> Option<EncodingQuestion> {
    let end = if sample.len() < SAMPLE {
        sample.len()
    } else {
        memchr::memrchr(b'\n', sample).map_or(0, |end| end + 1)
    };
    let lines = || sample.get(..end).unwrap_or_default().split(|byte| matches!(byte, b'\n' | b'\r'));
    if std::str::from_utf8(sample.get(..end)?).is_ok() {
        return None;
    }
    let is_old = |line: &[u8]| line.trim_ascii().eq_ignore_ascii_case(b"VERSION:2.1");
    if !lines().any(is_old) {
        return None;
    }
    let broken: Vec<&[u8]> =
        lines().filter(|line| std::str::from_utf8(line).is_err() && !is_declared(line)).collect();
    let sound = lines().any(|line| !line.is_ascii() && std::str::from_utf8(line).is_ok());
    (!broken.is_empty()).then(|| encoding::unstated(&broken.join(&b'\n'), sound))
}

/// True for a line that declares its charset before its value.
fn is_declared(line: &[u8]) -> bool {
    let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
    head.to_ascii_uppercase().windows(8).any(|word| word == b"CHARSET=")
}
