//! An export that is killed at any instant leaves the old file or a whole new one, and the next export cleans up.

use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, SystemTime};

use super::{desk, export, exported, ids, names};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::wait_until;

/// Checks the file with the final name: the old one, or a whole new one with its manifest.
#[track_caller]
fn old_or_whole(ferry: &Ferry, customers: usize) {
    let text = std::fs::read_to_string(ferry.path().join("out.jsonl")).unwrap();
    assert!(text == "old" || text.lines().count() == customers, "half a file");
}

/// Every third instant of the full test.
#[test]
fn at_some_instants() {
    check_instants(3);
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn at_any_instant_in_full() {
    check_instants(1);
}

/// Kills at every `step`th of fifteen instants.
fn check_instants(step: usize) {
    let desk = desk(300, "page-size=20 latency=2ms");
    let (mut killed, mut left, most) = (0, 0, 15 / step);
    for at in (0..15).step_by(step) {
        let ferry = export(&desk, "").file("out.jsonl", "old");
        let mut child = ferry.command().spawn().unwrap();
        // A busy machine is slow to start the process, which writes nothing before its first request.
        let asked = desk.stats().total;
        if at > 0 {
            wait_until("it reads", || desk.stats().total > asked);
        }
        std::thread::sleep(Duration::from_millis(15 + at * 8));
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        old_or_whole(&ferry, 300);
        for name in names(ferry.path()).iter().filter(|name| name.starts_with('.')) {
            left += 1;
            let file = std::fs::File::open(ferry.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(120)).unwrap();
        }
        let ran = export_again(&ferry, &desk);
        assert_eq!(exported(&ran), ids(&desk.customers()));
        assert_eq!(names(ran.path()), ["out.jsonl", "out.jsonl.manifest.json"], "what was left is cleared");
    }
    assert!(
        killed > most / 3 && left > 0,
        "{killed} of {most} were killed in the middle, and left {left} files"
    );
}

fn export_again(ferry: &Ferry, desk: &Desk) -> Ran {
    ferry.then().sandbox(desk).line("export -o out.jsonl").fast().run().status(0)
}
