//! A list that lags: this machine remembers its recent inserts, even if the list does not show them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{NOTED, people, stored_names};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// A help desk with this many old customers, which shows new ones only after an hour.
fn lagging(before: usize) -> Desk {
    let desk = Desk::new();
    for number in 0..before {
        desk.put(json!({"name": format!("Old {number}"), "email": format!("old{number}@x.org")})).unwrap();
    }
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    desk
}

/// At its end a run waits for a lagging list: 10 seconds, or `--settle-for` if that is shorter. This list lags by an
/// hour, so waiting is useless and half a second is enough.
fn briefly(flags: &str) -> String {
    if flags.contains("--settle-for") { flags.to_owned() } else { format!("--settle-for 500ms {flags}") }
}

fn import(desk: &Desk, mapping: &str, csv: &str, flags: &str) -> Ferry {
    super::import(desk, mapping, csv, &briefly(flags))
}

fn again(ran: &Ran, desk: &Desk, flags: &str) -> Ferry {
    super::again(ran, desk, &briefly(flags))
}

/// The database of recent inserts of the only account.
fn noted(home: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(home.join(".local/state/deskferry")).into_iter().flatten();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths.find(|path| path.to_string_lossy().ends_with(".inserts.db"))
}

fn count(ran: &Ran) -> [u64; 4] {
    ["inserted", "updated", "unchanged", "skipped"].map(|name| ran.count(name))
}

#[rstest]
#[case::nobody_is_listed(0, 5)]
#[case::searched(200, 5)]
#[case::drained(30, 60)]
fn the_same_import_twice_within_the_lag_doubles_nobody(#[case] before: usize, #[case] rows: usize) {
    let desk = lagging(before);
    let first = import(&desk, SIMPLE, &people(rows), "").run().status(0);
    let second = again(&first, &desk, "").run().status(0);
    assert_eq!(count(&second), [0, 0, rows as u64, 0], "{second}");
    assert_eq!(desk.customers().len(), before + rows);
}

#[test]
fn the_names_of_one_server_are_one_account() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(3), "").run().status(0);
    let other = desk.base_url().replace("127.0.0.1", "localhost");
    let second = again(&first, &desk, "").env("DESKERO_BASE_URL", other).run().status(0);
    assert_eq!(count(&second), [0, 0, 3, 0], "{second}");
}

#[rstest]
#[case::insert("--mode insert", [0, 0, 0, 3])]
#[case::update("--mode update", [0, 0, 3, 0])]
fn every_mode_finds_recent_inserts(#[case] flags: &str, #[case] expected: [u64; 4]) {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(3), "").run().status(0);
    assert_eq!(count(&again(&first, &desk, flags).run().status(0)), expected);
}

#[test]
fn a_changed_row_updates_the_customer_that_is_not_listed_yet() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(3), "").run().status(0);
    let changed = people(3).replace("Person 2", "Other 2");
    let ferry = first
        .then()
        .file("a.csv", changed)
        .sandbox(&desk)
        .line("import a.csv -m m.toml --settle-for 500ms")
        .fast();
    assert_eq!(count(&ferry.run().status(0)), [0, 1, 2, 0]);
    assert_eq!(desk.customer("email", "p2@example.org")["name"], "Other 2");
}

#[test]
fn recent_inserts_are_known_in_another_folder_and_not_to_another_user() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(3), "").run().status(0);
    let state = first.path().join(".local/state");
    let elsewhere = import(&desk, SIMPLE, &people(3), "").env("XDG_STATE_HOME", state).run().status(0);
    assert_eq!(count(&elsewhere), [0, 0, 3, 0]);
    let other_user = import(&desk, SIMPLE, &people(3), "").run().status(0);
    assert_eq!(count(&other_user), [3, 0, 0, 0], "the help desk alone does not tell");
}

/// Runs with other keys, or keys in another order, know each other's inserts; the address is always a key.
#[rstest]
#[case("[\"email\"]", "[[\"customFields.segment\"], [\"email\"]]")]
#[case("[[\"customFields.segment\"], [\"email\"]]", "[\"email\"]")]
#[case("[\"customFields.segment\"]", "[\"email\"]")]
#[case("[\"name\", \"customFields.segment\"]", "[\"customFields.segment\", \"name\"]")]
fn recent_inserts_are_found_by_any_key(#[case] first: &str, #[case] second: &str) {
    let desk = lagging(0);
    let mapping = |keys: &str| NOTED.replace("[\"email\"]", keys);
    let csv = "Name,Email,Memo,Segment\nAda,Ada@x.org,,Gold\nBob,bob@x.org,,Silver\n";
    let ran = import(&desk, &mapping(first), csv, "").run().status(0);
    std::fs::write(ran.path().join("m.toml"), mapping(second)).unwrap();
    assert_eq!(count(&again(&ran, &desk, "").run().status(0)), [0, 0, 2, 0]);
}

#[test]
fn after_an_undo_they_are_inserted_again_at_once() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(3), "").run().status(0);
    first.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0);
    assert_eq!(desk.customers().len(), 0);
    let begun = Instant::now();
    assert_eq!(count(&again(&first, &desk, "--settle-for 30s").run().status(0)), [3, 0, 0, 0]);
    assert!(begun.elapsed() < Duration::from_secs(25), "nobody was waited for for as long as --settle-for");
}

#[test]
fn a_deleted_or_changed_recent_insert_is_inserted_again() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(4), "").run().status(0);
    let id = |number: usize| desk.customer("name", &format!("Person {number}"))["id"].clone();
    desk.remove(id(2).as_str().unwrap()).unwrap();
    let line = format!("customer update {} email=moved@x.org", id(3).as_str().unwrap());
    first.then().sandbox(&desk).line(&line).run().status(0);
    let second = again(&first, &desk, "--settle-for 1s").run().status(0);
    assert_eq!(count(&second), [2, 0, 2, 0]);
    assert_eq!(desk.customers().len(), 5);
    let third = again(&first, &desk, "").run().status(0);
    assert_eq!(count(&third), [0, 0, 4, 0]);
}

#[test]
fn a_recent_insert_that_is_not_visible_yet_is_requested_again() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(2), "").run().status(0);
    desk.clear_requests();
    desk.plan(RequestKind::Detail, [Some(deskferry::sandbox::SimulatedFault::StatusBefore(404))]);
    let second = again(&first, &desk, "--settle-for 20s").run().status(0);
    let second = second.says("just inserted can't be found");
    assert_eq!(count(&second), [0, 0, 2, 0]);
}

#[test]
fn resume_retry_and_apply_know_recent_inserts_too() {
    let desk = lagging(0);
    // Different file contents, so that neither the plan nor the other import continues the killed run.
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(3)).sandbox(&desk);
    let plan = ferry
        .file("c.csv", format!("{}\n\n", people(3)))
        .line("import c.csv -m m.toml --dry-run --plan-out p.jsonl --settle-for 500ms")
        .fast()
        .run()
        .status(0);
    let killed = plan.then().sandbox(&desk).line("import a.csv -m m.toml --settle-for 500ms").fast();
    assert_eq!(super::Running::start(killed.env("DESKFERRY_FAIL_POINT", "plan-named")).end().status, -1);
    let b = format!("{}\n", people(3));
    let ran = plan
        .then()
        .file("b.csv", b)
        .sandbox(&desk)
        .line("import b.csv -m m.toml --settle-for 500ms")
        .fast()
        .run();
    assert_eq!(count(&ran.status(0)), [3, 0, 0, 0]);
    let applied = plan.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!(count(&applied), [0, 0, 3, 0]);
    let runs = plan.then().line("runs").run().stdout;
    let resumed = runs.lines().find(|line| line.contains("unfinished")).unwrap();
    let id = resumed.split_whitespace().find(|word| word.contains("-a-")).unwrap().to_owned();
    let resumed = plan.then().sandbox(&desk).line(&format!("resume {id}")).fast().run().status(0);
    assert_eq!(count(&resumed), [0, 0, 3, 0]);
    assert_eq!(stored_names(&desk).values().sum::<usize>(), 3);
}

#[test]
fn the_database_of_recent_inserts_contains_no_address() {
    let desk = lagging(0);
    let ran = import(&desk, SIMPLE, "Name,Email\nAda,ada@example.org\n", "").run().status(0);
    let path = noted(ran.path()).expect("noted");
    let mode = |path: &Path| {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let id = desk.customer("name", "Ada")["id"].as_str().unwrap().to_owned();
    let mut bytes = Vec::new();
    for suffix in ["", "-wal"] {
        bytes.extend(std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default());
    }
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(has(id.as_bytes()), "the id is there");
    for text in
        ["ada@example.org", "0\u{1f}ada@example.org", "email\u{1f}ada@example.org\u{1f}", "Ada", "ada"]
    {
        assert!(text == "ada" || !has(text.as_bytes()), "{text:?}");
        let hash = Sha256::digest(text.as_bytes());
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!has(&hash) && !has(hex.as_bytes()), "a plain hash of {text:?}");
    }
}

#[rstest]
#[case::dry("import a.csv -m m.toml --dry-run", false)]
#[case::inside("import a.csv -m m.toml --sandbox", false)]
#[case::inside_with_a_file("import a.csv -m m.toml --sandbox=desk.db", false)]
#[case::written("import a.csv -m m.toml", true)]
fn only_what_was_inserted_is_noted(#[case] line: &str, #[case] expected: bool) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(2)).sandbox(&desk);
    let ran = ferry.line(line).fast().run().status(0);
    assert_eq!(noted(ran.path()).is_some(), expected);
}

#[test]
fn a_failure_to_note_inserts_is_reported_once_and_ends_no_run() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(2), "").run().status(0);
    let path = noted(first.path()).unwrap();
    for suffix in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{suffix}", path.display())));
    }
    std::fs::write(&path, "no database at all, and long enough to be looked at as one".repeat(100)).unwrap();
    desk.configure(|options| options.index_lag = Duration::ZERO);
    let b = people(3);
    let second =
        first.then().file("a.csv", b).sandbox(&desk).line("import a.csv -m m.toml --settle-for 500ms").fast();
    let second = second.run().status(0);
    assert_eq!(
        second.stderr.matches("Can't record what this machine has inserted recently").count(),
        1,
        "{second}"
    );
    assert!(second.stderr.contains(".inserts.db"), "{second}");
    assert_eq!(count(&second), [1, 0, 2, 0]);
}

#[test]
fn a_missing_state_folder_is_reported_and_the_run_goes_on() {
    let desk = Desk::new();
    let ferry = import(&desk, SIMPLE, &people(2), "--allow-parallel").file("state", "a file");
    let state = ferry.path().join("state");
    let ran = ferry.env("XDG_STATE_HOME", state).run().status(0);
    assert!(ran.stderr.contains("Can't record what this machine has inserted recently"), "{ran}");
    assert_eq!(count(&ran), [2, 0, 0, 0]);
}

#[test]
fn an_insert_that_settlement_adopted_is_known() {
    let desk = lagging(0);
    desk.configure(|options| options.index_lag = Duration::from_millis(100));
    desk.fail_where(RequestKind::Insert, "p2@", deskferry::sandbox::SimulatedFault::DropAfter);
    let first = import(&desk, SIMPLE, &people(3), "--settle-for 1s").run().status(0);
    desk.clear_plan();
    desk.configure(|options| options.index_lag = Duration::from_secs(3600));
    assert_eq!(count(&again(&first, &desk, "").run().status(0)), [0, 0, 3, 0]);
    assert_eq!(desk.customers().len(), 3);
}

#[test]
fn a_customer_inserted_by_hand_is_known_until_deleted() {
    let desk = lagging(0);
    let ferry = |flags: &str| import(&desk, SIMPLE, &people(2), flags);
    let home = Ferry::new();
    let by_hand = |line: &str| home.then().sandbox(&desk).line(line).run().status(0);
    let id = by_hand("customer insert name=Person email=P1@example.org").stdout.trim().to_owned();
    let state = || home.path().join(".local/state");
    assert_eq!(count(&ferry("").env("XDG_STATE_HOME", state()).run().status(0)), [1, 1, 0, 0]);
    by_hand(&format!("customer delete {id} --yes"));
    let begun = Instant::now();
    let second = ferry("--settle-for 30s").env("XDG_STATE_HOME", state()).run().status(0);
    assert_eq!(count(&second), [1, 0, 1, 0]);
    assert!(begun.elapsed() < Duration::from_secs(25), "nobody was waited for for as long as --settle-for");
}

#[test]
fn after_a_day_only_the_latest_inserts_are_known() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(2), "").run().status(0);
    let open = || rusqlite::Connection::open(noted(first.path()).unwrap()).unwrap();
    open().execute("UPDATE fresh SET at = at - 86401", []).unwrap();
    assert_eq!(count(&again(&first, &desk, "").run().status(0)), [0, 0, 2, 0]);
    let others = "INSERT INTO known (key, id, at) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 100000)
                  SELECT CAST(n AS BLOB), 'x', (SELECT max(at) + 1 FROM known) FROM n";
    open().execute(others, []).unwrap();
    assert_eq!(count(&again(&first, &desk, "").run().status(0)), [2, 0, 0, 0]);
    let left = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        open().query_row(&sql, [], |row| row.get::<_, u64>(0)).unwrap()
    };
    assert_eq!((left("known"), left("fresh")), (100_000, 2));
    assert_eq!(count(&again(&first, &desk, "").run().status(0)), [0, 0, 2, 0]);
}

/// A clock that was set forward does not make an insert old.
#[test]
fn a_clock_that_is_set_forward_forgets_no_insert() {
    let desk = lagging(0);
    let first = import(&desk, SIMPLE, &people(2), "").run().status(0);
    desk.plan(RequestKind::Detail, [Some(deskferry::sandbox::SimulatedFault::StatusBefore(404))]);
    let second = again(&first, &desk, "--settle-for 20s").env("DESKFERRY_CLOCK_SHIFT", "259200");
    let second = second.run().status(0).says("just inserted can't be found");
    assert_eq!(count(&second), [0, 0, 2, 0]);
}

#[test]
fn parallel_processes_note_all_their_inserts() {
    let desk = lagging(0);
    let parts: Vec<Ferry> = (0..4).map(|_| Ferry::new()).collect();
    let state = parts[0].path().join("state");
    let line = "import a.csv -m m.toml --allow-parallel --settle-for 500ms";
    let import = |part: usize, ferry: &Ferry| {
        let csv = people(60).replace(",p", &format!(",part{part}p"));
        let ferry = ferry.then().file("m.toml", SIMPLE).file("a.csv", csv).sandbox(&desk).line(line).fast();
        ferry.env("XDG_STATE_HOME", state.clone())
    };
    let start = |(part, ferry)| super::Running::start(import(part, ferry));
    let running: Vec<_> = parts.iter().enumerate().map(start).collect();
    for one in running {
        let ended = one.end();
        assert!(ended.status == 0 && !ended.stderr.contains("kept in mind"), "{ended}");
    }
    for (part, ferry) in parts.iter().enumerate() {
        assert_eq!(count(&import(part, ferry).run().status(0)), [0, 0, 60, 0]);
    }
}
