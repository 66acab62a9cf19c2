//! `--wait`, `--allow-parallel`, and what is one account.

use std::fs::File;
use std::time::{Duration, Instant};

use super::{Running, import, outer, room, start};
use crate::command_line::{Desk, Ferry};

/// An import that takes a minute.
fn slow(desk: &Desk) -> (Ferry, Running) {
    let ferry = import(desk, 300, "--rate 5");
    let running = start(&mut ferry.command(), desk);
    (ferry, running)
}

#[test]
fn a_waiting_import_says_for_whom_and_goes_on_when_the_other_is_killed() {
    let desk = Desk::new();
    let (_first, mut first) = slow(&desk);
    let mut second = crate::import::Running::start(import(&desk, 3, "--wait --rate 0"));
    second.hear("Waiting for the account");
    std::thread::sleep(Duration::from_secs(1));
    assert!(!second.is_over(), "it waits");
    let first_pid = first.0.id();
    first.kill();
    let (status, said) = second.end_with_stderr();
    assert_eq!(status, 0, "{said}");
    let whom = format!("Waiting for the account: it is in use by process {first_pid} (deskferry import");
    assert_eq!(said.matches(&whom).count(), 1, "said once: {said}");
}

#[test]
fn a_bounded_wait_ends_with_who_holds_the_account() {
    let desk = Desk::new();
    let (ferry, first) = slow(&desk);
    let begun = Instant::now();
    let ran = import(&desk, 3, "--wait=1s").run().status(2);
    assert!((1..20).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    let ran = ran.says(&format!("is in use by process {} (", first.0.id()));
    ran.says("it was so for all of --wait").says("Waiting for the account: ");
    let quiet = import(&desk, 3, "--wait=1s -q").run().status(2);
    assert!(!quiet.stderr.contains("Waiting"), "{quiet}");
    import(&desk, 3, "--wait=0s").run().status(2).says("above zero");
    import(&desk, 3, "--wait --allow-parallel").run().status(2).says("cannot be used with");
    drop((ferry, first));
}

#[test]
fn every_command_that_writes_takes_the_lock() {
    let desk = Desk::new();
    let done = import(&desk, 3, "").run().status(0);
    done.then().sandbox(&desk).line("backup backups --no-progress").run().status(0);
    let plan = "import b.csv -m m.toml --dry-run --plan-out plan.jsonl --no-progress";
    let plan = done.then().sandbox(&desk).file("b.csv", "Name,Email\nX,x@example.org\n").line(plan).run();
    let plan = plan.status(0);
    let (_ferry, _first) = slow(&desk);
    let id = done.folder().file_name().unwrap().to_str().unwrap().to_owned();
    for line in ["apply plan.jsonl", "restore backups/latest", "undo --yes ID", "resume ID", "retry ID"] {
        let ran = plan.then().sandbox(&desk).line(&line.replace("ID", &id)).run();
        ran.status(2).says("is in use by process ");
    }
}

#[test]
fn all_names_of_this_machine_are_one_account() {
    let desk = Desk::new();
    let (_ferry, _first) = slow(&desk);
    let address = desk.base_url();
    for name in ["localhost", "LOCALHOST.", "[::1]"] {
        let other = address.replace("127.0.0.1", name);
        assert_ne!(other, address);
        import(&desk, 2, "").env("DESKERO_BASE_URL", other).run().status(2).says("is in use by process ");
    }
}

#[test]
fn two_accounts_do_not_wait_for_each_other() {
    let desk = Desk::new();
    let other = Desk::new();
    let (_ferry, _first) = slow(&desk);
    import(&other, 2, "").run().status(0);
    import(&desk, 2, "--dry-run").run().status(0);
    import(&desk, 2, "--allow-parallel").run().status(0);
}

#[test]
fn a_run_stops_when_somebody_removes_its_lock() {
    let desk = Desk::new();
    let (_ferry, mut first) = slow(&desk);
    std::fs::remove_file(room(&desk).files().path("writer", room(&desk).uid())).unwrap();
    let said = first.said();
    assert_eq!(first.0.wait().unwrap().code(), Some(4), "{said}");
    assert!(said.contains("somebody has removed the account's lock") && said.contains("resume"), "{said}");
}

#[test]
fn a_leftover_lock_is_no_obstacle() {
    let desk = Desk::new();
    let (_ferry, mut first) = slow(&desk);
    first.kill();
    let left = room(&desk).files().path("writer", room(&desk).uid());
    assert!(std::fs::read_to_string(&left).unwrap().contains(&format!("\"pid\":{}", first.0.id())));
    import(&desk, 2, "").run().status(0);
    std::fs::remove_dir_all(outer(&desk)).unwrap();
    import(&desk, 2, "").run().status(0);
}

#[test]
fn builds_before_the_room_are_respected_and_kept_out() {
    let desk = Desk::new();
    let (ferry, _first) = slow(&desk);
    let state = ferry.path().join(".local/state/deskferry");
    let lock = |state: &std::path::Path| {
        let names = std::fs::read_dir(state).unwrap().map(|entry| entry.unwrap().path());
        let mut locks = names.filter(|path| path.extension().is_some_and(|extension| extension == "lock"));
        File::open(locks.next().unwrap()).unwrap()
    };
    assert!(lock(&state).try_lock().is_err(), "an earlier build would see it");

    let other = Desk::new();
    let ran = import(&other, 2, "").run().status(0);
    let held = lock(&ran.path().join(".local/state/deskferry"));
    held.lock().unwrap();
    let again = ran.then().sandbox(&other).line("import a.csv -m m.toml --no-progress");
    again.run().status(2).says("is in use by another process");
}
