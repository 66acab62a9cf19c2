//! Export: exactly the account at one moment, or a report of what could not be proven.

mod buckets;
mod changing_account;
mod choosing;
mod failures;
mod formats;
mod killed;
mod odd_customers;
mod output;
mod secrets;
mod uploads;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command_line::{Desk, Ferry, Ran};

/// An export to `out.jsonl`, without rate limit.
pub(super) fn export(desk: &Desk, flags: &str) -> Ferry {
    Ferry::new().sandbox(desk).line("export -o out.jsonl").line(flags).fast()
}

/// A sandbox with this many customers, and switches: `page-size=10 churn=insert:3`.
pub(super) fn desk(customers: usize, switches: &str) -> Desk {
    Desk::with(|options| {
        options.set("start-customers", &customers.to_string()).unwrap();
        for (name, value) in switches.split_whitespace().map(|switch| switch.split_once('=').unwrap()) {
            options.set(name, value).unwrap();
        }
    })
}

/// The lines of a file as JSON.
#[track_caller]
pub(super) fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The ids of records; each must be there once.
#[track_caller]
pub(super) fn ids(records: &[Value]) -> BTreeSet<String> {
    let all: Vec<String> = records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    let unique: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), unique.len(), "somebody is there twice");
    unique
}

/// The ids in `out.jsonl`.
#[track_caller]
pub(super) fn exported(ran: &Ran) -> BTreeSet<String> {
    ids(&records(&ran.text("out.jsonl")))
}

/// The manifest next to it.
#[track_caller]
pub(super) fn manifest(ran: &Ran) -> Value {
    serde_json::from_str(&ran.text("out.jsonl.manifest.json")).unwrap()
}

/// The names of all files in a folder.
pub(super) fn names(folder: &std::path::Path) -> Vec<String> {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    // The user's state folder is there as well.
    let ours = |name: &String| name != ".local";
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(name).filter(ours).collect();
    names.sort();
    names
}
