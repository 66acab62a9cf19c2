//! The client of a command: for the account, or for an in-process sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use deskferry::api::{Client, ClientCredential, ClientSettings};
use deskferry::config::{Config, ConfiguredAccount};
use deskferry::event::Listener;
use deskferry::export::ReadListJob;
use deskferry::journal::{AccountLock, HelpDeskAccount, RecentInserts, RunFileSettings, StoredChangesFile};
use deskferry::lookup::Filter;
use deskferry::run::WriteJob;
use deskferry::sandbox::{self, Sandbox, SandboxOptions};
use deskferry::writer::{KnownIds, Stop};
use tokio::net::TcpListener;

use super::args::{ConnectionArgs, ListReadArgs, OutputArgs};
use super::command_error::CommandError;
use super::sandbox_switches::set_switches;
use super::{progress, signals};

/// A client, and the in-process sandbox that it talks to, if any.
pub(crate) struct ConnectedClient {
    pub(crate) client: Client,
    pub(crate) config: Config,
    pub(crate) account: ConfiguredAccount,
    /// Asks the client, and everything that uses it, to stop.
    pub(crate) stop: Stop,
    sandbox: Option<Sandbox>,
    /// The absolute path of that sandbox's file; empty if it keeps its customers in memory only.
    sandbox_file: Option<String>,
    /// The flags by which another command line reaches the same help desk.
    reach: Vec<String>,
}

impl ConnectedClient {
    /// The client that the flags ask for.
    pub(crate) async fn open(args: &ConnectionArgs) -> Result<Self, CommandError> {
        Self::with_config(args, args.config()?).await
    }

    /// Like [`Self::open`], but flags that are not given are as in a run or a plan.
    pub(crate) async fn open_as(args: &ConnectionArgs, of: &RunFileSettings) -> Result<Self, CommandError> {
        Self::with_config(args, args.as_in(of)?).await
    }

    async fn with_config(args: &ConnectionArgs, mut config: Config) -> Result<Self, CommandError> {
        let sandbox = match &args.sandbox {
            Some(file) => Some(start_sandbox(file, &args.sandbox_switch).await?),
            None => None,
        };
        if let Some(sandbox) = &sandbox {
            config.base_url = url(sandbox.base_url())?;
            let credential = ClientCredential::ApiToken(sandbox::API_TOKEN.to_owned().into());
            config.set_account(ConfiguredAccount { client_id: sandbox::CLIENT_ID.to_owned(), credential });
        }
        let account = config.account()?.clone();
        let stop = Stop::default();
        let mut settings = ClientSettings::new(
            config.base_url.clone(),
            account.client_id.clone(),
            account.credential.clone(),
        );
        settings.allow_http = args.allow_http;
        settings.rate = config.rate;
        settings.timeout = config.timeout;
        settings.photo_encoding = config.photo_encoding;
        settings.stop = stop.clone();
        Ok(Self {
            client: Client::new(settings)?,
            config,
            account,
            stop,
            sandbox,
            sandbox_file: args.sandbox.as_deref().map(absolute),
            reach: args.reach(),
        })
    }

    /// Ends the in-process sandbox.
    pub(crate) async fn close(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.stop().await;
        }
    }

    /// The account, as runs know it. An in-process sandbox has another port each time, so its file identifies it.
    pub(crate) fn known_as(&self) -> HelpDeskAccount {
        match &self.sandbox_file {
            Some(file) => HelpDeskAccount::new(&format!("sandbox:{file}"), &self.account.client_id),
            None => HelpDeskAccount::new(self.config.base_url.as_str(), &self.account.client_id),
        }
    }

    /// How this command writes. From now on signals ask it to stop.
    pub(crate) fn write_job(
        &self,
        output: &OutputArgs,
        settings: RunFileSettings,
    ) -> Result<WriteJob, CommandError> {
        let stop = self.stop.clone();
        signals::listen(&stop)?;
        let account = self.known_as();
        // An in-process sandbox without a file starts empty each time, so nothing is remembered about it.
        let lasts = self.sandbox_file.as_ref().is_none_or(|file| !file.is_empty());
        Ok(WriteJob {
            account_form: lasts.then(|| StoredChangesFile::of(&account, &self.config.state_dir)),
            account,
            client: self.client.clone(),
            settings: RunFileSettings { reach: self.reach.clone(), ..settings },
            listener: progress::listener(output),
            stop,
            known: KnownIds::default(),
            recent: self.recent_inserts(),
        })
    }

    /// How this command reads the list of all customers.
    pub(crate) fn read_list_job(
        &self,
        args: &ListReadArgs,
        filter: Filter,
        listener: Arc<dyn Listener>,
    ) -> ReadListJob {
        ReadListJob {
            account: self.known_as(),
            client: self.client.clone(),
            concurrency: self.config.concurrency,
            filter,
            details: args.details.into(),
            backup: false,
            ordered: false,
            single_pass: args.single_pass,
            max_passes: args.max_passes,
            listener,
        }
    }

    /// What this machine has recently inserted into the account. An in-process sandbox needs no such memory: its lists
    /// show every customer from the start.
    pub(crate) fn recent_inserts(&self) -> Option<RecentInserts> {
        let of = || RecentInserts::of(&self.known_as(), &self.account.client_id, &self.config.state_dir);
        self.sandbox.is_none().then(of)
    }

    /// Keeps other writers of this machine out of the account for as long as the lock lives. An in-process sandbox
    /// needs no lock.
    pub(crate) fn lock_account_unless(&self, unlocked: bool) -> Result<Option<AccountLock>, CommandError> {
        if unlocked || self.sandbox.is_some() {
            return Ok(None);
        }
        Ok(Some(AccountLock::take(&self.known_as(), &self.config.state_dir)?))
    }
}

async fn start_sandbox(file: &str, switches: &[String]) -> Result<Sandbox, CommandError> {
    let file = (!file.is_empty()).then(|| PathBuf::from(file));
    let mut options = SandboxOptions { file, ..SandboxOptions::default() };
    set_switches(&mut options, switches)?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    Ok(Sandbox::start(options, listener).await?)
}

/// The absolute path of a sandbox's file; empty for no file.
fn absolute(file: &str) -> String {
    if file.is_empty() {
        return String::new();
    }
    std::path::absolute(file).map_or_else(|_| file.to_owned(), |path| path.display().to_string())
}

pub(crate) fn url(text: &str) -> Result<url::Url, CommandError> {
    text.parse().map_err(|error| CommandError::usage(format!("{text}: {error}")))
}
