//! The in-process sandbox of a command: which one, with which switches, and whether its file may be made.

use std::path::{Path, PathBuf};

use deskferry::account::{HeldBackup, HelpDeskAccount, ImitatedAccount};
use deskferry::api::{ClientCredential, PhotoEncoding};
use deskferry::config::{Config, ConfiguredAccount, Origin};
use deskferry::file::name_of;
use deskferry::journal::{RunFile, quoted};
use deskferry::run::CustomFields;
use deskferry::sandbox::{API_TOKEN, CLIENT_ID, PhotoForm, Sandbox, SandboxOptions, UnknownNames};
use deskferry::writer::Stop;
use serde_json::Value;

use super::args::ConnectionArgs;
use super::command_error::CommandError;
use super::console;
pub(crate) use super::imitated_account::photo_form;
use super::imitated_account::{is_behavior_switch, wanted_by};
use super::sandbox_switches::set_switches;

/// What happens if the file of a sandbox does not exist.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MissingFile {
    /// It is an error: an empty sandbox would look like an empty help desk.
    Refused,
    /// It is made, and the user is told.
    Created { quiet: bool },
}

/// The sandbox that a command is to use.
#[derive(Debug, Clone)]
pub(crate) struct SandboxChoice {
    /// The file as given; empty for a sandbox in memory.
    pub(crate) file: String,
    pub(crate) switches: Vec<String>,
    /// Definitions of custom fields; a switch replaces them.
    definitions: Vec<Value>,
    missing: MissingFile,
    /// The run that was made in it, if that is why it is chosen.
    run: Option<String>,
    /// The account whose behavior it has; the switches come on top of it.
    pub(crate) imitates: Option<ImitatedAccount>,
    /// The backup whose customers its file holds, and where that file is while it is built.
    pub(super) held: Option<(HeldBackup, PathBuf)>,
}

impl SandboxChoice {
    /// The sandbox of `--sandbox`. It behaves as the configured account, as far as that is known.
    pub(crate) fn of_flags(args: &ConnectionArgs, config: &Config) -> Result<Option<Self>, CommandError> {
        args.sandbox.as_deref().map(|file| Self::of_file(file, args, config)).transpose()
    }

    /// The same for a file that the user has named, or for a sandbox in memory.
    pub(crate) fn of_file(file: &str, args: &ConnectionArgs, config: &Config) -> Result<Self, CommandError> {
        let imitates = wanted_by(&args.sandbox_switch, config)?;
        let photos = stated_photos(config).filter(|_| imitates.is_none());
        let given = args.sandbox_switch.iter().map(|switch| from_anywhere(switch));
        Ok(Self {
            file: file.to_owned(),
            switches: photos.into_iter().chain(given).collect(),
            definitions: Vec::new(),
            missing: MissingFile::Refused,
            run: None,
            imitates,
            held: None,
        })
    }

    /// Like [`Self::of_flags`], but it behaves as the sandbox in which a plan was made.
    pub(crate) fn of_plan(
        args: &ConnectionArgs,
        config: &Config,
        plan: &HelpDeskAccount,
    ) -> Result<Option<Self>, CommandError> {
        let choice = Self::of_flags(args, config)?;
        let is_as_planned = plan.sandbox_file().is_some()
            && !args.sandbox_switch.iter().any(|switch| is_behavior_switch(switch));
        Ok(choice.map(|choice| match is_as_planned {
            true => Self { imitates: plan.imitates.clone(), ..choice },
            false => choice,
        }))
    }

    /// The sandbox of a run that goes on, unless the flags name another help desk.
    pub(crate) fn of_run(
        args: &ConnectionArgs,
        config: &Config,
        run: &RunFile,
    ) -> Result<Option<Self>, CommandError> {
        let file = run.account.as_ref().and_then(|account| account.sandbox_file());
        let is_other = args.names_another_than(&run.settings.reach);
        if file == Some("") && (!is_other || args.sandbox.as_deref() == Some("")) {
            return Err(CommandError::usage(gone(run)));
        }
        let Some(file) = file.filter(|_| !is_other) else {
            return Ok(Self::of_flags(args, config)?.map(|choice| choice.with_run(run)));
        };
        let choice = Self {
            file: file.to_owned(),
            switches: switches_of(&run.settings.reach),
            definitions: Vec::new(),
            missing: MissingFile::Refused,
            run: Some(run.id.clone()),
            imitates: run.account.as_ref().and_then(|account| account.imitates.clone()),
            held: None,
        };
        Ok(Some(choice.with_run(run)))
    }

    fn with_run(self, run: &RunFile) -> Self {
        let given = CustomFields::of_run(run.custom_fields.as_ref());
        self.with_definitions(Some(&given))
    }

    /// The definitions that the user has given for a check are those of the sandbox too.
    pub(crate) fn with_definitions(self, fields: Option<&CustomFields>) -> Self {
        let Some(CustomFields::Given(given)) = fields else { return self };
        Self { definitions: given.definitions.iter().cloned().map(Value::Object).collect(), ..self }
    }

    /// Its file, which holds the customers of a backup, is here while it is built.
    pub(crate) fn holding(self, backup: HeldBackup, file: &Path) -> Self {
        Self { held: Some((backup, file.to_owned())), ..self }
    }

    pub(crate) fn with_missing(self, missing: MissingFile) -> Self {
        Self { missing, ..self }
    }

    /// The flags by which another command line reaches this sandbox. After a dry run against a backup, the next step is
    /// the import into the help desk.
    pub(crate) fn reach(&self, args: &ConnectionArgs) -> Vec<String> {
        if self.held.is_some() {
            return ConnectionArgs { sandbox: None, sandbox_switch: Vec::new(), ..args.clone() }.reach();
        }
        let sandbox = Some(self.file.clone());
        ConnectionArgs { sandbox, sandbox_switch: self.switches.clone(), ..args.clone() }.reach()
    }

    /// An error if the file may not be made. A sandbox that a switch fills with customers may always be made.
    fn may_make(&self, name: &str, options: &SandboxOptions) -> Result<(), CommandError> {
        match (self.missing, &self.run) {
            (MissingFile::Created { .. }, _) => Ok(()),
            (MissingFile::Refused, _) if !options.start.is_empty() => Ok(()),
            (MissingFile::Refused, Some(run)) => Err(CommandError::usage(format!(
                "there is no sandbox {name}, in which {run} was made; if its file was moved or renamed, move it back"
            ))),
            (MissingFile::Refused, None) => Err(CommandError::usage(format!(
                "there is no sandbox {name}; an import or a restore with --sandbox={name} makes one"
            ))),
        }
    }

    fn options(&self) -> Result<SandboxOptions, CommandError> {
        let file = (!self.file.is_empty()).then(|| PathBuf::from(&self.file));
        let custom_fields = self.definitions.clone();
        let mut options = SandboxOptions { file, custom_fields, ..SandboxOptions::default() };
        if self.held.is_some() {
            // A help desk accepts a customer as it has sent it.
            options.unknown = UnknownNames::Keep;
            // Nobody reads its log.
            (options.keep_bodies, options.keep_requests) = (false, 1000);
        }
        let imitated = self.imitates.iter().flat_map(|account| &account.switches);
        let own = self.switches.iter().filter(|switch| !is_behavior_switch(switch));
        set_switches(&mut options, imitated.chain(own))?;
        if let Some((_, file)) = &self.held {
            (options.file, options.start) = (Some(file.clone()), Vec::new());
        }
        Ok(options)
    }

    /// How it takes photos.
    pub(crate) fn photo_form(&self) -> Result<PhotoEncoding, CommandError> {
        Ok(match self.options()?.photo {
            PhotoForm::Hex => PhotoEncoding::Hex,
            PhotoForm::Base64 => PhotoEncoding::Base64,
        })
    }
}

/// The switch for the form of photos, if the settings state another than the usual one.
fn stated_photos(config: &Config) -> Option<String> {
    let encoding = &config.photo_encoding;
    let is_stated = !matches!(encoding.origin, Origin::Default | Origin::Probe);
    (is_stated && encoding.value == PhotoEncoding::Base64).then(|| "photo=base64".to_owned())
}

/// The switch with an absolute path, so that it means the same file in another folder.
fn from_anywhere(switch: &str) -> String {
    match switch.split_once('=') {
        Some(("custom-fields", file)) if !matches!(file, "none" | "demo") => {
            format!("custom-fields={}", absolute(Path::new(file)))
        }
        _ => switch.to_owned(),
    }
}

/// Why a run in a sandbox without a file can't go on.
fn gone(run: &RunFile) -> String {
    let id = &run.id;
    format!(
        "{id} was made in a sandbox in memory, which ended with its process, and so did its customers: nothing is \
         left to work on; to keep a sandbox for later commands, import with --sandbox=FILE"
    )
}

/// The switches of a run, without those that only fill a new sandbox.
fn switches_of(reach: &[String]) -> Vec<String> {
    let pairs = reach.windows(2).filter(|pair| pair[0] == "--sandbox-switch").map(|pair| pair[1].clone());
    let fills =
        |switch: &str| ["file=", "start=", "start-customers="].iter().any(|of| switch.starts_with(of));
    pairs.filter(|switch| !fills(switch)).collect()
}

/// A running sandbox.
pub(crate) struct OpenedSandbox {
    sandbox: Sandbox,
    /// The absolute path of its file; empty if it keeps its customers in memory only.
    pub(crate) file: String,
}

impl OpenedSandbox {
    pub(crate) async fn start(choice: SandboxChoice) -> Result<Self, CommandError> {
        let options = choice.options()?;
        let new = options.file.as_deref().filter(|file| is_missing(file)).map(|file| quoted(&name_of(file)));
        if let Some(name) = &new {
            choice.may_make(name, &options)?;
        }
        let named = choice.held.as_ref().map(|_| choice.file.as_str());
        let file = match named {
            Some("") => String::new(),
            Some(named) => absolute(Path::new(named)),
            None => options.file.as_deref().map_or_else(String::new, absolute),
        };
        let sandbox = Sandbox::local(options).await?;
        if let (Some(name), MissingFile::Created { quiet: false }) = (new, choice.missing) {
            console::say(&format!("Created the sandbox {name}\n"));
        }
        Ok(Self { sandbox, file })
    }

    pub(crate) fn base_url(&self) -> &str {
        self.sandbox.base_url()
    }

    /// Its client id and token.
    pub(crate) fn account(&self) -> ConfiguredAccount {
        let credential = ClientCredential::ApiToken(API_TOKEN.to_owned().into());
        ConfiguredAccount { client_id: CLIENT_ID.to_owned(), credential }
    }

    /// Asks `stop` once the sandbox can't keep what is written to it. Otherwise every write would be repeated for ever.
    pub(crate) fn stop_at_fault(&self, stop: Stop) {
        let fault = self.sandbox.fault();
        tokio::spawn(async move { stop.request(format!("the sandbox failed: {}", fault.await)) });
    }

    pub(crate) async fn stop(self) {
        self.sandbox.stop().await;
    }
}

/// True if there is no such file, or only an empty one, which holds no sandbox yet.
fn is_missing(file: &Path) -> bool {
    file.metadata().map_or_else(|_| !file.exists(), |found| found.is_file() && found.len() == 0)
}

fn absolute(file: &Path) -> String {
    std::path::absolute(file).map_or_else(|_| name_of(file), name_of)
}
