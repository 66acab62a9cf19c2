//! What opens a sealed backup, and what reaches a store.

use std::path::PathBuf;

use clap::Args;
use deskferry::config::Environment;
use deskferry::file::{DecryptionKey, FileError};
use deskferry::storage::{Location, StoreOptions};

use crate::cli::command_error::CommandError;

#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// File with an age identity to decrypt the backup; a passphrase is read from DESKFERRY_PASSPHRASE
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
}

impl KeyArgs {
    /// The key as flags and environment have it, perhaps an empty one; and the settings of stores.
    pub(crate) fn read(&self) -> Result<(DecryptionKey, StoreOptions), CommandError> {
        let environment = Environment::read();
        Ok((self.key(&environment)?, environment.store))
    }

    /// The key alone.
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
        Ok(key)
    }
}
