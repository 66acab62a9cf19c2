//! SIGINT and SIGTERM: the first finishes what is in flight and accounts for every row, the second quits at once.

use std::io::Write;
use std::time::Duration;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use super::{
    Ended, HELD, PROMPT, Running, catches_signals, import, paced_import, people, sent_names, stored_names,
    wait_until, writes,
};
use crate::command_line::{Desk, Ferry, SIMPLE};

/// Every row is in exactly one place, and the places agree with the server.
#[track_caller]
fn accounted_for(desk: &Desk, ended: &Ended, rows: usize) {
    let places = ended.places();
    let at = |place: &str| places.get(place).map_or(0, Vec::len);
    assert_eq!(at("insert") + at("pending"), rows, "{places:?}\n{ended}");
    let mut inserted = places.get("insert").cloned().unwrap_or_default();
    inserted.sort();
    assert_eq!(inserted, stored_names(desk).into_keys().collect::<Vec<_>>(), "{ended}");
    assert_eq!(desk.customers().len(), inserted.len());
    assert!(sent_names(desk).values().all(|times| *times == 1), "{ended}");
    assert!(sent_names(desk).len() == inserted.len(), "what was sent was waited for: {ended}");
    let run = ended.run_json();
    assert_eq!(
        (run["end"]["exit"].as_u64(), run["counts"]["pending"].as_u64()),
        (Some(4), Some(at("pending") as u64))
    );
}

#[rstest]
fn the_first_signal_finishes_what_is_in_flight(#[values("INT", "TERM")] signal: &str) {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, (0..300).map(|at| (at >= 20).then_some(HELD)));
    let mut running = Running::start(import(&desk, SIMPLE, &people(300), "--concurrency 6"));
    wait_until("some are in flight", || desk.stats().of(RequestKind::Insert) > 20);
    running.signal(signal);
    running.hear("finishing the requests in flight");
    assert!(!running.is_over(), "it waits for what is in flight");
    desk.clear_plan();
    desk.end_delays();
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.stderr.contains(&format!("stopped by SIG{signal}")), "{ended}");
    accounted_for(&desk, &ended, 300);
    assert!(ended.places()["pending"].len() >= 274, "20 inserts, and six in flight: {ended}");
    assert!(ended.folder().join("report.json").is_file());

    // The next run writes what is pending.
    import(&desk, SIMPLE, &people(300), "").run().status(0);
    let stored = stored_names(&desk);
    assert!(stored.len() == 300 && stored.values().all(|times| *times == 1));
}

#[test]
fn a_second_signal_quits_at_once_and_the_journal_shows_what_was_sent() {
    let desk = Desk::new();
    desk.fail_where(RequestKind::Insert, "Person", HELD);
    let running = Running::start(import(&desk, SIMPLE, &people(20), "--concurrency 3"));
    wait_until("an insert", || desk.stats().of(RequestKind::Insert) == 1);
    running.signal("INT");
    running.hear("send it again to quit immediately");
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert_eq!(desk.stats().of(RequestKind::Insert), 1);
    let journal = rusqlite::Connection::open(ended.folder().join("journal.db")).unwrap();
    let intended = "SELECT count(*) FROM attempt WHERE ended IS NULL";
    let intended: usize = journal.query_row(intended, [], |row| row.get(0)).unwrap();
    assert!(intended >= 1, "each sent row has its intent on disk: {intended}");
}

#[test]
fn in_phase_one_nothing_is_sent() {
    let desk = Desk::with(|options| {
        options.set("start-customers", "60").unwrap();
        options.page_size = 1;
    });
    desk.plan(RequestKind::List, [None, None, None, Some(HELD)]);
    let running = Running::start(import(&desk, SIMPLE, &people(100), "--concurrency 1"));
    wait_until("some pages", || desk.stats().of(RequestKind::List) > 3);
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert!(writes(&desk).is_empty());
    let run = ended.run_json();
    assert_eq!((run["end"]["exit"].as_u64(), run["planned"].as_bool()), (Some(4), Some(false)), "{ended}");
}

#[test]
fn a_list_that_does_not_come_is_not_waited_for() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::List, 9, HELD);
    let running = Running::start(import(&desk, SIMPLE, &people(3), ""));
    wait_until("a page", || desk.stats().of(RequestKind::List) == 1);
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert!(writes(&desk).is_empty());
}

#[rstest]
#[case::of_which_nothing_comes(0)]
#[case::which_stops_in_the_middle(12_000)]
fn a_pipe_that_does_not_send_is_not_waited_for(#[case] rows: usize) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).sandbox(&desk);
    let (read, mut write) = std::io::pipe().unwrap();
    let running =
        Running::start_reading(ferry.line("import - -m m.toml --rate 0 --no-progress"), read.into());
    if rows > 0 {
        write.write_all(people(rows).as_bytes()).unwrap();
        running.hear("Reading standard input");
    }
    wait_until("it listens", || catches_signals(running.id()));
    // Everything that arrived has been read by then.
    std::thread::sleep(Duration::from_secs(2));
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert!(ended.stderr.contains("stopped before anything was sent: stopped by SIGINT"), "{ended}");
    assert!(writes(&desk).is_empty());
}

#[test]
fn rows_that_wait_for_the_rate_limit_are_not_in_flight() {
    let desk = Desk::new();
    let running = Running::start(paced_import(&desk, &people(40), "--rate 1 --concurrency 8"));
    wait_until("an insert", || desk.stats().of(RequestKind::Insert) == 1);
    running.signal("INT");
    running.hear("finishing the requests in flight");
    let sent = desk.stats().of(RequestKind::Insert);
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    // One may have got its turn at this very moment.
    assert!(desk.stats().of(RequestKind::Insert) <= sent + 1, "{ended}");
    accounted_for(&desk, &ended, 40);
}

#[test]
fn a_pause_that_the_server_asked_for_is_not_waited_for() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, [None, None, Some(SimulatedFault::Busy { status: 429, wait: 60 })]);
    let running = Running::start(import(&desk, SIMPLE, &people(40), "--concurrency 1"));
    wait_until("the pause", || desk.stats().by_status.contains_key(&429));
    running.signal("TERM");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "{ended}");
    assert_eq!((ended.places()["insert"].len(), desk.customers().len()), (2, 2), "{ended}");
}

/// A list of many pages takes minutes: the lookup of an insert in doubt can wait for the resume.
#[test]
fn a_list_that_settles_what_is_in_doubt_is_not_read_to_its_end() {
    let desk = Desk::with(|options| {
        options.set("start-customers", "40").unwrap();
        (options.page_size, options.latency) = (1, Duration::from_millis(100));
        options.set("search", "ignored").unwrap();
    });
    desk.fail_next(RequestKind::Insert, 1, SimulatedFault::DropAfter);
    let running = Running::start(import(&desk, SIMPLE, &people(1), "--concurrency 1"));
    wait_until("the insert", || desk.stats().of(RequestKind::Insert) == 1);
    // The list of 40 pages takes four seconds; one of them does not come.
    desk.fail_next(RequestKind::List, 99, HELD);
    let before = desk.stats().of(RequestKind::List);
    wait_until("a look for it", || desk.stats().of(RequestKind::List) > before);
    running.signal("INT");
    let ended = running.end();
    assert_eq!(ended.status, 4, "{ended}");
    assert!(ended.took < PROMPT, "the rest of the list would never come: {ended}");
    assert_eq!(ended.table("unknown.csv").len(), 1, "{ended}");

    desk.clear_plan();
    desk.configure(|options| options.latency = Duration::ZERO);
    let ran = ended.ferry.then().sandbox(&desk).line("resume latest").fast().run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (1, 41), "{ran}");
}
