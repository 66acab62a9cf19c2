//! A job whose end is told: by its trace, to a metrics file, a monitor, and a chat. What can't be told is a warning, and
//! never changes the exit status.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use deskferry::exit_status::ExitStatus;
use deskferry::monitor::{DeliveryError, JobFacts, JobResult, Notifier, Ping};
use jiff::Timestamp;

use super::command_error::{CommandError, CommandResult};
use super::left_trace::TracePlan;
use super::runtime::block_on;
use super::{console, document};

/// A job, and who is told.
pub(crate) struct WatchedJob {
    pub(crate) command: &'static str,
    pub(crate) metrics_file: Option<PathBuf>,
    pub(crate) notifier: Option<Notifier>,
    pub(crate) ping: Option<Ping>,
    pub(crate) account: Option<String>,
    pub(crate) trace: Option<TracePlan>,
}

impl WatchedJob {
    /// Runs the job, and tells its end, even if that is a bug.
    pub(crate) fn run(self, job: impl FnOnce(&mut JobFacts) -> CommandResult) -> CommandResult {
        document::is_of_job();
        let trace = self.trace.as_ref().and_then(|plan| Some((plan, plan.begin()?)));
        if let Some(ping) = &self.ping {
            warn("ping", send(ping.start()));
        }
        let (began, started) = (Timestamp::now(), Instant::now());
        let mut facts = JobFacts::default();
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut facts)));
        let exit = match &outcome {
            Ok(Ok(status)) => *status,
            Ok(Err(fault)) => fault.status,
            Err(_) => ExitStatus::InternalError,
        };
        let (ended, took, account) = (Timestamp::now(), started.elapsed(), self.account.clone());
        #[cfg(feature = "otlp")]
        super::telemetry::count(&facts.counts);
        let result = JobResult { command: self.command, began, ended, took, exit, facts, account };
        // First the trace: telling the others may take a minute.
        if let Some((plan, trace)) = trace {
            plan.end(trace, &result);
        }
        self.notify(&result);
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn notify(&self, result: &JobResult) {
        if let Some(Err(error)) = self.metrics_file.as_ref().map(|path| result.save_metrics(path)) {
            console::warn(&format!("could not write the metrics: {error}"));
        }
        if let Some(ping) = &self.ping {
            warn(
                "ping",
                match result.exit {
                    ExitStatus::Success => send(ping.success()),
                    _ => send(ping.failure()),
                },
            );
        }
        if let Some(notifier) = &self.notifier {
            warn("notify", send(notifier.tell(result)));
        }
    }
}

/// Tells that a command could not even begin.
pub(crate) fn notify_unbegun(notifier: &Notifier, command: &'static str, exit: ExitStatus) {
    let (now, took, facts) = (Timestamp::now(), Duration::ZERO, JobFacts::default());
    let result = JobResult { command, began: now, ended: now, took, exit, facts, account: None };
    warn("notify", send(notifier.tell(&result)));
}

fn send(call: impl Future<Output = Result<(), DeliveryError>>) -> Result<(), CommandError> {
    block_on(async { call.await.map_err(|error| CommandError::stopped(error.to_string())) })
}

fn warn(what: &str, sent: Result<(), CommandError>) {
    if let Err(error) = sent {
        console::warn(&format!("could not reach the {what} URL: {}", error.message));
    }
}
