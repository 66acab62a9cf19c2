//! How a help desk changes a text when it stores it.

use std::collections::BTreeSet;

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// How a text is changed when it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A letter and its marks become one character (Unicode NFC).
    Composed,
    /// A letter with marks becomes several characters (Unicode NFD).
    Decomposed,
    /// Runs of blanks become one blank.
    Blanks,
    /// Leading and trailing blanks are removed.
    Trimmed,
    /// Only its digits stay.
    Digits,
    /// Of a phone number, only a leading `+` and the digits stay.
    Compact,
    /// Of any text, only a leading `+` and the digits stay.
    SignedDigits,
    /// A leading `+` becomes `00`.
    Zeros,
    /// A phone number with its country code is grouped as in that country (libphonenumber's international format).
    Grouped,
    /// A time becomes its day: in a text, what follows the date is cut; epoch milliseconds become 00:00 UTC.
    Day,
    /// Each word begins with an upper-case letter, and the rest of it is in lower case.
    Title,
    /// Each word between blanks begins with an upper-case letter, and the rest of it is in lower case.
    TitleAtBlanks,
    /// The same, but only a plain space (U+0020) ends a word.
    TitleAtSpaces,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Case is changed in a way that can't be computed. It explains what was read back, but makes no two texts equal.
    Case,
}

/// In the order of application; [`Change::Case`] is missing because its result can't be computed.
const CHANGES: [Change; 15] = [
    Change::Composed,
    Change::Decomposed,
    Change::Blanks,
    Change::Trimmed,
    Change::Day,
    Change::Grouped,
    Change::Compact,
    Change::SignedDigits,
    Change::Zeros,
    Change::Digits,
    Change::Lower,
    Change::Upper,
    Change::Title,
    Change::TitleAtBlanks,
    Change::TitleAtSpaces,
];

/// The ways to begin words in upper case. A later one is learned only where those before it explain nothing, so of several
/// the last one counts.
const TITLES: [Change; 3] = [Change::Title, Change::TitleAtBlanks, Change::TitleAtSpaces];

/// More changes at once explain nothing: any two texts might be equal by chance.
const MOST_AT_ONCE: u32 = 4;
/// The longest text that is read as a phone number.
pub(super) const LONGEST_PHONE: usize = 40;
const DAY_MILLIS: i64 = 86_400_000;

impl Change {
    /// All changes that can be computed.
    pub const ALL: [Self; 15] = CHANGES;

    /// True if it begins words in upper case.
    pub(crate) fn is_title(self) -> bool {
        TITLES.contains(&self)
    }

    /// The text as this change stores it.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Composed => text.nfc().collect(),
            Self::Decomposed => text.nfd().collect(),
            Self::Blanks => collapsed(text),
            Self::Trimmed => text.trim().to_owned(),
            Self::Digits => text.chars().filter(char::is_ascii_digit).collect(),
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::Compact => compact(text),
            Self::SignedDigits => signed_digits(text),
            Self::Zeros => text.strip_prefix('+').map_or_else(|| text.to_owned(), |rest| format!("00{rest}")),
            Self::Grouped => grouped(text).unwrap_or_else(|| text.to_owned()),
            Self::Day => day(text).unwrap_or(text).to_owned(),
            Self::Title => titled(text, is_word),
            Self::TitleAtBlanks => titled(text, |letter| !letter.is_whitespace()),
            Self::TitleAtSpaces => titled(text, |letter| letter != ' '),
            Self::Case => text.to_owned(),
        }
    }

    /// True if this change would store the value in another form.
    pub fn alters(self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.alters_text(text),
            Value::Number(number) if self == Self::Day => {
                start_of_day(number).is_some_and(|day| day != *number)
            }
            _ => false,
        }
    }

    /// True if `apply` makes another text. Nearly always this is known without making it.
    fn alters_text(self, text: &str) -> bool {
        let is_other = |made: String| made != text;
        match self {
            Self::Composed => {
                let is_composed = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
                !is_composed && is_other(self.apply(text))
            }
            Self::Decomposed => !text.is_ascii() && is_other(self.apply(text)),
            Self::Blanks => {
                let after = text.chars().skip(1).chain(['x']);
                let is_blank = |(letter, next): (char, char)| {
                    letter.is_whitespace() && (letter != ' ' || next.is_whitespace())
                };
                text.chars().zip(after).any(is_blank)
            }
            Self::Trimmed => text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace),
            Self::Digits => !is_digits(text),
            Self::SignedDigits => !is_digits(text.strip_prefix('+').unwrap_or(text)),
            Self::Compact => is_phone(text) && Self::SignedDigits.alters_text(text),
            Self::Zeros => text.starts_with('+'),
            Self::Grouped => grouped(text).is_some_and(is_other),
            Self::Day => day(text).is_some(),
            Self::Lower => !text.chars().all(is_lower),
            Self::Upper => !text.chars().all(is_upper),
            Self::Title => !is_titled(text, is_word),
            Self::TitleAtBlanks => !is_titled(text, |letter| !letter.is_whitespace()),
            Self::TitleAtSpaces => !is_titled(text, |letter| letter != ' '),
            Self::Case => false,
        }
    }

    /// True if a text or number shows this change: it is altered in another way than by a similar change, and something of
    /// it is left.
    pub fn is_shown_by(self, value: &Value) -> bool {
        value.as_str().map_or_else(|| self.alters(value), |text| self.is_shown_by_text(text))
    }

    /// The same for a text.
    pub fn is_shown_by_text(self, text: &str) -> bool {
        let is_plain = match self {
            Self::TitleAtBlanks => text.chars().all(|letter| is_word(letter) || letter.is_whitespace()),
            Self::TitleAtSpaces => text.chars().all(|letter| letter == ' ' || !letter.is_whitespace()),
            _ => false,
        };
        if is_plain || !self.alters_text(text) {
            return false;
        }
        let changed = self.apply(text);
        let similar = match self {
            Self::TitleAtBlanks => Self::Title.apply(text),
            Self::TitleAtSpaces => Self::TitleAtBlanks.apply(text),
            _ => String::new(),
        };
        !changed.trim().is_empty() && changed != similar
    }

    /// True if it changes only how this text is written.
    fn respells(self, text: &str, is_number: bool) -> bool {
        match self {
            Self::Day => false,
            Self::Digits | Self::Compact | Self::SignedDigits | Self::Zeros | Self::Grouped => {
                is_number && is_phone(text)
            }
            _ => true,
        }
    }

    /// The fewest changes that turn one text into the other; `None` if no known changes do.
    pub fn between(sent: &str, stored: &str) -> Option<BTreeSet<Self>> {
        match Self::fewest(sent, |made| !stored.is_empty() && made == stored) {
            None if sent.to_lowercase() == stored.to_lowercase() => Some(BTreeSet::from([Self::Case])),
            found => found,
        }
    }

    /// The fewest changes after which a text begins with the stored one.
    pub(super) fn of_beginning(sent: &str, stored: &str) -> Option<BTreeSet<Self>> {
        Self::fewest(sent, |made| made.starts_with(stored))
    }

    /// The fewest changes that make such a text.
    fn fewest(sent: &str, is_wanted: impl Fn(&str) -> bool) -> Option<BTreeSet<Self>> {
        let own: Vec<Self> = CHANGES.into_iter().filter(|change| change.apply(sent) != sent).collect();
        let of = |mask: u32| own.iter().copied().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
        let made = |mask: u32| of(mask).fold(sent.to_owned(), |text, (_, change)| change.apply(&text));
        let titles = |mask: u32| of(mask).filter(|(_, change)| TITLES.contains(change)).count();
        let is_tried = |mask: &u32| mask.count_ones() <= MOST_AT_ONCE && titles(*mask) <= 1;
        let mut masks: Vec<u32> = (1..1 << own.len()).filter(is_tried).collect();
        masks.sort_by_key(|mask| mask.count_ones());
        let found = masks.into_iter().find(|mask| is_wanted(&made(*mask)));
        found.map(|mask| of(mask).map(|(_, change)| change).collect())
    }

    /// `in lower case`.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Composed => "with letters and accents combined",
            Self::Decomposed => "with letters and accents separated",
            Self::Blanks => "with several spaces reduced to one",
            Self::Trimmed => "without the spaces around it",
            Self::Digits => "as digits only",
            Self::Lower => "in lower case",
            Self::Upper => "in upper case",
            Self::Compact => "without blanks and signs between the digits",
            Self::SignedDigits => "as a + and digits only",
            Self::Zeros => "with 00 instead of +",
            Self::Grouped => "with the digits grouped",
            Self::Day => "as a day without a time",
            Self::Title => "with each word capitalized",
            Self::TitleAtBlanks | Self::TitleAtSpaces => "with the first letter of each word capitalized",
            Self::Case => "with different capitalization",
        }
    }
}

/// The digits of a phone number with its `+`; other texts stay as they are.
fn compact(text: &str) -> String {
    if is_phone(text) { signed_digits(text) } else { text.to_owned() }
}

/// True for a text of digits and the signs of phone numbers only.
fn is_phone(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_digit() || "+ -./()\u{a0}".contains(letter);
    text.len() <= LONGEST_PHONE && text.chars().all(is_part)
}

/// `+442079460155` of `+44 20 7946 0155 ask for Ada`; nothing of a text without digits and sign.
fn signed_digits(text: &str) -> String {
    let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    format!("{plus}{digits}")
}

/// Also of `(+39) 02 5551234`.
fn grouped(text: &str) -> Option<String> {
    if text.len() > LONGEST_PHONE || !text.contains(['+', '\u{ff0b}']) {
        return None;
    }
    let number = PhoneNumber::parse(text, None).ok()?;
    Some(number.format_as(PhoneNumberFormat::International).into_owned())
}

/// The date at the beginning of `2024-05-01T10:00:00Z`.
fn day(text: &str) -> Option<&str> {
    let (day, time) = text.split_at_checked(10)?;
    let is_date = day.char_indices().all(|(at, letter)| match at {
        4 | 7 => letter == '-',
        _ => letter.is_ascii_digit(),
    });
    (is_date && time.starts_with(['T', ' '])).then_some(day)
}

/// The start of a day in epoch milliseconds; `None` if the number is no whole number.
pub(super) fn start_of_day(millis: &Number) -> Option<Number> {
    let millis = millis.as_i64()?;
    Some((millis.div_euclid(DAY_MILLIS) * DAY_MILLIS).into())
}

/// The first letter of each word in upper case, the rest of it in lower case: as a text, because the last sigma of a word
/// has a form of its own.
fn titled(text: &str, is_inside: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(|letter| !is_inside(letter)) {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(&letters.as_str().to_lowercase());
    }
    out
}

/// A letter inside a word.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '\''
}

/// True if [`titled`] leaves the text as it is.
fn is_titled(text: &str, is_inside: impl Fn(char) -> bool) -> bool {
    let mut begins = true;
    text.chars().all(|letter| {
        let stays = if begins { is_upper(letter) } else { is_lower(letter) };
        begins = !is_inside(letter);
        stays
    })
}

/// True if lower case leaves the letter as it is.
fn is_lower(letter: char) -> bool {
    if letter.is_ascii() { !letter.is_ascii_uppercase() } else { letter.to_lowercase().eq([letter]) }
}

/// True if upper case leaves the letter as it is.
fn is_upper(letter: char) -> bool {
    if letter.is_ascii() { !letter.is_ascii_lowercase() } else { letter.to_uppercase().eq([letter]) }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn collapsed(text: &str) -> String {
    let mut blank = false;
    text.chars()
        .filter_map(|letter| {
            let again = blank && letter.is_whitespace();
            blank = letter.is_whitespace();
            (!again).then_some(if blank { ' ' } else { letter })
        })
        .collect()
}

/// The text as these changes store it, if it stays the same text in another spelling: in another case, with other blanks,
/// or a phone number with other signs. `None` if another text may be stored alike.
pub(super) fn respelled(text: &str, changes: &BTreeSet<Change>, is_number: bool) -> Option<String> {
    let mut now = text.to_owned();
    for change in counting(changes) {
        let next = change.apply(&now);
        if next != now && !change.respells(&now, is_number) {
            return None;
        }
        now = next;
    }
    (!now.trim().is_empty()).then_some(now)
}

/// Applies changes to a text.
pub(super) fn made(text: &str, changes: &BTreeSet<Change>) -> String {
    counting(changes).fold(text.to_owned(), |text, change| change.apply(&text))
}

/// The same changes with each way to begin words; none if they begin words in no way.
pub(super) fn with_other_titles(changes: &BTreeSet<Change>) -> Vec<BTreeSet<Change>> {
    let (titles, others): (BTreeSet<Change>, BTreeSet<Change>) =
        changes.iter().copied().partition(|change| change.is_title());
    let with = |title| others.iter().copied().chain([title]).collect();
    TITLES.into_iter().filter(|_| !titles.is_empty()).map(with).collect()
}

/// The changes in the order of application, with one way to begin words.
fn counting(changes: &BTreeSet<Change>) -> impl Iterator<Item = Change> {
    let last = TITLES.into_iter().rfind(|title| changes.contains(title));
    let counts = move |change: &Change| !TITLES.contains(change) || Some(*change) == last;
    CHANGES.into_iter().filter(|change| changes.contains(change)).filter(counts)
}

#[cfg(test)]
mod tests;
