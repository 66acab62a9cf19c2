//! The flags of a dry run against a backup.

use clap::Args;

use super::super::args::{ConnectionArgs, KeyArgs, file_name};
use super::super::command_error::CommandError;

#[derive(Debug, Args)]
pub(crate) struct OntoArgs {
    /// With --dry-run: plan against this backup instead of the help desk; with --sandbox=FILE, also carry out the plan
    /// in that new sandbox, to look at the result
    #[arg(long, value_name = "BACKUP", value_parser = file_name())]
    onto: Option<String>,
    /// Replace the sandbox of --sandbox=FILE if it exists (only with --onto)
    #[arg(long)]
    replace_sandbox: bool,
    #[command(flatten)]
    key: KeyArgs,
}

/// A backup to plan against, and the file of the new sandbox.
pub(crate) struct Onto<'a> {
    pub(super) backup: &'a str,
    /// `None` for a sandbox that ends with the command.
    pub(super) file: Option<&'a str>,
    pub(super) replaces: bool,
    pub(super) key: &'a KeyArgs,
}

impl OntoArgs {
    /// What the flags ask for; `None` for an import into the help desk. Flags that do not fit together are refused before
    /// anything is read.
    pub(crate) fn wanted<'a>(
        &'a self,
        dry_run: bool,
        saves_plan: bool,
        connection: &'a ConnectionArgs,
    ) -> Result<Option<Onto<'a>>, CommandError> {
        let file = connection.sandbox.as_deref().filter(|file| !file.is_empty());
        match &self.onto {
            None if self.replace_sandbox => Err(CommandError::usage(
                "--replace-sandbox belongs to --onto BACKUP: an import without it adds to the sandbox",
            )),
            None => Ok(None),
            Some(_) if !dry_run => Err(CommandError::usage(
                "--onto plans against a backup and sends nothing to the help desk, so it needs --dry-run; \
                 --sandbox=FILE then keeps a sandbox in which the plan is carried out",
            )),
            Some(_) if saves_plan => Err(CommandError::usage(
                "a plan against a backup can't be saved with --plan-out: customers may have changed since the \
                 backup; to save a plan for `deskferry apply`, leave out --onto",
            )),
            Some(_) if self.replace_sandbox && file.is_none() => {
                Err(CommandError::usage("--replace-sandbox needs --sandbox=FILE, the sandbox to replace"))
            }
            Some(backup) => Ok(Some(Onto { backup, file, replaces: self.replace_sandbox, key: &self.key })),
        }
    }
}
