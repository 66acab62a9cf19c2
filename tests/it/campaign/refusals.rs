//! What a resume refuses, its messages, and what a retry sends.

use rustix::process::{Pid, Signal, kill_process};

use super::{CALM, Place, Said, Server, check_exactly_once, check_folder, tally, wait_for};

const ROWS: usize = 40;

/// A server, and a folder with a source of some rows.
fn stage(switches: &str) -> (Server, Place) {
    let server = Server::start(switches);
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    (server, place)
}

#[test]
fn a_source_is_not_needed_once_the_plan_is_whole() {
    let (server, place) = stage("");
    assert_eq!(place.run_to("plan-named", &format!("import a.csv -m m.toml {CALM}")).status, None);
    std::fs::remove_file(place.path("a.csv")).unwrap();
    std::fs::remove_file(place.path("m.toml")).unwrap();
    place.run(&format!("resume latest {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
}

#[test]
fn a_source_that_is_gone_before_the_plan_was_whole_is_named() {
    let (server, place) = stage("");
    assert_eq!(place.run_to("plan-read", &format!("import a.csv -m m.toml {CALM}")).status, None);
    std::fs::rename(place.path("a.csv"), place.path("b.csv")).unwrap();
    place.run(&format!("resume latest {CALM}")).status(2).says("a.csv");
    assert!(server.customers().is_empty());
    std::fs::rename(place.path("b.csv"), place.path("a.csv")).unwrap();
    place.run(&format!("resume latest {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
}

#[test]
fn another_account_is_refused() {
    let (server, mut place) = stage("");
    assert_eq!(place.run_to("sent:10", &format!("import a.csv -m m.toml {CALM}")).status, None);
    let other = Server::start("client-id=other");
    let own = place.environment.clone();
    place.environment.insert("DESKERO_CLIENT_ID".to_owned(), "other".to_owned());
    for line in ["resume latest", "retry latest"] {
        place.run(&format!("{line} {CALM}")).status(2).says("was made with another account");
        let elsewhere = format!("{line} --base-url http://{} {CALM}", other.address);
        place.run(&elsewhere).status(2).says("was made with another account");
    }
    assert!(other.customers().is_empty());
    place.environment = own;
    place.run(&format!("resume latest --settle-for 0.3s {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
}

#[test]
fn a_retry_sends_the_failures_and_nothing_else() {
    for point in [None, Some("taken-back"), Some("sent:2")] {
        let (server, place) = stage("");
        for row in [3, 7, 11] {
            let fault = serde_json::json!({"kind": "insert", "where": format!("\"c{row}@"), "fault": "status-before:400"});
            server.ask("POST", "faults", &fault.to_string());
        }
        place.run(&format!("import a.csv -m m.toml --settle-for 0.3s {CALM}")).status(1);
        let folder = place.newest("deskferry-runs").unwrap();
        let counts = check_folder(&folder, ROWS);
        assert_eq!(counts["rejected"].as_u64().unwrap() + counts["failed"].as_u64().unwrap(), 3, "{counts}");
        server.ask("DELETE", "faults", "");
        let sent = server.writes();
        if let Some(point) = point {
            assert_eq!(place.run_to(point, &format!("retry latest {CALM}")).status, None);
            place.run(&format!("resume latest {CALM}")).status(0);
        } else {
            place.run(&format!("retry latest {CALM}")).status(0).says("Retrying 3 failed writes.");
        }
        assert_eq!(server.writes(), sent + 3, "{point:?}");
        check_exactly_once(&server, ROWS);
        check_folder(&folder, ROWS);
    }
}

#[test]
fn a_retry_of_a_run_that_is_not_done_is_refused() {
    let (server, place) = stage("latency=2ms");
    let fault = serde_json::json!({"kind": "insert", "where": "\"c3@", "fault": "status-before:400"});
    server.ask("POST", "faults", &fault.to_string());
    let import = format!("import a.csv -m m.toml --settle-for 0.3s --concurrency 2 {CALM}");
    assert_eq!(place.run_to("sent:20", &import).status, None);
    server.ask("DELETE", "faults", "");
    let sent = server.writes();
    let refused = place.run(&format!("retry latest {CALM}")).status(2);
    refused.says(" are still pending, but retry sends only failed writes; resume the run first");
    assert_eq!(server.writes(), sent, "nothing was sent");
    place.run(&format!("resume latest {CALM}")).status(1);
    let sent = server.writes();
    place.run(&format!("retry latest {CALM}")).status(0).says("Retrying 1 failed write.");
    assert_eq!(server.writes(), sent + 1);
    check_exactly_once(&server, ROWS);
}

#[test]
fn sigint_drains_and_a_second_one_leaves_at_once_both_resume() {
    for times in [1, 2] {
        let (server, place) = stage("latency=200ms");
        let mut child =
            place.command("import a.csv -m m.toml --rate 0 --concurrency 2 --no-progress").spawn().unwrap();
        wait_for("it writes", || server.customers().len() > 4);
        if times == 2 {
            // What is in flight would take ten seconds.
            server.set("latency", "10s");
            let before = server.sent();
            wait_for("two are in flight", || server.sent() >= before + 2);
        }
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        // Two signals in a row can arrive as one, so the second one is repeated.
        while times == 2 && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(20));
            kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        }
        server.set("latency", "5ms");
        let said = Said::from(child.wait_with_output().unwrap()).status(4);
        assert_eq!(said.err.contains("INT: quitting immediately;"), times == 2, "{said:?}");
        if times == 1 {
            let counts = check_folder(&place.newest("deskferry-runs").unwrap(), ROWS);
            assert_eq!(
                counts["inserted"].as_u64(),
                Some(server.customers().len() as u64),
                "drained: {counts}"
            );
        }
        place.run(&format!("resume latest --settle-for 0.3s {CALM}")).status(0);
        check_exactly_once(&server, ROWS);
    }
}

/// A mapping that can't tell one customer from another.
const KEYLESS: &str = "version = 1\nname = \"Keyless\"\n[fields]\nname = { from = \"Name\" }\n\
                       email = { from = \"Email\" }\n";

#[test]
fn rows_without_a_key_that_were_in_flight_stay_unknown_and_are_never_sent_again() {
    let (server, place) = stage("latency=5ms");
    std::fs::write(place.path("m.toml"), KEYLESS).unwrap();
    let import = format!("import a.csv -m m.toml --mode insert --settle-for 0.3s {CALM}");
    assert_eq!(place.run_to("sent:10", &import).status, None);
    place.run(&format!("resume latest {CALM}")).status(1);
    let counts = check_folder(&place.newest("deskferry-runs").unwrap(), ROWS);
    let unknown = counts["unknown"].as_u64().unwrap();
    assert!((1..=24).contains(&unknown), "no more than what was intended: {counts}");
    place.run(&format!("resume latest {CALM}")).status(1);
    place.run(&format!("retry latest {CALM}")).status(1);
    let customers = server.customers();
    assert_eq!(tally(&customers, std::iter::empty()).0, 0, "nothing is doubled: {customers:?}");
    assert!(customers.len() as u64 + unknown >= ROWS as u64, "nothing is lost that is not listed");
}

#[test]
fn rows_without_a_key_are_settled_by_their_marker() {
    let (server, place) = stage("latency=5ms fault.drop-after=0.1 fault.drop-before=0.05");
    std::fs::write(place.path("m.toml"), KEYLESS).unwrap();
    let import = format!("import a.csv -m m.toml --mode insert --marker importRef --settle-for 0.3s {CALM}");
    assert_eq!(place.run_to("sent:10", &import).status, None);
    assert_eq!(place.run_to("sent:5", &format!("resume latest {CALM}")).status, None);
    place.run(&format!("resume latest {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
    check_folder(&place.newest("deskferry-runs").unwrap(), ROWS);
}
