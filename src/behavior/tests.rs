//! The file form of what is known, and its lines.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn behavior() -> AccountBehavior {
    let mut known = AccountBehavior { form: FORM, calls: 40, seconds: 2.5, ..AccountBehavior::default() };
    known.put = PutMode::Merge.into();
    known.past_end = PastEnd::NoContent.into();
    known.missing = 404.into();
    known.photo = Learned::unknown("photos were not tried");
    known.search.insert("email".to_owned(), SearchMatch::Ascii.into());
    let stores = StoredForm { changes: [StoredAs::Cut, StoredAs::Lower].into(), length: Some(10) };
    known.stores = Learned::Found(BTreeMap::from([("memo".to_owned(), stores)]));
    known.index_lag = IndexLag { search_ms: Some(900), list_ms: Some(1200), hidden_ms: 400 }.into();
    known
}

#[test]
fn what_is_known_survives_its_file() {
    let known = behavior();
    let text = serde_json::to_string(&known).unwrap();
    assert_eq!(serde_json::from_str::<AccountBehavior>(&text).unwrap(), known);
    let value = serde_json::to_value(&known).unwrap();
    assert_eq!(value["aspects"]["put"], json!({"found": "merge"}));
    assert_eq!(value["aspects"]["photo"], json!({"unknown": "photos were not tried"}));
}

#[test]
fn an_aspect_that_a_file_lacks_is_not_known() {
    let text = r#"{"form":1,"probed_at":"x","deskferry":"0","calls":1,"seconds":1.5,"aspects":{}}"#;
    let known: AccountBehavior = serde_json::from_str(text).unwrap();
    assert_eq!(known.put.get(), None);
    assert_eq!(known.age_at(jiff::Timestamp::now()), None);
}

#[test]
fn lines_have_the_names_of_the_switches() {
    let lines = behavior().lines();
    let value = |aspect: &str| {
        let line = lines.iter().find(|line| line.aspect == aspect).unwrap();
        line.value.clone()
    };
    let values = ["put", "past-end", "missing", "photo", "search email", "stores", "index-lag"].map(value);
    let found = ["merge", "204", "404", "", "ascii", "lower:memo,cut:memo", "1200ms"];
    assert_eq!(values, found.map(|value| (!value.is_empty()).then(|| value.to_owned())));
}
