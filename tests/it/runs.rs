//! `deskferry runs`, and the locks that keep two processes apart.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::own_room::OwnRoom;

const MAPPING: &str = "version = 1\nname = \"Test\"\n[match]\nkeys = [\"email\"]\n[fields]\n\
                       name = { from = \"Name\", required = true }\nemail = { from = \"Email\" }\n";

/// A folder with a mapping, where commands run without our environment.
struct Place {
    dir: tempfile::TempDir,
    environment: Vec<(String, String)>,
    _room: Option<OwnRoom>,
}

struct Said {
    status: i32,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            status: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

/// A process that is killed when the test ends.
struct Running(Child);

impl Running {
    /// Kills it (SIGKILL) and waits for its end.
    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("m.toml"), MAPPING).unwrap();
        Self { dir, environment: Vec::new(), _room: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A source with this many rows; the first may have no name.
    fn source(&self, name: &str, rows: usize, bad: bool) {
        let first = if bad { "" } else { "A" };
        let rest: String = (1..rows).map(|row| format!("B{row},{name}.{row}@example.org\n")).collect();
        let text = format!("Name,Email\n{first},{name}.0@example.org\n{rest}");
        std::fs::write(self.path(&format!("{name}.csv")), text).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskferry"));
        command.current_dir(self.dir.path()).env_clear().env("HOME", self.dir.path());
        command.envs(self.environment.iter().cloned()).args(line.split_whitespace());
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Said {
        self.command(line).output().unwrap().into()
    }

    fn start(&self, line: &str) -> Running {
        Running(self.command(line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Starts a sandbox in its own process and points all later commands at it.
    fn serve(&mut self) -> Running {
        let mut sandbox =
            self.command("sandbox --listen 127.0.0.1:0 -q").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
        for line in lines.take(3) {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            self.environment.push((name.to_owned(), value.to_owned()));
        }
        let value = |name: &str| &self.environment.iter().find(|(known, _)| known == name).unwrap().1;
        self._room = Some(OwnRoom::of(value("DESKERO_BASE_URL"), value("DESKERO_CLIENT_ID")));
        Running(sandbox)
    }

    /// The runs as `runs --json` prints them.
    fn runs(&self) -> Vec<Value> {
        let all: Value = serde_json::from_str(&self.run("runs --json").out).unwrap();
        all["runs"].as_array().unwrap().clone()
    }

    /// Imports with a sandbox inside the command's own process; returns the run folder.
    fn rehearse(&self, name: &str, more: &str) -> PathBuf {
        let said = self.run(&format!("import {name}.csv -m m.toml --sandbox=desk.db --rate 0 -q {more}"));
        assert!(said.status <= 1, "{}", said.err);
        self.path(said.out.trim())
    }

    /// Starts a slow import, and waits until it writes.
    fn slow_import(&self) -> Running {
        self.source("slow", 300, false);
        let import = self.start("import slow.csv -m m.toml --rate 5");
        wait_for("the import writes", || {
            self.runs().iter().any(|run| run["counts"]["inserted"].as_u64() > Some(0))
        });
        import
    }
}

fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn folders(dir: &Path) -> usize {
    std::fs::read_dir(dir).map_or(0, Iterator::count)
}

#[test]
fn the_second_import_into_an_account_is_refused() {
    let mut place = Place::new();
    let _sandbox = place.serve();
    let mut first = place.slow_import();
    place.source("more", 2, false);
    let second = place.run("import more.csv -m m.toml");
    assert_eq!(second.status, 2, "{}", second.err);
    assert!(
        second.err.contains(&format!("process {} (deskferry import slow.csv", first.0.id())),
        "{}",
        second.err
    );
    assert!(second.err.contains("--allow-parallel"), "{}", second.err);
    let runtime = place.path("runtime").display().to_string();
    place.environment.push(("XDG_RUNTIME_DIR".to_owned(), runtime));
    let login_shell = place.run("import more.csv -m m.toml");
    assert_eq!(login_shell.status, 2, "cron and a login shell know of each other: {}", login_shell.err);
    place.environment.pop();
    assert_eq!(folders(&place.path("deskferry-runs")), 1, "a refused import leaves no folder");

    assert_eq!(place.run("import more.csv -m m.toml --dry-run").status, 0, "a dry run writes nothing");
    assert_eq!(place.run("import more.csv -m m.toml --sandbox").status, 0, "another account");
    assert_eq!(place.run("import more.csv -m m.toml --allow-parallel").status, 0);

    first.kill();
    let third = place.run("import more.csv -m m.toml");
    assert_eq!(third.status, 0, "{}", third.err);
}

#[test]
fn a_run_at_work_and_a_run_that_was_killed_are_not_pruned() {
    let mut place = Place::new();
    let _sandbox = place.serve();
    let mut import = place.slow_import();
    let [running] = place.runs().try_into().unwrap();
    assert_eq!(running["state"], "running");
    assert_eq!(running["held_by"]["pid"], import.0.id());
    let shown = place.run("runs show latest").out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains(&format!("state running, by process {} (deskferry import", import.0.id())),
        "{shown}"
    );
    let spared = place.run("runs prune --keep 0 --unfinished --yes").out;
    assert!(spared.contains("in use by process"), "{spared}");

    import.kill();
    let [killed] = place.runs().try_into().unwrap();
    assert_eq!(killed["state"], "unfinished");
    assert_eq!(killed["counts"]["rows"], 300);
    let shown = place.run("runs show latest").out;
    assert!(shown.contains("deskferry resume 20"), "{shown}");
    let spared = place.run("runs prune --keep 0 --yes").out;
    assert!(spared.starts_with("kept ") && spared.contains("unfinished: resume it"), "{spared}");
    assert_eq!(place.runs().len(), 1);
    assert!(place.run("runs prune --keep 0 --unfinished --yes").out.starts_with("removed "));
    assert_eq!(folders(&place.path("deskferry-runs")), 0);
}

#[test]
fn runs_are_listed_and_shown() {
    let place = Place::new();
    let none = place.run("runs");
    assert_eq!((none.status, none.out.as_str(), none.err.as_str()), (0, "", "no runs in deskferry-runs\n"));
    assert_eq!(place.runs(), Vec::<Value>::new());

    place.source("people", 3, true);
    let dry = place.rehearse("people", "--dry-run");
    let real = place.rehearse("people", "");
    assert_eq!(place.run("validate people.csv -m m.toml -q").status, 1);
    std::fs::create_dir(place.path("deskferry-runs/notes")).unwrap();

    let listed: Vec<_> =
        place.runs().iter().map(|run| (run["command"].clone(), run["state"].clone())).collect();
    let expected = [("import", "finished"), ("import", "finished"), ("validate", "finished")];
    let expected: Vec<(Value, Value)> =
        expected.map(|(command, state)| (command.into(), state.into())).into();
    assert_eq!(listed[..3], expected);
    assert_eq!(listed[3], (Value::Null, "broken".into()));
    let table = place.run("runs list").out;
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.lines().all(|line| line.len() <= 80), "{table}");

    let shown = place.run(&format!("runs show {}", real.file_name().unwrap().display())).out;
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    for part in [
        "people.csv, 3 rows",
        "upsert, by email",
        "exit 1: finished; 1 row was rejected",
        "inserted",
        "rejects.xlsx",
        "rejects.csv",
    ] {
        assert!(shown.contains(part), "{part:?} in {shown}");
    }
    let pasted = shown.replace("\\\n      ", "");
    for command in ["deskferry verify 20", "deskferry undo 20", "/rejects.xlsx -m m.toml"] {
        assert!(pasted.contains(command), "{command:?} in {shown}");
    }
    assert!(!shown.contains("deskferry resume") && !shown.contains("deskferry retry"), "{shown}");
    let shown = place.run(&format!("runs show {}", dry.display())).out;
    assert!(shown.contains("deskferry import people.csv -m m.toml"), "{shown}");
    assert!(!shown.contains("deskferry undo"), "{shown}");
}

#[test]
fn an_unreadable_run_is_reported() {
    let place = Place::new();
    place.source("people", 2, false);
    let run = place.rehearse("people", "");
    let unknown = place.run("runs show 1999");
    assert_eq!(unknown.status, 2);
    assert!(unknown.err.contains("there is no run \"1999\" in deskferry-runs"), "{}", unknown.err);

    std::fs::write(run.join("run.json"), "{\"version\": 7}").unwrap();
    let newer = place.run("runs show latest");
    assert_eq!(newer.status, 2);
    assert!(newer.err.contains("written by a newer deskferry (format version 7"), "{}", newer.err);
    std::fs::write(run.join("run.json"), "{").unwrap();
    let damaged = place.run("runs show latest");
    assert_eq!(damaged.status, 5);
    assert!(damaged.err.contains("run.json is damaged"), "{}", damaged.err);
    assert_eq!(place.runs()[0]["state"], "broken");
    let spared = place.run("runs prune --keep 0 --yes").out;
    assert!(spared.contains("can't be read as a run"), "{spared}");
    assert!(run.is_dir());
}

#[test]
fn prune_asks_before_it_removes() {
    let place = Place::new();
    place.source("people", 2, false);
    let [first, second] = ["", "--dry-run"].map(|more| place.rehearse("people", more));
    let leftover = place.path("deskferry-runs/.making-20200101T000000Z-people-000001");
    std::fs::create_dir(&leftover).unwrap();
    std::fs::write(
        leftover.join("lock"),
        "{\"pid\": 1, \"host\": \"h\", \"command\": \"c\", \"since\": \"s\"}\n",
    )
    .unwrap();

    let empty = place.run("runs prune --yes");
    assert_eq!(empty.status, 2);
    assert!(empty.err.contains("--older-than"), "{}", empty.err);
    let unasked = place.run("runs prune --keep 0");
    assert_eq!(unasked.status, 2);
    assert!(
        unasked.err.contains("3 folders would be removed") && unasked.err.contains("--yes"),
        "{}",
        unasked.err
    );
    let rehearsed = place.run("runs prune --keep 0 --dry-run").out;
    assert_eq!(rehearsed.matches("would remove").count(), 3, "{rehearsed}");
    assert_eq!(folders(&place.path("deskferry-runs")), 3);

    let young = place.run("runs prune --older-than 1h --yes").out;
    assert!(young.contains("removed .making-20200101T000000Z-people-000001"), "{young}");
    assert_eq!(young.matches("not old enough").count(), 2, "{young}");
    assert!(first.is_dir() && second.is_dir() && !leftover.exists());

    let said = place.run("runs prune --older-than 0h --keep 1 --yes --json").out;
    let said: Value = serde_json::from_str(&said).unwrap();
    let removed: Vec<_> =
        said["runs"].as_array().unwrap().iter().map(|line| line["removed"].as_bool().unwrap()).collect();
    assert_eq!(removed, [true, false]);
    assert_eq!(folders(&place.path("deskferry-runs")), 1);
}

/// A built-in mapping is not a file: it is named as the user named it.
#[test]
fn suggested_commands_name_a_shipped_mapping() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/hubspot-contacts.csv");
    let ferry = crate::command_line::Ferry::new().file("a.csv", std::fs::read(sample).unwrap());
    let ran = ferry.line("validate a.csv -m hubspot").run().status(1);
    let shown = ran.then().line("runs show latest").run().status(0);
    assert!(shown.stdout.contains("deskferry import a.csv -m hubspot\n"), "{shown}");
}
