//! The format of a scenario file.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

/// A file of `tests/scenarios`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Scenario {
    /// What the scenario shows, in a sentence or two.
    pub(super) about: String,
    /// How often it is played; random draws differ with each seed.
    #[serde(default = "one")]
    pub(super) seeds: u64,
    /// True if it measures time so precisely that nothing may run at the same time.
    #[serde(default)]
    pub(super) alone: bool,
    pub(super) source: Source,
    /// The switches of the sandbox.
    #[serde(default)]
    pub(super) server: BTreeMap<String, toml::Value>,
    /// Faults of certain requests, as the sandbox takes them at `/_sandbox/faults`.
    #[serde(default)]
    pub(super) faults: Vec<BTreeMap<String, toml::Value>>,
    pub(super) step: Vec<Step>,
    pub(super) expect: BTreeMap<String, Span>,
}

fn one() -> u64 {
    1
}

/// `a.csv`: this many rows, the first of which have a customer already.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) rows: usize,
    #[serde(default)]
    pub(super) known: usize,
}

/// One step after another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "do")]
pub(super) enum Step {
    /// A deskferry command, run to its end.
    #[serde(rename_all = "kebab-case")]
    Run {
        command: String,
        status: Vec<Status>,
        #[serde(default)]
        says: Vec<String>,
        /// The fail point at which it dies.
        die_at: Option<String>,
        /// No file may grow beyond this many blocks of 512 bytes, drawn between these two.
        file_limit: Option<[u64; 2]>,
        #[serde(default)]
        during: Vec<During>,
    },
    /// The source has this many rows from now on.
    ChangeSource { rows: usize },
    /// Changes the file system of the runs.
    Disk { change: Disk },
    /// Tears the journal's WAL at a byte drawn after its last intent, as a power cut may.
    TearWal {},
}

/// How a command may end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Status {
    Exit(i32),
    /// `"killed"`
    Word(String),
}

impl Status {
    pub(super) fn is(&self, status: Option<i32>) -> bool {
        match self {
            Self::Exit(code) => status == Some(*code),
            Self::Word(_) => status.is_none(),
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Disk {
    /// A file system in memory of this many KiB, drawn between these two.
    Kib([u64; 2]),
    Fill,
    Free,
    ReadOnly,
    Writable,
}

/// What happens while a command runs, once the server has received this many writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct During {
    pub(super) after_writes: u64,
    pub(super) event: Event,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Event {
    /// The server's process ends. Another takes its place after the first time, or after the second if `DESKFERRY_LONG`
    /// is set.
    ServerAway([u64; 2]),
    /// The server accepts connections and does not answer, for this many seconds.
    ServerHangs([u64; 2]),
    RevokeTokens,
    Kill,
    /// Switches of the sandbox change.
    Server(BTreeMap<String, toml::Value>),
    /// Another command, run to its end.
    Run {
        command: String,
        status: i32,
        says: String,
    },
}

/// The first time, or the second if `DESKFERRY_LONG` is set.
pub(super) fn seconds(of: [u64; 2]) -> Duration {
    let long = std::env::var_os("DESKFERRY_LONG").is_some();
    Duration::from_secs(if long { of[1] } else { of[0] })
}

/// The expected value of a figure: one number, or a range.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Span {
    One(f64),
    Between([f64; 2]),
}

impl Span {
    pub(super) fn ends(self) -> [f64; 2] {
        match self {
            Self::One(number) => [number, number],
            Self::Between(ends) => ends,
        }
    }
}

impl Scenario {
    /// Reads and checks a file; a scenario that can't fail is refused.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let scenario: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let faults = [
            (scenario.about.trim().is_empty(), "it is about nothing".to_owned()),
            (scenario.seeds == 0, "it is never played".to_owned()),
            (scenario.expect.is_empty(), "it expects nothing".to_owned()),
            (!scenario.step.iter().any(|step| matches!(step, Step::Run { .. })), "nothing is run".to_owned()),
        ];
        let spans = scenario.expect.iter().map(|(name, span)| (name, span.ends()));
        let spans =
            spans.map(|(name, [low, high])| (low > high, format!("{name}: {low} to {high} is no range")));
        let steps = scenario.step.iter().map(fault);
        let faults = faults.into_iter().chain(spans).chain(steps).find(|(wrong, _)| *wrong);
        faults.map_or(Ok(()), |(_, what)| Err(what))?;
        Ok(scenario)
    }
}

fn fault(step: &Step) -> (bool, String) {
    let Step::Run { command, status, .. } = step else { return (false, String::new()) };
    let strange = status.iter().any(|status| matches!(status, Status::Word(word) if word != "killed"));
    let what = if strange { "a status is a number or \"killed\"" } else { "no status is expected" };
    (strange || status.is_empty(), format!("{command}: {what}"))
}

/// A TOML value as the sandbox takes it.
pub(super) fn text(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
