//! A target that is killed at any instant, and started again with the last STATE, as often as it takes.

use std::cell::RefCell;
use std::fs::File;
use std::process::Stdio;

use super::{addresses, addresses_of, people, states, target};
use crate::command_line::Desk;
use crate::kills_at_instants::{kill_at_instants, tests_at_instants};

const PEOPLE: u64 = 60;

tests_at_instants!(check_instants);

/// Kills at every `step`th of fifteen instants.
fn check_instants(step: usize) {
    let desk = RefCell::new(Desk::new());
    let start = |_| {
        *desk.borrow_mut() = Desk::with(|options| options.set("latency", "10ms").unwrap());
        let ferry = target(&desk.borrow(), "--batch-size-rows 15 --settle-for 200ms");
        let ferry = ferry.file("messages.jsonl", people(1..=PEOPLE, 1));
        let open = |name: &str| File::open(ferry.path().join(name)).unwrap();
        let out = File::create(ferry.path().join("states.jsonl")).unwrap();
        let child =
            ferry.command().stdin(open("messages.jsonl")).stdout(out).stderr(Stdio::null()).spawn().unwrap();
        (ferry, child)
    };
    kill_at_instants(step, 60, start, |ferry| {
        let desk = desk.borrow();
        let passed = states(&std::fs::read_to_string(ferry.path().join("states.jsonl")).unwrap());
        let last = passed.last().copied().unwrap_or_default();
        let there = addresses(&desk);
        assert!(addresses_of(1..=last).iter().all(|address| there.contains(address)), "a STATE of nobody");
        let again = ferry.then().sandbox(&desk).line("singer target -m m.toml --settle-for 200ms").fast();
        let ran = again.stdin(people(last + 1..=PEOPLE, 1)).run().status(0);
        assert_eq!(addresses(&desk), addresses_of(1..=PEOPLE), "{ran}");
    });
}
