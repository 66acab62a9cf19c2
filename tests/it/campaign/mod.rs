//! Nothing is lost or doubled when the real process is killed at random instants and at every boundary of its journal.
//!
//! The sandbox runs in another process and misbehaves; each killed run is resumed until it is done.

#![allow(clippy::print_stdout, reason = "the campaign tells its figures")]

mod apply;
mod folders;
mod journal_boundaries;
mod killed_command;
pub(super) mod kills;
mod outsiders;
mod refusals;
pub(super) mod torn_journal;
mod undo;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command_line::{SIMPLE, Table, journal_home};
use crate::own_room::OwnRoom;

/// The flags of every command of a campaign.
const CALM: &str = "--rate 0 --no-progress";

/// A sandbox in its own process.
pub(super) struct Server {
    child: Child,
    environment: Vec<(String, String)>,
    address: String,
    switches: String,
    /// It outlasts a restart at the same port. A run would notice that it is gone.
    room: Option<OwnRoom>,
}

/// Ports that a server of these tests may use again after a restart.
static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts it with switches: `index-lag=1s quota=10`.
    pub(super) fn start(switches: &str) -> Self {
        Self::start_at("127.0.0.1:0", switches).expect("the sandbox starts").with_room()
    }

    /// `None` if the port is already in use.
    fn start_at(address: &str, switches: &str) -> Option<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskferry"));
        command.args(["sandbox", "--listen", address, "-q"]).env_clear();
        command.args(switches.split_whitespace().flat_map(|switch| ["--switch", switch]));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let exported = |line: std::io::Result<String>| {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        };
        let environment: Vec<_> = lines.take(3).map(exported).collect();
        if environment.is_empty() {
            assert_eq!(child.wait().unwrap().code(), Some(2));
            return None;
        }
        let address = environment[0].1.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Some(Self { child, environment, address, switches: switches.to_owned(), room: None })
    }

    fn with_room(mut self) -> Self {
        self.room = Some(OwnRoom::at(&self.environment[0].1));
        self
    }

    /// Starts it at a port that the system gives to nobody else, so that it can restart there. Its customers are in a
    /// file.
    pub(super) fn start_to_stay(file: &Path, switches: &str) -> Self {
        let first = std::process::id() as u16;
        let ports = (0..20_000).map(|n| 12_000 + first.wrapping_mul(31).wrapping_add(n) % 20_000);
        let mut own = ports.filter(|port| TAKEN.lock().unwrap().insert(*port)).take(50);
        let switches = format!("file={} {switches}", file.display());
        let started = own.find_map(|port| Self::start_at(&format!("127.0.0.1:{port}"), &switches));
        started.expect("a free port").with_room()
    }

    /// Ends its process at once, and starts another at the same port after a while.
    pub(super) fn goes_away(&mut self, time: Duration) {
        drop(self.child.kill());
        drop(self.child.wait());
        std::thread::sleep(time);
        let room = self.room.take();
        *self = Self::start_at(&self.address, &self.switches).expect("its port is its own");
        self.room = room;
    }

    /// Suspends its process for a while: it accepts connections and does not answer.
    pub(super) fn hangs(&self, time: Duration) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
        std::thread::sleep(time);
        rustix::process::kill_process(pid, rustix::process::Signal::CONT).unwrap();
    }

    /// Its host and port.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} /_sandbox/{path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(text).unwrap()
    }

    pub(super) fn customers(&self) -> Vec<Value> {
        self.ask("GET", "customers", "").as_array().unwrap().clone()
    }

    /// How many writes are in the log of requests.
    fn writes(&self) -> usize {
        let requests = self.ask("GET", "requests", "");
        let write =
            |request: &&Value| matches!(request["kind"].as_str(), Some("insert" | "update" | "delete"));
        requests.as_array().unwrap().iter().filter(write).count()
    }

    /// The same from the counters, without reading the whole log.
    pub(super) fn sent(&self) -> u64 {
        let stats = self.ask("GET", "stats", "");
        ["insert", "update", "delete"].iter().map(|kind| stats["byKind"][kind].as_u64().unwrap_or(0)).sum()
    }

    pub(super) fn put(&self, customers: Vec<Value>) {
        self.ask("POST", "customers", &Value::Array(customers).to_string());
    }

    pub(super) fn set(&self, name: &str, value: &str) {
        self.ask("POST", "options", &json!({ name: value }).to_string());
    }
}

/// A folder in which commands run, without our environment.
pub(super) struct Place {
    dir: tempfile::TempDir,
    environment: BTreeMap<String, String>,
}

/// How a command ended.
#[derive(Debug)]
#[allow(dead_code, reason = "shown where an assertion fails")]
pub(super) struct Said {
    /// `None` if it was killed.
    pub(super) status: Option<i32>,
    out: String,
    pub(super) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let said =
            Self { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
        let defect = said.status == Some(70) || said.err.contains("panicked");
        assert!(!defect, "a defect of ours: {said:?}");
        said
    }
}

impl Said {
    #[track_caller]
    fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, Some(expected), "{self:?}");
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "not said: {text:?}: {self:?}");
        self
    }
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("m.toml"), SIMPLE).unwrap();
        Self { dir, environment: BTreeMap::new() }
    }

    /// A folder whose commands go to this server.
    pub(super) fn before(server: &Server) -> Self {
        let mut place = Self::new();
        place.environment.extend(server.environment.iter().cloned());
        place
    }

    /// The same folder, whose commands have this variable.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(super) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskferry"));
        command.current_dir(self.dir.path()).env_clear().env("HOME", self.dir.path());
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
            .envs(journal_home())
            .envs(&self.environment)
            .args(line.split_whitespace())
            .stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(super) fn run(&self, line: &str) -> Said {
        ended(self.command(line))
    }

    /// Runs a command with a fail point: it dies there, or ends earlier.
    pub(super) fn run_to(&self, point: &str, line: &str) -> Said {
        let mut command = self.command(line);
        command.env("DESKFERRY_FAIL_POINT", point);
        ended(command)
    }

    /// A source with these rows, named by their number.
    pub(super) fn source(&self, name: &str, rows: std::ops::Range<usize>) {
        let rows: String = rows.map(|row| format!("Cust {row},c{row}@example.org\n")).collect();
        std::fs::write(self.path(name), format!("Name,Email\n{rows}")).unwrap();
    }

    /// The newest run of a folder, or none.
    pub(super) fn newest(&self, run_dir: &str) -> Option<PathBuf> {
        let entries = std::fs::read_dir(self.path(run_dir)).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        let named = |path: &PathBuf| !path.file_name().unwrap().to_string_lossy().starts_with('.');
        paths.filter(named).max()
    }
}

/// Runs a command to its end, within a minute.
#[track_caller]
fn ended(command: Command) -> Said {
    let begun = Instant::now();
    let said = assert_cmd::Command::from_std(command).timeout(Duration::from_secs(60)).output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "it does not end: {:?}", Said::from(said));
    said.into()
}

pub(super) fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The rows of a run by the file they ended in. Each row must be there once, and the counts must match.
#[track_caller]
pub(super) fn check_folder(folder: &Path, rows: usize) -> Value {
    let tables = ["results.csv", "rejects.csv", "unknown.csv"].map(|name| Table::read(&folder.join(name)));
    let places = tables.iter().filter(|table| table.len() > 0).flat_map(|table| table.column("_row"));
    let mut places: Vec<usize> = places.map(|row| row.parse().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places, (2..rows + 2).collect::<Vec<_>>(), "each source row stands in one outcome");
    let counts = read_json(&folder.join("run.json"))["counts"].clone();
    let count = |name: &str| counts[name].as_u64().unwrap() as usize;
    let ended = ["inserted", "updated", "unchanged", "skipped"].map(count).iter().sum::<usize>();
    assert_eq!(tables[0].len(), ended + count("pending"), "{counts}");
    assert_eq!(tables[1].len(), count("rejected") + count("failed"), "{counts}");
    assert_eq!(tables[2].len(), count("unknown"), "{counts}");
    assert_eq!(count("rows"), rows, "{counts}");
    assert_eq!(read_json(&folder.join("report.json"))["counts"], counts);
    counts
}

/// Duplicates and losses among the customers, compared with the keys that must be there once each.
pub(super) fn tally(customers: &[Value], wanted: impl Iterator<Item = String>) -> (usize, usize) {
    let mut found = BTreeMap::<&str, usize>::new();
    customers.iter().for_each(|one| *found.entry(one["email"].as_str().unwrap_or("")).or_default() += 1);
    let doubled = found.values().map(|times| times - 1).sum();
    let lost = wanted.filter(|key| !found.contains_key(key.as_str())).count();
    (doubled, lost)
}

/// The run folder contains no half-written file of a killed process.
#[track_caller]
fn check_no_leftovers(folder: &Path) {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = names.filter(|name| name.ends_with(".tmp")).collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

#[track_caller]
fn check_exactly_once(server: &Server, rows: usize) {
    let customers = server.customers();
    let wanted = (0..rows).map(|row| format!("c{row}@example.org"));
    assert_eq!(tally(&customers, wanted), (0, 0), "(doubled, lost) of {rows}: {customers:?}");
    assert_eq!(customers.len(), rows);
}

#[track_caller]
fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
