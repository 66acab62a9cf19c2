//! A date format in words: `%d/%m/%Y` is day/month/year.

/// The parts of a date format, and their words.
const PARTS: [(char, &str); 10] = [
    ('d', "day"),
    ('m', "month"),
    ('Y', "year"),
    ('y', "two-digit year"),
    ('b', "name of the month"),
    ('B', "name of the month"),
    ('H', "hour"),
    ('I', "hour"),
    ('M', "minute"),
    ('S', "second"),
];

/// A text in which the parts of date formats are words.
pub(crate) fn format_in_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().filter(|_| letter == '%');
        match next.and_then(|next| PARTS.iter().find(|(sign, _)| *sign == next)) {
            Some((_, word)) => {
                letters.next();
                out.push_str(word);
            }
            None => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_in_words() {
        assert_eq!(format_in_words("%d.%m.%Y"), "day.month.year");
        assert_eq!(format_in_words("%B %d, %Y"), "name of the month day, year");
        assert_eq!(format_in_words("excel, or 90%"), "excel, or 90%");
    }
}
