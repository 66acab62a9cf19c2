//! `doctor --probe` finds out every switch of the sandbox that is behavior of an account, alone and in pairs, beside
//! other customers and without any. It leaves nobody behind, and touches nobody else.

mod figures;
mod imitated;
pub mod table;
mod truth;

use std::time::Duration;

use deskferry::behavior::{AccountBehavior, AspectLine};
use deskferry::sandbox::{RequestKind, SWITCHES, SandboxOptions, start_customers};

use self::table::{BEHAVIOR, OTHERS, Switch};
use self::truth::{Right, Settings, parts, truth};
use crate::command_line::{Desk, Ferry, Ran};
use crate::import::side_by_side;

/// The most calls of a probe.
const MOST: usize = 60;
/// The other customers of an account that is not empty: more than two pages.
const MANY: usize = 60;

/// One account: its switches, and its number of other customers.
#[derive(Debug, Clone)]
struct Account {
    of: Settings,
    others: usize,
}

/// A sandbox with these switches.
fn desk(account: &Account) -> Desk {
    Desk::with(|options: &mut SandboxOptions| {
        options.custom_fields.clear();
        options.start = start_customers(account.others);
        for (name, value) in &account.of.0 {
            options.set(name, value).unwrap();
        }
    })
}

fn probe(desk: &Desk, flags: &str) -> Ran {
    Ferry::new().line(&format!("doctor --probe --yes --json {flags}")).sandbox(desk).run()
}

/// What the probe has saved.
fn learned(ran: &Ran) -> AccountBehavior {
    let state = ran.path().join(".local/state/deskferry");
    let files = std::fs::read_dir(state).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(".behavior.json")).collect();
    assert_eq!(files.len(), 1, "{files:?} {ran}");
    serde_json::from_slice(&std::fs::read(files.remove(0)).unwrap()).unwrap()
}

fn texts(desk: &Desk) -> Vec<String> {
    desk.customers().iter().map(ToString::to_string).collect()
}

/// Probes an account and compares. Returns what is wrong.
fn wrong(account: &Account) -> Vec<String> {
    let desk = desk(account);
    let before = texts(&desk);
    let ran = probe(&desk, "--rate 0");
    let mut wrong = Vec::new();
    if ran.status != 0 {
        wrong.push(format!("status {}: {}", ran.status, ran.stderr.trim_end()));
    }
    if texts(&desk) != before {
        wrong.push(format!("the customers differ: {:?}", desk.customers().len()));
    }
    let calls = desk.stats().total as usize;
    if calls > MOST {
        wrong.push(format!("{calls} calls"));
    }
    let behavior = learned(&ran);
    if behavior.calls != calls as u64 {
        wrong.push(format!("it counts {} calls, but made {calls}", behavior.calls));
    }
    let lines = behavior.lines();
    for (aspect, right) in truth(&account.of, account.others) {
        wrong.extend(compare(&lines, aspect, &right));
    }
    wrong.extend(wrong_lag(&account.of, &behavior, &desk));
    wrong
}

fn compare(lines: &[AspectLine], aspect: &str, right: &Right) -> Option<String> {
    let found = lines.iter().find(|line| match aspect.strip_suffix('*') {
        Some(start) => line.aspect.starts_with(start),
        None => line.aspect == aspect,
    });
    let Some(line) = found else {
        return right.unknown.is_none().then(|| format!("{aspect}: not said"));
    };
    let said = line.value.as_deref();
    let is_list = matches!(aspect, "stores" | "fills");
    let same = |said: &str| is_list && right.values.iter().any(|value| parts(value) == parts(said));
    let is_right = right.allows(said) || said.is_some_and(same);
    (!is_right).then(|| format!("{aspect}: {said:?} ({}), not {right:?}", line.meaning))
}

/// How long the first insert took at most, and the longest time between two requests: a busy machine is late.
fn lateness(desk: &Desk) -> (Duration, Duration) {
    let requests = desk.requests();
    let apart = |at: usize| requests[at + 1].at - requests[at].at;
    let all = 0..requests.len().saturating_sub(1);
    let insert = all.clone().find(|at| requests[*at].kind == RequestKind::Insert).map(apart);
    (insert.unwrap_or_default(), all.map(apart).max().unwrap_or_default())
}

/// The time until a new customer appears lies within what was measured.
fn wrong_lag(of: &Settings, behavior: &AccountBehavior, desk: &Desk) -> Option<String> {
    let lag = deskferry::config::parse_duration(of.get("index-lag")).unwrap();
    // A list of several pages without counts does not show that somebody has come.
    let no_search = of.get("search") == "ignored" || !of.get("search-blind").is_empty();
    let Some(found) = behavior.index_lag.known() else {
        let is_right = no_search && of.get("totals") == "none";
        return (!is_right).then(|| "index-lag: unknown".to_owned());
    };
    let most = behavior.longest_lag().unwrap_or_default();
    // The time in which it was hidden counts from the same moment, so it includes that of the insert.
    let (insert, longest) = lateness(desk);
    let insert = insert + Duration::from_millis(300);
    let hidden = Duration::from_millis(found.hidden_ms).saturating_sub(insert);
    let is_right = hidden <= lag && lag <= most + Duration::from_millis(5);
    let is_close = most <= 2 * lag + Duration::from_secs(2) + longest;
    (!is_right || !is_close).then(|| format!("index-lag: {found:?}, not {lag:?}"))
}

/// Panics with everything that is wrong with any of the accounts.
#[expect(clippy::print_stdout, reason = "a long campaign shows how far it is")]
fn check(accounts: &[Account]) {
    let all = std::sync::Mutex::new(Vec::new());
    let done = std::sync::atomic::AtomicUsize::new(0);
    side_by_side(accounts, |account| {
        let wrong = wrong(account);
        let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if done.is_multiple_of(100) {
            println!("{done} of {} accounts probed", accounts.len());
        }
        if !wrong.is_empty() {
            let told =
                format!("{:?}, {} others:\n    {}", account.of.0, account.others, wrong.join("\n    "));
            println!("{told}");
            all.lock().unwrap().push(told);
        }
    });
    let all = all.into_inner().unwrap();
    assert!(all.is_empty(), "{} of {} accounts:\n{}", all.len(), accounts.len(), all.join("\n"));
}

fn settings(set: &[(&'static str, &'static str)]) -> Settings {
    Settings(set.iter().copied().collect())
}

/// Each value of each switch.
fn values() -> impl Iterator<Item = (&'static str, &'static str)> {
    BEHAVIOR.iter().flat_map(|Switch(name, values)| values.iter().map(move |value| (*name, *value)))
}

#[test]
fn every_switch_is_behavior_or_has_a_reason_why_not() {
    let others = OTHERS.iter().flat_map(|(names, _)| names.iter().copied());
    let mut told: Vec<&str> = BEHAVIOR.iter().map(|switch| switch.0).chain(others).collect();
    let mut all: Vec<&str> = SWITCHES.iter().map(|(name, ..)| *name).collect();
    told.sort_unstable();
    all.sort_unstable();
    assert_eq!(told, all);
    for (name, allowed, _) in SWITCHES {
        let Some(Switch(_, values)) = BEHAVIOR.iter().find(|switch| switch.0 == *name) else { continue };
        let listed: Vec<&str> = allowed.split(" | ").filter(|_| allowed.contains(" | ")).collect();
        assert!(listed.iter().all(|value| values.contains(value)), "{name}: {allowed}, but {values:?}");
        for value in *values {
            SandboxOptions::default().set(name, value).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// A sample: every value in an account with other customers or without any, in turn.
#[test]
fn every_value_alone_is_found_out() {
    let turns = values().enumerate();
    let accounts: Vec<Account> = turns
        .map(|(at, value)| Account { of: settings(&[value]), others: if at % 2 == 0 { MANY } else { 0 } })
        .collect();
    check(&accounts);
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn every_value_alone_is_found_out_in_full() {
    let both = |value| [0, MANY].map(|others| Account { of: settings(&[value]), others });
    check(&values().flat_map(both).collect::<Vec<_>>());
}

/// Which fields a list leaves out is no aspect: each run compares the list with single customers itself. It misleads no
/// probe either.
#[test]
fn a_list_that_leaves_fields_out_misleads_no_probe() {
    let lists = ["email", "name", "phoneNumber,mobileNumber", "email,name,phoneNumber,company,memo"];
    let mut accounts = Vec::new();
    for (at, fields) in lists.into_iter().enumerate() {
        for search in ["exact", "case", "substring", "ignored"] {
            let switch = if at % 2 == 0 { "thin-list" } else { "thin-list-null" };
            let of = settings(&[(switch, fields), ("search", search)]);
            accounts.push(Account { of, others: if at < 2 { MANY } else { 0 } });
        }
    }
    check(&accounts);
}

/// All pairs of values of different switches. The defaults are already in each other pair.
fn pairs() -> Vec<Account> {
    let mut all = Vec::new();
    for (at, Switch(one, values)) in BEHAVIOR.iter().enumerate() {
        for Switch(other, others) in &BEHAVIOR[at + 1..] {
            // One option of the sandbox has both.
            if (*one, *other) == ("search-cut", "search-repeats") {
                continue;
            }
            for value in &values[1..] {
                all.extend(others[1..].iter().map(|second| settings(&[(one, value), (other, second)])));
            }
        }
    }
    let turn = |(at, of)| Account { of, others: if at % 2 == 0 { MANY } else { 0 } };
    all.into_iter().enumerate().map(turn).collect()
}

#[test]
fn some_pairs_are_found_out() {
    let all = pairs();
    // A step that has no factor in common with the number of pairs reaches all switches.
    let sample: Vec<Account> = (0..SAMPLE).map(|at| all[(at * STEP + 7) % all.len()].clone()).collect();
    check(&sample);
}

/// How many pairs a plain `cargo test` tries, and how far they are apart.
const SAMPLE: usize = 60;
const STEP: usize = 53;

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn all_pairs_are_found_out_in_full() {
    check(&pairs());
}
