//! Real files in a temporary folder.

use std::os::unix::fs::{chown, symlink};
use std::time::Duration;

use super::*;

struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn join(&self, stated: StatedRate) -> Ledger {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"key");
        Ledger::join(self.0.path(), &key, own_uid(), stated).unwrap()
    }

    fn path(&self, number: u32) -> PathBuf {
        self.0.path().join(name_of(own_uid(), number))
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

fn sends(ledger: &mut Ledger) -> bool {
    let (verdict, done) = ledger.ask(0, false);
    done.unwrap();
    verdict == Verdict::Send
}

/// Until the others notice that a process has ended.
fn wait() {
    std::thread::sleep(Duration::from_nanos(LIVES + 10 * MS));
}

#[test]
fn the_lowest_rate_holds_as_long_as_its_process_lives() {
    let room = Room::new();
    let mut fast = room.join(StatedRate::PerSecond(500.0));
    assert!(sends(&mut fast));
    let slow = room.join(StatedRate::PerSecond(2.0));
    fast.ask(0, false).1.unwrap();
    assert_eq!(fast.kept().per_second, Some(2.0));
    let holder = fast.kept().holder().unwrap();
    assert_eq!((holder.pid, holder.user.is_some()), (std::process::id(), true));
    drop(slow);
    wait();
    fast.ask(0, false).1.unwrap();
    assert_eq!(*fast.kept(), RateToKeep { per_second: Some(500.0), source: RateSource::Own });
}

#[test]
fn what_a_process_has_sent_counts_after_its_end() {
    let room = Room::new();
    let mut first = room.join(StatedRate::PerSecond(2.0));
    assert!(sends(&mut first));
    first.pause(300 * MS).unwrap();
    drop(first);
    let mut second = room.join(StatedRate::PerSecond(2.0));
    assert_eq!(room.names(), [name_of(own_uid(), 0)], "the file is used again");
    let (begun, mut asked) = (uptime(), 0);
    while !sends(&mut second) {
        std::thread::sleep(Duration::from_millis(1));
        asked += 1;
    }
    let waited = uptime() - begun;
    assert!((400 * MS..20_000 * MS).contains(&waited), "{waited} ns, asked {asked} times");
}

#[test]
fn two_living_processes_have_two_files_and_share_a_pause() {
    let room = Room::new();
    let mut one = room.join(StatedRate::NoLimit);
    let mut other = room.join(StatedRate::NoLimit);
    assert_eq!(room.names().len(), 2);
    assert!(other.has_unbound() && sends(&mut other));
    one.pause(5000 * MS).unwrap();
    assert!(!sends(&mut other) && other.paused().is_some_and(|until| until > uptime() + 4000 * MS));
}

#[test]
fn damaged_and_planted_files_do_no_harm() {
    let room = Room::new();
    let elsewhere = room.0.path().join("elsewhere");
    std::fs::write(&elsewhere, "precious").unwrap();
    symlink(&elsewhere, room.path(0)).unwrap();
    std::fs::create_dir(room.path(1)).unwrap();
    std::fs::write(room.path(2), "torn").unwrap();
    std::fs::write(room.0.path().join("rate-1-x"), "no name of ours").unwrap();
    let slower = |ledger: &mut Ledger| {
        ledger.ask(0, false).1.unwrap();
        ledger.kept().per_second
    };
    let mut ours = room.join(StatedRate::PerSecond(50.0));
    assert_eq!(ours.name, name_of(own_uid(), 2));
    let _slow = room.join(StatedRate::PerSecond(20.0));
    assert_eq!(slower(&mut ours), Some(20.0));
    // Torn while its process lives: what it has said before still holds.
    std::fs::write(room.path(3), "torn").unwrap();
    assert_eq!(slower(&mut ours), Some(20.0));
    assert_eq!(std::fs::read_to_string(elsewhere).unwrap(), "precious");
}

#[test]
fn a_file_of_another_user_under_our_name_does_not_count() {
    if own_uid() != 0 {
        println!("only root can give files away");
        return;
    }
    let room = Room::new();
    drop(room.join(StatedRate::PerSecond(1.0)));
    chown(room.path(0), Some(12_345), None).unwrap();
    let mut ours = room.join(StatedRate::PerSecond(50.0));
    assert_eq!(ours.name, name_of(own_uid(), 1));
    assert!(sends(&mut ours) && ours.others.is_empty());
}

#[test]
fn without_its_files_a_process_still_keeps_its_rate() {
    let room = Room::new();
    let mut ours = room.join(StatedRate::PerSecond(50.0));
    std::fs::remove_file(room.path(0)).unwrap();
    let verdicts: Vec<_> = (0..20).map(|_| ours.ask(0, false)).collect();
    assert!(verdicts.iter().any(|(_, done)| done.is_err()), "it is said");
    let sent = verdicts.iter().filter(|(verdict, _)| *verdict == Verdict::Send).count();
    assert!(sent <= 2, "{sent}");
}

/// `cargo test --release --lib cost_of -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn the_cost_of_a_call() {
    for processes in [1, 2, 4, 8] {
        let room = Room::new();
        let mut all: Vec<_> = (0..processes).map(|_| room.join(StatedRate::PerSecond(1e6))).collect();
        let begun = uptime();
        let calls: u64 = 4000;
        for call in 0..calls as usize {
            let ledger = &mut all[call % processes];
            ledger.folder.lock().unwrap();
            ledger.ask(0, false).1.unwrap();
            ledger.folder.unlock().unwrap();
        }
        println!("{processes} processes: {:.1} µs a call", (uptime() - begun) as f64 / calls as f64 / 1000.0);
    }
}
