//! How a source was read, in the language of the page. The report has it in English.

use crate::language::{Message, ReportLanguage};
use crate::report::{assumption_questions::name_of_country, field_words::field_in_words};

/// The beginnings of properties, and the message for each. What follows is `$value`.
const PROPERTIES: [(&str, &str); 6] = [
    ("delimiter ", "read-delimiter"),
    ("quote ", "read-quote"),
    ("escape ", "read-escape"),
    ("sheet ", "read-sheet"),
    ("records in ", "read-records"),
    ("header in row ", "read-header"),
];
/// Properties without a value.
const FLAGS: [(&str, &str); 3] = [
    ("quotes are text", "read-no-quotes"),
    ("no header", "read-no-header"),
    ("rejects of an earlier run", "read-rejects"),
];
/// Where a property comes from.
const SOURCES: [(&str, &str); 2] = [(" (set by you)", "read-stated"), (" (a guess)", "read-guessed")];

/// How a source was read; `None` in English, and if a part of the text is not known.
pub(super) fn read_in_words(language: ReportLanguage, text: &str) -> Option<String> {
    if language.is_english() {
        return None;
    }
    let mut notes = parts(text).into_iter();
    let first = notes.next()?;
    let properties = first.split(", ").map(|part| property(language, part));
    let properties = properties.collect::<Option<Vec<_>>>()?.join(", ");
    let notes = notes.map(|text| note(language, &text)).collect::<Option<Vec<_>>>()?;
    Some([properties].into_iter().chain(notes).collect::<Vec<_>>().join("; "))
}

/// The parts between semicolons. One in brackets belongs to its part.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split("; ") {
        match parts.last_mut().filter(|last| last.matches('(').count() > last.matches(')').count()) {
            Some(open) => *open += &format!("; {piece}"),
            None => parts.push(piece.to_owned()),
        }
    }
    parts
}

/// `delimiter ';' (set by you)`. One word, such as `csv`, is the same in every language.
fn property(language: ReportLanguage, part: &str) -> Option<String> {
    let source = SOURCES.iter().find_map(|(end, key)| Some((part.strip_suffix(end)?, *key)));
    let (part, source) = source.map_or((part, None), |(part, key)| (part, Some(key)));
    let valued = || PROPERTIES.iter().find_map(|(begin, key)| Some((part.strip_prefix(begin)?, *key)));
    let told = if let Some((_, key)) = FLAGS.iter().find(|(flag, _)| *flag == part) {
        Message::new(language, *key).to_string()
    } else if let Some((value, key)) = valued() {
        Message::new(language, key).s("value", value).to_string()
    } else {
        Some(part).filter(|part| !part.contains(' '))?.to_owned()
    };
    let source = source.map(|key| format!(" ({})", Message::new(language, key)));
    Some(told + &source.unwrap_or_default())
}

/// What the values of a column show: `birthDate: day before month, as in row 2`.
fn note(language: ReportLanguage, text: &str) -> Option<String> {
    let (field, what) = text.split_once(": ")?;
    let what = order(language, what).or_else(|| usual_country(language, what))?;
    Some(format!("{}: {what}", field_in_words(language, field)))
}

fn order(language: ReportLanguage, what: &str) -> Option<Message> {
    let (key, row) = [("day before month", "read-day-first"), ("month before day", "read-month-first")]
        .into_iter()
        .find_map(|(begin, key)| Some((key, what.strip_prefix(begin)?.strip_prefix(", as in row ")?)))?;
    let (row, alone) = row.strip_suffix(" alone").map_or((row, false), |row| (row, true));
    row.parse::<u64>().ok()?;
    Some(Message::new(language, key).s("row", row).s("scope", if alone { "alone" } else { "all" }))
}

/// `most rows have Italy (IT; 184 of the 299 rows with a country)`.
fn usual_country(language: ReportLanguage, what: &str) -> Option<Message> {
    let (_, rest) = what.strip_prefix("most rows have ")?.split_once(" (")?;
    let (code, rest) = rest.split_once("; ")?;
    let (shown, all) = rest.strip_suffix(" rows with a country)")?.split_once(" of the ")?;
    let number = |text: &str| text.replace(',', "").parse::<u64>().ok();
    let message = Message::new(language, "read-country").s("country", name_of_country(language, code));
    Some(message.s("code", code).n("shown", number(shown)?).n("all", number(all)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_in_the_language() {
        let told = |text: &str| read_in_words(ReportLanguage::De, text);
        let text = "csv, utf-8 (set by you), delimiter ';', header in row 3";
        assert_eq!(
            told(text).unwrap(),
            "csv, utf-8 (von Ihnen angegeben), Trennzeichen ';', Kopfzeile in Zeile 3"
        );
        let text = "xlsx, sheet \"A\"; birthDate: month before day, as in row 2 alone";
        let date = "xlsx, Blatt \"A\"; Geburtsdatum: Monat vor Tag, nur nach Zeile 2";
        assert_eq!(told(text).unwrap(), date);
        let text = "csv, utf-8; x: most rows have Italy (IT; 184 of the 299 rows with a country)";
        assert_eq!(
            told(text).unwrap(),
            "csv, utf-8; x: die meisten Zeilen haben Italien (IT; 184 der 299 Zeilen mit einem Land)"
        );
        assert_eq!(told("csv, something new"), None);
        assert_eq!(read_in_words(ReportLanguage::En, "csv"), None);
    }
}
