//! In place of `opened_sandbox.rs` in a build without the feature `sandbox`: `--sandbox` is refused, and a run that was
//! made in a sandbox does not go on.

use std::convert::Infallible;
use std::path::PathBuf;

use deskferry::account::{HeldBackup, HelpDeskAccount, ImitatedAccount};
use deskferry::api::PhotoEncoding;
use deskferry::config::{Config, ConfiguredAccount};
use deskferry::features::MissingFeature;
use deskferry::journal::RunFile;
use deskferry::run::CustomFields;
use deskferry::writer::Stop;

use super::args::ConnectionArgs;
use super::command_error::CommandError;

/// What happens if the file of a sandbox does not exist.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MissingFile {
    Created { quiet: bool },
}

/// The sandbox that a command is to use: none.
#[derive(Debug, Clone)]
pub(crate) struct SandboxChoice {
    pub(crate) imitates: Option<ImitatedAccount>,
    pub(super) held: Option<(HeldBackup, PathBuf)>,
    none: Infallible,
}

impl SandboxChoice {
    pub(crate) fn of_flags(args: &ConnectionArgs, _config: &Config) -> Result<Option<Self>, CommandError> {
        if args.sandbox.is_some() { Err(MissingFeature::Sandbox.into()) } else { Ok(None) }
    }

    pub(crate) fn of_plan(
        args: &ConnectionArgs,
        config: &Config,
        _plan: &HelpDeskAccount,
    ) -> Result<Option<Self>, CommandError> {
        Self::of_flags(args, config)
    }

    pub(crate) fn of_run(
        args: &ConnectionArgs,
        config: &Config,
        run: &RunFile,
    ) -> Result<Option<Self>, CommandError> {
        let is_sandbox = run.account.as_ref().is_some_and(|account| account.sandbox_file().is_some());
        if is_sandbox && !args.names_another_than(&run.settings.reach) {
            return Err(MissingFeature::Sandbox.into());
        }
        Self::of_flags(args, config)
    }

    pub(crate) fn with_definitions(self, _fields: Option<&CustomFields>) -> Self {
        match self.none {}
    }

    pub(crate) fn with_missing(self, _missing: MissingFile) -> Self {
        match self.none {}
    }

    pub(crate) fn reach(&self, _args: &ConnectionArgs) -> Vec<String> {
        match self.none {}
    }
}

/// A running sandbox: none.
pub(crate) struct OpenedSandbox {
    pub(crate) file: String,
    none: Infallible,
}

impl OpenedSandbox {
    pub(crate) async fn start(choice: SandboxChoice) -> Result<Self, CommandError> {
        match choice.none {}
    }

    pub(crate) fn base_url(&self) -> &str {
        match self.none {}
    }

    pub(crate) fn account(&self) -> ConfiguredAccount {
        match self.none {}
    }

    pub(crate) fn stop_at_fault(&self, _stop: Stop) {
        match self.none {}
    }

    pub(crate) async fn stop(self) {
        match self.none {}
    }
}

/// The form of photos of an imitated account: there is none.
pub(crate) fn photo_form(_imitated: &ImitatedAccount) -> Option<PhotoEncoding> {
    None
}
