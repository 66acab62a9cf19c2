//! How the files of one backup are sealed.

use secrecy::SecretString;

use crate::file::{FileError, Seal};

/// A seal for all files of a backup, and with a passphrase the key that is stored beside them.
pub struct Sealer {
    pub(super) seal: Seal,
    /// `key.age`: the backup's own key, sealed by the passphrase.
    pub(super) key: Option<Vec<u8>>,
}

impl Sealer {
    /// To recipients, any one of whom can open it.
    pub fn to(recipients: Seal) -> Self {
        Self { seal: recipients, key: None }
    }

    /// By a passphrase. Costs a second and 128 MB.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, FileError> {
        let (seal, key) = Seal::by_passphrase(passphrase)?.with_own_key()?;
        Ok(Self { seal, key: Some(key) })
    }
}
