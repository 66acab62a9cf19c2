//! Plays a scenario, and checks after each step that nothing is lost or doubled.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::disk::{Runs, limited};
use super::figures::Figures;
use super::file::{Disk, During, Event, Scenario, Source, Status, Step, seconds, text};
use crate::campaign::kills::Dice;
use crate::campaign::torn_journal::{Tear, attempts, copy, tear};
use crate::campaign::{Place, Said, Server, check_folder, read_json, tally};

/// A command that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(120);

struct Stage {
    server: Server,
    place: Place,
    runs: Runs,
    source: Source,
    dice: Dice,
    figures: Figures,
    /// The file with the customers.
    _desk: tempfile::TempDir,
}

/// Plays it; `None` if this machine does not permit it.
pub(super) fn play(scenario: &Scenario, seed: u64) -> Option<Figures> {
    let mut stage = Stage::set_up(scenario, seed);
    for step in &scenario.step {
        if !stage.step(step) {
            return None;
        }
    }
    stage.check_end();
    let Stage { mut figures, server, .. } = stage;
    figures.take(&server);
    figures.check(&scenario.expect);
    Some(figures)
}

impl Stage {
    fn set_up(scenario: &Scenario, seed: u64) -> Self {
        let desk = tempfile::tempdir().unwrap();
        let known = (0..scenario.source.known).map(|row| {
            json!({"name": format!("Old {row}"), "email": email(row), "city": "Rome"}).to_string()
        });
        let start = desk.path().join("known.jsonl");
        std::fs::write(&start, known.map(|line| line + "\n").collect::<String>()).unwrap();
        let switches = scenario.server.iter().map(|(name, value)| format!("{name}={}", text(value)));
        let more = [format!("seed={seed}"), format!("start={}", start.display())];
        let switches = switches.chain(more).collect::<Vec<_>>().join(" ");
        let server = Server::start_to_stay(&desk.path().join("desk.db"), &switches);
        for fault in &scenario.faults {
            server.ask("POST", "faults", &serde_json::to_string(fault).unwrap());
        }
        let place = Place::before(&server);
        place.source("a.csv", 0..scenario.source.rows);
        let runs = Runs::at(place.path("deskferry-runs"));
        let (source, dice, figures) = (scenario.source, Dice(seed), Figures::default());
        Self { server, place, runs, source, dice, figures, _desk: desk }
    }

    /// Does one step; false if this machine does not permit it.
    fn step(&mut self, step: &Step) -> bool {
        match step {
            Step::Run { command, status, says, die_at, file_limit, during } => {
                let mut process = self.place.command(command);
                process.arg("--no-progress");
                process.envs(die_at.iter().map(|point| ("DESKFERRY_FAIL_POINT", point)));
                if let Some(range) = file_limit {
                    process = limited(&process, self.draw(*range));
                }
                let said = self.run(process, during);
                check_said(command, &said, status, says);
                self.check_intents();
            }
            Step::ChangeSource { rows } => {
                self.source.rows = *rows;
                self.place.source("a.csv", 0..*rows);
            }
            Step::Disk { change } => return self.change_disk(*change),
            Step::TearWal {} => self.tear_wal(),
        }
        true
    }

    fn draw(&mut self, [low, high]: [u64; 2]) -> u64 {
        low + self.dice.roll(high - low + 1)
    }

    fn change_disk(&mut self, change: Disk) -> bool {
        match change {
            Disk::Kib(range) => {
                let kib = self.draw(range);
                self.runs.size(kib)
            }
            Disk::Fill => self.runs.fill(),
            Disk::Free => self.runs.free(),
            Disk::ReadOnly => self.runs.writable(false),
            Disk::Writable => self.runs.writable(true),
        }
    }

    fn run(&mut self, mut process: Command, during: &[During]) -> Said {
        let begun = Instant::now();
        let mut child =
            process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        for During { after_writes, event } in during {
            self.wait_for_writes(*after_writes, &mut child);
            self.happens(event, &mut child);
        }
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                drop(child.kill());
                panic!("it does not end: {:?}", Said::from(child.wait_with_output().unwrap()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.figures.add("seconds", begun.elapsed().as_secs_f64());
        child.wait_with_output().unwrap().into()
    }

    /// Waits until the server has received this many writes since the scenario's start.
    fn wait_for_writes(&self, wanted: u64, child: &mut Child) {
        let kinds = ["insert", "update", "delete"];
        let before: f64 = kinds.iter().map(|kind| self.figures.get(&format!("requests.{kind}"))).sum();
        loop {
            let now = before as u64 + self.server.sent();
            if now >= wanted {
                return;
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended at {now} of {wanted} writes");
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    fn happens(&mut self, event: &Event, child: &mut Child) {
        match event {
            Event::ServerAway(times) => {
                self.figures.take(&self.server);
                self.server.goes_away(seconds(*times));
            }
            Event::ServerHangs(times) => self.server.hangs(seconds(*times)),
            Event::RevokeTokens => drop(self.server.ask("DELETE", "tokens", "")),
            Event::Kill => child.kill().unwrap(),
            Event::Server(switches) => {
                switches.iter().for_each(|(name, value)| self.server.set(name, &text(value)));
            }
            Event::Run { command, status, says } => {
                let said = self.place.run(&format!("{command} --no-progress"));
                check_said(command, &said, &[Status::Exit(*status)], std::slice::from_ref(says));
            }
        }
    }

    /// Tears the WAL at a random byte that keeps all intents: a real power cut can't lose what was synced before a
    /// send.
    fn tear_wal(&mut self) {
        let folder = self.place.newest("deskferry-runs").unwrap();
        let (whole, scratch) = (self.place.path("whole"), self.place.path("scratch"));
        copy(&folder, &whole);
        let all = attempts(&whole, &scratch).unwrap();
        let wal = folder.join("journal.db-wal");
        let length = std::fs::metadata(&wal).unwrap().len();
        for _ in 0..500 {
            let (at, how) =
                (self.dice.roll(length), [Tear::Cut, Tear::Zero, Tear::Noise][self.dice.roll(3) as usize]);
            copy(&whole, &folder);
            tear(&wal, at as usize, how);
            if attempts(&folder, &scratch) == Some(all) {
                println!("torn: {how:?} at {at} of {length}");
                return;
            }
        }
        panic!("no tear leaves all {all} intents");
    }

    /// Every customer that we wrote to the server has an intent in the journal.
    fn check_intents(&self) {
        let Some(folder) = self.place.newest("deskferry-runs") else { return };
        if read_json(&folder.join("run.json"))["planned"] != true {
            return;
        }
        let scratch = self.place.path("looked-at");
        copy(&folder, &scratch);
        let journal = rusqlite::Connection::open(scratch.join("journal.db")).unwrap();
        let mut keys =
            journal.prepare("SELECT DISTINCT a.key FROM attempt t JOIN action a ON a.id = t.row").unwrap();
        let keys = keys.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let known: Vec<String> = keys.map(Result::unwrap).collect();
        for customer in self.server.customers().iter().filter(|one| is_new(one)) {
            let email = customer["email"].as_str().unwrap();
            assert!(known.iter().any(|key| key.ends_with(email)), "sent without an intent: {customer}");
        }
    }

    /// Every customer is there once, named as in the source; old values are kept; every row has one outcome.
    fn check_end(&mut self) {
        let (customers, Source { rows, known }) = (self.server.customers(), self.source);
        assert_eq!(
            tally(&customers, (0..rows).map(email)),
            (0, 0),
            "(doubled, lost) of {rows}: {customers:?}"
        );
        assert_eq!(customers.len(), rows);
        let names: BTreeSet<_> = customers.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert!((0..rows).all(|row| names.contains(format!("Cust {row}").as_str())), "{names:?}");
        assert_eq!(
            customers.iter().filter(|one| one["city"] == "Rome").count(),
            known,
            "what was there is kept"
        );
        let counts = check_folder(&self.place.newest("deskferry-runs").unwrap(), rows);
        self.figures.take_counts(&counts);
        self.figures.add("customers", customers.len() as f64);
    }
}

fn email(row: usize) -> String {
    format!("c{row}@example.org")
}

/// Whether we wrote this customer.
fn is_new(customer: &Value) -> bool {
    customer["name"].as_str().is_some_and(|name| name.starts_with("Cust "))
}

#[track_caller]
fn check_said(command: &str, said: &Said, status: &[Status], says: &[String]) {
    assert!(status.iter().any(|status| status.is(said.status)), "{command}: expected {status:?}: {said:?}");
    for text in says {
        assert!(said.err.contains(text), "{command}: not said: {text:?}: {said:?}");
    }
    let faults = said.err.lines().filter(|line| line.starts_with("error")).count();
    assert!(faults <= 1, "{command}: one message is enough: {said:?}");
}
