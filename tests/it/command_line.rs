//! The helpers of these tests: set up files, arguments and environment, run the binary, inspect the result.
//!
//! `Ferry::new().file("a.csv", "Name\nAda\n").args(["validate", "a.csv", "-m", "m.toml"]).run()` runs the real binary
//! in its own temporary folder, without our environment. Every run fails on an internal error, and must end within a
//! minute (unless it is `patient`).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, Sandbox, SandboxOptions, start_custom_fields};
use serde_json::Value;

use crate::own_room::OwnRoom;

/// A mapping for most tests: name and e-mail address, matched by the address.
pub const SIMPLE: &str = "\
version = 1
name = \"Simple\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
";

/// The binary that cargo built for these tests, or the one (optimised) that `DESKFERRY_TEST_PROGRAM` names.
pub fn program() -> OsString {
    std::env::var_os("DESKFERRY_TEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_deskferry").into())
}

/// A command line to be run.
#[must_use = "nothing happens before run()"]
pub struct Ferry {
    folder: Rc<tempfile::TempDir>,
    args: Vec<OsString>,
    environment: BTreeMap<OsString, OsString>,
    stdin: Vec<u8>,
    under: Vec<OsString>,
    limit: Duration,
}

impl Default for Ferry {
    fn default() -> Self {
        Self::new()
    }
}

impl Ferry {
    /// In a new and empty folder.
    pub fn new() -> Self {
        Self::inside(Rc::new(tempfile::tempdir().unwrap()))
    }

    fn inside(folder: Rc<tempfile::TempDir>) -> Self {
        let (args, stdin, under) = Default::default();
        let limit = Duration::from_secs(60);
        Self { folder, args, environment: BTreeMap::new(), stdin, under, limit }
    }

    /// The folder in which it runs.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the folder, and makes the folders above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Adds arguments.
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Adds the arguments of a line without quoting: `import a.csv -m m.toml`.
    pub fn line(self, line: &str) -> Self {
        self.args(line.split_whitespace())
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Sets the standard input.
    pub fn stdin(mut self, content: impl AsRef<[u8]>) -> Self {
        self.stdin = content.as_ref().to_vec();
        self
    }

    /// Runs it under another program, which gets our program and its arguments after its own.
    pub fn under(mut self, program: &[&str]) -> Self {
        self.under = program.iter().map(OsString::from).collect();
        self
    }

    /// Runs it under limits of the shell, such as `ulimit -v 1000000`.
    pub fn limited(self, limits: &str) -> Self {
        self.under(&["sh", "-c", &format!("{limits}; exec \"$0\" \"$@\"")])
    }

    /// Without rate limit and progress lines.
    pub fn fast(self) -> Self {
        self.args(["--rate", "0", "--no-progress"])
    }

    /// It may take half an hour instead of a minute.
    pub fn patient(mut self) -> Self {
        self.limit = Duration::from_secs(1800);
        self
    }

    /// Uses a sandbox in the test's own process.
    pub fn sandbox(self, sandbox: &Sandbox) -> Self {
        self.env("DESKERO_BASE_URL", sandbox.base_url())
            .env("DESKERO_CLIENT_ID", CLIENT_ID)
            .env("DESKERO_API_TOKEN", API_TOKEN)
    }

    /// The command itself, for tests that need the running process.
    pub fn command(&self) -> Command {
        let program = program();
        let mut words = self.under.iter().chain([&program]).chain(&self.args);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).current_dir(self.path()).env_clear();
        for name in ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LLVM_PROFILE_FILE"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        // The help must break its lines at the same width on every machine.
        command.env("COLUMNS", "80").env("HOME", self.path()).envs(journal_home());
        // No test touches the keyring of whoever runs it.
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus").envs(&self.environment);
        command
    }

    /// Another command in the same folder.
    pub fn then(&self) -> Self {
        Self::inside(Rc::clone(&self.folder))
    }

    /// The result of a command that was started in another way.
    pub fn ended(&self, status: i32, stdout: String, stderr: String) -> Ran {
        Ran { folder: Rc::clone(&self.folder), status, stdout, stderr }
    }

    /// Runs it to its end.
    pub fn run(self) -> Ran {
        let mut command = assert_cmd::Command::from_std(self.command());
        command.timeout(self.limit);
        let output = command.write_stdin(self.stdin).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        let ran = Ran {
            folder: self.folder,
            status: output.status.code().expect("it ended by itself within its time"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        };
        let defect = ran.status == 70
            || ["Please report this line", "failed with an internal error"]
                .iter()
                .any(|text| ran.stderr.contains(text))
            || ran.stderr.contains("panicked");
        assert!(!defect, "a defect of ours: {ran}");
        ran
    }
}

/// A run that has ended.
pub struct Ran {
    folder: Rc<tempfile::TempDir>,
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}\n--- stdout\n{}--- stderr\n{}", self.status, self.stdout, self.stderr)
    }
}

impl Ran {
    /// Asserts the exit status; the failure message shows all output.
    #[track_caller]
    pub fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, expected, "{self}");
        self
    }

    /// Asserts that the output contains a text, wherever its lines are broken.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_said = self.stderr.contains(text) || on_one_line(&self.stderr).contains(&on_one_line(text));
        assert!(is_said, "not said: {text:?}\n{self}");
        self
    }

    /// Another command in the same folder.
    pub fn then(&self) -> Ferry {
        Ferry::inside(Rc::clone(&self.folder))
    }

    /// The folder in which it ran.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The run folder: the last line of stdout, or of stderr if `-o -` uses stdout.
    #[track_caller]
    pub fn folder(&self) -> PathBuf {
        let last = |text: &str| text.trim_end().lines().last().map(|line| self.path().join(line));
        let named = last(&self.stdout).filter(|path| path.is_dir()).or_else(|| last(&self.stderr));
        named.filter(|path| path.is_dir()).unwrap_or_else(|| panic!("no folder of a run: {self}"))
    }

    /// All run folders, whichever command made them.
    pub fn folders(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.path().join("deskferry-runs"));
        let mut all: Vec<PathBuf> = entries
            .map_or_else(|_| Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect());
        all.retain(|path| !path.ends_with("traces"));
        all
    }

    /// A text file from the folder in which it ran.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// results.csv, or a table without rows.
    pub fn results(&self) -> Table {
        Table::read(&self.folder().join("results.csv"))
    }

    /// rejects.csv, or a table without rows.
    pub fn rejects(&self) -> Table {
        Table::read(&self.folder().join("rejects.csv"))
    }

    /// unknown.csv, or a table without rows.
    pub fn unknown(&self) -> Table {
        Table::read(&self.folder().join("unknown.csv"))
    }

    /// run.json
    pub fn run_json(&self) -> Value {
        json(&self.folder().join("run.json"))
    }

    /// report.json
    pub fn report_json(&self) -> Value {
        json(&self.folder().join("report.json"))
    }

    /// A number from the counts in run.json.
    #[track_caller]
    pub fn count(&self, name: &str) -> u64 {
        let run = self.run_json();
        run["counts"][name].as_u64().unwrap_or_else(|| panic!("no count {name}: {}", run["counts"]))
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A CSV file that deskferry wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file; a missing one has neither header nor rows.
    pub fn read(path: &Path) -> Self {
        let Ok(bytes) = std::fs::read(path) else { return Self::default() };
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").expect("it begins with a byte order mark, for Excel");
        let mut reader = csv::Reader::from_reader(text);
        let cells = |record: &csv::StringRecord| record.iter().map(ToOwned::to_owned).collect();
        let header = cells(reader.headers().unwrap());
        Self { header, rows: reader.records().map(|record| cells(&record.unwrap())).collect() }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The cells of a column, from top to bottom.
    #[track_caller]
    pub fn column(&self, name: &str) -> Vec<&str> {
        let at = self.at(name);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The codes of a rejects file, without the checks after them.
    #[track_caller]
    pub fn codes(&self) -> Vec<&str> {
        self.column("_codes").into_iter().map(|cell| cell.split(" #").next().unwrap_or(cell)).collect()
    }

    /// One cell; rows count from 0.
    #[track_caller]
    pub fn cell(&self, row: usize, name: &str) -> &str {
        &self.rows[row][self.at(name)]
    }

    /// Corrects a cell by hand.
    #[track_caller]
    pub fn set(&mut self, row: usize, name: &str, value: &str) {
        let at = self.at(name);
        value.clone_into(&mut self.rows[row][at]);
    }

    /// The file's text.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        self.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    }

    #[track_caller]
    fn at(&self, name: &str) -> usize {
        let found = self.header.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("no column {name:?} among {:?}", self.header))
    }
}

/// A sandbox with its own runtime, for tests that are not asynchronous.
pub struct Desk {
    sandbox: Sandbox,
    _room: OwnRoom,
    _runtime: tokio::runtime::Runtime,
}

impl Desk {
    /// Started with all switches at their defaults, and with the demo definitions of custom fields.
    pub fn new() -> Self {
        Self::with(|_| ())
    }

    /// Started with some switches changed.
    pub fn with(change: impl FnOnce(&mut SandboxOptions)) -> Self {
        let mut options =
            SandboxOptions { custom_fields: start_custom_fields(), ..SandboxOptions::default() };
        change(&mut options);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let sandbox = runtime.block_on(Sandbox::local(options)).unwrap();
        let room = OwnRoom::at(sandbox.base_url());
        Self { sandbox, _room: room, _runtime: runtime }
    }

    /// Started with these customers.
    pub fn holding(customers: impl IntoIterator<Item = Value>) -> Self {
        let start = customers.into_iter().collect();
        Self::with(|options| options.start = start)
    }

    /// The only customer with this value in a field.
    #[track_caller]
    pub fn customer(&self, field: &str, value: &str) -> Value {
        let mut found = self.customers();
        found.retain(|customer| customer[field] == value);
        assert_eq!(found.len(), 1, "customers with {field} = {value:?}: {:?}", self.customers());
        found.remove(0)
    }
}

impl Deref for Desk {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

/// Panics if a file below the folder contains the secret.
#[track_caller]
pub fn assert_not_in_files(folder: &Path, secret: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_not_in_files(&path, secret);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{} contains {secret}", path.display());
    }
}

/// Where commands keep their journals, if all tests are to be played over PostgreSQL (tests/it/postgres/campaign.rs).
pub fn journal_home() -> Option<(&'static str, OsString)> {
    std::env::var_os("DESKFERRY_TEST_JOURNAL").map(|address| ("DESKFERRY_JOURNAL", address))
}
