//! Imports killed at every boundary of the journal, then resumed.

use deskferry::failpoint::POINTS;
use rstest::rstest;

use super::{CALM, Place, Server, check_exactly_once, check_folder, check_no_leftovers};

const ROWS: usize = 40;

/// Kills an import at a fail point and resumes it: each customer is there once, each row has one outcome.
#[rstest]
#[case("folder-making")]
#[case("folder-named")]
#[case("plan-begun")]
#[case("plan-read")]
#[case("plan-matched")]
#[case("plan-on-disk")]
#[case("plan-taken-over")]
#[case("plan-named")]
#[case("intent-written")]
#[case("intent-committed")]
#[case("intent-written:3")]
#[case("intent-committed:3")]
#[case("sent")]
#[case("sent:20")]
#[case("outcome-written")]
#[case("outcome-committed")]
#[case("outcome-written:25")]
#[case("outcome-committed:25")]
#[case("outcome-committed:40")]
#[case("all-written")]
#[case("report-row")]
#[case("report-row:20")]
#[case("results-named")]
#[case("report-named")]
#[case("run-closed")]
fn killed_at_a_fail_point_and_resumed(#[case] point: &str) {
    let server = Server::start("latency=2ms index-lag=100ms");
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s {CALM}");
    assert_eq!(place.run_to(point, &import).status, None, "it dies at {point}");
    finish(&server, &place, &import);
}

fn finish(server: &Server, place: &Place, import: &str) {
    let sent = server.writes();
    let again = match place.newest("deskferry-runs") {
        None => {
            assert_eq!(sent, 0);
            import.to_owned()
        }
        Some(folder) => {
            let planned = super::read_json(&folder.join("run.json"))["planned"].as_bool().unwrap();
            assert!(planned || sent == 0, "sent before the plan was whole");
            format!("resume latest {CALM}")
        }
    };
    place.run(&again).status(0);
    check_exactly_once(server, ROWS);
    let folder = place.newest("deskferry-runs").unwrap();
    check_folder(&folder, ROWS);
    check_no_leftovers(&folder);
    place.run(&format!("resume latest {CALM}")).status(0);
    check_exactly_once(server, ROWS);
}

/// The same, but the server does not answer some writes, whether it did them or not. The resumes are killed too.
#[rstest]
#[case("drop-after", &["doubt-written"])]
#[case("drop-after", &["doubt-committed:3"])]
#[case("drop-after", &["adoption-written"])]
#[case("drop-after", &["adoption-committed", "adoption-written:2", "adoption-committed:2"])]
#[case("drop-after", &["sent:30", "run-reopened", "adoption-written:2", "all-written"])]
#[case("drop-before", &["doubt-committed", "sent-again", "sent-again"])]
#[case("drop-before", &["doubt-committed:2", "absence-written", "absence-committed", "absence-written:2"])]
#[case("drop-before", &["sent:9", "sent:5", "sent", "report-row:3"])]
#[case("drop-before", &["plan-read", "plan-removed", "plan-removed", "plan-on-disk", "run-reopened", "sent-again"])]
fn killed_in_doubt_and_resumed(#[case] fault: &str, #[case] points: &[&str]) {
    let server = Server::start("latency=2ms index-lag=100ms");
    server.ask(
        "POST",
        "faults",
        &serde_json::json!({"kind": "insert", "fault": fault, "times": 5}).to_string(),
    );
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s {CALM}");
    for (at, point) in points.iter().enumerate() {
        let line = if at == 0 { import.clone() } else { format!("resume latest {CALM}") };
        let said = place.run_to(point, &line);
        assert_eq!(said.status, None, "it dies at {point}: {said:?}");
    }
    finish(&server, &place, &import);
}

/// Killed during the rematch of pending inserts, while someone else has inserted two of the customers.
#[rstest]
#[case(&["anew-matched"], "resume")]
#[case(&["anew-committed"], "resume")]
#[case(&["anew-matched", "anew-committed", "sent:3"], "resume")]
#[case(&["anew-matched"], "retry")]
#[case(&["anew-committed", "intent-committed"], "retry")]
fn killed_during_the_rematch(#[case] points: &[&str], #[case] command: &str) {
    let server = Server::start("latency=2ms");
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s --max-failures 0 {CALM}");
    if command == "retry" {
        let fault = serde_json::json!({"kind": "insert", "fault": "status-before:400", "times": ROWS});
        server.ask("POST", "faults", &fault.to_string());
        place.run(&import).status(1);
    } else {
        assert_eq!(place.run_to("plan-named", &import).status, None);
    }
    let newcomer =
        |row: usize| serde_json::json!({"name": "By Hand", "email": format!("c{row}@example.org")});
    server.put(vec![newcomer(0), newcomer(ROWS - 1)]);
    for (at, point) in points.iter().enumerate() {
        let command = if at == 0 { command } else { "resume" };
        let said = place.run_to(point, &format!("{command} latest {CALM}"));
        assert_eq!(said.status, None, "it dies at {point}: {said:?}");
        let found = server.customers().iter().filter(|one| one["name"] == "By Hand").count();
        assert!(found == 2 || !point.starts_with("anew"), "nothing is written before the plan is durable");
    }
    finish(&server, &place, &import);
    let folder = place.newest("deskferry-runs").unwrap();
    let counts = &super::read_json(&folder.join("run.json"))["counts"];
    assert_eq!((counts["inserted"].as_u64(), counts["updated"].as_u64()), (Some(ROWS as u64 - 2), Some(2)));
}

#[test]
fn every_fail_point_is_used_in_a_test() {
    let text = include_str!("journal_boundaries.rs").to_owned() + include_str!("refusals.rs");
    let text = text
        + include_str!("../backup/killed.rs")
        + include_str!("../backup/alarm.rs")
        + include_str!("../write_policies/late.rs");
    let text = text + include_str!("../probe/broken_off.rs") + include_str!("../forget/interrupted.rs");
    let text = text + include_str!("../forget/help_desk.rs");
    for point in POINTS {
        let quoted = [format!("\"{point}\""), format!("\"{point}:")];
        assert!(quoted.iter().any(|quoted| text.contains(quoted)), "{point} is never tried");
    }
}

#[test]
fn a_point_that_does_not_exist_is_refused() {
    let place = Place::new();
    place.source("a.csv", 0..1);
    let said = place.run_to("nowhere", "import a.csv -m m.toml --sandbox");
    said.status(2).says("there is no fail point \"nowhere\"");
}
