//! An export that is killed at any instant leaves the old file or a whole new one, and the next export cleans up.

use std::time::{Duration, SystemTime};

use super::{desk, export, exported, ids, names};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::wait_until;
use crate::kills_at_instants::{kill_at_instants, tests_at_instants};

/// Checks the file with the final name: the old one, or a whole new one with its manifest.
#[track_caller]
fn old_or_whole(ferry: &Ferry, customers: usize) {
    let text = std::fs::read_to_string(ferry.path().join("out.jsonl")).unwrap();
    assert!(text == "old" || text.lines().count() == customers, "half a file");
}

tests_at_instants!(check_instants);

/// Kills at every `step`th of fifteen instants.
fn check_instants(step: usize) {
    let desk = desk(300, "page-size=20 latency=2ms");
    let mut left = 0;
    let start = |at| {
        let ferry = export(&desk, "").file("out.jsonl", "old");
        let mut child = ferry.command().spawn().unwrap();
        // A busy machine is slow to start the process.
        let has_begun = || names(ferry.path()).iter().any(|name| name.starts_with('.'));
        if at > 0 {
            wait_until("it writes", || has_begun() || child.try_wait().unwrap().is_some());
        }
        (ferry, child)
    };
    kill_at_instants(step, 8, start, |ferry| {
        old_or_whole(ferry, 300);
        for name in names(ferry.path()).iter().filter(|name| name.starts_with('.')) {
            left += 1;
            let file = std::fs::File::open(ferry.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
        }
        let ran = export_again(ferry, &desk);
        assert_eq!(exported(&ran), ids(&desk.customers()));
        assert_eq!(names(ran.path()), ["out.jsonl", "out.jsonl.manifest.json"], "what was left is cleared");
    });
    assert!(left > 0, "no export left a file");
}

fn export_again(ferry: &Ferry, desk: &Desk) -> Ran {
    ferry.then().sandbox(desk).line("export -o out.jsonl").fast().run().status(0)
}
