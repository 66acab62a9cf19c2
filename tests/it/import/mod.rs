//! Importing into a sandbox: what plan and write promise, whatever the server does.

mod circuit_breaker;
mod clocks;
mod conflicts;
mod customer_commands;
pub(super) mod dry_run;
mod hidden_keys;
mod in_doubt;
mod inserts;
mod list_end;
mod newcomers;
mod one_customer;
mod processes;
mod progress;
mod rate_limit;
mod recent_inserts;
mod rematch;
mod reported_duplicates;
mod reports;
mod resumes;
mod secrets;
mod signals;
mod switches;
mod taken_over;
mod tokens;
mod unanswered_writes;
mod unfinished_plans;
mod unfinished_runs;
mod wrong_searches;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use deskferry::sandbox::{LoggedRequest, RequestKind, Sandbox, SimulatedFault};
use serde_json::Value;

use crate::command_line::{Ferry, Ran, SIMPLE, Table};

/// A request that waits until `Sandbox::end_delays`.
pub(super) const HELD: SimulatedFault = SimulatedFault::SlowBefore(Duration::from_secs(300));

/// Longer than a busy machine takes to end a process, and much shorter than the timeout of a call (a minute).
pub(super) const PROMPT: Duration = Duration::from_secs(20);

/// Name, address, a note and a custom field, matched by the address.
pub(super) const NOTED: &str = "\
version = 1
name = \"Noted\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\" }
[custom_fields]
segment = { from = \"Segment\" }
";

/// An import of `a.csv` by `m.toml`, without rate limit.
pub(super) fn import(sandbox: &Sandbox, mapping: &str, csv: &str, flags: &str) -> Ferry {
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", csv).sandbox(sandbox);
    ferry.line("import a.csv -m m.toml").line(flags).fast()
}

/// The same at the rate that the flags give.
pub(super) fn paced_import(sandbox: &Sandbox, csv: &str, flags: &str) -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", csv).sandbox(sandbox);
    ferry.line("import a.csv -m m.toml --no-progress").line(flags)
}

/// A file with this many new customers: `Person 1`, `p1@example.org`, …
pub(super) fn people(count: usize) -> String {
    let row = |n: usize| format!("Person {n},p{n}@example.org\n");
    format!("Name,Email\n{}", (1..=count).map(row).collect::<String>())
}

/// The same import again, in the same folder.
pub(super) fn again(ran: &Ran, sandbox: &Sandbox, flags: &str) -> Ferry {
    ran.then().sandbox(sandbox).line("import a.csv -m m.toml").line(flags).fast()
}

/// True for requests that could change something.
pub(super) fn is_write(request: &LoggedRequest) -> bool {
    matches!(request.method.as_str(), "POST" | "PUT" | "DELETE" | "PATCH")
}

/// The writes that arrived.
pub(super) fn writes(sandbox: &Sandbox) -> Vec<LoggedRequest> {
    sandbox.requests().into_iter().filter(is_write).collect()
}

/// How often each name was sent in an insert.
pub(super) fn sent_names(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for request in sandbox.requests_of(RequestKind::Insert) {
        *names.entry(request.json()["name"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    names
}

/// How often each name is on the server.
pub(super) fn stored_names(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for customer in sandbox.customers() {
        *names.entry(customer["name"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    names
}

/// Waits until a condition is true; panics after a minute.
#[track_caller]
pub(super) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Runs all jobs, a few at a time; panics if one of them does.
pub(super) fn side_by_side<T: Send + Sync>(items: &[T], job: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    job(item);
                }
            });
        }
    });
}

/// True once a process handles signals itself. Without `/proc` nobody can tell.
pub(super) fn catches_signals(pid: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return true };
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or_default();
    // The second bit is SIGINT.
    u64::from_str_radix(caught.trim(), 16).unwrap_or_default() & 2 != 0
}

/// A process that is still running.
pub(super) struct Running {
    ferry: Ferry,
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
    said: Arc<Mutex<String>>,
    printed: Arc<Mutex<String>>,
}

impl Running {
    pub(super) fn start(ferry: Ferry) -> Self {
        Self::start_reading(ferry, Stdio::null())
    }

    /// Starts it with this as its standard input.
    pub(super) fn start_reading(ferry: Ferry, stdin: Stdio) -> Self {
        let mut command = ferry.command();
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let printed = Arc::default();
        let stdout = listen(child.stdout.take().unwrap(), Arc::clone(&printed));
        let stderr = listen(child.stderr.take().unwrap(), Arc::clone(&said));
        Self { ferry, child, stdout, stderr, said, printed }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub(super) fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let status = std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for a text on stderr.
    #[track_caller]
    pub(super) fn hear(&self, text: &str) {
        wait_until(text, || self.said.lock().unwrap().contains(text));
    }

    /// Its stdout so far.
    pub(super) fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// The exit status, if other runs are in the same folder; -1 if it was killed.
    pub(super) fn end_of_many(self) -> i32 {
        self.end().status
    }

    /// True if the process has ended.
    pub(super) fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// As [`Running::end_of_many`], with its stderr.
    pub(super) fn end_with_stderr(self) -> (i32, String) {
        let ended = self.end();
        (ended.status, ended.stderr)
    }

    /// Waits for its end, a minute at most.
    pub(super) fn end(mut self) -> Ended {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > Duration::from_secs(60) {
                self.child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let (stdout, stderr) = (self.stdout.join().unwrap(), self.stderr.join().unwrap());
        assert!(!["internal error", "defect"].iter().any(|text| stderr.contains(text)), "{stderr}");
        let status = status.code().unwrap_or(-1);
        Ended { ferry: self.ferry, status, stdout, stderr, took: start.elapsed() }
    }
}

fn listen(mut pipe: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(size @ 1..) = pipe.read(&mut chunk) {
            said.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..size]));
        }
        said.lock().unwrap().clone()
    })
}

/// A process that has ended.
pub(super) struct Ended {
    pub(super) ferry: Ferry,
    pub(super) status: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The time since the test began to wait for the end.
    pub(super) took: Duration,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {} after {:?}\n{}\n{}", self.status, self.took, self.stdout, self.stderr)
    }
}

impl Ended {
    /// The only run folder that it left.
    #[track_caller]
    pub(super) fn folder(&self) -> PathBuf {
        let runs = std::fs::read_dir(self.ferry.path().join("deskferry-runs")).unwrap();
        let mut runs: Vec<PathBuf> = runs.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(runs.len(), 1, "{runs:?}\n{self}");
        runs.remove(0)
    }

    pub(super) fn run_json(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.folder().join("run.json")).unwrap()).unwrap()
    }

    pub(super) fn table(&self, name: &str) -> Table {
        Table::read(&self.folder().join(name))
    }

    /// Where each row ended: the names in `results.csv` by action, and those in the other files.
    #[track_caller]
    pub(super) fn places(&self) -> BTreeMap<String, Vec<String>> {
        places(self.table("results.csv"), self.table("rejects.csv"), self.table("unknown.csv"))
    }
}

/// As [`Ended::places`], for a run that is complete.
pub(super) fn places_of(ran: &Ran) -> BTreeMap<String, Vec<String>> {
    places(ran.results(), ran.rejects(), ran.unknown())
}

/// Every row by the place where it ended; a row in two places fails the test.
#[track_caller]
fn places(results: Table, rejects: Table, unknown: Table) -> BTreeMap<String, Vec<String>> {
    let (mut places, mut rows) = (BTreeMap::<String, Vec<String>>::new(), Vec::new());
    for (table, name) in [(&results, "results"), (&rejects, "rejected"), (&unknown, "unknown")] {
        for at in 0..table.len() {
            let place = if name == "results" { table.cell(at, "_action") } else { name };
            places.entry(place.to_owned()).or_default().push(table.cell(at, "Name").to_owned());
            rows.push(table.cell(at, "_row").to_owned());
        }
    }
    let all = rows.len();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), all, "a row stands in two places: {places:?}");
    places
}
