//! The reason for a proposal in another language than English: its texts are in `src/language/locales/*/reasons.ftl`.

use std::sync::LazyLock;

use regex::Regex;

use crate::language::{Message, ReportLanguage};

/// What the program says in English, with its variables, and the message for it.
const SAID: [(&str, &str); 47] = [
    ("column name", "reason-name"),
    ("empty so far", "reason-empty-so-far"),
    ("empty column", "reason-empty-column"),
    ("no matching field", "reason-no-field"),
    ("a company number, for a custom field", "reason-company-number"),
    (
        "the column seems to be about another person, such as an agent, not the customer",
        "reason-other-person",
    ),
    ("the same value in all {count} rows", "reason-same-value"),
    ("the same value in all {count} rows, so it may be another person's", "reason-same-value-other"),
    ("only {different} different values in {count} rows", "reason-few-values"),
    (
        "only {different} different values in {count} rows, so it may be another person's",
        "reason-few-values-other",
    ),
    ("the name suggests a name, but the column contains {what}", "reason-misfit-name"),
    ("the name suggests `{field}`, but the column contains {what}", "reason-misfit-field"),
    ("the name suggests yes or no, but the column contains something else", "reason-misfit-truth"),
    ("the name fits `{field}`, but only {count} of {all} values are {what}", "reason-fits-share"),
    ("the name fits `{field}`, but only {count} of 1 value fits ({what})", "reason-fits-one"),
    ("the name fits `birthDate`, but its values are not dates in a known form", "reason-no-dates"),
    ("{count} of {all} values is no phone number and is kept as typed: {values}", "reason-odd-phones"),
    ("{count} of {all} values are no phone numbers and are kept as typed: {values}", "reason-odd-phones"),
    ("{count} of {all} value is no phone number and is kept as typed: {values}", "reason-odd-phones"),
    ("only {count} of {all} values are {what}", "reason-only-share"),
    ("{count} of {all} values are {what}", "reason-share"),
    ("only {count} of 1 value fits ({what})", "reason-one-value"),
    ("{count} of 1 value fits ({what})", "reason-one-value"),
    ("the values look like phone numbers", "reason-phones"),
    ("the values are {what}", "reason-values-are"),
    ("check {values}", "reason-check"),
    ("birthdays as {day} or {month}", "reason-birthdays"),
    (
        "the sample does not show which. To map it, write birthDate under [fields], with formats = [\"{day}\"] or \
         formats = [\"{month}\"]",
        "reason-which-order",
    ),
    ("not mapped automatically, values not shown", "reason-not-shown"),
    ("like {column}, which is already mapped", "reason-like"),
    ("name of a custom field", "reason-custom-name"),
    ("name of the custom field `{field}`, which needs a value in `{parent}`", "reason-custom-parent"),
    ("name of the custom field `{field}`, but only {count} of {all} value in its list", "reason-custom-few"),
    ("name of the custom field `{field}`, but only {count} of {all} values in its list", "reason-custom-few"),
    ("all values are in the list of a custom field", "reason-custom-list"),
    (
        "all values are in the list of a custom field, some with another spelling",
        "reason-custom-list-spelling",
    ),
    ("its values are in the lists of `{field}` and `{parent}`", "reason-two-lists"),
    ("{before} was encoded twice and is read as {after}", "reason-encoded-twice"),
    ("{before} was written for HTML and is read as {after}", "reason-html"),
    ("{count} cell contains a spreadsheet error or a formula without a result", "reason-broken-cells"),
    ("{count} cells contain a spreadsheet error or a formula without a result", "reason-broken-cells"),
    ("no column with names of people, so the company is used as the name", "reason-company-as-name"),
    ("{count} of {all} value in its list", "reason-in-list"),
    ("{count} of {all} values in its list", "reason-in-list"),
    ("{count} of {all} value in its list, some with another spelling", "reason-in-list-spelling"),
    ("{count} of {all} values in its list, some with another spelling", "reason-in-list-spelling"),
    ("only {count} of {all} values in its list, not {values}", "reason-some-in-list"),
];

/// What values are, in English, and the message for it.
const KINDS: [(&str, &str); 16] = [
    ("e-mail addresses", "kind-emails"),
    ("countries", "kind-countries"),
    ("languages of the help desk", "kind-languages"),
    ("languages", "kind-any-languages"),
    ("web addresses", "kind-web-addresses"),
    ("file names", "kind-file-names"),
    ("numbers of fewer than five digits", "kind-short-numbers"),
    ("yes or no", "kind-truths"),
    ("codes or numbers", "kind-codes"),
    ("days", "kind-days"),
    ("status words", "kind-status"),
    ("words", "kind-words"),
    ("something else", "kind-else"),
    ("a password or key", "kind-password"),
    ("a card or bank account", "kind-account"),
    ("a personal tax or identity number", "kind-identity"),
];

/// The words of date formats, and the message for each; the longer ones first.
const DATE_WORDS: [(&str, &str); 9] = [
    ("two-digit year", "form-short-year"),
    ("name of the month", "form-month-name"),
    (" or ", "form-or"),
    ("day", "form-day"),
    ("month", "form-month"),
    ("year", "form-year"),
    ("hour", "form-hour"),
    ("minute", "form-minute"),
    ("second", "form-second"),
];

/// The variables that are numbers, for the plural.
const NUMBERS: [&str; 3] = ["count", "all", "different"];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let pattern = |(said, key): (&str, &'static str)| Some((Regex::new(&expression(said)).ok()?, key));
    SAID.into_iter().filter_map(pattern).collect()
});

/// The regular expression for a text with variables.
fn expression(said: &str) -> String {
    let mut found = String::from("^");
    for part in said.split_inclusive('}') {
        let (fixed, name) = part.split_once('{').map_or((part, None), |(fixed, name)| (fixed, Some(name)));
        found.push_str(&regex::escape(fixed));
        if let Some(name) = name.map(|name| name.trim_end_matches('}')) {
            let what = if NUMBERS.contains(&name) { r"\d+" } else { ".+?" };
            found.push_str(&format!("(?<{name}>{what})"));
        }
    }
    found.push('$');
    found
}

/// A reason in a language. What the language does not have stays English as a whole.
pub(crate) fn reason_in(language: ReportLanguage, english: &str) -> Option<String> {
    let parts = english.split("; ").map(|part| part_in(language, part));
    parts.collect::<Option<Vec<String>>>().map(|parts| parts.join("; "))
}

/// What is in a sensitive column, in a language.
pub(crate) fn kind_in(language: ReportLanguage, english: &str) -> Option<String> {
    let (_, key) = KINDS.iter().find(|(kind, _)| *kind == english)?;
    Message::new(language, *key).in_its_language()
}

fn part_in(language: ReportLanguage, part: &str) -> Option<String> {
    if let Some(kind) = kind_in(language, part) {
        return Some(kind);
    }
    let (pattern, key) = PATTERNS.iter().find(|(pattern, _)| pattern.is_match(part))?;
    let found = pattern.captures(part)?;
    let mut message = Message::new(language, *key);
    for name in pattern.capture_names().flatten() {
        let text = found.name(name).map_or("", |found| found.as_str());
        message = match name {
            "count" => message.n("count", text.parse::<u64>().ok()?),
            "all" => message.n("all", text.parse::<u64>().ok()?),
            "different" => message.n("different", text.parse::<u64>().ok()?),
            "what" => message.s("what", what_in(language, text)?),
            "field" => message.s("field", field_in(language, text)),
            "parent" => message.s("parent", text),
            "values" => message.s("values", text),
            "column" => message.s("column", text),
            "before" => message.s("before", text),
            "after" => message.s("after", text),
            "day" => message.s("day", text),
            "month" => message.s("month", text),
            _ => return None,
        };
    }
    message.in_its_language()
}

/// `dates as day/month/year`, or a kind of values.
fn what_in(language: ReportLanguage, what: &str) -> Option<String> {
    if what == "dates from a workbook" {
        return Message::new(language, "kind-workbook-dates").in_its_language();
    }
    let Some(form) = what.strip_prefix("dates as ") else { return kind_in(language, what) };
    // A word that is put in is not replaced again.
    let marked = |text: String, at: usize| text.replace(DATE_WORDS[at].0, &format!("\u{1}{at}\u{2}"));
    let mut form = (0..DATE_WORDS.len()).fold(form.to_owned(), marked);
    for (at, (_, key)) in DATE_WORDS.iter().enumerate() {
        let word = Message::new(language, *key).in_its_language()?;
        form = form.replace(&format!("\u{1}{at}\u{2}"), &word);
    }
    Message::new(language, "kind-dates").s("form", form).in_its_language()
}

fn field_in(language: ReportLanguage, field: &str) -> String {
    let known = Message::new(language, format!("field-{field}")).in_its_language();
    known.unwrap_or_else(|| field.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::CustomFieldDefinitions;
    use crate::source::ReadOptions;
    use crate::suggest::{column_profiles, sample};

    #[test]
    fn every_language_but_english_has_them() {
        for language in ReportLanguage::ALL.into_iter().filter(|language| !language.is_english()) {
            assert_eq!(PATTERNS.len(), SAID.len());
            for (said, key) in SAID {
                let english = said.replace("{count}", "3").replace("{all}", "4").replace("{different}", "2");
                let english = english.replace("{what}", "dates as day.month.year");
                let own =
                    reason_in(language, &english).unwrap_or_else(|| panic!("{language}: {key}: {english}"));
                assert!(own != english && !own.contains("{$"), "{language}: {key}: {own}");
            }
            for (kind, _) in KINDS {
                assert!(kind_in(language, kind).is_some_and(|own| own != kind), "{language}: {kind}");
            }
        }
        assert_eq!(reason_in(ReportLanguage::De, "a new reason"), None);
        assert_eq!(
            reason_in(
                ReportLanguage::De,
                "column name; only 3 of 4 values are dates as day.month.year; check \"soon\""
            )
            .unwrap(),
            "Name der Spalte; nur 3 von 4 Werten sind Daten als Tag.Monat.Jahr; prüfen: \"soon\""
        );
    }

    /// What a suggestion says of columns of all kinds is in every language.
    #[test]
    fn what_is_said_of_columns_is_translated() {
        let header = "Name,E-mail,Agent e-mail,Phone,Country,Born,Birthday,Website,Locale,Member,Top client,Codice fiscale,\
                      Empty,Notes,VAT,City,Mobile,Land,Mail 2,Zip,Segment";
        let row = |n: usize| {
            let born = format!("{:02}/{:02}/1985", 1 + n, 1 + n);
            format!(
                "Ada {n} Byron,a{n}@example.org,agent@example.org,{},{},{born},{}/12/1985,www.x{n}.example,{},yes,maybe,\
                 RSSMRA85T10A562S,,note {n},IT0123456789{n},{},{},D-{n},b{n}@example.org,{},{}\n",
                ["+39 06 5551234", "ask Bo", "06 5551234"][n % 3],
                ["Italy", "Nowhere", "France"][n % 3],
                13 + n,
                ["it", "en", "xx"][n % 3],
                ["Roma", "active", "Milano"][n % 3],
                ["12", "34", "333 1234567"][n % 3],
                ["00184", "words", "1012"][n % 3],
                ["Gold", "gold", "Tin"][n % 3],
            )
        };
        let rows: String = (0..9).map(row).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.csv");
        std::fs::write(&path, format!("{header}\n{rows}")).unwrap();
        let sample = sample(path.to_str().unwrap(), &ReadOptions::default()).unwrap();
        let fields = serde_json::json!([{"name": "segment", "type": "COMBO", "values": ["Gold", "Tin"]}]);
        let fields = fields.as_array().unwrap().iter().filter_map(serde_json::Value::as_object);
        let profiles = column_profiles(&sample, &CustomFieldDefinitions::read(fields));
        let reasons: Vec<&String> = profiles.iter().map(|column| &column.why).collect();
        let english = |why: &&&String| reason_in(ReportLanguage::It, why).is_none();
        let untranslated: Vec<_> = reasons.iter().filter(english).collect();
        assert!(untranslated.is_empty(), "{untranslated:?}");
        let mut different: Vec<&&String> = reasons.iter().collect();
        different.sort();
        different.dedup();
        assert!(different.len() > 10, "{different:?}");
    }
}
