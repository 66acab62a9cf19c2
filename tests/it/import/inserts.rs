//! An insert is sent once: whatever goes wrong, no customer is doubled and none is silently dropped.

use std::time::Duration;

use deskferry::sandbox::{RequestKind, RetryAfter, SimulatedFault, UnknownNames};
use rstest::rstest;

use super::{Running, import, people, places_of, sent_names, stored_names, wait_until};
use crate::command_line::{Desk, Ferry, SIMPLE};

/// Without a key, an insert's result can't be found out.
const KEYLESS: &str = "version = 1\n[fields]\nname = { from = \"Name\" }\nemail = { from = \"Email\" }\n";

/// Longer than the test's timeout, which no other request of it reaches.
const SLOW: Duration = Duration::from_secs(60);

#[test]
fn an_insert_with_an_unknown_result_is_reported_and_never_sent_again() {
    let faults = [
        ("Before", SimulatedFault::StatusBefore(500)),
        ("After", SimulatedFault::StatusAfter(500)),
        ("Gateway", SimulatedFault::StatusAfter(504)),
        ("Unavailable", SimulatedFault::StatusBefore(503)),
        ("Dropped", SimulatedFault::DropBefore),
        ("Cut", SimulatedFault::DropAfter),
        ("Half", SimulatedFault::Truncated),
        ("Page", SimulatedFault::Html),
        ("Late", SimulatedFault::SlowBefore(SLOW)),
        ("Slow", SimulatedFault::SlowAfter(SLOW)),
    ];
    let desk = Desk::new();
    let mut csv = "Name,Email\n".to_owned();
    for (name, fault) in faults {
        desk.fail_where(RequestKind::Insert, format!("\"{name}\""), fault);
        csv.push_str(&format!("{name},{name}@example.org\nGood {name},good-{name}@example.org\n"));
    }
    let ran = import(&desk, KEYLESS, &csv, "--mode insert --timeout 4 --max-failures 0").run().status(1);

    let names: Vec<&str> = faults.iter().map(|(name, _)| *name).collect();
    assert_eq!(ran.unknown().column("Name"), names, "{ran}");
    assert!(ran.unknown().column("_codes").iter().all(|code| *code == "E503"), "{ran}");
    assert_eq!((ran.count("unknown"), ran.count("inserted")), (10, 10), "{ran}");
    let sent = sent_names(&desk);
    assert_eq!(sent.len(), 20);
    assert!(sent.values().all(|times| *times == 1), "{sent:?}");
    // Inserts that were done without an answer are there once. "Late" is not checked: it arrives after the run has
    // ended.
    let stored = stored_names(&desk);
    for name in ["After", "Gateway", "Cut", "Half", "Page", "Slow"] {
        assert_eq!(stored.get(name), Some(&1), "{stored:?}");
    }
    for name in ["Before", "Unavailable", "Dropped"] {
        assert_eq!(stored.get(name), None, "{stored:?}");
    }
    assert_eq!(ran.results().len(), 10, "{ran}");
}

#[rstest]
#[case::seconds(429, RetryAfter::Seconds)]
#[case::date(429, RetryAfter::Date)]
#[case::unavailable(503, RetryAfter::Seconds)]
#[case::unavailable_until(503, RetryAfter::Date)]
fn everybody_pauses_for_as_long_as_the_server_asks(#[case] status: u16, #[case] form: RetryAfter) {
    let desk =
        Desk::with(|options| (options.retry_after, options.latency) = (form, Duration::from_millis(20)));
    desk.plan(
        RequestKind::Insert,
        [None, None, None, None, None, Some(SimulatedFault::Busy { status, wait: 1 })],
    );
    let ran = import(&desk, KEYLESS, &people(150), "--mode insert --concurrency 4").run();

    let requests = desk.requests_of(RequestKind::Insert);
    let busy = requests.iter().find(|request| format!("{:?}", request.reply).contains(&status.to_string()));
    let busy = busy.expect("one was put off").clone();
    let during = requests.iter().filter(|request| request.at > busy.at).map(|request| request.at - busy.at);
    // Inserts that were on their way when the answer came may still arrive: one of each of the other three.
    let early: Vec<_> = during.filter(|time| *time < Duration::from_millis(950)).collect();
    assert!(early.len() <= 3, "{early:?} {ran}");
    assert!(requests.iter().any(|request| request.at - busy.at >= Duration::from_millis(950)), "{ran}");

    let twice: Vec<_> = sent_names(&desk).into_iter().filter(|(_, times)| *times > 1).collect();
    let name = busy.json()["name"].as_str().unwrap().to_owned();
    if status == 429 {
        // A 429 counts as not done, so the insert is sent once more.
        assert_eq!(twice, [(name, 2)], "{ran}");
        assert_eq!((ran.status, ran.count("inserted")), (0, 150), "{ran}");
    } else {
        assert_eq!(twice, [], "{ran}");
        assert_eq!(ran.unknown().column("Name"), [name], "{ran}");
        assert_eq!((ran.status, ran.count("inserted")), (1, 149), "{ran}");
    }
    assert!(stored_names(&desk).values().all(|times| *times == 1));
}

#[test]
fn a_server_that_stays_busy_makes_a_row_fail_in_the_end() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person 2", SimulatedFault::Busy { status: 429, wait: 0 });
    let ran = import(&desk, SIMPLE, &people(3), "").run().status(1);
    assert_eq!(ran.rejects().column("_codes"), ["E502"], "{ran}");
    assert_eq!(ran.count("failed"), 1, "{ran}");
    assert_eq!(sent_names(&desk)["Person 2"], 5, "{ran}");
    assert_eq!(stored_names(&desk).len(), 2);
}

/// A server may answer 429 after doing the insert: look it up before sending it again.
#[test]
fn a_429_does_not_prove_that_nothing_was_done() {
    let desk = Desk::new();
    let (after, before) = (Some(SimulatedFault::StatusAfter(429)), Some(SimulatedFault::StatusBefore(429)));
    desk.plan(RequestKind::Insert, [None, after, None, None, after, None, before]);
    let ran = import(&desk, SIMPLE, &people(9), "--settle-for 1s --concurrency 1").run().status(0);
    assert_eq!(ran.count("inserted"), 9, "{ran}");
    let (stored, sent) = (stored_names(&desk), sent_names(&desk));
    assert!(stored.len() == 9 && stored.values().all(|times| *times == 1), "{stored:?} {ran}");
    assert_eq!((sent.values().sum::<usize>(), sent.values().max()), (10, Some(&2)), "{ran}");
}

#[test]
fn a_refusal_is_rejected_with_the_words_of_the_server() {
    let desk = Desk::with(|options| options.unknown_custom = UnknownNames::Refuse);
    let mapping = format!("{SIMPLE}[custom_fields]\nshoeSize = {{ from = \"Size\" }}\n");
    let csv = "Name,Email,Size\nAda,ada@example.org,38\nBob,bob@example.org,\n";
    let ran = import(&desk, &mapping, csv, "--fields none").run().status(1);
    let rejects = ran.rejects();
    assert_eq!(rejects.column("Name"), ["Ada"], "{ran}");
    assert_eq!(rejects.cell(0, "_codes"), "E501");
    assert!(rejects.cell(0, "_message").contains("unknown custom field 'shoeSize'"), "{rejects:?}");
    assert_eq!(sent_names(&desk)["Ada"], 1, "a refused row is not sent again");
    assert_eq!(places_of(&ran)["insert"], ["Bob"]);

    // Corrected by hand, the rejects can be imported as they are.
    let mut corrected = rejects;
    corrected.set(0, "Size", "");
    let folder = ran.folder();
    std::fs::write(folder.join("corrected.csv"), corrected.to_csv()).unwrap();
    let second = ran.then().sandbox(&desk).args(["import".into(), folder.join("corrected.csv")]);
    let second = second.line("-m m.toml").fast().run().status(0);
    assert_eq!((second.count("inserted"), stored_names(&desk).len()), (1, 2), "{second}");
}

#[test]
fn an_insert_that_was_not_answered_is_settled_by_its_key() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropAfter), Some(SimulatedFault::DropBefore)]);
    let ran = import(&desk, SIMPLE, &people(5), "--settle-for 1s").run().status(0);
    assert_eq!(ran.count("inserted"), 5, "{ran}");
    let stored = stored_names(&desk);
    assert!(stored.len() == 5 && stored.values().all(|times| *times == 1), "{stored:?}");
    assert_eq!(desk.requests_of(RequestKind::Insert).len(), 6, "only the one that was absent is sent again");
}

/// The insert is lost, and someone else inserts a customer with the same address before the lookup.
#[test]
fn someone_elses_customer_with_the_same_key_is_not_adopted() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [Some(SimulatedFault::DropBefore)]);
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\nReal Name,x@example.org\n");
    let ferry = ferry.sandbox(&desk).line("import a.csv -m m.toml --rate 0 --settle-for 30s");
    let running = Running::start(ferry);
    wait_until("the insert", || desk.stats().of(RequestKind::Insert) == 1);
    desk.put(serde_json::json!({"name": "Somebody Else", "email": "x@example.org"})).unwrap();
    let ended = running.end();
    assert_eq!(ended.status, 1, "{ended}");
    assert_eq!(ended.places()["unknown"], ["Real Name"], "{ended}");
    assert_eq!(desk.customer("email", "x@example.org")["name"], "Somebody Else");
    assert_eq!(desk.stats().of(RequestKind::Insert), 1, "it is not sent again either");
}

/// A server that never does the insert is not tried forever.
#[test]
fn an_insert_that_never_arrives_fails_in_the_end() {
    let desk = Desk::with(|options| options.write_faults.drop_before = 1.0);
    let ran = import(&desk, SIMPLE, &people(1), "--settle-for 50ms --max-failures 0").run().status(1);
    assert_eq!((ran.count("failed"), desk.stats().of(RequestKind::Insert)), (1, 8), "{ran}");
    assert!(ran.rejects().cell(0, "_message").contains("sent 8 times"), "{ran}");
}
