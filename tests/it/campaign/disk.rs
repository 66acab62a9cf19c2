//! A disk that is full, and one that can't be written.

use std::path::{Path, PathBuf};
use std::process::Command;

use rstest::rstest;

use super::{CALM, Place, Said, Server, check_exactly_once, check_folder};

const ROWS: usize = 600;

/// Nothing on the server that the journal does not know of.
fn check_intents(server: &Server, folder: &Path) {
    let journal = rusqlite::Connection::open(folder.join("journal.db")).unwrap();
    let mut known =
        journal.prepare("SELECT 1 FROM attempt t JOIN action a ON a.id = t.row WHERE a.key LIKE ?").unwrap();
    for customer in server.customers() {
        let key = format!("%{}", customer["email"].as_str().unwrap());
        assert!(known.exists([key]).unwrap(), "sent without an intent: {customer}");
    }
}

/// One message, which says what is the matter.
fn check_message(said: &Said) {
    let faults = said.err.lines().filter(|line| line.contains("error")).count();
    assert!(faults <= 1, "{said:?}");
    assert!(!said.err.trim().is_empty(), "{said:?}");
}

/// No file may grow beyond so many blocks of 512 bytes; a write that does fails.
fn with_limit(place: &Place, blocks: u64, line: &str) -> Said {
    let inner = place.command(line);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(inner.get_args()).current_dir(place.dir.path()).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.output().unwrap().into()
}

#[rstest]
#[case::in_phase_one(64)]
#[case::among_the_writes(1200)]
#[case::among_the_writes_later(1800)]
fn a_file_that_may_not_grow_stops_the_run_which_goes_on_when_it_may(#[case] blocks: u64) {
    let server = Server::start("");
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let said = with_limit(&place, blocks, &format!("import a.csv -m m.toml --settle-for 0.3s {CALM}"));
    check_message(&said);
    println!("limit {blocks}: {} customers: {}", server.customers().len(), said.err.trim());
    let said = said.status(4);
    assert!(said.err.contains("is the disk full or read-only?") || said.err.contains("large"), "{said:?}");
    assert_eq!(blocks == 64, server.customers().is_empty(), "where it stopped");
    let folder = place.newest("deskferry-runs").unwrap();
    if super::read_json(&folder.join("run.json"))["planned"] == true {
        check_intents(&server, &folder);
    }
    place.run(&format!("resume latest {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
    check_folder(&folder, ROWS);
}

/// A file system of its own in memory; only root may mount one.
struct Mount(PathBuf);

impl Mount {
    fn new(path: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir(&path).unwrap();
        let options = format!("size={size}");
        mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], &path).then_some(Self(path))
    }

    fn again(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}")], &self.0));
    }
}

fn mount(args: &[&str], path: &Path) -> bool {
    let done = Command::new("mount").args(args).arg(path).output();
    done.is_ok_and(|done| done.status.success())
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

#[rstest]
#[case("40k")]
#[case("200k")]
#[case("600k")]
#[case("1m")]
#[case("1300k")]
fn a_full_disk_stops_the_run_which_goes_on_when_there_is_space(#[case] size: &str) {
    let server = Server::start("");
    let place = Place::before(&server);
    let Some(disk) = Mount::new(place.path("runs"), size) else {
        println!("no mount is permitted here: skipped");
        return;
    };
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s --run-dir runs {CALM}");
    let said = place.run(&import);
    println!("disk of {size}: {} customers: {}", server.customers().len(), said.err.trim());
    check_message(&said);
    let said = said.status(4);
    assert!(said.err.contains("disk full") || said.err.contains("No space left"), "{said:?}");
    disk.again("size=64m");
    match place.newest("runs") {
        None => {
            assert!(server.customers().is_empty());
            place.run(&import).status(0);
        }
        Some(folder) => {
            if super::read_json(&folder.join("run.json"))["planned"] == true {
                check_intents(&server, &folder);
            }
            place.run(&format!("resume latest --run-dir runs {CALM}")).status(0);
        }
    }
    check_exactly_once(&server, ROWS);
    check_folder(&place.newest("runs").unwrap(), ROWS);
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_before_anything_is_sent() {
    let server = Server::start("");
    let place = Place::before(&server);
    let Some(disk) = Mount::new(place.path("runs"), "8m") else {
        println!("no mount is permitted here: skipped");
        return;
    };
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s --run-dir runs {CALM}");
    disk.again("ro");
    let said = place.run(&import).status(4).says("Read-only file system");
    check_message(&said);
    assert!(server.customers().is_empty());
    disk.again("rw");
    assert_eq!(place.run_to("sent:100", &import).status, None);
    let sent = server.writes();
    disk.again("ro");
    let said = place.run(&format!("resume latest --run-dir runs {CALM}")).status(4).says("ead-only");
    check_message(&said);
    assert_eq!(server.writes(), sent, "nothing is sent without a journal");
    disk.again("rw");
    place.run(&format!("resume latest --run-dir runs {CALM}")).status(0);
    check_exactly_once(&server, ROWS);
}

#[test]
fn a_disk_that_is_full_at_the_end_keeps_the_outcomes_for_a_resume() {
    let server = Server::start("");
    let place = Place::before(&server);
    let Some(_disk) = Mount::new(place.path("runs"), "6m") else {
        println!("no mount is permitted here: skipped");
        return;
    };
    place.source("a.csv", 0..ROWS);
    let import = format!("import a.csv -m m.toml --settle-for 0.3s --run-dir runs {CALM}");
    assert_eq!(place.run_to("all-written", &import).status, None);
    let filler = place.path("runs/filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while std::io::Write::write_all(&mut file, &[7; 4096]).is_ok() {}
    let resume = format!("resume latest --run-dir runs {CALM}");
    let said = place.run(&resume).status(4);
    println!("full at the end: {}", said.err.trim());
    assert!(said.err.contains("disk full") || said.err.contains("No space left"), "{said:?}");
    check_message(&said);
    drop(file);
    std::fs::remove_file(filler).unwrap();
    place.run(&resume).status(0);
    assert_eq!(server.writes(), ROWS, "nothing was sent again");
    check_exactly_once(&server, ROWS);
    check_folder(&place.newest("runs").unwrap(), ROWS);
}
