//! Guesses from the characters of a text whether it is a value of some kind or words.

/// The maximum length of a column name in characters.
const NAME: usize = 120;
/// Words for an empty value.
const NOTHING: [&str; 8] = ["N/A", "NULL", "\\N", "-", "--", "NaN", "None", "#N/A"];

/// What the text of a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellLook {
    Blank,
    /// A word for an empty value.
    Nothing,
    Email,
    Phone,
    Day,
    Number,
    Web,
    Long,
    /// Words, such as a column name.
    Words,
}

impl CellLook {
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        match text {
            "" => Self::Blank,
            _ if NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text)) => Self::Nothing,
            _ if is_email(text) => Self::Email,
            _ if is_day(text) => Self::Day,
            _ if is_phone(text) => Self::Phone,
            _ if is_number(text) => Self::Number,
            _ if text.starts_with("http://") || text.starts_with("https://") => Self::Web,
            _ if text.chars().nth(NAME).is_some() => Self::Long,
            _ => Self::Words,
        }
    }

    /// True for a text that can't be a column name.
    pub(super) fn is_value(self) -> bool {
        !matches!(self, Self::Blank | Self::Words)
    }

    /// True for an e-mail address or phone number.
    pub(super) fn is_contact(self) -> bool {
        matches!(self, Self::Email | Self::Phone)
    }
}

/// True for one or several e-mail addresses and nothing else.
fn is_email(text: &str) -> bool {
    text.contains('@') && text.split([',', ';', ' ']).filter(|part| !part.is_empty()).all(is_address)
}

fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix("mailto:").unwrap_or(text);
    let bare = bare.strip_prefix('<').and_then(|bare| bare.strip_suffix('>')).unwrap_or(bare);
    let Some((local, domain)) = bare.split_once('@') else { return false };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    let plain = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || "._-+'".contains(letter));
    !local.is_empty()
        && plain(local)
        && plain(domain)
        && top.len() >= 2
        && top.chars().all(char::is_alphabetic)
}

/// True for a phone number and nothing else: it begins like one, or has the right number of digits.
fn is_phone(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_digit() || " \u{a0}+()-./".contains(letter);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !text.chars().all(fits) || !matches!(digits, 7..=15) {
        return false;
    }
    let bare = digits == text.len();
    let parted = digits >= 9 && text.contains([' ', '\u{a0}', '(', '-', '/']);
    text.starts_with(['+', '0', '(']) || parted || (bare && matches!(digits, 9..=12))
}

/// `2020-01-31`, `31.1.20` and similar, with or without a time.
fn is_day(text: &str) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    parts.iter().all(digits) && matches!(lengths[..], [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 2 | 4])
}

fn is_number(text: &str) -> bool {
    let signs = |letter: char| letter.is_ascii_digit() || " \u{a0}.,'+-%€$£".contains(letter);
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.chars().all(signs)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(" ", CellLook::Blank)]
    #[case("n/a", CellLook::Nothing)]
    #[case("ann@example.org", CellLook::Email)]
    #[case("<ann.lee+x@mail.example.org>", CellLook::Email)]
    #[case("a@x.org; b@x.org", CellLook::Email)]
    #[case("Email (info@x.org)", CellLook::Words)]
    #[case("Ann Lee ann@x.org", CellLook::Words)]
    #[case("@name", CellLook::Words)]
    #[case("ann@localhost", CellLook::Words)]
    #[case("020 7946 0101", CellLook::Phone)]
    #[case("+39 02/5550123", CellLook::Phone)]
    #[case("(212) 555-0123", CellLook::Phone)]
    #[case("5551234567", CellLook::Phone)]
    #[case("Phone 1", CellLook::Words)]
    #[case("Tel. 020 7946 0101", CellLook::Words)]
    #[case("2023/2024", CellLook::Words)]
    #[case("2024", CellLook::Number)]
    #[case("1.234,50 €", CellLook::Number)]
    #[case("00184", CellLook::Number)]
    #[case("2024-01-31", CellLook::Day)]
    #[case("31/01/2024 10:30", CellLook::Day)]
    #[case("1.2.24", CellLook::Day)]
    #[case("https://example.org", CellLook::Web)]
    #[case("Ragione sociale", CellLook::Words)]
    #[case("姓名", CellLook::Words)]
    fn texts_are_classified_by_their_look(#[case] text: &str, #[case] expected: CellLook) {
        assert_eq!(CellLook::of(text), expected);
    }
}
