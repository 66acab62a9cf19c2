//! Hides the texts of a person in `run.json`. What the next command needs to undo, verify or resume the run stays.

use serde_json::Value;

use super::json_scrub::hide;
use super::known_texts::{HIDDEN, KnownTexts};

/// What stays even if a word in it is one of hers: a customer named `Practice`, and a sandbox `practice.db`.
const KEPT: [&str; 13] = [
    "version",
    "id",
    "command",
    "undoes",
    "continued_by",
    "tool",
    "mode",
    "match_keys",
    "on_multiple",
    "write_policies",
    "settings",
    "account",
    "stored",
];
/// What has names of files, and of the user's: in it, only an address or an id is taken for hers.
const NAMES: [&str; 7] =
    ["inputs", "restores", "applies", "saved_plan", "fixes", "corrected", "custom_fields"];

/// Hides what is about her. Returns how many texts. If an address or an id stays, the file is named on the certificate.
pub(super) fn hide_in_run(document: &mut Value, known: &KnownTexts) -> u64 {
    let Some(members) = document.as_object_mut() else { return 0 };
    let of = |(name, value): (&String, &mut Value)| match name.as_str() {
        name if KEPT.contains(&name) => 0,
        name if NAMES.contains(&name) => hide_unique(value, known),
        "mapping" => hide_in_mapping(value, known),
        _ => hide(value, known),
    };
    members.iter_mut().map(of).sum()
}

fn hide_unique(value: &mut Value, known: &KnownTexts) -> u64 {
    match value {
        Value::String(text) if known.is_unique_in(text, true, true) => {
            HIDDEN.clone_into(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| hide_unique(item, known)).sum(),
        Value::Object(members) => members.values_mut().map(|value| hide_unique(value, known)).sum(),
        _ => 0,
    }
}

/// `mapping suggest` writes examples from the source into comments. The rules themselves stay.
fn hide_in_mapping(mapping: &mut Value, known: &KnownTexts) -> u64 {
    let mut hidden = 0;
    for (name, value) in mapping.as_object_mut().into_iter().flatten() {
        match value {
            Value::String(text) if name == "text" => {
                if let Some(better) = without_comments_of_hers(text, known) {
                    *text = better;
                    hidden += 1;
                }
            }
            value => hidden += hide_unique(value, known),
        }
    }
    hidden
}

/// A mapping with the same rules, and without her texts in its comments. `None` if nothing is to be hidden there.
fn without_comments_of_hers(mapping: &str, known: &KnownTexts) -> Option<String> {
    if !known.is_about_her(mapping) {
        return None;
    }
    let rules: toml::Table = mapping.parse().ok()?;
    let mut lines: Vec<String> = mapping.split_inclusive('\n').map(ToOwned::to_owned).collect();
    let mut is_changed = false;
    for at in 0..lines.len() {
        let line = lines[at].clone();
        if !known.is_about_her(&line) {
            continue;
        }
        let comment = || line.find('#').map(|start| format!("{}# {HIDDEN}\n", &line[..start]));
        for better in known.without_texts(&line).into_iter().chain(comment()) {
            lines[at] = better;
            if lines.concat().parse::<toml::Table>().is_ok_and(|changed| changed == rules) {
                is_changed = true;
                break;
            }
            lines[at].clone_from(&line);
        }
    }
    is_changed.then(|| lines.concat())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_run_can_still_be_read_and_only_comments_of_its_mapping_change() {
        let mut known = KnownTexts::default();
        known.add_unique("ann@example.org");
        known.add_name("Practice");
        let mapping = "# Mail: \"ann@example.org\", \"bob@example.org\" (Practice)\n\
                       [fields]\nname = { from = \"Practice\" } # of Practice\nmemo = \"# practice\"\n";
        let mut run = json!({
            "account": {"base_url": "sandbox:practice.db"},
            "settings": {"reach": ["--sandbox=practice.db"]},
            "match_keys": [["practice"]],
            "inputs": [{"file": "practice.csv"}, {"file": "mails/ann@example.org/all.csv"}],
            "mapping": {"name": "practice", "file": "practice.toml", "text": mapping},
            "end": {"exit": 0, "reason": "stopped at Practice"},
        });
        assert_eq!(hide_in_run(&mut run, &known), 3);
        let expected = json!({
            "account": {"base_url": "sandbox:practice.db"},
            "settings": {"reach": ["--sandbox=practice.db"]},
            "match_keys": [["practice"]],
            "inputs": [{"file": "practice.csv"}, {"file": HIDDEN}],
            "mapping": {"name": "practice", "file": "practice.toml", "text":
                "# Mail: \"(forgotten)\", \"bob@example.org\" ((forgotten))\n\
                 [fields]\nname = { from = \"Practice\" } # (forgotten)\nmemo = \"# practice\"\n"},
            "end": {"exit": 0, "reason": HIDDEN},
        });
        assert_eq!(run, expected);
    }
}
