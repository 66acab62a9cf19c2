//! What is known of how an account behaves sets defaults for the client and for sandboxes. It may be false without harm.

mod defaults;
mod falsehoods;
mod forget;
mod sandboxes;

use std::path::{Path, PathBuf};

use deskferry::account::HelpDeskAccount;
use deskferry::behavior::AccountBehavior;
use deskferry::journal::BehaviorFile;
use deskferry::sandbox::CLIENT_ID;
use serde_json::{Value, json};

use crate::command_line::Ferry;

/// When the accounts of these tests were probed.
const PROBED_AT: &str = "2026-11-29T20:15:00Z";
/// The default address of the API.
const USUAL: &str = "https://api.deskero.com";

/// What a probe has found out: `{"put": "merge"}`.
fn behavior(found: &Value) -> AccountBehavior {
    let wrap = |value: &Value| json!({ "found": value });
    let aspects = found.as_object().unwrap().iter().map(|(name, value)| match (name.as_str(), value) {
        ("search", Value::Object(fields)) => {
            let fields: serde_json::Map<String, Value> =
                fields.iter().map(|(field, how)| (field.clone(), wrap(how))).collect();
            (name.clone(), Value::Object(fields))
        }
        _ => (name.clone(), wrap(value)),
    });
    let aspects: serde_json::Map<String, Value> = aspects.collect();
    let whole = json!({
        "form": 1, "probed_at": PROBED_AT, "deskferry": "0.1.0", "calls": 47, "seconds": 6.2, "aspects": aspects,
    });
    serde_json::from_value(whole).unwrap()
}

fn state_of(folder: &Path) -> PathBuf {
    folder.join(".local/state/deskferry")
}

fn file_of(folder: &Path, base_url: &str) -> BehaviorFile {
    BehaviorFile::of(&HelpDeskAccount::new(base_url, CLIENT_ID), &state_of(folder))
}

/// The account at this address counts as probed.
fn known(ferry: Ferry, base_url: &str, found: &Value) -> Ferry {
    file_of(ferry.path(), base_url).save(&behavior(found)).unwrap();
    ferry
}

/// With an account at the default address, whose credential nobody needs.
fn with_account(ferry: Ferry) -> Ferry {
    ferry.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", "hush-hush")
}
