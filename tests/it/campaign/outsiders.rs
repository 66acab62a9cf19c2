//! Others insert, change and delete customers while a run writes, is killed and resumed.
//!
//! The run doubles nobody without reporting it, loses nobody, and deletes nobody who was there before.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deskferry::sandbox::{
    DuplicateEmails, FaultRates, ListOrder, RequestKind, SandboxOptions, SearchMode, SearchPages, TextStorage,
};
use serde_json::{Value, json};

use super::kills::{Dice, number};
use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::import::{Running, people, wait_until};

const ROWS: usize = 60;
const OLD: usize = 40;

type Quirk = fn(&mut SandboxOptions);

/// The quirks of a server; each seed draws two.
const QUIRKS: [(&str, Quirk); 12] = [
    ("newest first", |options| options.order = ListOrder::NewestFirst),
    ("no order", |options| options.order = ListOrder::Scattered),
    ("short pages", |options| options.short_pages = true),
    ("lag", |options| options.index_lag = Duration::from_millis(400)),
    ("search ignored", |options| options.search = SearchMode::Ignored),
    ("search cut", |options| options.search_pages = SearchPages::One),
    ("search lacks the newest", |options| options.search_lacks = 3),
    ("duplicates get the id of the other", |options| options.dedup = DuplicateEmails::Answer),
    ("stores lower case", |options| options.stores = vec![(TextStorage::Lower, "email".to_owned())]),
    ("total lies", |options| options.total_lie = 2),
    ("null in lists", |options| options.thin_list_null = vec!["email".to_owned()]),
    ("answers lost", |options| options.write_faults = lost()),
];

fn lost() -> FaultRates {
    FaultRates { drop_after: 0.05, ..FaultRates::default() }
}

/// Ends the agents' work, even if the run fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// What the agents did.
#[derive(Default)]
struct Done {
    /// How many customers they made with the address of a row.
    made: BTreeMap<usize, usize>,
    deleted: Vec<String>,
}

fn written(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Insert).len() + desk.requests_of(RequestKind::Update).len()
}

/// Agents work until the end: they insert customers, some of them also in the file, and change and delete others.
fn agents(desk: &Desk, seed: u64, over: &AtomicBool) -> Done {
    let (mut dice, mut done) = (Dice(seed), Done::default());
    let old: Vec<String> =
        desk.customers().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    // Stop before the end: the run has no chance to see the very last changes.
    while !over.load(Ordering::Acquire) && written(desk) < ROWS - 15 {
        std::thread::sleep(Duration::from_millis(60 + dice.roll(200)));
        match dice.roll(5) {
            0 | 1 => {
                let row = 1 + dice.roll(ROWS as u64) as usize;
                desk.put(json!({"name": "By Hand", "email": format!("P{row}@example.org")})).unwrap();
                *done.made.entry(row).or_default() += 1;
            }
            2 => {
                drop(desk.put(
                    json!({"name": "Somebody", "email": format!("x{}@example.org", dice.roll(1 << 30))}),
                ))
            }
            3 => {
                let id = &old[dice.roll(old.len() as u64) as usize];
                if desk.remove(id).unwrap() {
                    done.deleted.push(id.clone());
                }
            }
            _ => {
                let mut customers = desk.customers();
                let at = dice.roll(customers.len() as u64) as usize;
                customers[at]["memo"] = json!("looked at");
                desk.put(customers.swap_remove(at)).unwrap();
            }
        }
    }
    done
}

/// Imports, is killed once or twice, and resumes until it is done or refuses to begin. Returns everything on stderr.
fn import(ferry: &Ferry, desk: &Desk, dice: &mut Dice) -> String {
    let flags = "--rate 40 --no-progress --settle-for 1s";
    let mut said = String::new();
    let mut line = format!("import a.csv -m m.toml {flags}");
    for attempt in 0..20 {
        let mut running = Running::start(ferry.then().line(&line).sandbox(desk));
        if attempt < 2 {
            let after = desk.requests_of(RequestKind::Insert).len() + 3 + dice.roll(15) as usize;
            wait_until("inserts, or the end", || {
                desk.requests_of(RequestKind::Insert).len() >= after || running.is_over()
            });
            if !running.is_over() {
                running.signal("KILL");
            }
        }
        let (status, stderr) = running.end_with_stderr();
        said.push_str(&stderr);
        if [0, 1].contains(&status) || stderr.contains(REFUSED) {
            return said;
        }
        // Killed, or stopped because a customer is not as it was sent.
        let may_stop = ["E506", "someone else is importing the same customers"];
        assert!(status == -1 || may_stop.iter().any(|why| stderr.contains(why)), "{status}: {said}");
        line = format!("resume latest {flags}");
    }
    panic!("it does not end: {said}")
}

const REFUSED: &str = "nothing was sent";

fn campaign(seed: u64) {
    let mut dice = Dice(seed);
    let drawn: Vec<usize> = (0..2).map(|_| dice.roll(QUIRKS.len() as u64) as usize).collect();
    let names: Vec<&str> = drawn.iter().map(|at| QUIRKS[*at].0).collect();
    let desk = Desk::with(|options| {
        let old = |n: usize| json!({"name": format!("Old {n}"), "email": format!("old{n}@example.org")});
        options.start = (1..=OLD).map(old).collect();
        drawn.iter().for_each(|at| QUIRKS[*at].1(options));
    });
    let before: Vec<Value> = desk.customers();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(ROWS));
    let over = AtomicBool::new(false);
    let (said, done) = std::thread::scope(|scope| {
        let agents = scope.spawn(|| agents(&desk, seed ^ 0xa5a5, &over));
        let _over = Over(&over);
        let said = import(&ferry, &desk, &mut dice);
        over.store(true, Ordering::Release);
        (said, agents.join().unwrap())
    });
    let told = reports(&ferry);
    let story = format!("seed {seed}, {names:?}\n{said}\n{told}");
    if said.contains(REFUSED) {
        assert_eq!(desk.requests_of(RequestKind::Insert).len(), 0, "{story}");
        return;
    }
    for row in 1..=ROWS {
        let ids = with_address(&desk, row);
        let made = done.made.get(&row).copied().unwrap_or_default();
        assert!(
            !ids.is_empty() || told.contains(&format!("p{row}@example.org")),
            "row {row} is lost: {story}"
        );
        // Agents may double each other. One customer more than they made came from the run.
        if ids.len() > made.max(1) {
            let told = ids.iter().any(|id| told.contains(id.as_str()) && said.contains(id.as_str()))
                || told.lines().any(|line| {
                    let codes = ["E403", "E503"];
                    line.contains(&format!("p{row}@example.org,"))
                        && codes.iter().any(|code| line.contains(code))
                });
            assert!(told, "row {row} is there {} times, {made} of them by hand: {story}", ids.len());
        }
    }
    let now = desk.customers();
    for one in before.iter().filter(|one| !done.deleted.iter().any(|id| one["id"] == *id)) {
        assert!(now.iter().any(|other| other["id"] == one["id"]), "{one} is gone: {story}");
    }
}

fn with_address(desk: &Desk, row: usize) -> Vec<String> {
    let address = format!("p{row}@example.org");
    let all = desk.customers();
    let same =
        all.iter().filter(|one| one["email"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&address)));
    same.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// The result files of all runs, as one text.
fn reports(ferry: &Ferry) -> String {
    let runs = ferry.path().join("deskferry-runs");
    let mut text = String::new();
    for run in std::fs::read_dir(runs).into_iter().flatten().flatten() {
        for name in ["results.csv", "rejects.csv", "unknown.csv"] {
            text.push_str(&std::fs::read_to_string(run.path().join(name)).unwrap_or_default());
        }
    }
    text
}

#[test]
fn outsiders_are_at_work_meanwhile() {
    campaign(1);
}

/// `DESKFERRY_SEEDS=20` tries 20 seeds, beginning with `DESKFERRY_FIRST_SEED`.
#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn outsiders_are_at_work_meanwhile_in_full() {
    let first = number("DESKFERRY_FIRST_SEED", 1);
    (first..first + number("DESKFERRY_SEEDS", 3)).for_each(campaign);
}
