//! `--fixes`: cells that are mended and rows that are set aside, in a table beside the mapping.

mod imports;
pub mod key;
mod odd_tables;
mod partly_corrected;
mod prune;
mod refused;
mod shared_table;
mod sources;
mod trace;
mod twins;

use serde_json::Value;

use crate::command_line::{Ferry, Ran, SIMPLE};
use key::key;

/// Two people, one with a wrong address.
const PEOPLE: &str = "Name,Email\nAda,ada@example.org\nBob,bob(at)example.org\nCleo,cleo@example.org\n";

/// The fix of Bob's address.
fn mended() -> String {
    let key = key(&["Name", "Email"], &["Bob", "bob(at)example.org"]);
    format!("row_key,column,was,now,note\n{key},Email,bob(at)example.org,bob@example.org,asked him\n")
}

/// A validation of `a.csv` with `fixes.csv`.
fn validated(csv: &str, fixes: &str) -> Ran {
    ready(csv, fixes).line("validate a.csv -m m.toml --fixes fixes.csv").run()
}

fn ready(csv: &str, fixes: &str) -> Ferry {
    Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv).file("fixes.csv", fixes)
}

/// The numbers of `run.json`, which the report repeats.
#[track_caller]
fn fixes_of(ran: &Ran) -> Value {
    let mut fixes = ran.run_json()["fixes"].clone();
    let mut reported = ran.report_json()["about"]["fixes"].clone();
    for value in [&mut fixes, &mut reported] {
        let value = value.as_object_mut().unwrap_or_else(|| panic!("no fixes: {ran}"));
        value.remove("path");
        value.remove("sha256");
        value.remove("file");
        value.remove("columns");
        value.retain(|_, count| *count != 0);
    }
    assert_eq!(fixes, reported);
    fixes
}

/// The refused fixes of the report: line, column, value.
fn refused_of(ran: &Ran) -> Vec<(u64, String, String)> {
    let report = ran.report_json();
    let groups = report["issues"].as_array().unwrap();
    let group = groups.iter().find(|group| group["code"] == "W027");
    let samples = group.map_or(Vec::new(), |group| group["samples"].as_array().unwrap().clone());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    samples
        .iter()
        .map(|one| {
            assert_eq!(one["file"], "fixes.csv");
            (one["row"].as_u64().unwrap(), text(&one["column"]), text(&one["value"]))
        })
        .collect()
}
