//! How the files of one backup are sealed.

use secrecy::SecretString;

use crate::file::{Encryption, FileError};

/// A seal for all files of a backup, and with a passphrase the key that is stored beside them.
pub struct BackupEncryption {
    pub(super) seal: Encryption,
    /// `key.age`: the backup's own key, sealed by the passphrase.
    pub(super) key: Option<Vec<u8>>,
}

impl BackupEncryption {
    /// To recipients, any one of whom can open it.
    pub fn to(recipients: Encryption) -> Self {
        Self { seal: recipients, key: None }
    }

    /// By a passphrase. Costs a second and 128 MB.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, FileError> {
        let (seal, key) = Encryption::by_passphrase(passphrase)?.with_own_key()?;
        Ok(Self { seal, key: Some(key) })
    }
}
