//! Words of the program and of mappings, with their plain meaning.

use crate::customer::{WritePolicies, WritePolicy};
use crate::issue::{Code, Severity};
use crate::plan::ImportMode;
use crate::report::{report_json::RunReport, summary_tables::group_digits};

/// What an import does.
pub(super) fn kind_of_import(mode: ImportMode) -> &'static str {
    match mode {
        ImportMode::Upsert => "insert new customers and update existing ones (upsert)",
        ImportMode::Insert => "insert new customers only (insert)",
        ImportMode::Update => "update existing customers only (update)",
    }
}

/// When a field is written.
pub(super) fn policy_in_words(policy: WritePolicy) -> &'static str {
    match policy {
        WritePolicy::Always => "always (always)",
        WritePolicy::IfEmpty => "only where the help desk has no value (if_empty)",
        WritePolicy::OnInsert => "only with a new customer (on_insert)",
        WritePolicy::Never => "never (never)",
        WritePolicy::Append => "by adding text (append)",
    }
}

/// The policies of all fields.
pub(super) fn policies_in_words(policies: &WritePolicies) -> String {
    WritePolicy::ALL.iter().fold(policies.in_words(), |told, policy| {
        told.replace(&format!("{policy}: "), &format!("{}: ", policy_in_words(*policy)))
    })
}

/// `E201 not an e-mail address, W302 the customer has no e-mail address`.
pub(super) fn titled(codes: &[String]) -> String {
    let title = |code: &String| match Code::parse(code) {
        Some(known) => format!("{code} {}", known.spec().title),
        None => code.clone(),
    };
    codes.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// `16 issues: 4 errors, and 12 warnings, 3 of them in rows that are rejected anyway.`
pub(super) fn issue_totals(report: &RunReport) -> String {
    let (mut errors, mut warnings, mut within) = (0, 0, 0);
    for group in &report.issues {
        match group.severity {
            Severity::Error => errors += group.count,
            Severity::Warning => {
                warnings += group.count;
                within += group.in_rejected_rows;
            }
        }
    }
    let word =
        |count: u64, one: &str| format!("{} {one}{}", group_digits(count), if count == 1 { "" } else { "s" });
    let within = match within {
        0 => String::new(),
        within => format!(", {} of them in rows that are rejected anyway", group_digits(within)),
    };
    format!(
        "{}: {}, and {}{within}.",
        word(errors + warnings, "issue"),
        word(errors, "error"),
        word(warnings, "warning")
    )
}

/// Names of the mapping file, and what they mean. The name stays, so that it can be found.
const MEANINGS: [(&str, &str); 6] = [
    ("under [match]", "under [match] (how customers are found)"),
    ("([match]", "([match], how customers are found:"),
    ("under [source]", "under [source] (how the file is read)"),
    ("under [custom_fields]", "under [custom_fields] (the custom fields)"),
    ("[[when]] rule", "[[when]] rule (which rows are left out)"),
    ("--mode upsert", "--mode upsert (insert new customers and update existing ones)"),
];

/// A message with the meaning of its words from mappings: `[match]` gets one, and `%d/%m/%Y` becomes day/month/year.
pub(super) fn plain_words(text: &str) -> String {
    let told = MEANINGS.iter().fold(text.to_owned(), |text, (word, meaning)| match text.contains(meaning) {
        true => text,
        false => text.replace(word, meaning),
    });
    if told.contains('%') { dates_in_words(&told) } else { told }
}

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

fn dates_in_words(text: &str) -> String {
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
    fn words_of_mappings_get_their_meaning() {
        assert_eq!(plain_words("2020-04-03 (%d/%m/%Y), or 90%"), "2020-04-03 (day/month/year), or 90%");
        let hint = "set on_no_key = \"insert\" under [match] in the mapping";
        let told = "set on_no_key = \"insert\" under [match] (how customers are found) in the mapping";
        assert_eq!(plain_words(hint), told);
        assert_eq!(plain_words(told), told);
    }

    #[test]
    fn codes_stand_with_their_titles() {
        assert_eq!(titled(&["E201".to_owned(), "E999".to_owned()]), "E201 not an e-mail address, E999");
    }
}
