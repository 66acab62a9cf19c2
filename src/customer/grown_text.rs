//! Whether a new text holds the old one whole, so that an update only adds to it.
//!
//! `Rome` is whole in `Rome, Italy`, but `Via Roma 1` is not in `Via Roma 12`, and `1` not in `1.5`. A field with one
//! value, such as a city or a phone number, needs a sign between the two: `York` is lost in `New York`.

/// Signs that part two values.
const PARTING: [char; 4] = ['\n', ';', ',', '|'];

/// True if the old text stands whole in the new one, with more around it. `single` is for fields with one value.
pub(super) fn has_grown(before: &str, after: &str, single: bool) -> bool {
    let (before, after) = (unix(before), unix(after));
    let before = before.trim();
    if before.is_empty() || before.len() >= after.trim().len() {
        return false;
    }
    let single = single || is_number(before);
    let parted = |near: Near| near.is_other_word() && (!single || near.is_other_value());
    after.match_indices(before).any(|(at, _)| {
        let left = Near {
            before: true,
            edge: before.chars().next(),
            beside: after[..at].chars().rev().take(FAR).collect(),
        };
        let right = Near {
            before: false,
            edge: before.chars().next_back(),
            beside: after[at + before.len()..].chars().take(FAR).collect(),
        };
        parted(left) && parted(right)
    })
}

/// The characters beside a text that are looked at.
const FAR: usize = 16;

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// True for an amount, which is another one with any word beside it.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0 && !text.chars().any(char::is_alphabetic)
}

/// Signs that go on with a word if a letter or digit follows them.
const JOINING: [char; 8] = ['-', '\u{2010}', '.', '\'', '\u{2019}', '@', '_', '&'];
/// Further ones that go on with a number.
const IN_NUMBERS: [char; 4] = ['\u{2212}', '/', ':', ','];
/// Signs that belong to the word or number beside them.
const BELONGING: [char; 5] = ['%', '\u{2030}', '°', '#', '+'];

/// The first or last character of the old text, and what stands beside it, the nearest first.
struct Near {
    /// It is the first character.
    before: bool,
    edge: Option<char>,
    beside: String,
}

impl Near {
    /// No word and no number goes on.
    fn is_other_word(&self) -> bool {
        let is_digit = self.edge.is_some_and(|edge| edge.is_ascii_digit());
        let is_word = self.edge.is_some_and(char::is_alphanumeric);
        let mut beside = self.beside.chars();
        match beside.next() {
            None | Some('\n' | ';' | '|') => true,
            Some(next) if next.is_alphanumeric() => !is_word,
            Some(',') if beside.clone().next() == Some(' ') => true,
            Some(sign) if is_word && BELONGING.contains(&sign) => false,
            // `Jean-Pierre`, `Via Roma 1/B`, `a@x.org`
            Some(sign) if is_word && self.joins(sign) => match beside.next() {
                Some(next) if next.is_alphanumeric() => false,
                // `-10`, but not `10-`: nothing stands before the sign.
                _ => !(is_digit && self.before && matches!(sign, '-' | '\u{2212}')),
            },
            // `12 000`
            Some(_) if is_digit => {
                let next = beside.find(|letter| *letter != ' ');
                next.is_none_or(|next| !next.is_ascii_digit())
            }
            Some(_) => true,
        }
    }

    fn joins(&self, sign: char) -> bool {
        let is_digit = self.edge.is_some_and(|edge| edge.is_ascii_digit());
        JOINING.contains(&sign) || is_digit && IN_NUMBERS.contains(&sign)
    }

    /// Nothing but blanks stands between the text and its end or a sign that parts values.
    fn is_other_value(&self) -> bool {
        let rest = self.beside.trim_start_matches(' ');
        let is_far = rest.len() < self.beside.len();
        rest.chars().next().is_none_or(|next| PARTING.contains(&next) || is_far && next == '/')
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("old", "old\nnew", [true, true])]
    #[case("old", "new; old; newer", [true, true])]
    #[case(" old\r\ntext ", "old\ntext\nnew", [true, true])]
    #[case("Rome", "Rome, Italy", [true, true])]
    #[case("Ada", "Ada Byron", [true, false])]
    #[case("York", "New York", [true, false])]
    #[case("Rome", "Romea", [false, false])]
    #[case("Via Roma 1", "Via Roma 12", [false, false])]
    #[case("Via Roma 1", "Via Roma 12, Via Roma 1", [true, true])]
    #[case("1", "1.5", [false, false])]
    #[case("12", "12 000", [false, false])]
    #[case("12", "12,5", [false, false])]
    #[case("Room 5", "Room 5; 7 pm", [true, true])]
    #[case("Room 5", "Room 5, 7 pm", [true, true])]
    #[case("+39 02 555", "+39 02 555 0199", [false, false])]
    #[case("+39 02 555", "+39 02 555; +39 02 556", [true, true])]
    #[case("+39 02 555", "+39 02 555 / +39 02 556", [true, true])]
    #[case("C++", "C++; Rust", [true, true])]
    #[case("old", "old ", [false, false])]
    #[case("old", "old", [false, false])]
    #[case("", "new", [false, false])]
    #[case("long", "short", [false, false])]
    fn a_text_is_whole_between_signs(#[case] before: &str, #[case] after: &str, #[case] grown: [bool; 2]) {
        assert_eq!([false, true].map(|single| has_grown(before, after, single)), grown);
    }
}
