//! The flags that say which help desk a command talks to, how fast, and where its runs are.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use deskferry::config::{Config, ConfigError, Environment, Flags, Origin, Setting};
use deskferry::database::{ServerCredentials, use_credentials};
use deskferry::failpoint;
use deskferry::file::name_of;
use deskferry::journal::RunFileSettings;

use crate::cli::command_error::CommandError;
use crate::cli::console;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct ConnectionArgs {
    /// Use an in-process sandbox instead of the help desk; with FILE, it keeps its customers there
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) sandbox: Option<String>,
    /// Set a switch of --sandbox (see `deskferry sandbox --help`)
    #[arg(long, global = true, value_name = "NAME=VALUE", requires = "sandbox")]
    pub(crate) sandbox_switch: Vec<String>,
    /// Settings file [default: deskferry.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Profile in the settings file
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Base URL of the API
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Allow sending credentials to another machine over plain HTTP
    #[arg(long, global = true)]
    pub(crate) allow_http: bool,
    /// Maximum request rate: 10, 10/s, 600/m; 0 = no limit [default: 10]
    #[arg(long, global = true, value_name = "RATE")]
    pub(crate) rate: Option<String>,
    /// Maximum number of requests in flight [default: 8]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) concurrency: Option<usize>,
    /// Timeout of one call: 300ms, 30s, 5m [default: 60s]
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) timeout: Option<String>,
    /// Language of report.html and of the titles and remedies of issues: it, en, fr, es, de [default: en]
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Keep the journals of new runs in this PostgreSQL database: postgres://USER@HOST/DATABASE, without a
    /// password [default: file, a file in the run's folder]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) journal: Option<String>,
    /// Folder that contains all runs [default: deskferry-runs]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) run_dir: Option<PathBuf>,
}

impl ConnectionArgs {
    /// The flags by which another command line reaches the same help desk.
    pub(crate) fn reach(&self) -> Vec<String> {
        let config = self.config.as_ref().map(|config| vec!["--config".to_owned(), name_of(config)]);
        let profile = self.profile.as_ref().map(|name| vec!["--profile".to_owned(), name.clone()]);
        let url = self.base_url.as_ref().map(|url| vec!["--base-url".to_owned(), url.clone()]);
        let http = self.allow_http.then(|| vec!["--allow-http".to_owned()]);
        let sandbox = self.sandbox.as_ref().map(|file| match file.as_str() {
            "" => vec!["--sandbox".to_owned()],
            file => vec![format!("--sandbox={file}")],
        });
        let switch = |switch: &String| vec!["--sandbox-switch".to_owned(), switch.clone()];
        let all = [config, profile, url, http, sandbox].into_iter().flatten();
        all.chain(self.sandbox_switch.iter().map(switch)).flatten().collect()
    }

    /// True if the flags select a help desk, and not as `reach` does.
    pub(crate) fn names_another_than(&self, reach: &[String]) -> bool {
        let is_other = |flag: &str, value: &Option<String>| {
            let same = |value: &String| reach.windows(2).any(|pair| pair[0] == flag && pair[1] == *value);
            value.as_ref().is_some_and(|value| !same(value))
        };
        self.sandbox.is_some()
            || is_other("--base-url", &self.base_url)
            || is_other("--profile", &self.profile)
    }

    /// `--run-dir` as it was given, for another command line.
    pub(crate) fn run_dir_flag(&self) -> Option<&Path> {
        self.run_dir.as_deref()
    }

    /// Flags, environment and settings files together.
    pub(crate) fn config(&self) -> Result<Config, CommandError> {
        Ok(self.resolve(false)??)
    }

    /// Like [`Self::config`], for a command that explains why the settings can't be used.
    pub(crate) fn config_or_fault(&self) -> Result<Result<Config, ConfigError>, CommandError> {
        self.resolve(false)
    }

    /// Like [`Self::config`], for a command that may make the profile.
    pub(crate) fn config_of_login(&self) -> Result<Config, CommandError> {
        Ok(self.resolve(true)??)
    }

    fn resolve(&self, makes_profile: bool) -> Result<Result<Config, ConfigError>, CommandError> {
        let flags = Flags {
            config: self.config.clone(),
            profile: self.profile.clone(),
            makes_profile,
            base_url: self.base_url.clone(),
            rate: self.rate.clone(),
            concurrency: self.concurrency,
            run_dir: self.run_dir.clone(),
            timeout: self.timeout.clone(),
            language: self.language.clone(),
            journal: self.journal.clone(),
        };
        let environment = Environment::read();
        if let Some(point) = &environment.fail_point {
            failpoint::arm(point).map_err(CommandError::usage)?;
        }
        if let Some(shift) = &environment.clock_shift {
            failpoint::shift_clock(shift).map_err(CommandError::usage)?;
        }
        let resolved = Config::resolve(flags, environment);
        if let Ok(config) = &resolved {
            let on_warning = Some(console::warn as fn(&str));
            use_credentials(ServerCredentials { on_warning, ..config.journal.credentials.clone() });
        }
        Ok(resolved)
    }

    /// Like [`Self::config`], but flags that are not given are as in a run or a plan.
    pub(crate) fn as_in(&self, settings: &RunFileSettings) -> Result<Config, CommandError> {
        let mut config = self.config()?;
        if self.rate.is_none() {
            let origin = if settings.rate_is_default { Origin::Default } else { Origin::Run };
            config.rate = Setting::new(settings.rate, origin);
        }
        if self.concurrency.is_none() {
            config.concurrency = Setting::new(settings.concurrency.max(1), Origin::Run);
        }
        let timeout = Duration::try_from_secs_f64(settings.timeout_seconds).unwrap_or_default();
        if self.timeout.is_none() && !timeout.is_zero() {
            config.timeout = Setting::new(timeout, Origin::Run);
        }
        if self.language.is_none() && settings.language.is_some() {
            config.language = Setting::new(settings.language, Origin::Run);
        }
        Ok(config)
    }
}
