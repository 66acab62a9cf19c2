//! The client of a command: for the account, or for an in-process sandbox.

use std::cell::Cell;
use std::sync::Arc;

use deskferry::account::{AccountError, AccountRoom, HeldBackup, HelpDeskAccount, ImitatedAccount};
use deskferry::api::{Client, ClientSettings};
use deskferry::config::{Config, ConfiguredAccount};
use deskferry::customer::KeySpelling;
use deskferry::event::Listener;
use deskferry::export::ReadListJob;
use deskferry::journal::{AccountLock, RecentInserts, RunFile, RunFileSettings, StoredChangesFile};
use deskferry::lookup::Filter;
use deskferry::planfile::PlanHeader;
use deskferry::run::{CustomFields, WriteJob};
use deskferry::writer::{KnownIds, Stop};

use super::account_lock::{self, WantedLock};
use super::args::{ConnectionArgs, ListReadArgs, LockArgs, OutputArgs};
use super::command_error::CommandError;
use super::opened_sandbox::{MissingFile, OpenedSandbox, SandboxChoice, photo_form};
use super::plan_notes::PlanNotes;
use super::{console, progress, signals};

/// A client, and the in-process sandbox that it talks to, if any.
pub(crate) struct ConnectedClient {
    pub(crate) client: Client,
    pub(crate) config: Config,
    pub(crate) account: ConfiguredAccount,
    /// Asks the client, and everything that uses it, to stop.
    pub(crate) stop: Stop,
    sandbox: Option<OpenedSandbox>,
    /// The account that the in-process sandbox imitates.
    imitates: Option<ImitatedAccount>,
    /// The backup whose customers it holds.
    holds: Option<HeldBackup>,
    /// True if signals ask to stop already.
    listens: Cell<bool>,
    /// The flags by which another command line reaches the same help desk.
    reach: Vec<String>,
    /// Why rate and token can't be shared with other processes, until that is said.
    unshared: Cell<Option<AccountError>>,
    /// True if the result does not say which process has set the rate.
    quiet: bool,
}

/// A command that fails says it, too.
impl Drop for ConnectedClient {
    fn drop(&mut self) {
        let rate = self.client.lowest_rate().filter(|rate| rate.holder().is_some() && !self.quiet);
        if let Some(rate) = rate {
            console::say(&format!("The rate was {rate}.\n"));
        }
    }
}

impl ConnectedClient {
    /// The client that the flags ask for. A sandbox's file must exist.
    pub(crate) async fn open(args: &ConnectionArgs, output: &OutputArgs) -> Result<Self, CommandError> {
        let config = args.config()?;
        let choice = SandboxChoice::of_flags(args, &config)?;
        Self::with_config(args, output, config, choice).await
    }

    /// Like [`Self::open`], for a command that may begin with an empty sandbox: it makes the file and says so. The
    /// sandbox gets the definitions of custom fields that the user has given.
    pub(crate) async fn open_new(
        args: &ConnectionArgs,
        output: &OutputArgs,
        fields: Option<&CustomFields>,
    ) -> Result<Self, CommandError> {
        let missing = MissingFile::Created { quiet: output.quiet() };
        let new = |choice: SandboxChoice| choice.with_definitions(fields).with_missing(missing);
        let config = args.config()?;
        let choice = SandboxChoice::of_flags(args, &config)?.map(new);
        Self::with_config(args, output, config, choice).await
    }

    /// Like [`Self::open`], but flags that are not given are as in a plan.
    pub(crate) async fn open_as(
        args: &ConnectionArgs,
        output: &OutputArgs,
        of: &PlanHeader,
    ) -> Result<Self, CommandError> {
        let config = args.as_in(&of.settings)?;
        let choice = SandboxChoice::of_plan(args, &config, &of.account)?;
        Self::with_config(args, output, config, choice).await
    }

    /// The client of a run: flags that are not given are as in the run, and so is its sandbox.
    pub(crate) async fn open_of(
        args: &ConnectionArgs,
        output: &OutputArgs,
        run: &RunFile,
    ) -> Result<Self, CommandError> {
        let config = args.as_in(&run.settings)?;
        let choice = SandboxChoice::of_run(args, &config, run)?;
        Self::with_config(args, output, config, choice).await
    }

    /// The client of the sandbox that holds a backup. Signals ask `stop` already.
    pub(crate) async fn open_held(
        args: &ConnectionArgs,
        output: &OutputArgs,
        held: (Config, SandboxChoice),
        stop: Stop,
    ) -> Result<Self, CommandError> {
        let remote = Self::connect(args, output, held.0, Some(held.1), stop).await?;
        remote.listens.set(true);
        Ok(remote)
    }

    async fn with_config(
        args: &ConnectionArgs,
        output: &OutputArgs,
        config: Config,
        choice: Option<SandboxChoice>,
    ) -> Result<Self, CommandError> {
        Self::connect(args, output, config, choice, Stop::default()).await
    }

    async fn connect(
        args: &ConnectionArgs,
        output: &OutputArgs,
        mut config: Config,
        choice: Option<SandboxChoice>,
        stop: Stop,
    ) -> Result<Self, CommandError> {
        let reach = choice.as_ref().map_or_else(|| args.reach(), |choice| choice.reach(args));
        let imitates = choice.as_ref().and_then(|choice| choice.imitates.clone());
        let holds = choice.as_ref().and_then(|choice| choice.held.clone()).map(|(backup, _)| backup);
        let sandbox = match choice {
            Some(choice) => Some(OpenedSandbox::start(choice).await?),
            None => None,
        };
        if let Some(sandbox) = &sandbox {
            sandbox.stop_at_fault(stop.clone());
            config.set_account(url(sandbox.base_url())?, sandbox.account());
            match &imitates {
                Some(account) => match photo_form(account) {
                    Some(form) => config.set_probed_photo(form),
                    None => config.forget_probed_photo(),
                },
                None => config.forget_behavior(),
            }
        }
        let account = config.account()?;
        let (room, alone) = if sandbox.is_some() { (None, None) } else { room_of(&config, &account) };
        let unshared = Cell::new(alone);
        let mut settings = client_settings(&config, &account, args.allow_http, room);
        settings.stop = stop.clone();
        if holds.is_some() {
            // Nobody else uses this sandbox. The plan still says how long the import takes at the rate.
            settings.rate = None;
        }
        let (client, quiet) = (Client::new(settings)?, output.quiet());
        let listens = Cell::new(false);
        Ok(Self { client, config, account, stop, sandbox, imitates, holds, listens, reach, unshared, quiet })
    }

    /// Says once that this command goes on alone. One that needs the account's lock has been refused before.
    pub(crate) fn say_if_alone(&self) {
        if let Some(error) = self.unshared.take() {
            say_alone(&error);
        }
    }

    /// Says which other process has set the rate, if one has, and ends the in-process sandbox.
    pub(crate) async fn close(mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop().await;
        }
    }

    /// The account, as runs know it. An in-process sandbox has another port each time, so its file identifies it.
    pub(crate) fn known_as(&self) -> HelpDeskAccount {
        match &self.sandbox {
            Some(sandbox) => HelpDeskAccount::of_sandbox(&sandbox.file, &self.account.client_id)
                .that_imitates(self.imitates.clone())
                .that_holds(self.holds.clone()),
            None => HelpDeskAccount::new(self.config.base_url.value.as_str(), &self.account.client_id)
                .that_says_sandbox(self.client.says_sandbox()),
        }
    }

    /// How this command writes. From now on signals ask it to stop.
    pub(crate) fn write_job(
        &self,
        output: &OutputArgs,
        settings: RunFileSettings,
    ) -> Result<WriteJob, CommandError> {
        if !self.listens.replace(true) {
            signals::listen(&self.stop)?;
        }
        Ok(self.unheard_job(output, settings))
    }

    /// Like [`Self::write_job`], for a command that listens to signals itself.
    pub(crate) fn unheard_job(&self, output: &OutputArgs, settings: RunFileSettings) -> WriteJob {
        self.say_if_alone();
        let account = self.known_as();
        let spelling = self.key_spelling();
        WriteJob {
            account_form: self.stored_changes(),
            listener: PlanNotes::before(
                progress::listener(output),
                account.clone(),
                self.client.clone(),
                settings.rate,
            ),
            account,
            behavior: self.config.behavior.clone(),
            client: self.client.clone(),
            settings: RunFileSettings { reach: self.reach.clone(), ..settings },
            stop: self.stop.clone(),
            known: KnownIds::default(),
            recent: self.recent_inserts().map(|recent| recent.spelled(&spelling)),
            spelling,
        }
    }

    /// How the help desk changes what it stores. An in-process sandbox without a file starts empty each time, so nothing
    /// is remembered about it.
    fn stored_changes(&self) -> Option<StoredChangesFile> {
        let lasts = self.sandbox.as_ref().is_none_or(|sandbox| !sandbox.file.is_empty());
        let file = || StoredChangesFile::of(&self.known_as(), &self.config.state_dir);
        lasts.then(|| file().keyed_by(&self.account.client_id))
    }

    /// How the help desk stores match keys, as earlier runs and probes have found.
    pub(crate) fn key_spelling(&self) -> KeySpelling {
        self.stored_changes().map_or_else(KeySpelling::default, |file| KeySpelling::of(file.load()))
    }

    /// How this command reads the list of all customers.
    pub(crate) fn read_list_job(
        &self,
        args: &ListReadArgs,
        filter: Filter,
        listener: Arc<dyn Listener>,
    ) -> ReadListJob {
        self.say_if_alone();
        ReadListJob {
            account: self.known_as(),
            client: self.client.clone(),
            concurrency: self.config.concurrency.value,
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
    /// needs no lock, and neither does a command without these flags.
    pub(crate) async fn lock_account(
        &self,
        args: Option<LockArgs>,
        output: &OutputArgs,
    ) -> Result<Option<Arc<AccountLock>>, CommandError> {
        match args.filter(|args| !args.is_unlocked()) {
            Some(args) => self.take_lock(args, output, false).await,
            None => Ok(None),
        }
    }

    /// The same for a command that can't do without the lock, so no advice tells to.
    pub(crate) async fn need_account(
        &self,
        args: LockArgs,
        output: &OutputArgs,
    ) -> Result<Option<Arc<AccountLock>>, CommandError> {
        self.take_lock(args, output, true).await
    }

    async fn take_lock(
        &self,
        args: LockArgs,
        output: &OutputArgs,
        is_needed: bool,
    ) -> Result<Option<Arc<AccountLock>>, CommandError> {
        let wanted = WantedLock {
            account: &self.known_as(),
            client_id: &self.account.client_id,
            state_dir: &self.config.state_dir,
            is_needed,
        };
        let lock = wanted.take(args.wait(), output).await?;
        if let Some(lock) = &lock {
            tokio::spawn(account_lock::guard(Arc::downgrade(lock), self.stop.clone()));
        }
        Ok(lock)
    }
}

/// The room of an account, or why it can't be used.
pub(crate) fn room_of(
    config: &Config,
    account: &ConfiguredAccount,
) -> (Option<AccountRoom>, Option<AccountError>) {
    let known_as = HelpDeskAccount::new(config.base_url.value.as_str(), &account.client_id);
    match AccountRoom::open(&known_as, &account.client_id) {
        Ok(room) => (room, None),
        Err(error) => (None, Some(error)),
    }
}

/// Says that a command goes on without the room.
pub(crate) fn say_alone(error: &AccountError) {
    console::warn(&format!("can't share the rate and the token with other processes: {error}"));
}

/// How a client reaches the help desk.
pub(crate) fn client_settings(
    config: &Config,
    account: &ConfiguredAccount,
    allow_http: bool,
    room: Option<AccountRoom>,
) -> ClientSettings {
    let base_url = config.base_url.value.clone();
    let mut settings = ClientSettings::new(base_url, account.client_id.clone(), account.credential.clone());
    settings.allow_http = allow_http;
    settings.room = room;
    settings.rate = config.rate.value;
    settings.rate_is_stated = config.rate_is_stated();
    settings.timeout = config.timeout.value;
    settings.photo_encoding = config.photo_encoding.value;
    settings
}

pub(crate) fn url(text: &str) -> Result<url::Url, CommandError> {
    text.parse().map_err(|error| CommandError::usage(format!("{text}: {error}")))
}
