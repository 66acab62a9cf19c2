//! A customer that was inserted and read back: whether it is the one that was sent, and what was made of it.

use std::path::Path;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::customer::{Change, ChangedFields, StoredChanges, changed_fields, field_count};
use crate::issue::{Code, Complaint, Issue};
use crate::lookup::id_of;
use crate::mapping::MatchRules;
use crate::record::is_combining;

type Object = Map<String, Value>;

/// An insert, and what came back.
pub(crate) struct ReadBackInsert {
    pub(crate) row: u64,
    /// The id that the insert was answered with.
    pub(crate) id: String,
    pub(crate) sent: Object,
    pub(crate) found: Object,
}

/// What is to be thought of it.
#[derive(Debug)]
pub(crate) enum InsertJudgement {
    /// It is what was sent, whatever was made of single fields.
    Ours,
    /// It is somebody else: what tells.
    Anothers(String),
    /// Its match key came back in a form by which it is not found again.
    KeyLost(Vec<ChangedFields>),
}

/// Judges an insert by its customer.
pub(crate) fn judge_insert(one: &ReadBackInsert, matching: Option<&MatchRules>) -> InsertJudgement {
    if let Some(other) = id_of(&one.found).filter(|id| *id != one.id) {
        return InsertJudgement::Anothers(format!("it returns a customer with the id {other} for this id"));
    }
    let changed = changed_fields(&one.sent, &one.found);
    let unlike: Vec<&ChangedFields> =
        changed.iter().filter(|one| one.changes.is_none() && !is_alike(one)).collect();
    let named = unlike.iter().find(|changed| changed.field == "name");
    if named.is_some() || unlike.len() * 2 > field_count(&one.sent) {
        return InsertJudgement::Anothers(differing(named.or(unlike.first()).copied()));
    }
    match matching.map(|matching| lost(one, matching, &changed)) {
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

/// Two values for a message: where they look the same, with the code points that are not ASCII.
fn shown(one: &Value, other: &Value) -> (String, String) {
    let looks = |value: &Value| value.to_string().nfkc().collect::<String>();
    let points = |value: &Value| {
        let points = value.as_str().unwrap_or_default().chars().filter(|letter| !letter.is_ascii());
        let points: Vec<String> = points.map(|letter| format!("U+{:04X}", u32::from(letter))).collect();
        let points = if points.is_empty() { "ASCII only".to_owned() } else { points.join(" ") };
        format!("{value} ({points})")
    };
    match one != other && looks(one) == looks(other) {
        true => (points(one), points(other)),
        false => (one.to_string(), other.to_string()),
    }
}

/// The fields of the row's own key, where a customer is not found by it again.
fn lost(one: &ReadBackInsert, matching: &MatchRules, changed: &[ChangedFields]) -> Vec<ChangedFields> {
    let Some(own) = matching.remote_keys(&one.sent).into_iter().next() else { return Vec::new() };
    let found = matching.remote_keys(&one.found);
    if found.iter().any(|key| key.canonical() == own.canonical()) {
        return Vec::new();
    }
    let fields = matching.alternatives.get(own.alternative).map_or(&[][..], |key| &key.fields);
    changed.iter().filter(|changed| fields.contains(&changed.field)).cloned().collect()
}

/// Without what a help desk may do to a text as a whole: `&` as `&amp;`, letters without their accents.
fn plain(text: &str) -> String {
    let mut text = text.to_lowercase();
    for (escaped, letter) in ESCAPES {
        text = text.replace(escaped, letter);
    }
    text.nfd().filter(|letter| !is_combining(*letter)).collect()
}

const ESCAPES: [(&str, &str); 6] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];

/// A text that was cut, whose words came in another order, that was escaped, or lost its accents, is still the same.
fn is_alike(changed: &ChangedFields) -> bool {
    let (Value::String(sent), Value::String(stored)) = (&changed.sent, &changed.stored) else { return false };
    let words = |text: &str| {
        let text = plain(text);
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
    /// The fault of its row, where it is somebody else.
    pub(crate) fn not_inserted(&self, what: &str) -> Issue {
        let message = format!(
            "the help desk answered with the id {}, but the customer with this id differs from what was \
             sent: {what}",
            self.id
        );
        Issue::error(Complaint::new(Code::NotInserted, message, Code::NotInserted.spec().remedy))
    }

    /// Why the run ends, where it is somebody else.
    pub(crate) fn anothers(&self, judgement: &InsertJudgement) -> Option<String> {
        let InsertJudgement::Anothers(what) = judgement else { return None };
        Some(format!(
            "the help desk answered an insert with the id {}, but the customer with this id differs from \
             what was sent: {what}; it may be another customer, so an undo does not touch it; check the \
             rows with E506 in rejects.csv before you write more",
            self.id
        ))
    }
}

/// Why the run ends, where a match key is kept in a form by which it is not found again.
pub(crate) fn stopped_by(judgement: &InsertJudgement, undo: &str) -> Option<String> {
    let InsertJudgement::KeyLost(lost) = judgement else { return None };
    let fields: Vec<String> = lost
        .iter()
        .map(|ChangedFields { field, sent, stored, .. }| {
            let (sent, stored) = shown(sent, stored);
            format!("{field} was sent as {sent} and came back as {stored}")
        })
        .collect();
    Some(format!(
        "the help desk stores the match key in another form ({}), so the next import would not find these \
         customers and would insert them again; undo this run ({undo}), then {}",
        fields.join("; "),
        advised(lost)
    ))
}

fn advised(lost: &[ChangedFields]) -> String {
    let advice: Vec<String> = lost.iter().map(advice).collect();
    format!("{}, or match by a field that comes back as it was sent ([match] keys)", advice.join(" and "))
}

/// Why a run does not begin to write: by what an earlier run has learned, this insert's key would come back in a form by
/// which the customer is not found again. `path` is where that is kept.
pub(crate) fn refused_before(
    sent: &Object,
    form: &StoredChanges,
    matching: &MatchRules,
    path: &Path,
) -> Option<String> {
    let found = form.applied(sent);
    let changed = changed_fields(sent, &found);
    let one = ReadBackInsert { row: 0, id: String::new(), sent: sent.clone(), found };
    let lost = lost(&one, matching, &changed);
    let fields: Vec<String> = lost
        .iter()
        .map(|ChangedFields { field, sent, stored, .. }| {
            format!("{field} would be sent as {sent} and come back as {stored}")
        })
        .collect();
    (!lost.is_empty()).then(|| {
        format!(
            "the help desk stores the match key in another form, as an earlier run found ({}), so no import \
             would find these customers again, and each would insert them again; nothing was sent; {}; \
             undo the earlier run if it inserted customers (deskferry runs); if the help desk no longer \
             does this, delete {}",
            fields.join("; "),
            advised(&lost),
            path.display()
        )
    })
}

/// What to write in the mapping so that a field is sent as the help desk keeps it.
fn advice(changed: &ChangedFields) -> String {
    let ChangedFields { field, stored, .. } = changed;
    let only = |change| changed.changes.as_ref().is_some_and(|changes| changes.contains(&change));
    let name = field.strip_prefix("customFields.").unwrap_or(field);
    if only(Change::Digits) {
        return match digits_only(changed) {
            Some(filters) => format!(
                "change the mapping to send only the digits ({name} = {{ template = \"{{{{ row['COLUMN']{filters} \
                 }}}}\" }})"
            ),
            None => format!("change the mapping to send only the digits of {field}"),
        };
    }
    format!("change the mapping to send {field} as the help desk stores it ({stored})")
}

/// Filters that take the usual separators out, and all others that were sent; `None` where one can't be written so.
fn digits_only(changed: &ChangedFields) -> Option<String> {
    let sent = changed.sent.as_str()?;
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

/// What the help desk makes of a field, for the terminal.
pub(crate) fn in_words(changed: &ChangedFields) -> String {
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
    fn customers_are_judged(#[case] found: Value, #[case] expected: &str) {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let sent = object(json!({"name": "Ada", "email": "ada@x.org", "memo": "x"}));
        let one = ReadBackInsert { row: 1, id: "7".into(), sent, found: object(found) };
        let matching = MatchRules::by(&[vec!["email".to_owned()]]);
        let judged = match judge_insert(&one, matching.as_ref()) {
            InsertJudgement::Ours => "ours",
            InsertJudgement::Anothers(_) => "another",
            InsertJudgement::KeyLost(_) => "lost",
        };
        assert_eq!(judged, expected);
    }

    #[rstest]
    #[case("José Pérez", "Jose\u{301} Pe\u{301}rez", "ours")]
    #[case("José Pérez", "Jose Perez", "lost")]
    #[case("Smith & Sons", "Smith &amp; Sons", "lost")]
    #[case("José Pérez", "Juan Pérez", "another")]
    fn names_are_judged_as_people_read_them(
        #[case] sent: &str,
        #[case] stored: &str,
        #[case] expected: &str,
    ) {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let found = object(json!({"id": "7", "name": stored}));
        let one = ReadBackInsert { row: 1, id: "7".into(), sent: object(json!({"name": sent})), found };
        let judged = judge_insert(&one, MatchRules::by(&[vec!["name".to_owned()]]).as_ref());
        let said = match &judged {
            InsertJudgement::Ours => "ours",
            InsertJudgement::Anothers(_) => "another",
            InsertJudgement::KeyLost(_) => "lost",
        };
        assert_eq!(said, expected, "{judged:?}");
    }

    #[test]
    fn values_that_look_the_same_are_told_apart() {
        let (one, other) = shown(&json!("é"), &json!("e\u{301}"));
        assert_eq!((one.as_str(), other.as_str()), ("\"é\" (U+00E9)", "\"e\u{301}\" (U+0301)"));
        assert_eq!(shown(&json!("a"), &json!("b")), ("\"a\"".to_owned(), "\"b\"".to_owned()));
    }
}
