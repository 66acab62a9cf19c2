//! The flag of the traces that jobs leave among the runs.

use std::time::Duration;

use clap::Args as ClapArgs;
use deskferry::backup::is_in_backup;
use deskferry::config::{Config, DEFAULT_KEEP_TRACES, Environment};
use deskferry::exit_status::ExitStatus;
use deskferry::monitor::{JobFacts, JobResult};
use deskferry::trace::{NewTrace, TraceKind, shown_target};

use jiff::Timestamp;

use super::connection_args::ConnectionArgs;
use crate::cli::left_trace::TracePlan;

#[derive(Debug, Default, Clone, Copy, ClapArgs)]
#[command(next_help_heading = "For unattended jobs")]
pub(crate) struct TraceArgs {
    /// Keep the traces of this many jobs of a kind in `deskferry runs`; 0 leaves none [default: 100]
    #[arg(long, value_name = "N")]
    keep_traces: Option<usize>,
}

/// A job that leaves a trace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TracedJob<'a> {
    pub(crate) args: TraceArgs,
    pub(crate) kind: TraceKind,
    /// True if it makes a drill, too.
    pub(crate) drill: bool,
    /// Its target, its output, or the backup that it checks.
    pub(crate) target: &'a str,
}

impl TracedJob<'_> {
    /// Leaves the trace of a job that could not begin, because its settings can't be used. It is in the state folder: the
    /// settings may name the run folder.
    pub(super) fn leave_failed(self, connection: &ConnectionArgs, command: &'static str, exit: ExitStatus) {
        let places = vec![Config::state_dir_of(&Environment::read())];
        let keep = self.args.keep_traces.unwrap_or(DEFAULT_KEEP_TRACES);
        let plan = TracePlan { new: self.begun(connection, None), places, keep };
        let Some(trace) = plan.begin() else { return };
        let (now, took, facts) = (Timestamp::now(), Duration::ZERO, JobFacts::default());
        let result = JobResult { command, began: now, ended: now, took, exit, facts, account: None };
        plan.end(trace, &result);
    }

    fn begun(self, connection: &ConnectionArgs, account: Option<String>) -> NewTrace {
        NewTrace {
            kind: self.kind,
            drill: self.drill,
            target: shown_target(self.target),
            sandbox: connection.sandbox.is_some(),
            account,
        }
    }

    pub(super) fn plan(
        self,
        connection: &ConnectionArgs,
        config: &Config,
        account: Option<String>,
    ) -> TracePlan {
        let new = self.begun(connection, account);
        // A run folder that can't be trusted is as good as one that can't be written.
        let run_dir = config.run_dir().ok().filter(|run_dir| !is_in_backup(run_dir)).map(ToOwned::to_owned);
        let keep = self.args.keep_traces.unwrap_or(config.keep_traces.value);
        TracePlan { new, places: run_dir.into_iter().chain([config.state_dir.clone()]).collect(), keep }
    }
}
