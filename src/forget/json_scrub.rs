//! Hides the texts of a person in JSON documents whose form must stay.

use serde_json::Value;

use super::known_texts::{HIDDEN, KnownTexts};

/// Hides every text that is about her, and in an object with such a text also her other values. Returns how many.
pub(super) fn hide(document: &mut Value, known: &KnownTexts) -> u64 {
    match document {
        Value::String(text) if known.is_about_her(text) => {
            HIDDEN.clone_into(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| hide_item(item, known)).sum(),
        Value::Object(members) => members.values_mut().map(|value| hide(value, known)).sum(),
        _ => 0,
    }
}

/// Hides her values among the examples of columns, which no text beside them shows to be hers.
pub(super) fn hide_examples(document: &mut Value, known: &KnownTexts) -> u64 {
    match document {
        Value::Array(items) => items.iter_mut().map(|item| hide_examples(item, known)).sum(),
        Value::Object(members) => {
            let of = |(name, value): (&String, &mut Value)| match (name.as_str(), value) {
                ("examples", value) => hide_all(value, known),
                (_, value) => hide_examples(value, known),
            };
            members.iter_mut().map(of).sum()
        }
        _ => 0,
    }
}

/// An object in a list is a row, a sample or the like: if it is about her, all her values go.
fn hide_item(item: &mut Value, known: &KnownTexts) -> u64 {
    if item.is_object() && is_small(item) && is_about_her(item, known) {
        hide_all(item, known)
    } else {
        hide(item, known)
    }
}

fn hide_all(value: &mut Value, known: &KnownTexts) -> u64 {
    match value {
        Value::String(text) if known.is_hers(text) => {
            HIDDEN.clone_into(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| hide_all(item, known)).sum(),
        Value::Object(members) => members.values_mut().map(|value| hide_all(value, known)).sum(),
        _ => 0,
    }
}

/// True unless it holds lists of objects: those are looked at one by one.
fn is_small(item: &Value) -> bool {
    let holds_objects =
        |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_object));
    item.as_object().is_some_and(|members| !members.values().any(holds_objects))
}

fn is_about_her(value: &Value, known: &KnownTexts) -> bool {
    match value {
        Value::String(text) => known.is_about_her(text),
        Value::Array(items) => items.iter().any(|item| is_about_her(item, known)),
        Value::Object(members) => members.values().any(|value| is_about_her(value, known)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_form_stays_and_her_values_go() {
        let mut known = KnownTexts::default();
        known.add_unique("ann@example.org");
        known.add_value("Rome");
        let mut document = json!({
            "rows": [
                {"row": 2, "cells": [["Mail", "Ann@example.org"], ["City", "Rome"], ["Tier", "Gold"]]},
                {"row": 3, "cells": [["Mail", "bob@example.org"], ["City", "Rome"]]},
            ],
            "columns": [{"name": "City", "examples": ["Rome", "Bonn"]}, {"name": "Mail", "examples": ["ann@example.org"]}],
            "verdict": "finished",
        });
        assert_eq!(hide(&mut document, &known), 3);
        assert_eq!(
            document["rows"][0]["cells"],
            json!([["Mail", HIDDEN], ["City", HIDDEN], ["Tier", "Gold"]])
        );
        assert_eq!(document["rows"][1]["cells"][1][1], "Rome");
        assert_eq!(document["columns"][0]["examples"], json!(["Rome", "Bonn"]));
        assert_eq!(document["columns"][1]["examples"], json!([HIDDEN]));
        assert_eq!(hide_examples(&mut document, &known), 1);
        assert_eq!(document["columns"][0], json!({"name": "City", "examples": [HIDDEN, "Bonn"]}));
    }
}
