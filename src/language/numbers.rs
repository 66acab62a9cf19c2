//! Numbers as each country writes them (Unicode CLDR 48).

use super::report_language::ReportLanguage;

/// Between the groups of three digits.
fn group_mark(language: ReportLanguage) -> &'static str {
    match language {
        ReportLanguage::En => ",",
        ReportLanguage::It | ReportLanguage::Es | ReportLanguage::De => ".",
        // A narrow space that does not break.
        ReportLanguage::Fr => "\u{202f}",
    }
}

/// The shortest number whose digits are grouped: Italian and Spanish leave four digits together.
fn shortest_grouped(language: ReportLanguage) -> usize {
    if matches!(language, ReportLanguage::It | ReportLanguage::Es) { 5 } else { 4 }
}

fn decimal_mark(language: ReportLanguage) -> &'static str {
    if language.is_english() { "." } else { "," }
}

/// Groups digits: `1234567` becomes `1,234,567` in English.
pub(crate) fn group_digits(language: ReportLanguage, number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < shortest_grouped(language) {
        return digits;
    }
    let head = digits.len() % 3;
    let mut out = digits[..head].to_owned();
    for chunk in digits.as_bytes()[head..].chunks(3) {
        if !out.is_empty() {
            out.push_str(group_mark(language));
        }
        out.extend(chunk.iter().map(|byte| char::from(*byte)));
    }
    out
}

/// A number that is written with a point (`-1234.5`), as the language writes it. Other texts stay.
pub(crate) fn decimal(language: ReportLanguage, number: &str) -> String {
    let sign = if number.starts_with('-') { "-" } else { "" };
    let bare = number.trim_start_matches('-');
    let (whole, rest) = bare.split_once('.').unwrap_or((bare, ""));
    let Ok(whole) = whole.parse() else { return number.to_owned() };
    let mark = if rest.is_empty() { "" } else { decimal_mark(language) };
    format!("{sign}{}{mark}{rest}", group_digits(language, whole))
}

/// `12.3%`. Only zero is shown as 0%, and only all as 100%; `–` without any.
pub(crate) fn percent(language: ReportLanguage, part: u64, all: u64) -> String {
    let number = match (part, all) {
        (_, 0) => return "–".to_owned(),
        (0, _) => "0".to_owned(),
        (part, all) if part == all => "100".to_owned(),
        (part, all) => format!("{:.1}", (part as f64 / all as f64 * 100.0).clamp(0.1, 99.9)),
    };
    let gap = match language {
        ReportLanguage::En | ReportLanguage::It => "",
        ReportLanguage::Fr => "\u{202f}",
        ReportLanguage::Es | ReportLanguage::De => "\u{a0}",
    };
    format!("{}{gap}%", decimal(language, &number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ReportLanguage; 5] = ReportLanguage::ALL;

    #[test]
    fn digits_are_grouped_as_the_country_does() {
        let four = ALL.map(|language| group_digits(language, 1234));
        assert_eq!(four, ["1234", "1,234", "1\u{202f}234", "1234", "1.234"]);
        let many = ALL.map(|language| group_digits(language, 1_234_567));
        assert_eq!(many, ["1.234.567", "1,234,567", "1\u{202f}234\u{202f}567", "1.234.567", "1.234.567"]);
        assert_eq!([0, 7, 999].map(|number| group_digits(ReportLanguage::De, number)), ["0", "7", "999"]);
    }

    #[test]
    fn decimals_have_the_mark_of_the_country() {
        let all = ALL.map(|language| decimal(language, "-12345.5"));
        assert_eq!(all, ["-12.345,5", "-12,345.5", "-12\u{202f}345,5", "-12.345,5", "-12.345,5"]);
        assert_eq!(decimal(ReportLanguage::It, "inf"), "inf");
    }

    #[test]
    fn a_share_is_never_rounded_to_zero_or_all() {
        let all = [(0, 9), (9, 9), (1, 1_000_000), (999_999, 1_000_000), (1, 3), (0, 0)];
        let words = all.map(|(part, all)| percent(ReportLanguage::En, part, all));
        assert_eq!(words, ["0%", "100%", "0.1%", "99.9%", "33.3%", "–"]);
        let third = ALL.map(|language| percent(language, 1, 3));
        assert_eq!(third, ["33,3%", "33.3%", "33,3\u{202f}%", "33,3\u{a0}%", "33,3\u{a0}%"]);
    }
}
