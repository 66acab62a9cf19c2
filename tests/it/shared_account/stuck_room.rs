//! A room that is locked by a process that was stopped, and one whose disk gets full while a command works.

use std::fs::File;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{check_rate, export, pages};
use crate::account::{Running as Killed, can_mount, import, room};
use crate::command_line::{Desk, SIMPLE};
use crate::import::{Running, wait_until};

/// A process that has locked the room's folder, and is stopped.
fn stopped_in(desk: &Desk) -> Killed {
    let folder = room(desk).dir().to_owned();
    let child = Command::new("flock").arg("-o").arg(&folder).args(["sleep", "40"]).spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    let is_free = || File::open(&folder).unwrap().try_lock().is_ok();
    wait_until("it has the lock", || !is_free());
    rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    Killed(child)
}

#[test]
fn a_stopped_process_with_the_lock_of_the_room_holds_up_readers_for_two_seconds() {
    let desk = pages(100, "");
    let working = Running::start(export(&desk, "--rate 20"));
    wait_until("it works", || desk.requests().len() > 3);
    let _stopped = stopped_in(&desk);
    let begun = Instant::now();
    let ended = working.end();
    assert!(ended.status == 0 && begun.elapsed() < Duration::from_secs(20), "{:?} {ended}", begun.elapsed());
    assert_eq!(ended.stderr.matches("has held the lock of the account's shared rate").count(), 1, "{ended}");
    // It keeps the rate with what it knows.
    check_rate(&desk.requests(), 20);
}

#[test]
fn a_writer_says_who_has_locked_the_room() {
    let desk = Desk::new();
    let stopped = stopped_in(&desk);
    let ran = import(&desk, 2, "").run().status(2);
    ran.says(&format!("process {} has locked", stopped.0.id())).says("end that process");
    assert_eq!(desk.customers().len(), 0);
    drop(stopped);
    import(&desk, 2, "").run().status(0);
}

/// What a command needs of the disk it has at its beginning, except for the next token.
#[test]
fn a_disk_that_gets_full_stops_no_run() {
    if !can_mount() {
        return;
    }
    let desk = Desk::with(|options| options.set("token-life", "2s").unwrap());
    let script = "mount -t tmpfs -o size=300k,mode=1777 tmpfs /var/tmp; \
                  (for n in $(seq 300); do grep -qs '\"planned\": true' deskferry-runs/*/run.json && break; sleep 0.1; done; \
                  dd if=/dev/zero of=/var/tmp/x bs=1k count=999 2>/dev/null) & exec \"$0\" \"$@\"";
    let ferry =
        crate::command_line::Ferry::new().file("m.toml", SIMPLE).file("a.csv", crate::account::people(80));
    let ferry =
        ferry.sandbox(&desk).line("import a.csv -m m.toml --no-progress --rate 20 --settle-for 300ms");
    let ran = ferry.under(&["unshare", "--mount", "sh", "-c", script]).run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (80, 80), "{ran}");
    let said = "can't share the access token with the other processes of this user";
    assert_eq!(ran.stderr.matches(said).count(), 1, "{ran}");
    check_rate(&desk.requests(), 20);
}
