//! Judges an insert that was read back: whether it is the customer that was sent, and how it was stored.

use std::path::Path;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::customer::{
    Change, ChangedFields, StoredChanges, changed_fields, field_count, field_value, plain_text,
};
use crate::issue::{Code, Complaint, Issue};
use crate::lookup::id_of;
use crate::mapping::MatchRules;

type Object = Map<String, Value>;

/// An insert and the customer that was read back.
pub(crate) struct ReadBackInsert {
    pub(crate) row: u64,
    /// The id in the answer to the insert.
    pub(crate) id: String,
    pub(crate) sent: Object,
    pub(crate) found: Object,
}

/// How the customer compares with the insert.
#[derive(Debug)]
pub(crate) enum InsertJudgement {
    /// The customer is the one that was sent, although single fields may differ.
    Ours,
    /// The customer is another one, for this reason.
    Another(String),
    /// The match key came back in a form that does not match: the changed fields.
    KeyLost(Vec<ChangedFields>),
}

/// Judges an insert by the customer that was read back.
pub(crate) fn judge_insert(one: &ReadBackInsert, matching: Option<&MatchRules>) -> InsertJudgement {
    if let Some(other) = id_of(&one.found).filter(|id| *id != one.id) {
        return InsertJudgement::Another(format!("it returns a customer with the id {other} for this id"));
    }
    let changed = changed_fields(&one.sent, &one.found);
    let unlike: Vec<&ChangedFields> =
        changed.iter().filter(|one| one.changes.is_none() && !is_alike(one)).collect();
    let named = unlike.iter().find(|changed| changed.field == "name");
    if named.is_some() || unlike.len() * 2 > field_count(&one.sent) {
        return InsertJudgement::Another(differing(named.or(unlike.first()).copied()));
    }
    match matching.map(|matching| lost_key_fields(one, matching, &changed)) {
        Some(lost) if !lost.is_empty() => InsertJudgement::KeyLost(lost),
        _ => InsertJudgement::Ours,
    }
}

fn differing(changed: Option<&ChangedFields>) -> String {
    changed.map_or_else(String::new, |ChangedFields { field, sent, stored, .. }| {
        let (sent, stored) = shown(sent, stored);
        format!("its {field} is {stored}, but was sent as {sent}")
    })
}

/// Two values for a message. If they look the same, the code points outside ASCII are added.
fn shown(one: &Value, other: &Value) -> (String, String) {
    let looks = |value: &Value| value.to_string().nfkc().collect::<String>();
    let points = |value: &Value| {
        let points = value.as_str().unwrap_or_default().chars().filter(|letter| !letter.is_ascii());
        let points: Vec<String> = points.map(|letter| format!("U+{:04X}", u32::from(letter))).collect();
        let points = if points.is_empty() { "ASCII only".to_owned() } else { points.join(" ") };
        format!("{value} ({points})")
    };
    if one != other && looks(one) == looks(other) {
        (points(one), points(other))
    } else {
        (one.to_string(), other.to_string())
    }
}

/// The changed fields of the row's own key; empty if the customer is still found by it.
fn lost_key_fields(
    one: &ReadBackInsert,
    matching: &MatchRules,
    changed: &[ChangedFields],
) -> Vec<ChangedFields> {
    let Some(own) = matching.remote_keys(&one.sent).into_iter().next() else { return Vec::new() };
    if matching.has(&one.found, &own.canonical(), &own.values) {
        return Vec::new();
    }
    let fields = matching.alternatives.get(own.alternative).map_or(&[][..], |key| &key.fields);
    changed.iter().filter(|changed| fields.contains(&changed.field)).cloned().collect()
}

/// True if the text was only cut, escaped or stripped of accents, or its words were reordered.
fn is_alike(changed: &ChangedFields) -> bool {
    let (Value::String(sent), Value::String(stored)) = (&changed.sent, &changed.stored) else { return false };
    let words = |text: &str| {
        let text = plain_text(text);
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut words: Vec<String> = words.map(ToOwned::to_owned).collect();
        words.sort_unstable();
        words
    };
    let cut =
        stored.trim().chars().count() > 2 && sent.to_lowercase().starts_with(&stored.trim().to_lowercase());
    cut || words(sent) == words(stored)
}

impl ReadBackInsert {
    /// The issue of the row if the customer is another one.
    pub(crate) fn not_inserted(&self, what: &str) -> Issue {
        let message = format!(
            "the help desk answered with the id {}, but the customer with this id differs from what was \
             sent: {what}",
            self.id
        );
        Issue::error(Complaint::new(Code::NotInserted, message, Code::NotInserted.spec().remedy))
    }

    /// Why the run stops if the customer is another one.
    pub(crate) fn stop_for_another(&self, judgement: &InsertJudgement) -> Option<String> {
        let InsertJudgement::Another(what) = judgement else { return None };
        Some(format!(
            "the help desk answered an insert with the id {}, but the customer with this id differs from \
             what was sent: {what}; it may be another customer, so an undo does not touch it; check the \
             rows with E506 in rejects.csv before you write more",
            self.id
        ))
    }
}

/// Why the run stops if the stored match key no longer matches. `undo` takes back what the run has written.
pub(crate) fn stop_for_lost_key(lost: &[ChangedFields], undo: &str) -> String {
    format!("{}; undo this run ({undo}), then {}", key_lost(lost), advice_for_all(lost))
}

/// How the help desk has stored a match key so that its customer is not found again.
fn key_lost(lost: &[ChangedFields]) -> String {
    let fields: Vec<String> = lost
        .iter()
        .map(|ChangedFields { field, sent, stored, .. }| {
            let (sent, stored) = shown(sent, stored);
            format!("{field} was sent as {sent} and came back as {stored}")
        })
        .collect();
    format!(
        "the help desk stores the match key in another form ({}), so the next import would not find these \
         customers and would insert them again",
        fields.join("; ")
    )
}

/// Why a run does not start to write: an earlier run has inserted a customer with the key of this insert, and the key came
/// back in another form. `path` is where that is known.
pub(crate) fn refuse_known_lost_key(sent: &Object, matching: &MatchRules, path: &Path) -> String {
    let own = matching.remote_keys(sent).into_iter().next();
    let key = own.and_then(|own| matching.alternatives.get(own.alternative));
    let fields = key.map_or(&[][..], |key| &key.fields);
    let values: Vec<String> = fields
        .iter()
        .map(|field| format!("{field} {}", field_value(sent, field).unwrap_or(&Value::Null)))
        .collect();
    format!(
        "the help desk stores the match key in another form, as an earlier run found ({} did not come back as it was \
         sent), so this import would insert its customer again; nothing was sent; undo the earlier run (deskferry runs), \
         then change the mapping to send {} as the help desk stores it, or match by a field that comes back as it was sent \
         ([match] keys); if the help desk no longer does this, delete {}",
        values.join(" and "),
        fields.join(" and "),
        path.display()
    )
}

fn advice_for_all(lost: &[ChangedFields]) -> String {
    let advice: Vec<String> = lost.iter().map(advice).collect();
    format!("{}, or match by a field that comes back as it was sent ([match] keys)", advice.join(" and "))
}

/// Why a run does not start to write: with the stored changes in `path`, which an earlier run found, the key of this
/// insert would no longer match.
pub(crate) fn refuse_lost_key(
    sent: &Object,
    form: &StoredChanges,
    matching: &MatchRules,
    path: &Path,
) -> Option<String> {
    let found = form.applied(sent);
    let changed = changed_fields(sent, &found);
    let one = ReadBackInsert { row: 0, id: String::new(), sent: sent.clone(), found };
    let lost = lost_key_fields(&one, matching, &changed);
    let fields: Vec<String> = lost
        .iter()
        .map(|ChangedFields { field, sent, stored, .. }| {
            format!("{field} would be sent as {sent} and come back as {stored}")
        })
        .collect();
    (!lost.is_empty()).then(|| {
        format!(
            "the help desk stores the match key in another form, as an earlier run or probe found ({}), so every \
             import would miss these customers and insert them again; nothing was sent; {}; \
             undo the earlier run if it inserted customers (deskferry runs); if the help desk no longer \
             does this, delete {}",
            fields.join("; "),
            advice_for_all(&lost),
            path.display()
        )
    })
}

/// How to change the mapping so that it sends a field as the help desk stores it.
fn advice(changed: &ChangedFields) -> String {
    let ChangedFields { field, stored, .. } = changed;
    let only = |change| changed.changes.as_ref().is_some_and(|changes| changes.contains(&change));
    let name = field.strip_prefix("customFields.").unwrap_or(field);
    let is_number = stored.as_str().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    if only(Change::Digits) || only(Change::SignedDigits) && is_number {
        return match digits_only(changed) {
            Some(filters) => format!(
                "change the mapping to send only the digits ({name} = {{ template = \"{{{{ row['COLUMN']{filters} \
                 }}}}\" }})"
            ),
            None => format!("change the mapping to send only the digits of {field}"),
        };
    }
    let beginning = stored.as_str().map(str::to_lowercase).filter(|_| changed.changes.is_none());
    let sent = changed.sent.as_str().unwrap_or_default().to_lowercase();
    if beginning.is_some_and(|beginning| sent.starts_with(&beginning)) {
        return format!("change the mapping to send shorter values of {field} that still differ");
    }
    format!("change the mapping to send {field} as the help desk stores it ({stored})")
}

/// Template filters that remove the usual separators and all others that were sent; `None` if one can't be written so, or if
/// there are letters, which may be others in each row.
fn digits_only(changed: &ChangedFields) -> Option<String> {
    let sent = changed.sent.as_str().filter(|sent| !sent.contains(char::is_alphabetic))?;
    let mut separators: Vec<char> = SEPARATORS.to_vec();
    for letter in sent.chars().filter(|letter| !letter.is_ascii_digit()) {
        if !separators.contains(&letter) {
            separators.push(letter);
        }
    }
    let is_plain = |letter: &char| {
        letter.is_ascii_graphic() && !matches!(letter, '\'' | '"' | '\\' | '{' | '}' | '%' | '#')
    };
    let plain = separators.iter().all(|letter| *letter == ' ' || is_plain(letter));
    plain.then(|| separators.iter().map(|letter| format!(" | replace('{letter}', '')")).collect())
}

const SEPARATORS: [char; 7] = ['+', ' ', '-', '(', ')', '/', '.'];

/// How the help desk stores a field, for the terminal.
pub(crate) fn describe_change(changed: &ChangedFields) -> String {
    let ChangedFields { field, sent, stored, changes } = changed;
    match changes {
        Some(changes) => {
            let how: Vec<&str> = changes.iter().map(|change| change.in_words()).collect();
            format!(
                "The help desk stores {field} {} ({sent} came back as {stored}); comparisons allow for that.",
                how.join(" and ")
            )
        }
        None if stored.is_null() => format!("The help desk did not store {field} ({sent} came back empty)."),
        None => format!("The help desk stores {field} in another form ({sent} came back as {stored})."),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"id": "7", "name": "Ada", "email": "ADA@x.org", "memo": "x"}), "ours")]
    #[case(json!({"id": "7", "name": "Bob", "email": "ada@x.org", "memo": "x"}), "another")]
    #[case(json!({"id": "8", "name": "Ada", "email": "ada@x.org", "memo": "x"}), "another")]
    #[case(json!({"id": "7", "name": "Ada", "email": "eve@x.org", "memo": "y"}), "another")]
    #[case(json!({"id": "7", "name": "Ada", "email": "ada", "memo": "x"}), "lost")]
    #[case(json!({"id": "7", "name": "Ada", "email": "ada@x.org", "memo": ""}), "ours")]
    fn read_back_customers_are_checked(#[case] found: Value, #[case] expected: &str) {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let sent = object(json!({"name": "Ada", "email": "ada@x.org", "memo": "x"}));
        let one = ReadBackInsert { row: 1, id: "7".into(), sent, found: object(found) };
        let matching = MatchRules::by(&[vec!["email".to_owned()]]);
        let judged = match judge_insert(&one, matching.as_ref()) {
            InsertJudgement::Ours => "ours",
            InsertJudgement::Another(_) => "another",
            InsertJudgement::KeyLost(_) => "lost",
        };
        assert_eq!(judged, expected);
    }

    #[rstest]
    #[case("José Pérez", "Jose\u{301} Pe\u{301}rez", "ours")]
    #[case("José Pérez", "Jose Perez", "lost")]
    #[case("Smith & Sons", "Smith &amp; Sons", "lost")]
    #[case("José Pérez", "Juan Pérez", "another")]
    fn names_that_read_the_same_are_equal(#[case] sent: &str, #[case] stored: &str, #[case] expected: &str) {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let found = object(json!({"id": "7", "name": stored}));
        let one = ReadBackInsert { row: 1, id: "7".into(), sent: object(json!({"name": sent})), found };
        let judged = judge_insert(&one, MatchRules::by(&[vec!["name".to_owned()]]).as_ref());
        let said = match &judged {
            InsertJudgement::Ours => "ours",
            InsertJudgement::Another(_) => "another",
            InsertJudgement::KeyLost(_) => "lost",
        };
        assert_eq!(said, expected, "{judged:?}");
    }

    #[test]
    fn values_that_look_the_same_are_shown_with_code_points() {
        let (one, other) = shown(&json!("é"), &json!("e\u{301}"));
        assert_eq!((one.as_str(), other.as_str()), ("\"é\" (U+00E9)", "\"e\u{301}\" (U+0301)"));
        assert_eq!(shown(&json!("a"), &json!("b")), ("\"a\"".to_owned(), "\"b\"".to_owned()));
    }
}
