//! The flags for monitoring unattended jobs: metrics, and the ping of a dead man's switch.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::monitor::{JobMetrics, Ping};
use jiff::Timestamp;

use super::connection_args::ConnectionArgs;
use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::console;
use crate::cli::runtime::block_on;

#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "For unattended jobs")]
pub(crate) struct MonitoringArgs {
    /// Write Prometheus metrics at the end (*.prom, for node_exporter's textfile collector)
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<PathBuf>,
    /// Ping this URL after exit status 0, for a dead man's switch; use DESKFERRY_PING_URL to keep
    /// it out of the process list
    #[arg(long, value_name = "URL")]
    ping: Option<String>,
}

/// The counts of a job, for the metrics.
pub(crate) type JobCounts = Vec<(&'static str, u64)>;

impl MonitoringArgs {
    /// Runs a job, then writes the metrics and sends the ping. Their errors are warnings; the exit status is that of the
    /// job.
    pub(crate) fn over(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        job: impl FnOnce(&mut JobCounts) -> CommandResult,
    ) -> CommandResult {
        let ping = self.target(connection)?;
        self.check_file()?;
        let started = Instant::now();
        let mut counts = JobCounts::new();
        let outcome = job(&mut counts);
        let exit = outcome.as_ref().map_or_else(|fault| fault.status, |status| *status);
        let metrics = JobMetrics { command, ended: Timestamp::now(), took: started.elapsed(), exit, counts };
        if let Some(Err(error)) = self.metrics_file.as_ref().map(|path| metrics.save(path)) {
            console::warn(&format!("could not write the metrics: {error}"));
        }
        if let Some(Err(error)) = ping.filter(|_| exit == ExitStatus::Success).map(|ping| send(&ping)) {
            console::warn(&format!("could not reach the ping URL: {}", error.message));
        }
        outcome
    }

    fn target(&self, connection: &ConnectionArgs) -> Result<Option<Ping>, CommandError> {
        let configured = connection.config()?.ping_url;
        let url = match &self.ping {
            Some(url) => Some(Ping::parse(url)),
            None => configured.map(|url| Ping::parse(secrecy::ExposeSecret::expose_secret(&url))),
        };
        url.transpose().map_err(|error| CommandError::usage(error.to_string()))
    }

    /// Checks the metrics file before the job, which may take hours. Only metrics are replaced, no other files.
    fn check_file(&self) -> Result<(), CommandError> {
        if let Some(path) = self.metrics_file.as_deref().filter(|path| !JobMetrics::may_replace(path)) {
            return Err(CommandError::usage(format!(
                "--metrics-file {}: something other than deskferry's metrics is already there; name another file",
                path.display()
            )));
        }
        let folder = self.metrics_file.as_ref().and_then(|path| path.parent());
        match folder.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
            Some(folder) => Err(CommandError::usage(format!(
                "--metrics-file: there is no folder {:?}; create it first",
                folder.display().to_string()
            ))),
            None => Ok(()),
        }
    }
}

fn send(ping: &Ping) -> Result<(), CommandError> {
    block_on(async { ping.success().await.map_err(|error| CommandError::stopped(error.to_string())) })
}
