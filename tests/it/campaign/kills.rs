//! Imports killed at random instants: a few times by `cargo test`, hundreds of times by `.ci/campaigns`.

use std::path::Path;
use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};

use super::torn_journal::copy;
use super::{CALM, Place, Said, Server, check_folder, tally};

/// The settings of a campaign.
#[derive(Debug, Clone, Copy)]
struct Kind {
    name: &'static str,
    trouble: &'static str,
    /// One row in this many changes an existing customer.
    known_every: usize,
    settle_for: &'static str,
}

/// Most rows are new; every fault that a server can cause happens.
const MIXED: Kind = Kind { name: "mixed", trouble: TROUBLE, known_every: 7, settle_for: "1s" };
/// Half of the rows are updates.
const UPDATES: Kind = Kind { name: "updates", trouble: TROUBLE, known_every: 2, settle_for: "1s" };
/// Writes appear late, and many get no answer.
const LAG: Kind = Kind { name: "lag", trouble: LAGGING, known_every: 7, settle_for: "2s" };

const TROUBLE: &str = "fault.drop-before=0.03 fault.drop-after=0.03 fault.status-before=0.02 \
                       fault.status-after=0.03 fault.truncated=0.01 fault.html=0.01 fault.slow-before=0.01 \
                       fault.delay=50ms..200ms read-fault.status=0.02 read-fault.drop=0.02 \
                       index-lag=300ms quota=400 token-life=2s latency=5ms keep-bodies=no";
const LAGGING: &str = "fault.drop-before=0.08 fault.drop-after=0.08 fault.status-after=0.08 \
                       fault.status-before=0.04 index-lag=1500ms quota=150 token-life=2s latency=5ms keep-bodies=no";
/// Rows of one source, some of them invalid.
const ROWS: usize = 300;
const BAD: usize = 6;

pub(super) fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

/// SplitMix64: the same seed draws the same instants, as far as the machine's timing allows.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

/// How many attempts a killed process may leave open: as many as may be in flight, and one that is sent again.
const MOST_OPEN: u64 = 8 + 1;

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The open attempts of a killed run: of all its processes, and of the process that began at `since`.
pub(super) fn open_attempts(place: &Place, folder: Option<&Path>, since: i64) -> (u64, u64) {
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return (0, 0) };
    let scratch = place.path("looked-at");
    copy(folder, &scratch);
    let Ok(journal) = rusqlite::Connection::open(scratch.join("journal.db")) else { return (0, 0) };
    let sql = "SELECT count(*), coalesce(sum(intended >= ?), 0) FROM attempt WHERE ended IS NULL \
               AND row NOT IN (SELECT row FROM outcome)";
    journal.query_row(sql, [since], |row| Ok((row.get(0)?, row.get(1)?))).unwrap_or_default()
}

impl Score {
    /// Counts the open attempts of a killed process that began at `since`.
    pub(super) fn killed(&mut self, place: &Place, folder: Option<&Path>, since: i64) {
        let (all, own) = open_attempts(place, folder, since);
        assert!(own <= MOST_OPEN, "{own} attempts of one process stand open, {all} of all");
        self.kills += 1;
        self.in_doubt += u64::from(all > 0);
        self.most_open = self.most_open.max(own);
    }
}

#[derive(Debug, Default)]
pub(super) struct Score {
    pub(super) kills: u64,
    /// Kills that left writes whose result nobody knows.
    pub(super) in_doubt: u64,
    /// The most attempts that one process left open.
    pub(super) most_open: u64,
    pub(super) rounds: usize,
    pub(super) customers: usize,
    pub(super) doubled: usize,
    pub(super) lost: usize,
}

/// Plays a campaign in full and prints the figures: `DESKFERRY_CAMPAIGN_KILLS` for each of `DESKFERRY_CAMPAIGN_SEEDS`.
/// The first seed is `DESKFERRY_CAMPAIGN_SEED`.
pub(super) fn campaign(name: &str, play: impl Fn(u64, u64) -> Score + Send + Copy + 'static) {
    let (kills, seeds) = (number("DESKFERRY_CAMPAIGN_KILLS", 8), number("DESKFERRY_CAMPAIGN_SEEDS", 2));
    let whole = play_seeds(name, number("DESKFERRY_CAMPAIGN_SEED", 1), seeds, kills, play);
    assert!(whole.in_doubt > 0, "none of the kills came while something was being written");
}

/// Plays the beginning of a campaign: one seed, few kills.
pub(super) fn sample(name: &str, play: impl Fn(u64, u64) -> Score + Send + Copy + 'static) {
    play_seeds(name, 1, 1, SAMPLE_KILLS, play);
}

/// With so few kills, all of them may miss the writes. So a sample does not require writes in doubt.
const SAMPLE_KILLS: u64 = 3;

/// Plays a campaign with each seed, in parallel.
fn play_seeds(
    name: &str,
    first: u64,
    seeds: u64,
    kills: u64,
    play: impl Fn(u64, u64) -> Score + Send + Copy + 'static,
) -> Score {
    let threads = (first..first + seeds).map(|seed| (seed, std::thread::spawn(move || play(seed, kills))));
    let mut whole = Score::default();
    for (seed, thread) in threads.collect::<Vec<_>>() {
        let score = thread.join().unwrap();
        println!("campaign {name}: seed {seed}: {score:?}");
        whole.kills += score.kills;
        whole.in_doubt += score.in_doubt;
        whole.most_open = whole.most_open.max(score.most_open);
        whole.customers += score.customers;
        whole.doubled += score.doubled;
        whole.lost += score.lost;
    }
    println!(
        "campaign {name}: {} kills ({} left writes in doubt, {} at most), {seeds} seeds, {} customers, {} duplicates, \
         {} losses",
        whole.kills, whole.in_doubt, whole.most_open, whole.customers, whole.doubled, whole.lost
    );
    assert_eq!((whole.doubled, whole.lost), (0, 0));
    assert!(whole.kills >= kills * seeds);
    whole
}

/// Runs a command and kills it after a while: one in three at any instant, the others during their writes.
pub(super) fn killed_at_random(server: &Server, place: &Place, dice: &mut Dice, line: &str) -> Said {
    let before = server.sent();
    let mut child = place.command(line).spawn().unwrap();
    let (any, writes, instant) = (dice.roll(3) == 0, dice.roll(20), dice.roll(1000));
    if any {
        std::thread::sleep(Duration::from_millis(20 + instant));
    } else {
        while child.try_wait().unwrap().is_none() && server.sent() <= before + writes {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(instant * 50));
    }
    if child.try_wait().unwrap().is_none() {
        child.kill().unwrap();
    }
    Said::from(child.wait_with_output().unwrap())
}

struct Campaign {
    kind: Kind,
    server: Server,
    place: Place,
    dice: Dice,
    wanted: u64,
    score: Score,
}

fn email(round: usize, row: usize) -> String {
    format!("r{round}c{row}@example.org")
}

impl Campaign {
    fn new(kind: Kind, seed: u64, kills: u64) -> Self {
        let server = Server::start(&format!("{} seed={seed}", kind.trouble));
        let place = Place::before(&server);
        Self { kind, server, place, dice: Dice(seed), wanted: kills, score: Score::default() }
    }

    /// Imports one source after another, until there were enough kills and the last import is done.
    fn run(mut self) -> Score {
        while self.score.kills < self.wanted {
            self.round(self.score.rounds);
            self.score.rounds += 1;
        }
        let customers = self.server.customers();
        let rounds = 0..self.score.rounds;
        let wanted = rounds.clone().flat_map(|round| (0..ROWS - BAD).map(move |row| email(round, row)));
        (self.score.doubled, self.score.lost) = tally(&customers, wanted);
        self.score.customers = customers.len();
        let named = |(at, row): (usize, usize)| (email(at, row), format!("New {at} {row}"));
        let names: std::collections::HashMap<_, _> =
            rounds.flat_map(|at| (0..ROWS - BAD).map(move |row| named((at, row)))).collect();
        let mut kept = 0;
        for customer in &customers {
            let email = customer["email"].as_str().unwrap();
            assert_eq!(customer["name"].as_str(), names.get(email).map(String::as_str), "{customer}");
            let known = customer["city"].is_string();
            assert!(!known || customer["customFields"] == json!({"tier": "Gold"}), "not ours: {customer}");
            kept += usize::from(known);
        }
        assert_eq!(kept, self.score.rounds * self.known().count(), "who was there keeps what we do not name");
        self.score
    }

    /// The rows of a source whose customers already exist.
    fn known(&self) -> impl Iterator<Item = usize> {
        (0..ROWS - BAD).step_by(self.kind.known_every)
    }

    fn prepare(&self, round: usize) -> String {
        let (city, fields) = ("Rome", json!({"tier": "Gold"}));
        let old =
            |row| json!({"name": "Old", "email": email(round, row), "city": city, "customFields": fields});
        self.server.put(self.known().map(old).collect());
        // This test is not about customers that appear during planning: wait until the index knows them.
        let lag = if self.kind.trouble == LAGGING { 1600 } else { 400 };
        std::thread::sleep(Duration::from_millis(lag));
        let good = (0..ROWS - BAD).map(|row| format!("New {round} {row},{}\n", email(round, row)));
        let bad = (0..BAD).map(|row| format!("Bad {row},no address\n"));
        let name = format!("round{round}.csv");
        let text = format!("Name,Email\n{}", good.chain(bad).collect::<String>());
        std::fs::write(self.place.path(&name), text).unwrap();
        name
    }

    fn round(&mut self, round: usize) {
        let (source, run_dir) = (self.prepare(round), format!("runs{round}"));
        let (mut failed, settle) = (false, self.kind.settle_for);
        for _ in 0..1000 {
            let begun = self.place.newest(&run_dir).is_some();
            let line = match (begun, failed) {
                (false, _) => format!("import {source} -m m.toml --settle-for {settle} --max-failures 0"),
                (true, false) => "resume latest --max-failures 0".to_owned(),
                (true, true) => "retry latest --max-failures 0".to_owned(),
            };
            let said = self.until_killed(&format!("{line} --run-dir {run_dir} {CALM}"), &run_dir);
            match said.status {
                None => failed = false,
                Some(4) => failed = false,
                Some(1) => {
                    let counts = check_folder(&self.place.newest(&run_dir).unwrap(), ROWS);
                    failed = counts["failed"].as_u64() > Some(0);
                    if !failed {
                        return check_end(&counts);
                    }
                }
                _ => panic!("seed's round {round}: {said:?}"),
            }
        }
        panic!("round {round} does not come to its end");
    }

    /// Runs a command, and kills it after a while if more kills are wanted.
    fn until_killed(&mut self, line: &str, run_dir: &str) -> Said {
        let since = now();
        let said = match self.score.kills < self.wanted {
            true => killed_at_random(&self.server, &self.place, &mut self.dice, line),
            false => self.place.run(line),
        };
        if said.status.is_none() {
            self.score.killed(&self.place, self.place.newest(run_dir).as_deref(), since);
        }
        said
    }
}

#[track_caller]
fn check_end(counts: &Value) {
    let expected = json!([ROWS, ROWS - BAD, BAD, 0, 0, 0]);
    let count = |name: &str| counts[name].as_u64().unwrap();
    let good = count("inserted") + count("updated") + count("unchanged");
    let found =
        json!([count("rows"), good, count("rejected"), count("pending"), count("unknown"), count("failed")]);
    assert_eq!(found, expected, "{counts}");
}

#[rstest]
#[case::mixed(MIXED)]
#[case::updates(UPDATES)]
#[case::lag(LAG)]
fn killed_at_random_instants_every_customer_arrives_exactly_once(#[case] kind: Kind) {
    sample(kind.name, move |seed, kills| Campaign::new(kind, seed, kills).run());
}

#[rstest]
#[case::mixed(MIXED)]
#[case::updates(UPDATES)]
#[case::lag(LAG)]
#[ignore = "long; .ci/campaigns runs it"]
fn every_customer_arrives_exactly_once_in_full(#[case] kind: Kind) {
    campaign(kind.name, move |seed, kills| Campaign::new(kind, seed, kills).run());
}
