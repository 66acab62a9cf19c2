//! `--log-format json`: what a command does, as one event a line (docs/events.md).

use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};
use crate::import::{Running, wait_until};
use deskferry::sandbox::{RequestKind, SimulatedFault};

fn three() -> Ferry {
    let rows = "Name,Email\nAda,ada@example.org\nBob,bob@example.org\nCid,cid@example.org\n";
    Ferry::new().file("a.csv", rows).file("m.toml", SIMPLE)
}

/// The members of all events.
fn events(ran: &Ran) -> Vec<Value> {
    let lines = ran.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| line["fields"].clone()).filter(|fields| fields["event"].is_string()).collect()
}

fn of<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

#[test]
fn an_import_tells_each_phase_and_its_end() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "bob@example.org", SimulatedFault::StatusBefore(422));
    let line = "import a.csv -m m.toml --log-format json --rate 0";
    let ran = three().line(line).sandbox(&desk).run().status(1);
    let events = events(&ran);
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    let at = |name: &str| {
        names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name}: {names:?}"))
    };
    assert!(
        at("opened") < at("planned") && at("planned") < at("writing") && at("writing") < at("failed"),
        "{names:?}"
    );
    assert_eq!(
        (of(&events, "opened")[0]["file"].clone(), of(&events, "writing")[0]["pending"].clone()),
        (json!("a.csv"), json!(3))
    );
    assert_eq!(of(&events, "planned")[0]["counts"]["planned_inserts"], 3);
    let failed = of(&events, "failed");
    assert_eq!((failed.len(), &failed[0]["row"], &failed[0]["outcome"]), (1, &json!(2), &json!("rejected")));
    assert!(failed[0]["code"].as_str().unwrap().starts_with('E'));
    // The last counts are told, whenever they come.
    let last = *of(&events, "written").last().unwrap();
    assert_eq!((&last["settled"], &last["pending"], &last["failed"]), (&json!(3), &json!(3), &json!(1)));
    assert_eq!(
        *events.last().unwrap(),
        json!({"event": "ended", "message": "ended with exit status 1", "exit": 1})
    );
    assert!(!ran.stderr.contains("bob@example.org"), "an event has no values: {ran}");
}

#[rstest]
#[case("validate a.csv -m m.toml", &["opened", "ended"], 0)]
#[case("validate none.csv -m m.toml", &["ended"], 2)]
#[case("import a.csv -m m.toml --no-progress --sandbox", &["ended"], 0)]
#[case("import a.csv -m m.toml -q --sandbox", &[], 0)]
#[case("import --no-such-flag", &["ended"], 2)]
#[case("export -o x.jsonl --sandbox", &["ended"], 0)]
fn each_command_has_its_last_line(#[case] line: &str, #[case] expected: &[&str], #[case] status: i32) {
    let ran = three().line(line).line("--log-format json").run().status(status);
    let events = events(&ran);
    for name in expected {
        assert_eq!(of(&events, name).len(), 1, "{name}: {events:?}");
    }
    assert_eq!(events.is_empty(), expected.is_empty(), "{events:?}");
    if let Some(last) = events.last() {
        assert_eq!((&last["event"], &last["exit"]), (&json!("ended"), &json!(status)));
    }
}

/// A signal is told when it comes, once, and not only at the end.
#[test]
fn a_signal_is_an_event() {
    let desk = Desk::new();
    let rows = (0..40).map(|at| format!("P{at},p{at}@example.org\n")).collect::<String>();
    let ferry = three().file("a.csv", format!("Name,Email\n{rows}")).sandbox(&desk);
    let running = Running::start(ferry.line("import a.csv -m m.toml --log-format json --rate 5"));
    wait_until("an insert", || desk.stats().of(RequestKind::Insert) > 0);
    running.signal("INT");
    running.hear("finishing the requests in flight");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    let told: Vec<Value> = ended
        .stderr
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|line| line["fields"].clone())
        .collect();
    let stopping = of(&told, "stopping");
    assert_eq!((stopping.len(), &stopping[0]["reason"]), (1, &json!("stopped by SIGINT")), "{ended}");
    assert_eq!(told.last().unwrap()["event"], "ended");
}

#[test]
fn without_json_nothing_is_an_event() {
    let ran = three().line("import a.csv -m m.toml --sandbox").run().status(0);
    assert!(!ran.stderr.contains("ended with exit status") && !ran.stderr.contains("\"event\""), "{ran}");
}
