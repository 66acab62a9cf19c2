//! Flags of every command, and what they stand for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};
use deskferry::api::{Client, ClientCredential, ClientSettings};
use deskferry::config::{Config, ConfiguredAccount, Environment, Flags};
use deskferry::failpoint;
use deskferry::file::name_of;
use deskferry::journal::{self, AccountLock, RecentInserts, StoredChangesFile};
use deskferry::run::WriteJob;
use deskferry::sandbox::{self, Sandbox};
use deskferry::writer::{KnownIds, Stop};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::command_error::CommandError;
use super::{console, progress, signals};

#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct GlobalArgs {
    /// Use an in-process sandbox instead of the help desk; with FILE, it keeps its customers there
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    sandbox: Option<String>,
    /// Set a switch of --sandbox (see `deskferry sandbox --help`)
    #[arg(long, global = true, value_name = "NAME=VALUE", requires = "sandbox")]
    sandbox_switch: Vec<String>,
    /// Settings file [default: deskferry.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Profile in the settings file
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// Base URL of the API
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Allow sending credentials to another machine over plain HTTP
    #[arg(long, global = true)]
    allow_http: bool,
    /// Maximum request rate: 10, 10/s, 600/m; 0 = no limit [default: 10]
    #[arg(long, global = true, value_name = "RATE")]
    rate: Option<String>,
    /// Maximum number of requests in flight [default: 8]
    #[arg(long, global = true, value_name = "N")]
    concurrency: Option<usize>,
    /// Timeout of one call: 300ms, 30s, 5m [default: 60s]
    #[arg(long, global = true, value_name = "TIME")]
    timeout: Option<String>,
    /// Folder that contains all runs [default: deskferry-runs]
    #[arg(long, global = true, value_name = "DIR")]
    run_dir: Option<PathBuf>,
    /// Print only errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Log more (-v: calls, -vv: everything)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Log format
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
    /// Show no progress bar and no progress lines
    #[arg(long, global = true)]
    no_progress: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// A client, and the sandbox that it talks to, which ends with it.
pub(crate) struct ConnectedClient {
    pub(crate) client: Client,
    pub(crate) config: Config,
    pub(crate) account: ConfiguredAccount,
    pub(crate) sandbox: Option<Sandbox>,
    /// Asks the client, and what works with it, to stop.
    pub(crate) stop: Stop,
    /// The whole path of the in-process sandbox's file; empty when it keeps nothing.
    sandbox_file: Option<String>,
}

impl ConnectedClient {
    /// The account, as runs know it. A sandbox of this process has another port each time; its file is what it is.
    pub(crate) fn known_as(&self) -> journal::HelpDeskAccount {
        match &self.sandbox_file {
            Some(file) => journal::HelpDeskAccount::new(&format!("sandbox:{file}"), &self.account.client_id),
            None => journal::HelpDeskAccount::new(self.config.base_url.as_str(), &self.account.client_id),
        }
    }

    /// How this command writes. Signals ask it to stop from here on.
    pub(crate) fn write_job(
        &self,
        global: &GlobalArgs,
        settings: journal::RunFileSettings,
    ) -> Result<WriteJob, CommandError> {
        let stop = self.stop.clone();
        signals::listen(&stop)?;
        let client = self.client.clone();
        let listener = progress::listener(global);
        let settings = journal::RunFileSettings { reach: global.reach(), ..settings };
        let account = self.known_as();
        let known = KnownIds::default();
        let recent = self.recent_inserts();
        // A sandbox of this process without a file is another one each time.
        let lasts = self.sandbox_file.as_ref().is_none_or(|file| !file.is_empty());
        let account_form = lasts.then(|| StoredChangesFile::of(&account, &self.config.state_dir));
        Ok(WriteJob { account, client, settings, listener, stop, known, account_form, recent })
    }

    /// What this machine has inserted into the account lately. A sandbox of this process shows everything when it starts.
    pub(crate) fn recent_inserts(&self) -> Option<RecentInserts> {
        let of = || RecentInserts::of(&self.known_as(), &self.account.client_id, &self.config.state_dir);
        self.sandbox.is_none().then(of)
    }

    /// Keeps other writers of this machine out of the account for as long as the lock lives. A sandbox that lives in
    /// this process needs none.
    pub(crate) fn lock_account(&self) -> Result<Option<AccountLock>, CommandError> {
        if self.sandbox.is_some() {
            return Ok(None);
        }
        Ok(Some(AccountLock::take(&self.known_as(), &self.config.state_dir)?))
    }
}

impl GlobalArgs {
    /// Sets what holds for the whole process: colours and the log.
    pub(crate) fn prepare(&self) {
        match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        // What libraries have to say about a connection helps nobody before -vv.
        let filter = match (self.quiet, self.verbose) {
            (true, _) => "error",
            (false, 0) => "warn",
            (false, 1) => "warn,deskferry=debug",
            (false, _) => "trace",
        };
        let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(console::log);
        console::prepare(self.log_format == LogFormat::Json);
        // A second subscriber can't be set; there is only this place that sets one.
        match self.log_format {
            LogFormat::Text => drop(log.with_ansi(false).try_init()),
            LogFormat::Json => drop(log.json().try_init()),
        }
    }

    /// The flags that name the help desk and the settings, as another command line needs them.
    pub(crate) fn reach(&self) -> Vec<String> {
        let path = |path: &PathBuf| name_of(path);
        let config = self.config.as_ref().map(|config| vec!["--config".to_owned(), path(config)]);
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

    /// `--sandbox-switch`
    pub(crate) fn sandbox_switches(&self) -> &[String] {
        &self.sandbox_switch
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    /// `--run-dir` as it was given: what another command line needs to find the same runs.
    pub(crate) fn run_dir_flag(&self) -> Option<&Path> {
        self.run_dir.as_deref()
    }

    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.no_progress
    }

    pub(crate) fn config(&self) -> Result<Config, CommandError> {
        let flags = Flags {
            config: self.config.clone(),
            profile: self.profile.clone(),
            base_url: self.base_url.clone(),
            rate: self.rate.clone(),
            concurrency: self.concurrency,
            run_dir: self.run_dir.clone(),
            timeout: self.timeout.clone(),
        };
        let environment = Environment::read();
        if let Some(point) = &environment.fail_point {
            failpoint::arm(point).map_err(CommandError::usage)?;
        }
        if let Some(shift) = &environment.clock_shift {
            failpoint::shift_clock(shift).map_err(CommandError::usage)?;
        }
        Ok(Config::resolve(flags, environment)?)
    }

    /// The client of this command: of the account, or of a sandbox that is started here.
    pub(crate) async fn connect(&self) -> Result<ConnectedClient, CommandError> {
        self.connect_with(self.config()?).await
    }

    /// The same flags, where those that are not given are as a run or a plan had them.
    pub(crate) fn as_in(&self, settings: &journal::RunFileSettings) -> Result<Config, CommandError> {
        let mut config = self.config()?;
        if self.rate.is_none() {
            config.rate = settings.rate;
        }
        if self.concurrency.is_none() {
            config.concurrency = settings.concurrency.max(1);
        }
        let timeout = Duration::try_from_secs_f64(settings.timeout_seconds).unwrap_or_default();
        if self.timeout.is_none() && !timeout.is_zero() {
            config.timeout = timeout;
        }
        Ok(config)
    }

    pub(crate) async fn connect_with(&self, mut config: Config) -> Result<ConnectedClient, CommandError> {
        let sandbox = match &self.sandbox {
            Some(file) => Some(self.start_sandbox(file).await?),
            None => None,
        };
        if let Some(sandbox) = &sandbox {
            config.base_url = url(sandbox.base_url())?;
            let credential = ClientCredential::ApiToken(sandbox::API_TOKEN.to_owned().into());
            config.set_account(ConfiguredAccount { client_id: sandbox::CLIENT_ID.to_owned(), credential });
        }
        let account = config.account()?.clone();
        let mut settings = ClientSettings::new(
            config.base_url.clone(),
            account.client_id.clone(),
            account.credential.clone(),
        );
        settings.allow_http = self.allow_http;
        settings.rate = config.rate;
        settings.timeout = config.timeout;
        settings.photo_encoding = config.photo_encoding;
        let stop = Stop::default();
        settings.stop = stop.clone();
        let whole = |file: &String| match file.as_str() {
            "" => String::new(),
            file => {
                std::path::absolute(file).map_or_else(|_| file.to_owned(), |path| path.display().to_string())
            }
        };
        let sandbox_file = self.sandbox.as_ref().map(whole);
        Ok(ConnectedClient { client: Client::new(settings)?, config, account, sandbox, stop, sandbox_file })
    }

    async fn start_sandbox(&self, file: &str) -> Result<Sandbox, CommandError> {
        let file = (!file.is_empty()).then(|| PathBuf::from(file));
        let mut options = sandbox::SandboxOptions { file, ..sandbox::SandboxOptions::default() };
        set_switches(&mut options, &self.sandbox_switch)?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Sandbox::start(options, listener).await?)
    }
}

/// Applies switches `NAME=VALUE`.
pub(crate) fn set_switches(
    options: &mut sandbox::SandboxOptions,
    switches: &[String],
) -> Result<(), CommandError> {
    for switch in switches {
        let Some((name, value)) = switch.split_once('=') else {
            return Err(CommandError::usage(format!("a switch needs NAME=VALUE, not {switch:?}")));
        };
        options.set(name.trim(), value.trim())?;
    }
    Ok(())
}

pub(crate) fn url(text: &str) -> Result<url::Url, CommandError> {
    text.parse().map_err(|error| CommandError::usage(format!("{text}: {error}")))
}

/// How long threads that are still at work may take at the end of a command.
const SHUTDOWN: Duration = Duration::from_millis(500);

/// Runs the asynchronous part of a command. One thread carries all connections: handing them between threads costs
/// more than it brings.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::stopped(error.to_string()))?;
    let result = runtime.block_on(future);
    // The name of a host may still be looked up on a thread that nothing ends, and nobody waits for that.
    runtime.shutdown_timeout(SHUTDOWN);
    result
}
