//! The encryption of one backup's files.

use secrecy::SecretString;

use crate::file::{Encryption, FileError};

/// How all files of a backup are encrypted. With a passphrase, the backup has a key of its own.
pub struct BackupEncryption {
    pub(super) seal: Encryption,
    /// `key.age`: the backup's own key, encrypted with the passphrase.
    pub(super) key: Option<Vec<u8>>,
}

impl BackupEncryption {
    /// For recipients. Each of them alone can open the backup.
    pub fn to(recipients: Encryption) -> Self {
        Self { seal: recipients, key: None }
    }

    /// With a passphrase. Takes a second and 128 MB of memory.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, FileError> {
        let (seal, key) = Encryption::by_passphrase(passphrase)?.with_own_key()?;
        Ok(Self { seal, key: Some(key) })
    }
}
