//! The flags that decrypt a backup.

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
    /// The key from flags and environment, which may be empty, and the settings of object stores.
    pub(crate) fn read(&self) -> Result<(DecryptionKey, StoreOptions), CommandError> {
        let environment = Environment::read();
        Ok((self.key(&environment)?, environment.store))
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
        Ok(key)
    }
}
