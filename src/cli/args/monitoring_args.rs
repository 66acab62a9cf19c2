//! The flags for monitoring unattended jobs: metrics, notifications, and the ping of a dead man's switch.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::config::Config;
use deskferry::monitor::{DeliveryError, JobFacts, Notifier, Ping, PingStyle, may_replace_metrics};
use secrecy::{ExposeSecret, SecretString};

use super::connection_args::ConnectionArgs;
use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::watched_job::WatchedJob;

#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "For unattended jobs")]
pub(crate) struct NotifyArgs {
    /// Write Prometheus metrics at the end (*.prom, for node_exporter's textfile collector)
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<PathBuf>,
    /// Post the result to this URL at the end, success or not (Slack, Teams, ntfy, others); use
    /// DESKFERRY_NOTIFY_URL or the settings to keep it out of the process list
    #[arg(long, value_name = "URL")]
    notify_url: Option<String>,
}

#[derive(Debug, Default, ClapArgs)]
#[command(next_help_heading = "For unattended jobs")]
pub(crate) struct MonitoringArgs {
    #[command(flatten)]
    notify: NotifyArgs,
    /// Ping this URL after exit status 0, for a dead man's switch; use DESKFERRY_PING_URL to keep
    /// it out of the process list
    #[arg(long, value_name = "URL")]
    ping: Option<String>,
    /// success: ping only after exit status 0; healthchecks: also URL/start, and URL/fail after any other
    #[arg(long, value_enum, default_value = "success")]
    ping_style: PingStyleArg,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum PingStyleArg {
    #[default]
    Success,
    Healthchecks,
}

impl From<PingStyleArg> for PingStyle {
    fn from(style: PingStyleArg) -> Self {
        match style {
            PingStyleArg::Success => Self::Success,
            PingStyleArg::Healthchecks => Self::Healthchecks,
        }
    }
}

impl MonitoringArgs {
    /// Runs a job, then tells how it ended. What can't be told is a warning; the exit status is that of the job.
    pub(crate) fn over(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        job: impl FnOnce(&mut JobFacts) -> CommandResult,
    ) -> CommandResult {
        let config = connection.config()?;
        let ping = self.ping(&config)?;
        let watched = self.notify.watched(connection, &config, command)?;
        WatchedJob { ping, ..watched }.run(job)
    }

    fn ping(&self, config: &Config) -> Result<Option<Ping>, CommandError> {
        let style = self.ping_style.into();
        let url = match (&self.ping, &config.ping_url) {
            (Some(url), _) => Some(Ping::parse(url, style)),
            (None, Some(url)) => Some(Ping::parse(url.expose_secret(), style)),
            (None, None) if style != PingStyle::default() => {
                return Err(CommandError::usage("--ping-style needs --ping or DESKFERRY_PING_URL"));
            }
            (None, None) => None,
        };
        url.transpose().map_err(|error| invalid("ping", &error))
    }
}

impl NotifyArgs {
    /// Like [`MonitoringArgs::over`], for a command without pings: another job may share the environment.
    pub(crate) fn over(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        job: impl FnOnce(&mut JobFacts) -> CommandResult,
    ) -> CommandResult {
        self.watched(connection, &connection.config()?, command)?.run(job)
    }

    fn watched(
        &self,
        connection: &ConnectionArgs,
        config: &Config,
        command: &'static str,
    ) -> Result<WatchedJob, CommandError> {
        self.check_file()?;
        let url = match (&self.notify_url, &config.notify_url) {
            (Some(url), _) => Some(SecretString::from(url.clone())),
            (None, Some(url)) => Some(url.value.clone()),
            (None, None) => None,
        };
        let notifier = url.map(|url| Notifier::parse(&url)).transpose();
        let notifier = notifier.map_err(|error| invalid("notify", &error))?;
        let account = NAMES_ACCOUNT.contains(&command).then(|| match connection.sandbox {
            Some(_) => "a sandbox".to_owned(),
            None => config.account_shortly(),
        });
        let metrics_file = self.metrics_file.clone();
        Ok(WatchedJob { command, metrics_file, notifier, ping: None, account })
    }

    /// Checks the metrics file before the job, which may take hours. Only metrics are replaced, no other files.
    fn check_file(&self) -> Result<(), CommandError> {
        if let Some(path) = self.metrics_file.as_deref().filter(|path| !may_replace_metrics(path)) {
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

/// The commands that use the account of the settings. Others use that of a run, a plan or a backup, or none.
const NAMES_ACCOUNT: [&str; 5] = ["import", "export", "restore", "backup", "duplicates"];

fn invalid(what: &str, error: &DeliveryError) -> CommandError {
    CommandError::usage(format!("the {what} URL is not valid: {error}"))
}
