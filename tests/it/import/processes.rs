//! The sandbox as a separate process and as a file, and the memory use of a long file.

use std::collections::BTreeMap;

use super::{Running, people, wait_until};
use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::own_room::OwnRoom;

#[test]
fn the_sandbox_serves_other_processes() {
    let listening = "sandbox --listen 127.0.0.1:0 --switch start-customers=3 --switch client-id=me";
    let server = Running::start(Ferry::new().line(listening));
    let printed = || server.printed();
    wait_until("the environment", || printed().lines().count() == 3);
    let environment: BTreeMap<String, String> = printed()
        .lines()
        .map(|line| line.strip_prefix("export ").unwrap().split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(environment["DESKERO_CLIENT_ID"], "me");
    let _room = OwnRoom::of(&environment["DESKERO_BASE_URL"], "me");
    let with_environment =
        |ferry: Ferry| environment.iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(5)).line("import a.csv -m m.toml");
    let ran = with_environment(ferry.fast()).run().status(0);
    assert_eq!(ran.count("inserted"), 5, "{ran}");
    let ran = with_environment(Ferry::new().line("customer find")).run().status(0);
    assert_eq!(ran.stdout.lines().count(), 8, "{ran}");
    server.signal("INT");
    let ended = server.end();
    assert_eq!(ended.status, 0, "{ended}");
}

#[test]
fn a_sandbox_in_a_file_keeps_its_customers() {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(5));
    let first = ferry.line("import a.csv -m m.toml --sandbox=desk.db").fast().run().status(0);
    assert_eq!(first.count("inserted"), 5, "{first}");
    let second = first.then().line("import a.csv -m m.toml --sandbox=desk.db").fast().run().status(0);
    assert_eq!((second.count("inserted"), second.count("unchanged")), (0, 5), "{second}");
    let ran = first.then().line("customer find --sandbox=desk.db --rate 0").run().status(0);
    assert_eq!(ran.stdout.lines().count(), 5, "{ran}");
    let ran = first.then().line("customer find --sandbox --rate 0").run().status(1);
    assert_eq!(ran.stdout, "", "{ran}");
}

/// The most memory that a dry run of this many rows used, in KiB, as last seen.
#[cfg(target_os = "linux")]
fn peak(rows: usize) -> u64 {
    let desk = Desk::new();
    desk.put(serde_json::json!({"name": "Somebody", "email": "somebody@example.org"})).unwrap();
    let running = Running::start(super::import(&desk, SIMPLE, &people(rows), "--dry-run"));
    let mut peak = 0;
    wait_until("its end", || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.map_or(peak, |line| line.trim().trim_end_matches(" kB").parse().unwrap());
        line.is_none()
    });
    let ended = running.end();
    assert_eq!(
        (ended.status, ended.run_json()["counts"]["planned_inserts"].as_u64()),
        (0, Some(rows as u64)),
        "{ended}"
    );
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_file() {
    let (short, long) = (peak(2_000), peak(20_000));
    // Finding duplicates takes about 35 bytes a row, 630 kB here. Reading in batches takes a constant amount.
    assert!(long < short + 12_000, "{short} KiB for 2,000 rows, {long} KiB for 20,000");
}
