//! Decides what to do with one row, from the mapped customer and the help desk's.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::policed::{Policed, policed};
use super::protected_value::ProtectedValue;
use super::skip_reason::SkipReason;
use crate::customer::{StoredChanges, WritePolicies, WritePolicy, is_empty_value};
use crate::issue::{Code, Complaint, Issue};

/// Which customers an import may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportMode {
    /// Update a matched customer, insert the others.
    #[default]
    Upsert,
    /// Insert new customers only. Skip a match.
    Insert,
    /// Update matched customers only. Skip the rest.
    Update,
}

impl ImportMode {
    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upsert => "upsert",
            Self::Insert => "insert",
            Self::Update => "update",
        }
    }
}

/// What to do if several customers of the help desk have the row's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnMultiple {
    /// Reject the row.
    #[default]
    Reject,
    /// Take the customer that the help desk lists first.
    First,
    /// Take the customer that the help desk lists last.
    Last,
}

impl OnMultiple {
    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

impl FromStr for OnMultiple {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "reject" => Ok(Self::Reject),
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            _ => Err("one of reject, first, last".to_owned()),
        }
    }
}

/// A customer of the help desk that has the row's key.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchedCustomer {
    /// The server's id.
    pub id: String,
    /// The customer as returned by the server.
    pub record: Map<String, Value>,
}

/// What to do with a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Insert a new customer.
    Insert,
    /// Change some fields of a customer.
    Update {
        /// The server's id.
        id: String,
        /// The new values of the fields that differ.
        patch: Map<String, Value>,
        /// The values of these fields when planned. Absent fields are left out.
        base: Map<String, Value>,
        /// The fields that differ and that their policies do not write.
        protected: Vec<ProtectedValue>,
    },
    /// The customer already has these values, or nothing that differs is written.
    Unchanged {
        /// The server's id.
        id: String,
        /// The fields that differ and that their policies do not write.
        protected: Vec<ProtectedValue>,
    },
    /// The mode does not write this row.
    Skip {
        /// The server's id, if there is a customer.
        id: Option<String>,
        /// Why, for the results file.
        note: String,
    },
    /// The row can't be written.
    Reject(Issue),
}

impl Action {
    /// The id of the customer that the row updates or would update.
    pub fn written(&self) -> Option<&str> {
        match self {
            Self::Update { id, .. } | Self::Unchanged { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The fields that differ and that their policies do not write.
    pub fn protected(&self) -> &[ProtectedValue] {
        match self {
            Self::Update { protected, .. } | Self::Unchanged { protected, .. } => protected,
            Self::Insert | Self::Skip { .. } | Self::Reject(_) => &[],
        }
    }
}

/// The rules of a run by which every row is decided.
#[derive(Debug, Clone, Copy)]
pub struct WriteRules<'a> {
    /// Which customers may be written.
    pub mode: ImportMode,
    /// What to do if several customers have the row's key.
    pub on_multiple: OnMultiple,
    /// What an update may overwrite.
    pub policies: &'a WritePolicies,
    /// How the help desk changes values when it stores them, as far as that is known.
    pub stored: &'a StoredChanges,
}

/// Chooses among the customers with the row's key. `Err` if there are several and `on_multiple` rejects that.
pub fn choose(
    mut found: Vec<MatchedCustomer>,
    on_multiple: OnMultiple,
) -> Result<Option<MatchedCustomer>, Box<Issue>> {
    match (found.len(), on_multiple) {
        (0 | 1, _) | (_, OnMultiple::Last) => Ok(found.pop()),
        (_, OnMultiple::First) => Ok(found.into_iter().next()),
        (_, OnMultiple::Reject) => Err(Box::new(several(&found))),
    }
}

fn several(found: &[MatchedCustomer]) -> Issue {
    let ids: Vec<&str> = found.iter().take(5).map(|found| found.id.as_str()).collect();
    let more = if found.len() > ids.len() { ", …" } else { "" };
    let message = format!("{} customers have this key: {}{more}", found.len(), ids.join(", "));
    Issue::error(Complaint::new(
        Code::SeveralMatches,
        message,
        "merge them in the help desk, or use --on-multiple first or last",
    ))
}

/// Decides what to do with a row.
///
/// `wanted` holds the mapped fields, with custom fields under `customFields` and `null` for a field to clear.
/// `found` are the customers with the row's key, with all details and in the server's order.
pub fn decide(rules: WriteRules<'_>, wanted: &Map<String, Value>, found: Vec<MatchedCustomer>) -> Action {
    let found = match choose(found, rules.on_multiple) {
        Ok(found) => found,
        Err(issue) => return Action::Reject(*issue),
    };
    match (rules.mode, found) {
        (ImportMode::Update, None) => {
            Action::Skip { id: None, note: SkipReason::NotInHelpDesk.note().to_owned() }
        }
        (ImportMode::Insert, Some(found)) => {
            Action::Skip { id: Some(found.id), note: SkipReason::InHelpDesk.note().to_owned() }
        }
        (_, Some(found)) => compare(rules, wanted, found),
        (_, None) => new_customer(rules.policies, wanted),
    }
}

fn new_customer(policies: &WritePolicies, wanted: &Map<String, Value>) -> Action {
    let has_name = wanted.get("name").is_some_and(|name| !is_empty_value(name));
    let complaint = match policies.of("name") {
        WritePolicy::Never if has_name => Complaint::new(
            Code::NameMissing,
            "a new customer needs a name, but the policy of `name` is never",
            "use on_insert: the name is written once, with the new customer; if the customer should already \
             exist, check the match key, or import with --mode update",
        ),
        _ if has_name => return Action::Insert,
        _ => Complaint::new(
            Code::NameMissing,
            "a new customer needs a name, but the row has none",
            "fill in the name, or map a fallback such as the e-mail address to `name`; if the customer should \
             already exist, check the match key, or import with --mode update",
        ),
    };
    Action::Reject(Issue::error(complaint).in_field("name"))
}

/// The issue of custom fields with an unknown structure, which a merge would lose. Fields that an update never writes
/// are no reason.
fn odd_custom_fields(
    policies: &WritePolicies,
    wanted: &Map<String, Value>,
    found: &MatchedCustomer,
) -> Option<Issue> {
    let have = found.record.get("customFields").filter(|have| !is_empty_value(have) && !have.is_object());
    let writes = |name: &String| {
        let policy = policies.of(&format!("customFields.{name}"));
        !matches!(policy, WritePolicy::OnInsert | WritePolicy::Never)
    };
    let is_written = |want: &Value| want.as_object().is_none_or(|custom| custom.keys().any(writes));
    let differs =
        |have: &&Value| wanted.get("customFields").is_some_and(|want| want != *have && is_written(want));
    have.filter(differs).map(|_| {
        let message = format!("the custom fields of the customer {} have an unknown structure", found.id);
        let hint = "change them in the help desk, or remove [custom_fields] from the mapping";
        Issue::error(Complaint::new(Code::Refused, message, hint))
    })
}

fn compare(rules: WriteRules<'_>, wanted: &Map<String, Value>, found: MatchedCustomer) -> Action {
    if let Some(issue) = odd_custom_fields(rules.policies, wanted, &found) {
        return Action::Reject(issue);
    }
    let Policed { patch, protected } = policed(wanted, &found.record, rules.policies, rules.stored);
    if patch.is_empty() {
        return Action::Unchanged { id: found.id, protected };
    }
    let base = touched(&patch, &found.record);
    Action::Update { id: found.id, patch, base, protected }
}

/// Removes from an update the values that the help desk would store as they already are.
pub fn as_stored(form: &StoredChanges, action: Action) -> Action {
    let Action::Update { id, patch, base, protected } = action else { return action };
    let rest = form.differences_after_cut(&patch, &base);
    if rest.is_empty() {
        return Action::Unchanged { id, protected };
    }
    Action::Update { id, base: touched(&rest, &base), patch: rest, protected }
}

/// The values that `record` has for the fields of `patch`. Absent fields are left out, so that an undo restores
/// null as null and absent as absent.
pub(crate) fn touched(patch: &Map<String, Value>, record: &Map<String, Value>) -> Map<String, Value> {
    let before = |(name, new): (&String, &Value)| {
        let value = match (name.as_str(), new, record.get(name)?) {
            ("customFields", Value::Object(inner), Value::Object(have)) => {
                Value::Object(touched(inner, have))
            }
            (_, _, have) => have.clone(),
        };
        Some((name.clone(), value))
    };
    patch.iter().filter_map(before).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    fn found(id: &str, email: &str) -> MatchedCustomer {
        MatchedCustomer {
            id: id.into(),
            record: object(json!({"id": id, "name": "Ada", "email": email, "memo": "m"})),
        }
    }

    static POLICIES: WritePolicies = WritePolicies {
        default: WritePolicy::Always,
        fields: std::collections::BTreeMap::new(),
        separators: std::collections::BTreeMap::new(),
    };

    fn decided(mode: ImportMode, wanted: &Map<String, Value>, found: Vec<MatchedCustomer>) -> Action {
        let stored = StoredChanges::default();
        decide(
            WriteRules { mode, on_multiple: OnMultiple::Reject, policies: &POLICIES, stored: &stored },
            wanted,
            found,
        )
    }

    fn word(action: &Action) -> String {
        match action {
            Action::Insert => "insert".into(),
            Action::Update { id, patch, .. } => format!("update {id} {}", Value::Object(patch.clone())),
            Action::Unchanged { id, .. } => format!("unchanged {id}"),
            Action::Skip { id, .. } => format!("skip {}", id.as_deref().unwrap_or("-")),
            Action::Reject(issue) => issue.code.to_string(),
        }
    }

    #[rstest]
    #[case(ImportMode::Upsert, &[], "insert")]
    #[case(ImportMode::Upsert, &["a@x.org"], "unchanged 0")]
    #[case(ImportMode::Upsert, &["b@x.org"], r#"update 0 {"email":"a@x.org"}"#)]
    #[case(ImportMode::Upsert, &["a@x.org", "a@x.org"], "E403")]
    #[case(ImportMode::Insert, &["a@x.org"], "skip 0")]
    #[case(ImportMode::Insert, &[], "insert")]
    #[case(ImportMode::Update, &[], "skip -")]
    #[case(ImportMode::Update, &["b@x.org"], r#"update 0 {"email":"a@x.org"}"#)]
    fn action_for_each_mode_and_match(
        #[case] mode: ImportMode,
        #[case] emails: &[&str],
        #[case] expected: &str,
    ) {
        let wanted = object(json!({"name": "Ada", "email": "a@x.org"}));
        let found = emails.iter().enumerate().map(|(id, email)| found(&id.to_string(), email)).collect();
        assert_eq!(word(&decided(mode, &wanted, found)), expected);
    }

    #[rstest]
    #[case(json!({}), json!({}))]
    #[case(json!({"memo": null, "customFields": null}), json!({"memo": null, "customFields": null}))]
    #[case(json!({"memo": "", "customFields": {}}), json!({"memo": "", "customFields": {}}))]
    #[case(json!({"customFields": {"a": "", "b": "2"}, "city": "Rome"}), json!({"customFields": {"a": ""}}))]
    fn an_update_has_the_base_values(#[case] record: Value, #[case] before: Value) {
        let wanted = object(json!({"memo": "new", "customFields": {"a": "1"}}));
        let found = MatchedCustomer { id: "7".into(), record: object(record) };
        let Action::Update { base, .. } = decided(ImportMode::Upsert, &wanted, vec![found]) else {
            panic!("not an update");
        };
        assert_eq!(Value::Object(base), before);
    }

    #[test]
    fn on_multiple_chooses_the_first_or_last_match() {
        let all = vec![found("1", "a@x.org"), found("2", "a@x.org")];
        assert_eq!(choose(all.clone(), OnMultiple::First).unwrap().unwrap().id, "1");
        assert_eq!(choose(all, OnMultiple::Last).unwrap().unwrap().id, "2");
    }

    #[test]
    fn a_new_customer_needs_a_name() {
        let wanted = object(json!({"email": "a@x.org", "name": null}));
        assert_eq!(word(&decided(ImportMode::Upsert, &wanted, Vec::new())), "E301");
    }
}
