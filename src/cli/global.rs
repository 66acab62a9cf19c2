//! Flags of every command, and what they stand for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use deskferry::api::{Client, Credential, Settings};
use deskferry::config::{Account, Config, Environment, Flags};
use deskferry::sandbox::{self, Sandbox};
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;

use super::fault::Fault;

#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Work against an in-process sandbox, or one that keeps its customers in FILE
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    sandbox: Option<String>,
    /// Set a switch of --sandbox (see `deskferry sandbox --help`)
    #[arg(long, global = true, value_name = "NAME=VALUE", requires = "sandbox")]
    sandbox_switch: Vec<String>,
    /// Settings file [default: deskferry.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Profile of the settings file
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// Address of the API
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Send credentials over plain HTTP to another machine
    #[arg(long, global = true)]
    allow_http: bool,
    /// Requests a second: 10, 10/s, 600/m; 0 is no limit [default: 10]
    #[arg(long, global = true, value_name = "RATE")]
    rate: Option<String>,
    /// The most requests in flight [default: 8]
    #[arg(long, global = true, value_name = "N")]
    concurrency: Option<usize>,
    /// Seconds that one call may take [default: 60]
    #[arg(long, global = true, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Folder of all runs [default: deskferry-runs]
    #[arg(long, global = true, value_name = "DIR")]
    run_dir: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Log more (-v calls, -vv everything)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Form of the log
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
    /// No progress bar and no progress lines
    #[arg(long, global = true)]
    no_progress: bool,
    /// Colours
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
pub(crate) struct Remote {
    pub(crate) client: Client,
    pub(crate) config: Config,
    pub(crate) account: Account,
    pub(crate) sandbox: Option<Sandbox>,
}

impl Global {
    /// Sets what holds for the whole process: colours and the log.
    pub(crate) fn prepare(&self) {
        match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        let level = match self.verbose {
            0 => LevelFilter::WARN,
            1 => LevelFilter::DEBUG,
            _ => LevelFilter::TRACE,
        };
        let level = if self.quiet { LevelFilter::ERROR } else { level };
        let log = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr);
        // A second subscriber can't be set; there is only this place that sets one.
        match self.log_format {
            LogFormat::Text => drop(log.with_ansi(false).try_init()),
            LogFormat::Json => drop(log.json().try_init()),
        }
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.no_progress
    }

    pub(crate) fn config(&self) -> Result<Config, Fault> {
        let flags = Flags {
            config: self.config.clone(),
            profile: self.profile.clone(),
            base_url: self.base_url.clone(),
            rate: self.rate.clone(),
            concurrency: self.concurrency,
            run_dir: self.run_dir.clone(),
            timeout: self.timeout,
        };
        Ok(Config::resolve(flags, Environment::read())?)
    }

    /// The client of this command: of the account, or of a sandbox that is started here.
    pub(crate) async fn connect(&self) -> Result<Remote, Fault> {
        let mut config = self.config()?;
        let sandbox = match &self.sandbox {
            Some(file) => Some(self.start_sandbox(file).await?),
            None => None,
        };
        if let Some(sandbox) = &sandbox {
            config.base_url = url(sandbox.base_url())?;
            let credential = Credential::ApiToken(sandbox::API_TOKEN.to_owned().into());
            config.account = Some(Account { client_id: sandbox::CLIENT_ID.to_owned(), credential });
        }
        let account = config.account()?.clone();
        let mut settings =
            Settings::new(config.base_url.clone(), account.client_id.clone(), account.credential.clone());
        settings.allow_http = self.allow_http;
        settings.rate = config.rate;
        settings.timeout = config.timeout;
        Ok(Remote { client: Client::new(settings)?, config, account, sandbox })
    }

    async fn start_sandbox(&self, file: &str) -> Result<Sandbox, Fault> {
        let file = (!file.is_empty()).then(|| PathBuf::from(file));
        let mut options = sandbox::Options { file, ..sandbox::Options::default() };
        set_switches(&mut options, &self.sandbox_switch)?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        Ok(Sandbox::start(options, listener).await?)
    }
}

/// Applies switches `NAME=VALUE`.
pub(crate) fn set_switches(options: &mut sandbox::Options, switches: &[String]) -> Result<(), Fault> {
    for switch in switches {
        let Some((name, value)) = switch.split_once('=') else {
            return Err(Fault::usage(format!("a switch is NAME=VALUE, not {switch:?}")));
        };
        options.set(name.trim(), value.trim())?;
    }
    Ok(())
}

fn url(text: &str) -> Result<url::Url, Fault> {
    text.parse().map_err(|error| Fault::usage(format!("{text}: {error}")))
}

/// Runs the asynchronous part of a command. One thread carries all connections: handing them between threads costs
/// more than it brings.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.map_err(|error| Fault::stopped(error.to_string()))?.block_on(future)
}
