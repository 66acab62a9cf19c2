//! Resumes from a journal whose WAL is cut off, zeroed or garbled at any byte, as a power cut may leave it.
//!
//! A real power cut can't lose a group that was synced. A tear that removes intents after their sends needs a disk that
//! lies about its sync, so it is outside the promise. Both are tried here and counted apart.

use std::path::Path;

use rstest::rstest;

use super::{CALM, Place, Server, check_folder, tally};

const ROWS: usize = 48;

pub(crate) fn copy(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).unwrap();
    }
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// How many attempts a copy of the journal shows; `None` if it can't be read.
pub(crate) fn attempts(folder: &Path, scratch: &Path) -> Option<usize> {
    copy(folder, scratch);
    let journal = rusqlite::Connection::open(scratch.join("journal.db")).ok()?;
    journal.query_row("SELECT count(*) FROM attempt", [], |row| row.get(0)).ok()
}

/// What a tear does to the bytes after it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tear {
    Cut,
    Zero,
    Noise,
}

pub(crate) fn tear(wal: &Path, at: usize, how: Tear) {
    let mut bytes = std::fs::read(wal).unwrap();
    match how {
        Tear::Cut => bytes.truncate(at),
        Tear::Zero => bytes[at..].fill(0),
        Tear::Noise => bytes[at..].iter_mut().enumerate().for_each(|(n, byte)| *byte ^= (n * 31 + 7) as u8),
    }
    std::fs::write(wal, bytes).unwrap();
}

/// Some of the 16 tears: the first are near the end of the WAL, the last at its beginning.
const SAMPLE: [usize; 5] = [1, 2, 3, 7, 15];

#[rstest]
#[case::intents_first(24, "0.1", "outcome-committed:40", 3)]
// A commit of outcomes contains the next intents: only a tear after the last outcome can leave all of them.
#[case::intents_all_along(3, "0", "outcome-committed:48", 1)]
fn a_torn_wal_doubles_and_loses_nothing_if_it_keeps_the_intents(
    #[case] concurrency: usize,
    #[case] dropped: &str,
    #[case] point: &str,
    #[case] least: usize,
) {
    check_tears(concurrency, dropped, point, least, &SAMPLE);
}

#[rstest]
#[case::intents_first(24, "0.1", "outcome-committed:40", 3)]
#[case::intents_all_along(3, "0", "outcome-committed:48", 1)]
#[ignore = "long; .ci/campaigns runs it"]
fn a_wal_torn_at_many_places_in_full(
    #[case] concurrency: usize,
    #[case] dropped: &str,
    #[case] point: &str,
    #[case] least: usize,
) {
    check_tears(concurrency, dropped, point, least, &(1..=16).collect::<Vec<_>>());
}

fn check_tears(concurrency: usize, dropped: &str, point: &str, least: usize, tears: &[usize]) {
    let server = Server::start(&format!("latency=2ms fault.drop-after={dropped}"));
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.2s --concurrency {concurrency} {CALM}");
    assert_eq!(place.run_to(point, &import).status, None);
    server.set("fault.drop-after", "0");
    let (folder, whole, scratch) =
        (place.newest("deskferry-runs").unwrap(), place.path("whole"), place.path("scratch"));
    copy(&folder, &whole);
    let before: Vec<_> = server.customers();
    let known = |one: &serde_json::Value| before.iter().any(|old| old["id"] == one["id"]);
    let all = attempts(&whole, &scratch).unwrap();
    let length = std::fs::metadata(whole.join("journal.db-wal")).unwrap().len() as usize;
    let cut = |n: usize| (length - length * (n * n) / 256).saturating_sub(n * 13 % 40);
    let ways = [Tear::Cut, Tear::Zero, Tear::Noise];
    let (mut kept, mut beyond) = (0, 0);
    for (at, how) in tears.iter().map(|n| (cut(*n), ways[(n - 1) % 3])) {
        copy(&whole, &folder);
        tear(&folder.join("journal.db-wal"), at, how);
        let left = attempts(&folder, &scratch);
        let said = place.run(&format!("resume latest --moved {CALM}"));
        let customers = server.customers();
        let (doubled, lost) = tally(&customers, (0..ROWS).map(|row| format!("c{row}@example.org")));
        let shown = format!("{how:?} at {at} of {length}: {left:?} of {all} attempts: {said:?}");
        assert_eq!(said.status, Some(0), "{shown}");
        assert_eq!(lost, 0, "{shown}");
        let missing = all - left.unwrap();
        assert!(doubled <= missing, "{doubled} doubled: {shown}");
        check_folder(&folder, ROWS);
        if missing == 0 {
            kept += 1
        } else {
            beyond += 1
        }
        println!("torn: {how:?} at {at} of {length}: {missing} intents lost, {doubled} doubled");
        for one in customers.iter().filter(|one| !known(one)) {
            server.ask("DELETE", &format!("customers/{}", one["id"].as_str().unwrap()), "");
        }
    }
    println!("torn: {kept} tears after the last intents, {beyond} before");
    assert!(kept >= least, "some of the tears must be such as a power cut can leave: {kept} and {beyond}");
}
