//! Which texts are recognized, and that the parser and the writer leave them as they are.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::Value;

use super::*;
use crate::api::once;

/// What the parser and the writer of `serde_json` make of a text.
fn rewritten(text: &[u8]) -> Option<Vec<u8>> {
    once::value(text).ok().map(|value| serde_json::to_vec(&value).unwrap())
}

#[rstest]
#[case(r#"{}"#)]
#[case(r#"{"id":"1","name":"Ada è 😀","a":{"a":[1,-2.50,0,-0,true,false,null,[],{}]}}"#)]
#[case(r#"{"a":"\"\\\b\f\n\r\t\u0000\u0007\u000b\u000e\u000f\u0010\u001f"}"#)]
#[case("{\"a\":\"del \u{7f}, line \u{2028}\"}")]
fn compact_records_are_recognized(#[case] text: &str) {
    assert_eq!(record(text.as_bytes()).unwrap().text, 0..text.len());
    assert_eq!(rewritten(text.as_bytes()).unwrap(), text.as_bytes());
}

#[rstest]
#[case::spaces(r#"{"a": 1}"#)]
#[case::a_space_at_the_end("{} ")]
#[case::no_object("[]")]
#[case::a_needless_escape(r#"{"a":"\/"}"#)]
#[case::an_escaped_letter(r#"{"a":"\u00e9"}"#)]
#[case::a_long_escape(r#"{"a":"\u0009"}"#)]
#[case::capital_digits(r#"{"a":"\u001F"}"#)]
#[case::half_a_character(r#"{"a":"\ud83d"}"#)]
#[case::a_control_character("{\"a\":\"\t\"}")]
#[case::an_exponent(r#"{"a":1e5}"#)]
#[case::an_exponent_after_a_fraction(r#"{"a":1.5E5}"#)]
#[case::a_zero_in_front(r#"{"a":01}"#)]
#[case::a_minus_alone(r#"{"a":-}"#)]
#[case::no_fraction(r#"{"a":1.}"#)]
#[case::no_digits(r#"{"a":.5}"#)]
#[case::twice(r#"{"a":1,"b":2,"a":3}"#)]
#[case::twice_inside(r#"{"a":[{"b":1,"b":1}]}"#)]
#[case::a_comma_at_the_end(r#"{"a":1,}"#)]
#[case::no_value(r#"{"a":}"#)]
#[case::no_name("{1:2}")]
#[case::not_closed(r#"{"a":1"#)]
#[case::another_bracket(r#"{"a":[1}}"#)]
#[case::an_open_text(r#"{"a":"b"#)]
#[case::a_name_of_the_parser(r#"{"$serde_json::private::Number":"1"}"#)]
fn all_other_texts_are_left_to_the_parser(#[case] text: &str) {
    assert_eq!(record(text.as_bytes()), None);
}

#[test]
fn bytes_that_are_not_utf_8_and_deep_values_are_left_to_the_parser() {
    assert_eq!(record(b"{\"a\":\"\xff\"}"), None);
    let deep = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(record(deep(DEPTH - 1).as_bytes()).is_some());
    assert_eq!(record(deep(DEPTH).as_bytes()), None);
}

#[test]
fn records_of_a_page_have_their_places_and_ids() {
    let body =
        br#"{"status":{"ok":true},"customer":{"total":2,"records":[{"id":"1"},{"x":{"id":3},"id":2}]}}"#;
    let page = page(body).unwrap();
    let shown = |range: Range<usize>| String::from_utf8_lossy(&body[range]).into_owned();
    let records = page.records.into_iter().map(|one| (shown(one.text), one.id.map(shown).unwrap()));
    assert_eq!(
        records.collect::<Vec<_>>(),
        [
            (r#"{"id":"1"}"#.to_owned(), r#""1""#.to_owned()),
            (r#"{"x":{"id":3},"id":2}"#.to_owned(), "2".to_owned())
        ]
    );
    assert_eq!(shown(page.array), r#"[{"id":"1"},{"x":{"id":3},"id":2}]"#);
}

#[rstest]
#[case::none(r#"{"customer":{"totalRecords":0}}"#)]
#[case::null(r#"{"records":null}"#)]
#[case::too_deep(r#"{"a":{"b":{"records":[]}}}"#)]
#[case::two(r#"{"a":{"records":[]},"b":{"records":[]}}"#)]
#[case::no_object(r#"{"records":[1]}"#)]
#[case::array("[{}]")]
#[case::rest(r#"{"records":[]}x"#)]
fn pages_of_other_forms_are_left_to_the_parser(#[case] body: &str) {
    assert_eq!(page(body.as_bytes()), None);
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[ -~]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(".{0,3}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[rstest]
#[case(r#"{"id":"1","memo":null,"tags":[],"a":"","f":false,"n":0}"#, r#","id,"f,"n"#)]
#[case(r#"{"x":{"y":{"z":null}},"v":{"y":{"z":[null]}}}"#, r#","v"#)]
#[case(
    r#"{"customFields":{"a":"1","b":null,"customFields":{"c":1}},"a":{"customFields":{"d":1}}}"#,
    r#"."a."customFields,"a"#
)]
#[case(r#"{"customFields":null}"#, "")]
#[case(r#"{"customFields":"x"}"#, r#","customFields"#)]
fn names_of_filled_members_are_added(#[case] text: &str, #[case] expected: &str) {
    let mut names = Vec::new();
    assert!(add_filled_names(text.as_bytes(), "customFields", &mut names));
    assert_eq!(String::from_utf8(names).unwrap(), expected);
    assert!(!add_filled_names(text.replace(':', ": ").as_bytes(), "customFields", &mut Vec::new()));
}

proptest! {
    /// What `serde_json` has written is recognized, whatever it is.
    #[test]
    fn written_records_are_recognized(value in values()) {
        let text = serde_json::to_vec(&serde_json::json!({"a": value})).unwrap();
        prop_assert!(record(&text).is_some());
    }

    /// With one byte changed or removed, a text is either refused or still written as `serde_json` writes it.
    #[test]
    fn a_recognized_text_is_never_changed_by_the_parser(value in values(), place: usize, byte: u8, cut: bool) {
        let mut text = serde_json::to_vec(&serde_json::json!({"id": "1", "a": value})).unwrap();
        let place = place % text.len();
        if cut {
                let _removed = text.remove(place);
            } else {
                text[place] = byte;
            }
        if record(&text).is_some() {
            prop_assert_eq!(rewritten(&text).unwrap(), text);
        }
    }
}
