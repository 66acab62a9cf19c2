//! Metrics of a job for Prometheus, as a text file for node_exporter's textfile collector.

use std::io::{self, Read as _, Write};
use std::path::Path;

use jiff::Timestamp;
use prometheus::{GaugeVec, Opts, Registry, TextEncoder};

use super::job_result::JobResult;
use crate::exit_status::ExitStatus;
use crate::file::{AtomicFile, FileError, open_regular, read_text};
use crate::system::set_mode;

/// The beginning of a metrics file of this program.
const START: &str = "# HELP deskferry_";

const LAST_SUCCESS: &str = "deskferry_last_success_timestamp_seconds";
const BACKUP: &str = "deskferry_backup_timestamp_seconds";

/// Name, help text, and the value if it is known.
type Gauge = (&'static str, &'static str, Option<f64>);

impl JobResult {
    /// Replaces the file with metrics. After a failure, the times of the last success and of the last accepted backup are
    /// taken from the earlier file, so that an alert on their age works. All users can read the file: the collector runs as another user, and the file contains
    /// no customer data.
    pub fn save_metrics(&self, path: &Path) -> Result<(), FileError> {
        let fault = |error| FileError::writing(&path.display().to_string(), error);
        let (success, backup) = (self.last_success(path), self.last_backup(path));
        let mut file = AtomicFile::create(path)?;
        file.write_all(self.render(success, backup).as_bytes()).map_err(fault)?;
        file.finish()?;
        open_to_all(path).map_err(fault)
    }

    fn last_success(&self, path: &Path) -> Option<f64> {
        if self.exit == ExitStatus::Success {
            return Some(seconds(self.ended));
        }
        self.kept(path, LAST_SUCCESS)
    }

    fn last_backup(&self, path: &Path) -> Option<f64> {
        self.facts.accepted_backup.map(seconds).or_else(|| self.kept(path, BACKUP))
    }

    /// A value in the earlier file.
    fn kept(&self, path: &Path, name: &str) -> Option<f64> {
        let before = read_text(path).ok()?;
        let start = format!("{name}{{command=\"{}\"}} ", self.command);
        before.lines().find_map(|line| line.strip_prefix(&start)?.trim().parse().ok())
    }

    fn render(&self, last_success: Option<f64>, last_backup: Option<f64>) -> String {
        let losses = self.facts.losses.as_ref().map(|losses| losses.len() as f64);
        let age = last_backup.map(|began| (seconds(self.ended) - began).max(0.0));
        let gauges: [Gauge; 7] = [
            (BACKUP, "Unix time at which the newest complete and accepted backup began.", last_backup),
            ("deskferry_backup_age_seconds", "Age of that backup when the last run ended.", age),
            (
                "deskferry_last_run_limits_exceeded",
                "How many limits of loss the last backup exceeds; 0 is no alarm.",
                losses,
            ),
            (
                "deskferry_last_run_timestamp_seconds",
                "Unix time at which the last run ended.",
                Some(seconds(self.ended)),
            ),
            (LAST_SUCCESS, "Unix time at which the last run with exit status 0 ended.", last_success),
            (
                "deskferry_last_run_duration_seconds",
                "Duration of the last run in seconds.",
                Some(self.took.as_secs_f64()),
            ),
            (
                "deskferry_last_run_exit_status",
                "Exit status of the last run.",
                Some(self.exit.number().into()),
            ),
        ];
        self.registry(&gauges)
            .and_then(|registry| TextEncoder::new().encode_to_string(&registry.gather()))
            .unwrap_or_else(
                // Names and labels are constants, and the tests render them.
                |error| format!("# {error}\n"),
            )
    }

    fn registry(&self, gauges: &[Gauge]) -> prometheus::Result<Registry> {
        let registry = Registry::new();
        for (name, help, value) in gauges {
            let Some(value) = value else { continue };
            let gauge = GaugeVec::new(Opts::new(*name, *help), &["command"])?;
            gauge.with_label_values(&[self.command]).set(*value);
            registry.register(Box::new(gauge))?;
        }
        let counts = Opts::new("deskferry_last_run_count", "Counts of the last run.");
        let counts = GaugeVec::new(counts, &["command", "of"])?;
        for (name, number) in &self.facts.counts {
            counts.with_label_values(&[self.command, name]).set(*number as f64);
        }
        registry.register(Box::new(counts))?;
        if let Some(verdict) = self.facts.verdict {
            let verdicts =
                Opts::new("deskferry_last_run_verdict", "Verdict of the last run: its value is 1.");
            let verdicts = GaugeVec::new(verdicts, &["command", "verdict"])?;
            verdicts.with_label_values(&[self.command, verdict]).set(1.0);
            registry.register(Box::new(verdicts))?;
        }
        Ok(registry)
    }
}

/// True if a metrics file may be replaced: it does not exist, is empty, or has metrics of this program.
pub fn may_replace_metrics(path: &Path) -> bool {
    let Ok(found) = path.metadata() else { return true };
    found.is_file() && (found.len() == 0 || has_metrics(path))
}

fn has_metrics(path: &Path) -> bool {
    let mut start = Vec::new();
    let file = open_regular(path).ok();
    let read = file.and_then(|file| file.take(START.len() as u64).read_to_end(&mut start).ok());
    read.is_some() && start == START.as_bytes()
}

fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}

fn open_to_all(path: &Path) -> io::Result<()> {
    set_mode(path, 0o644)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::monitor::JobFacts;

    fn metrics(second: i64, exit: ExitStatus) -> JobResult {
        let ended = Timestamp::from_second(second).unwrap();
        let facts = JobFacts { counts: vec![("customers", 1200), ("requests", 50)], ..JobFacts::default() };
        let took = Duration::from_millis(1500);
        JobResult { command: "backup", began: ended, ended, took, exit, facts, account: None }
    }

    #[test]
    fn metrics_are_rendered_in_the_prometheus_text_format() {
        let text = metrics(1_700_000_000, ExitStatus::Success).render(Some(1_700_000_000.0), None);
        for line in [
            "# TYPE deskferry_last_success_timestamp_seconds gauge",
            "deskferry_last_success_timestamp_seconds{command=\"backup\"} 1700000000",
            "deskferry_last_run_duration_seconds{command=\"backup\"} 1.5",
            "deskferry_last_run_exit_status{command=\"backup\"} 0",
            "deskferry_last_run_count{command=\"backup\",of=\"customers\"} 1200",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn the_last_success_is_kept_after_failures() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deskferry.prom");
        let success = |second: i64| format!("{LAST_SUCCESS}{{command=\"backup\"}} {second}\n");
        metrics(100, ExitStatus::Stopped).save_metrics(&path).unwrap();
        assert!(!std::fs::read_to_string(&path).unwrap().contains(LAST_SUCCESS), "there was none");
        for (second, exit, last) in [
            (200, ExitStatus::Success, 200),
            (300, ExitStatus::Unproven, 200),
            (400, ExitStatus::Incomplete, 200),
            (500, ExitStatus::Success, 500),
        ] {
            metrics(second, exit).save_metrics(&path).unwrap();
            assert!(may_replace_metrics(&path));
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(&success(last)), "{text}");
        }
    }

    #[test]
    fn the_accepted_backup_is_kept_and_grows_older() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deskferry.prom");
        let mut good = metrics(1000, ExitStatus::Success);
        good.facts.accepted_backup = Some(Timestamp::from_second(900).unwrap());
        (good.facts.verdict, good.facts.losses) = (Some("steady"), Some(Vec::new()));
        good.save_metrics(&path).unwrap();
        let has = |line: &str| {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        };
        has("deskferry_backup_timestamp_seconds{command=\"backup\"} 900");
        has("deskferry_backup_age_seconds{command=\"backup\"} 100");
        has("deskferry_last_run_limits_exceeded{command=\"backup\"} 0");
        has("deskferry_last_run_verdict{command=\"backup\",verdict=\"steady\"} 1");
        metrics(2000, ExitStatus::Stopped).save_metrics(&path).unwrap();
        has("deskferry_backup_timestamp_seconds{command=\"backup\"} 900");
        has("deskferry_backup_age_seconds{command=\"backup\"} 1100");
    }

    #[cfg(unix)]
    #[test]
    fn the_metrics_file_is_readable_by_all() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deskferry.prom");
        metrics(100, ExitStatus::Success).save_metrics(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
    }
}
