//! Metrics of a job for Prometheus, as a text file for node_exporter's textfile collector.

use std::io::{self, Read as _, Write};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use prometheus::{GaugeVec, Opts, Registry, TextEncoder};

use crate::exit_status::ExitStatus;
use crate::file::{AtomicFile, FileError, open_regular, read_text};

/// The result of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobMetrics {
    /// The command, which becomes a label: `backup`.
    pub command: &'static str,
    /// When the job ended.
    pub ended: Timestamp,
    /// The duration of the job.
    pub took: Duration,
    /// Its exit status.
    pub exit: ExitStatus,
    /// Names and numbers: `("customers", 1200)`.
    pub counts: Vec<(&'static str, u64)>,
}

/// The beginning of a metrics file of this program.
const START: &str = "# HELP deskferry_";

const LAST_SUCCESS: &str = "deskferry_last_success_timestamp_seconds";

/// Name, help text, and the value if it is known.
type Gauge = (&'static str, &'static str, Option<f64>);

impl JobMetrics {
    /// Replaces the file. After a failure, the time of the last success is taken from the earlier file, so that an
    /// alert on its age works. All users can read the file: the collector runs as another user, and the file contains
    /// no customer data.
    pub fn save(&self, path: &Path) -> Result<(), FileError> {
        let fault = |error| FileError::writing(&path.display().to_string(), error);
        let mut file = AtomicFile::create(path)?;
        file.write_all(self.render(self.last_success(path)).as_bytes()).map_err(fault)?;
        file.finish()?;
        open_to_all(path).map_err(fault)
    }

    /// True if the file may be replaced: it does not exist, is empty, or has metrics of this program.
    pub fn may_replace(path: &Path) -> bool {
        let Ok(found) = path.metadata() else { return true };
        found.is_file() && (found.len() == 0 || has_metrics(path))
    }

    fn last_success(&self, path: &Path) -> Option<f64> {
        if self.exit == ExitStatus::Success {
            return Some(seconds(self.ended));
        }
        let before = read_text(path).ok()?;
        let start = format!("{LAST_SUCCESS}{{command=\"{}\"}} ", self.command);
        before.lines().find_map(|line| line.strip_prefix(&start)?.trim().parse().ok())
    }

    fn render(&self, last_success: Option<f64>) -> String {
        let gauges: [Gauge; 4] = [
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
        for (name, number) in &self.counts {
            counts.with_label_values(&[self.command, name]).set(*number as f64);
        }
        registry.register(Box::new(counts))?;
        Ok(registry)
    }
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

#[cfg(unix)]
fn open_to_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(second: i64, exit: ExitStatus) -> JobMetrics {
        JobMetrics {
            command: "backup",
            ended: Timestamp::from_second(second).unwrap(),
            took: Duration::from_millis(1500),
            exit,
            counts: vec![("customers", 1200), ("requests", 50)],
        }
    }

    #[test]
    fn metrics_are_rendered_in_the_prometheus_text_format() {
        let text = metrics(1_700_000_000, ExitStatus::Success).render(Some(1_700_000_000.0));
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
        metrics(100, ExitStatus::Stopped).save(&path).unwrap();
        assert!(!std::fs::read_to_string(&path).unwrap().contains(LAST_SUCCESS), "there was none");
        for (second, exit, last) in [
            (200, ExitStatus::Success, 200),
            (300, ExitStatus::Unproven, 200),
            (400, ExitStatus::Incomplete, 200),
            (500, ExitStatus::Success, 500),
        ] {
            metrics(second, exit).save(&path).unwrap();
            assert!(JobMetrics::may_replace(&path));
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(&success(last)), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_metrics_file_is_readable_by_all() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deskferry.prom");
        metrics(100, ExitStatus::Success).save(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
    }
}
