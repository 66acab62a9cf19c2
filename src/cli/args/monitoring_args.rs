//! The flags for monitoring unattended jobs: metrics, notifications, and the ping of a dead man's switch.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::config::{Config, Environment};
use deskferry::monitor::{DeliveryError, JobFacts, Notifier, Ping, PingStyle, may_replace_metrics};
use secrecy::{ExposeSecret, SecretString};

use super::connection_args::ConnectionArgs;
use super::trace_args::TracedJob;
use crate::cli::command_error::{CommandError, CommandResult};
use crate::cli::watched_job::{WatchedJob, notify_unbegun};

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
    /// Ping this URL after exit status 0, for a dead man's switch; use DESKFERRY_PING_URL or the
    /// settings to keep it out of the process list
    #[arg(long, value_name = "URL")]
    ping: Option<String>,
    /// success: ping only after exit status 0; healthchecks: also URL/start, and URL/fail after any other
    /// [default: success]
    #[arg(long, value_enum)]
    ping_style: Option<PingStyleArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PingStyleArg {
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
        self.watched(connection, command, None)?.run(job)
    }

    /// Like [`Self::over`], for a job that leaves a trace.
    pub(crate) fn over_traced(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        traced: TracedJob<'_>,
        job: impl FnOnce(&mut JobFacts) -> CommandResult,
    ) -> CommandResult {
        self.watched(connection, command, Some(traced))?.run(job)
    }

    fn watched(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        traced: Option<TracedJob<'_>>,
    ) -> Result<WatchedJob, CommandError> {
        let config = self.notify.settings(connection, command, traced)?;
        let ping = self.notify.or_told(self.ping(&config), Some(&config), command)?;
        Ok(WatchedJob { ping, ..self.notify.watched(connection, &config, command, traced)? })
    }

    fn ping(&self, config: &Config) -> Result<Option<Ping>, CommandError> {
        let flag = self.ping_style.map(PingStyle::from);
        let set = config.ping_style.as_ref().map(|style| style.value);
        let style = flag.or(set).unwrap_or_default();
        let url = match (&self.ping, &config.ping_url) {
            (Some(url), _) => Some(Ping::parse(url, style)),
            (None, Some(url)) => Some(Ping::parse(url.value.expose_secret(), style)),
            (None, None) if flag.is_some_and(|style| style != PingStyle::default()) => {
                return Err(CommandError::usage(
                    "--ping-style needs --ping, DESKFERRY_PING_URL or ping_url in the settings",
                ));
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
        let config = self.or_told(connection.config(), None, command)?;
        self.watched(connection, &config, command, None)?.run(job)
    }

    /// Like [`Self::over`], for a job that leaves a trace.
    pub(crate) fn over_traced(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        traced: TracedJob<'_>,
        job: impl FnOnce(&mut JobFacts) -> CommandResult,
    ) -> CommandResult {
        let config = self.settings(connection, command, Some(traced))?;
        self.watched(connection, &config, command, Some(traced))?.run(job)
    }

    /// Like [`Self::over`], for a command that also works with settings that can't be used.
    pub(crate) fn over_any_settings(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        job: impl FnOnce(&mut JobFacts) -> CommandResult,
    ) -> CommandResult {
        if let Ok(config) = connection.config_or_fault()? {
            return self.watched(connection, &config, command, None)?.run(job);
        }
        self.check_file()?;
        let (notifier, metrics_file) = (self.notifier(None)?, self.metrics_file.clone());
        WatchedJob { command, metrics_file, notifier, ping: None, account: None, trace: None }.run(job)
    }

    /// The settings. If they can't be used, somebody is told, and the job leaves a trace all the same.
    fn settings(
        &self,
        connection: &ConnectionArgs,
        command: &'static str,
        traced: Option<TracedJob<'_>>,
    ) -> Result<Config, CommandError> {
        let config = connection.config();
        if let (Err(fault), Some(traced)) = (&config, traced) {
            traced.leave_failed(connection, command, fault.status);
        }
        self.or_told(config, None, command)
    }

    /// Tells of a fault that keeps the job from its beginning, if it is known whom to tell.
    fn or_told<T>(
        &self,
        found: Result<T, CommandError>,
        config: Option<&Config>,
        command: &'static str,
    ) -> Result<T, CommandError> {
        // An address that is faulty itself tells nobody.
        let notifier = |_: &CommandError| self.notifier(config).ok().flatten();
        if let Err(fault) = &found
            && let Some(notifier) = notifier(fault)
        {
            notify_unbegun(&notifier, command, fault.status);
        }
        found
    }

    /// Who is told. Without usable settings, only the flag and the environment count.
    fn notifier(&self, config: Option<&Config>) -> Result<Option<Notifier>, CommandError> {
        let set = || match config {
            Some(config) => config.notify_url.as_ref().map(|url| url.value.clone()),
            None => Environment::read().notify_url,
        };
        let url = self.notify_url.clone().map(SecretString::from).or_else(set);
        let notifier = url.map(|url| Notifier::parse(&url)).transpose();
        notifier.map_err(|error| invalid("notify", &error))
    }

    fn watched(
        &self,
        connection: &ConnectionArgs,
        config: &Config,
        command: &'static str,
        traced: Option<TracedJob<'_>>,
    ) -> Result<WatchedJob, CommandError> {
        self.or_told(self.check_file(), Some(config), command)?;
        let notifier = self.notifier(Some(config))?;
        let account = NAMES_ACCOUNT.contains(&command).then(|| match connection.sandbox {
            Some(_) => "a sandbox".to_owned(),
            None => config.account_shortly(),
        });
        let metrics_file = self.metrics_file.clone();
        let trace = traced.map(|traced| traced.plan(connection, config, account.clone()));
        Ok(WatchedJob { command, metrics_file, notifier, ping: None, account, trace })
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
