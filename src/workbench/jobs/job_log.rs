//! What a job has said so far: the events of its log (docs/events.md), folded into what the page shows.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::file::open_unlinked;

/// The most failures and messages that are kept; the newest ones.
const FAILURES: usize = 100;
const MESSAGES: usize = 60;
/// The longest line that is read; a longer one is passed over.
const LONGEST: u64 = 256 * 1024;

/// What is known of a job's work.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct JobProgress {
    /// What it does: `reading`, `matching`, `writing`, `waiting`, `checking`, `stage`.
    pub(crate) phase: Option<&'static str>,
    /// The name of the stage.
    pub(crate) what: Option<String>,
    /// Steps of this phase so far, and all of them.
    pub(crate) done: Option<u64>,
    pub(crate) of: Option<u64>,
    /// True if the steps are bytes.
    pub(crate) in_bytes: bool,
    /// Rows read so far.
    pub(crate) rows: Option<u64>,
    pub(crate) failed: u64,
    pub(crate) rate: Option<f64>,
    pub(crate) in_flight: Option<u64>,
    pub(crate) limit: Option<u64>,
    /// Seconds until the help desk wants to be asked again.
    pub(crate) paused_seconds: Option<f64>,
    pub(crate) seconds_left: Option<f64>,
    /// The counts of the plan.
    pub(crate) planned: Option<Value>,
    pub(crate) stopping: Option<String>,
    /// What it said since the last row that was written.
    pub(crate) notice: Option<String>,
    /// Since when the help desk can't be reached: a time in RFC 3339.
    pub(crate) away_since: Option<String>,
    /// True if no counts were told since the notice.
    #[serde(skip)]
    is_new_notice: bool,
    /// What a check of a run has found.
    pub(crate) verified: Option<Verdict>,
    /// The exit status, once the command has ended.
    pub(crate) exit: Option<u8>,
    /// The newest failed writes.
    pub(crate) failures: VecDeque<JobFailure>,
    /// The newest messages.
    pub(crate) messages: VecDeque<JobMessage>,
}

/// The result of `verify`, in customers and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) checked: u64,
    pub(crate) differing: u64,
    pub(crate) open: u64,
    pub(crate) keys_twice: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct JobFailure {
    /// The row in the journal.
    pub(crate) row: u64,
    pub(crate) outcome: String,
    pub(crate) code: String,
    pub(crate) field: Option<String>,
    pub(crate) reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct JobMessage {
    /// `info`, `warn` or `error`
    pub(crate) level: String,
    pub(crate) text: String,
}

/// A log that is read as it grows.
#[derive(Debug, Default)]
pub(crate) struct JobLog {
    /// How far it is read.
    offset: u64,
    /// True within a line that is too long.
    skips: bool,
    pub(crate) progress: JobProgress,
}

impl JobLog {
    /// Reads what is new. A line that is not complete yet is read next time. Returns true if there was something.
    pub(crate) fn read(&mut self, path: &Path) -> std::io::Result<bool> {
        let mut file = open_unlinked(path)?;
        if file.metadata()?.len() <= self.offset {
            return Ok(false);
        }
        file.seek(SeekFrom::Start(self.offset))?;
        let mut log = BufReader::new(file);
        let mut is_new = false;
        loop {
            let mut line = Vec::new();
            let read = log.by_ref().take(LONGEST).read_until(b'\n', &mut line)? as u64;
            let is_whole = line.ends_with(b"\n");
            if !is_whole && read < LONGEST {
                return Ok(is_new);
            }
            if is_whole && !self.skips {
                self.progress.hear_line(&line);
            }
            (self.offset, self.skips, is_new) = (self.offset + read, !is_whole, true);
        }
    }
}

impl JobProgress {
    fn hear_line(&mut self, line: &[u8]) {
        let Ok(Value::Object(entry)) = serde_json::from_slice::<Value>(line) else {
            // What the system's loader or a panic says is no JSON.
            let text = String::from_utf8_lossy(line).trim().to_owned();
            if !text.is_empty() {
                self.add_message("error", text);
            }
            return;
        };
        let level = entry.get("level").and_then(Value::as_str).unwrap_or("INFO").to_lowercase();
        let Some(Value::Object(fields)) = entry.get("fields") else { return };
        if fields.get("event").is_some_and(|event| event == "away") && self.away_since.is_none() {
            self.away_since = text(&entry, "timestamp");
        }
        match fields.get("event").and_then(Value::as_str) {
            Some(event) => self.hear(event, fields),
            None => self.add_message(&level, text(fields, "message").unwrap_or_default()),
        }
    }

    pub(super) fn add_message(&mut self, level: &str, text: String) {
        if level != "error" {
            (self.notice, self.is_new_notice) = (Some(text.clone()), true);
        }
        push(&mut self.messages, JobMessage { level: level.to_owned(), text }, MESSAGES);
    }

    fn begin(&mut self, phase: &'static str, of: Option<u64>) {
        (self.phase, self.of, self.done, self.in_bytes) = (Some(phase), of, Some(0), false);
        (self.what, self.seconds_left, self.rate) = (None, None, None);
        (self.in_flight, self.paused_seconds, self.notice, self.away_since) = (None, None, None, None);
    }

    fn hear(&mut self, event: &str, fields: &Map<String, Value>) {
        let number = |name: &str| fields.get(name).and_then(Value::as_u64);
        let real = |name: &str| fields.get(name).and_then(Value::as_f64);
        match event {
            "opened" => {
                self.begin("reading", number("bytes"));
                self.in_bytes = true;
                self.what = text(fields, "file");
            }
            "read" => (self.done, self.rows) = (number("bytes"), number("rows")),
            "matching" => self.begin("matching", number("steps")),
            "matched" | "step" => self.done = number("steps"),
            "planned" => self.planned = fields.get("counts").cloned(),
            "writing" => self.begin("writing", number("pending")),
            "written" => {
                // The first counts after it may be of rows that were written before.
                let is_new = std::mem::take(&mut self.is_new_notice);
                if number("settled") > self.done && !is_new {
                    (self.notice, self.away_since) = (None, None);
                }
                (self.done, self.of) = (number("settled"), number("pending"));
                (self.rate, self.seconds_left) = (real("rate"), real("seconds_left"));
                (self.in_flight, self.limit) = (number("in_flight"), number("limit"));
                self.paused_seconds = real("paused_seconds");
                self.failed = number("failed").unwrap_or_default();
            }
            "failed" => self.add_failure(fields),
            "resolving" => {
                self.phase = Some("waiting");
                self.seconds_left = real("seconds_left");
            }
            "reading_back" => self.begin("checking", number("customers")),
            "read_back" => self.done = number("customers"),
            "stage" => {
                self.begin("stage", number("steps"));
                self.what = text(fields, "what").as_deref().map(heading);
            }
            "verified" => {
                let of = |name: &str| number(name).unwrap_or_default();
                self.verified = Some(Verdict {
                    checked: of("checked"),
                    differing: of("differing"),
                    open: of("open"),
                    keys_twice: of("keys_twice"),
                });
            }
            "stopping" => self.stopping = text(fields, "reason"),
            "ended" => self.exit = number("exit").and_then(|exit| u8::try_from(exit).ok()),
            "note" | "away" => self.add_message("info", text(fields, "message").unwrap_or_default()),
            // A later version may have other events.
            _ => {}
        }
    }

    fn add_failure(&mut self, fields: &Map<String, Value>) {
        let of = |name: &str| text(fields, name).unwrap_or_default();
        let failure = JobFailure {
            row: fields.get("row").and_then(Value::as_u64).unwrap_or_default(),
            outcome: of("outcome"),
            code: of("code"),
            field: text(fields, "field"),
            reason: of("reason"),
        };
        self.failed += 1;
        push(&mut self.failures, failure, FAILURES);
    }
}

/// The name of a stage without its reason and how to skip it, which is for the command line.
fn heading(what: &str) -> String {
    let of_details = what.find("reading the details of").and_then(|at| what[at..].split(" (").next());
    of_details.unwrap_or(what).to_owned()
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name).and_then(Value::as_str).map(ToOwned::to_owned)
}

fn push<T>(queue: &mut VecDeque<T>, one: T, most: usize) {
    if queue.len() >= most {
        queue.pop_front();
    }
    queue.push_back(one);
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_log_is_read_as_it_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let mut file = File::create(&path).unwrap();
        let line = |fields: &str| format!("{{\"level\":\"INFO\",\"fields\":{fields}}}\n");
        let mut log = JobLog::default();
        assert!(!log.read(&path).unwrap());
        let first = line("{\"event\":\"writing\",\"pending\":40}");
        let second = line(
            "{\"event\":\"written\",\"settled\":7,\"failed\":1,\"pending\":40,\"rate\":3.5,\"in_flight\":2}",
        );
        file.write_all(format!("{first}{}", &second[..20]).as_bytes()).unwrap();
        assert!(log.read(&path).unwrap());
        assert_eq!(
            (log.progress.phase, log.progress.of, log.progress.done),
            (Some("writing"), Some(40), Some(0))
        );
        file.write_all(&second.as_bytes()[20..]).unwrap();
        assert!(log.read(&path).unwrap() && !log.read(&path).unwrap());
        assert_eq!(
            (log.progress.done, log.progress.rate, log.progress.in_flight),
            (Some(7), Some(3.5), Some(2))
        );
        file.write_all(b"thread panicked\n").unwrap();
        file.write_all(line("{\"event\":\"ended\",\"exit\":4}").as_bytes()).unwrap();
        assert!(log.read(&path).unwrap());
        assert_eq!(log.progress.exit, Some(4));
        assert_eq!(
            log.progress.messages[0],
            JobMessage { level: "error".into(), text: "thread panicked".into() }
        );
    }

    /// Only a part of it is in memory at once.
    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let mut file = File::create(&path).unwrap();
        let (mut log, long) = (JobLog::default(), "x".repeat(600 * 1024));
        file.write_all(long.as_bytes()).unwrap();
        assert!(log.read(&path).unwrap() && !log.read(&path).unwrap());
        file.write_all(b" is skipped\nthis is read\n").unwrap();
        assert!(log.read(&path).unwrap());
        let said: Vec<&str> = log.progress.messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(said, ["this is read"]);
    }

    #[test]
    fn a_help_desk_is_away_until_something_is_written_again() {
        let mut progress = JobProgress::default();
        let mut hear = |fields: &str| {
            let line = format!("{{\"timestamp\":\"2026-11-30T08:00:00Z\",\"fields\":{fields}}}");
            progress.hear_line(line.as_bytes());
            (progress.away_since.is_some(), progress.notice.clone())
        };
        hear("{\"event\":\"writing\",\"pending\":40}");
        let written =
            |settled: u64| format!("{{\"event\":\"written\",\"settled\":{settled},\"pending\":40}}");
        hear(&written(16));
        let notice = Some("refused; retrying".to_owned());
        assert_eq!(hear("{\"event\":\"away\",\"message\":\"refused; retrying\"}"), (true, notice.clone()));
        // These were written before, and are told a moment later.
        assert_eq!(hear(&written(19)), (true, notice.clone()));
        assert_eq!(hear(&written(19)), (true, notice));
        assert_eq!(hear(&written(20)), (false, None));
    }

    #[test]
    fn a_stage_has_a_short_name() {
        let long = "the list shows no faxNumber: reading the details of 7 customers, one call each (to skip this, add \
                    --details never; such fields then stay unchecked)";
        assert_eq!(heading(long), "reading the details of 7 customers, one call each");
        assert_eq!(heading("reading page 1 (of 2)"), "reading page 1 (of 2)");
    }

    #[test]
    fn only_the_newest_failures_are_kept() {
        let mut progress = JobProgress::default();
        for row in 0..FAILURES + 5 {
            let line = format!(
                "{{\"level\":\"INFO\",\"fields\":{{\"event\":\"failed\",\"row\":{row},\"outcome\":\"failed\",\"code\":\"E500\"}}}}"
            );
            progress.hear_line(line.as_bytes());
        }
        assert_eq!((progress.failures.len(), progress.failures[0].row, progress.failed), (FAILURES, 5, 105));
    }
}
