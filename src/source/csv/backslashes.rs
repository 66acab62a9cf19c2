//! What backslashes mean, as databases write them: `\\` for a backslash, `\n` for a line break, `\N` for NULL.

/// The only escape that is detected.
pub(super) const ESCAPE: u8 = b'\\';

/// What follows the backslashes of a text, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Backslashes {
    /// A delimiter or a line end.
    pub(super) needed: u64,
    /// Another backslash, or a letter for a control character (`\n`).
    pub(super) signs: u64,
    /// Cells that are `\N`.
    pub(super) nulls: u64,
    /// Characters that no program escapes, and backslashes after a drive letter (`C:\new`).
    others: u64,
}

impl Backslashes {
    /// Counts them. The second of two adjacent backslashes is not counted.
    pub(super) fn read(text: &[u8], delimiter: u8) -> Self {
        let mut seen = Self::default();
        let mut behind = 0;
        for at in memchr::memchr_iter(ESCAPE, text) {
            if at >= behind {
                behind = at + 2;
                seen.count(text, at, delimiter);
            }
        }
        seen
    }

    fn count(&mut self, text: &[u8], at: usize, delimiter: u8) {
        let ends =
            |byte: Option<&u8>| byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        match text.get(at + 1) {
            Some(&ESCAPE) => self.signs += 1,
            _ if is_behind_drive(text, at) => self.others += 1,
            Some(b'N') if ends(before) && ends(text.get(at + 2)) => self.nulls += 1,
            Some(next) if *next == delimiter || matches!(next, b'\n' | b'\r') => self.needed += 1,
            Some(b'n' | b't' | b'r' | b'b' | b'f' | b'v') => self.signs += 1,
            None | Some(b'N' | b'0' | b'\'' | b'"') => {}
            _ => self.others += 1,
        }
    }

    /// True if each of them may be an escape.
    pub(super) fn are_escapes(&self) -> bool {
        self.others == 0
    }
}

/// The first backslash of a cell that may be a database escape, and the letter after it. At the end of a cell, a
/// backslash precedes a delimiter or a line end.
pub(super) fn first_sign(cell: &[u8]) -> Option<&[u8]> {
    let mut behind = 0;
    for at in memchr::memchr_iter(ESCAPE, cell).filter(|at| !is_behind_drive(cell, *at)) {
        match cell.get(at + 1) {
            _ if at < behind => {}
            Some(b'n' | b't' | b'r' | &ESCAPE) => return cell.get(at..at + 2),
            None if at > 0 => return cell.get(at..),
            _ => behind = at + 2,
        }
    }
    None
}

/// True for a backslash after a drive letter and a colon.
fn is_behind_drive(text: &[u8], at: usize) -> bool {
    let before = |count: usize| at.checked_sub(count).and_then(|at| text.get(at));
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    text.get(at + 1) != Some(&ESCAPE)
        && before(1) == Some(&b':')
        && is_letter(before(2))
        && !is_letter(before(3))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a\\\tb\\\nc", [2, 0, 0], true)]
    #[case("C:\\\\x\tl1\\nl2", [0, 2, 0], true)]
    #[case("\\N\tx\\N\n\\N", [0, 0, 2], true)]
    #[case("C:\\new", [0, 0, 0], false)]
    #[case("x\\y", [0, 0, 0], false)]
    #[case("see:\\nnew", [0, 1, 0], true)]
    fn backslashes_are_recognized_as_escapes(
        #[case] text: &str,
        #[case] expected: [u64; 3],
        #[case] are_escapes: bool,
    ) {
        let seen = Backslashes::read(text.as_bytes(), b'\t');
        assert_eq!(([seen.needed, seen.signs, seen.nulls], seen.are_escapes()), (expected, are_escapes));
    }

    #[rstest]
    #[case("l1\\nl2", Some("\\n"))]
    #[case("a\\\\b", Some("\\\\"))]
    #[case("C:\\new", None)]
    #[case("\\N", None)]
    #[case("l1\\", Some("\\"))]
    fn the_first_escape_in_a_cell_is_found(#[case] cell: &str, #[case] expected: Option<&str>) {
        assert_eq!(first_sign(cell.as_bytes()), expected.map(str::as_bytes));
    }
}
