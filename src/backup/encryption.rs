//! The encryption of one backup's files.

use secrecy::SecretString;

use crate::file::{Encryption, FileError};

/// How all files of a backup are encrypted. With a passphrase, the backup has a key of its own.
pub struct BackupEncryption {
    pub(super) seal: Encryption,
    /// The recipients, for the manifest; `None` with a passphrase.
    pub(super) recipients: Option<Vec<String>>,
    /// `key.age`: the backup's own key, encrypted with the passphrase.
    pub(super) key: Option<Vec<u8>>,
}

impl BackupEncryption {
    /// For recipients. Each of them alone can open the backup.
    pub fn to(recipients: Encryption) -> Self {
        let named = recipients.recipients().to_vec();
        Self { seal: recipients, recipients: Some(named), key: None }
    }

    /// With a passphrase. Takes a second and 128 MB of memory.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, FileError> {
        let (seal, key) = Encryption::by_passphrase(passphrase)?.with_own_key()?;
        Ok(Self { seal, recipients: None, key: Some(key) })
    }
}
