//! The flags that decrypt a backup.

use std::path::{Path, PathBuf};

use clap::Args;
use deskferry::config::Environment;
use deskferry::file::{DecryptionKey, Encryption, FileError, read_text};
use deskferry::storage::{Location, StoreOptions};
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::command_error::CommandError;

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// File with an age identity to decrypt the backup; a passphrase is read from DESKFERRY_PASSPHRASE
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// File whose first line is an earlier passphrase, for backups from before it was changed
    #[arg(long, value_name = "FILE")]
    passphrase_file: Vec<PathBuf>,
}

/// The recipients of flags and of files, as one encryption; `None` if there are none.
pub(crate) fn recipients(named: &[String], files: &[PathBuf]) -> Result<Option<Encryption>, CommandError> {
    let mut all = Vec::new();
    if !named.is_empty() {
        all.push(Encryption::to_recipients(named.iter().map(String::as_str))?);
    }
    for path in files {
        let wrong =
            |error: &dyn std::error::Error| CommandError::usage(format!("{}: {error}", path.display()));
        let text = read_text(path).map_err(|error| wrong(&error))?;
        all.push(Encryption::recipients_of(&text).map_err(|error| wrong(&error))?);
    }
    Ok(all.into_iter().reduce(Encryption::and))
}

impl KeyArgs {
    /// The key from flags and environment, which may be empty, and the settings of object stores.
    pub(crate) fn read(&self) -> Result<(DecryptionKey, StoreOptions), CommandError> {
        let environment = Environment::read();
        Ok((self.key(&environment)?, environment.store))
    }

    /// True if there is an earlier passphrase.
    pub(crate) fn has_passphrase_file(&self) -> bool {
        !self.passphrase_file.is_empty()
    }

    /// The key from flags and environment, which may be empty.
    pub(crate) fn key(&self, environment: &Environment) -> Result<DecryptionKey, CommandError> {
        let mut key = DecryptionKey::default();
        for path in &self.identity {
            let name = path.display().to_string();
            let file = Location::Path(path.clone()).open(&environment.store)?;
            key = key.with_identities(&name, file)?;
        }
        if let Some(passphrase) = &environment.passphrase {
            key = key.with_passphrase(passphrase.clone()).map_err(FileError::from)?;
        }
        for path in &self.passphrase_file {
            let passphrase = first_line(path)?;
            key = key.with_earlier_passphrase(passphrase).map_err(FileError::from)?;
        }
        Ok(key)
    }
}

/// The passphrase in a file. Messages name the file, and never what is in it.
fn first_line(path: &Path) -> Result<SecretString, CommandError> {
    let read = deskferry::file::read_text(path);
    let text = SecretString::from(
        read.map_err(|error| CommandError::usage(format!("{}: {error}", path.display())))?,
    );
    match text.expose_secret().lines().next() {
        Some(line) if !line.trim().is_empty() => Ok(SecretString::from(line.to_owned())),
        _ => Err(CommandError::usage(format!(
            "{}: the first line is empty; the passphrase must be there",
            path.display()
        ))),
    }
}
