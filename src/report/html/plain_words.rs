//! Words of the program and of mappings, with their plain meaning.

use crate::convert::format_in_words;
use crate::customer::{WritePolicies, WritePolicy};
use crate::issue::{Code, Severity};
use crate::language::{Message, ReportLanguage};
use crate::report::field_words::field_with_name;
use crate::report::report_json::RunReport;

/// When a field is written.
pub(super) fn policy_in_words(language: ReportLanguage, policy: WritePolicy) -> Message {
    let key = match policy {
        WritePolicy::Always => "policy-always",
        WritePolicy::IfEmpty => "policy-if-empty",
        WritePolicy::OnInsert => "policy-on-insert",
        WritePolicy::Never => "policy-never",
        WritePolicy::Append => "policy-append",
    };
    Message::new(language, key)
}

/// The policies of all fields.
pub(super) fn policies_in_words(language: ReportLanguage, policies: &WritePolicies) -> String {
    let told = |policy: WritePolicy, fields: String| {
        let policy = policy_in_words(language, policy).to_string();
        Message::new(language, "policy-of-fields").s("policy", policy).s("fields", fields).to_string()
    };
    let named = |fields: Vec<&str>| {
        let named = fields.into_iter().map(|field| field_with_name(language, field));
        named.collect::<Vec<_>>().join(", ")
    };
    let mut parts: Vec<String> =
        policies.by_policy().into_iter().map(|(policy, fields)| told(policy, named(fields))).collect();
    if policies.default != WritePolicy::Always {
        let others = if parts.is_empty() { "all-fields" } else { "all-other-fields" };
        parts.push(told(policies.default, Message::new(language, others).to_string()));
    }
    parts.join("; ")
}

/// `E201 not an e-mail address, W302 the customer has no e-mail address`.
pub(super) fn titled(language: ReportLanguage, codes: &[String]) -> String {
    let title = |code: &String| match Code::parse(code) {
        Some(known) => format!("{code} {}", known.title_in(language)),
        None => code.clone(),
    };
    codes.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// `16 issues: 4 errors, and 12 warnings, 3 of them in rows that are rejected anyway.`
pub(super) fn issue_totals(report: &RunReport) -> Message {
    let (mut errors, mut warnings, mut within) = (0_u64, 0_u64, 0_u64);
    for group in &report.issues {
        match group.severity {
            Severity::Error => errors += group.count,
            Severity::Warning => {
                warnings += group.count;
                within += group.in_rejected_rows;
            }
        }
    }
    Message::new(report.page_language(), "issue-totals")
        .n("issues", errors + warnings)
        .n("errors", errors)
        .n("warnings", warnings)
        .n("within", within)
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
/// What stands in double quotes or backticks is there to be copied, so it stays.
pub(super) fn plain_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(QUOTES) {
        let (before, quoted) = rest.split_at(start);
        let quote = if quoted.starts_with('"') { '"' } else { '`' };
        // A quote without an end is a letter like any other.
        let Some(end) = quoted.get(1..).and_then(|inner| inner.find(quote)) else { break };
        let (quoted, after) = quoted.split_at(end + 2);
        out.push_str(&in_plain_words(before));
        out.push_str(quoted);
        rest = after;
    }
    out + &in_plain_words(rest)
}

/// What encloses examples of code.
const QUOTES: [char; 2] = ['"', '`'];

fn in_plain_words(text: &str) -> String {
    let told = MEANINGS.iter().fold(text.to_owned(), |text, (word, meaning)| match text.contains(meaning) {
        true => text,
        false => text.replace(word, meaning),
    });
    if told.contains('%') { format_in_words(&told) } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_mappings_get_their_meaning() {
        assert_eq!(plain_words("2020-04-03 (%d/%m/%Y), or 90%"), "2020-04-03 (day/month/year), or 90%");
        let code = "set formats = [\"%d/%m/%Y\"] or `--mode upsert`, 5\" under [match]";
        let told = format!("{code} (how customers are found)");
        assert_eq!(plain_words(code), told, "examples of code stay as they are");
        let hint = "set on_no_key = \"insert\" under [match] in the mapping";
        let told = "set on_no_key = \"insert\" under [match] (how customers are found) in the mapping";
        assert_eq!(plain_words(hint), told);
        assert_eq!(plain_words(told), told);
    }

    #[test]
    fn codes_stand_with_their_titles() {
        let codes = ["E201".to_owned(), "E999".to_owned()];
        assert_eq!(titled(ReportLanguage::En, &codes), "E201 not an e-mail address, E999");
    }
}
