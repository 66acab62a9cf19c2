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

use deskferry::sandbox::RequestKind;
use serde_json::Value;

use crate::command_line::{Desk, Ferry, Ran};
use crate::import::{HELD, Running, wait_until};

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

/// Runs a command that reads more than 20 pages, and whose token ends among them.
#[track_caller]
pub(super) fn with_a_token_that_ends(desk: &Desk, ferry: Ferry) -> Ran {
    desk.plan(RequestKind::List, (0..40).map(|at| (at >= 20).then_some(HELD)));
    let running = Running::start(ferry);
    wait_until("some pages", || desk.stats().of(RequestKind::List) > 20);
    desk.revoke_tokens();
    desk.clear_plan();
    desk.end_delays();
    let ended = running.end();
    let refused = desk.stats().by_status.get(&401).copied().unwrap_or_default();
    assert!(refused > 0 && desk.stats().of(RequestKind::Token) == 2, "{:?}", desk.stats());
    ended.ferry.ended(ended.status, ended.stdout, ended.stderr).status(0)
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
    // The user's state folder is there as well, and the trace of the export.
    let ours = |name: &String| ![".local", "deskferry-runs"].contains(&name.as_str());
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(name).filter(ours).collect();
    names.sort();
    names
}
