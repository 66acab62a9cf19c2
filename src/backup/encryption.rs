//! The encryption of one backup's files.

use super::manifest::{FileContent, ManifestFile};
use super::reader::{BackupReadError, BackupReader};
use crate::file::{DecryptionKey, Encryption, FileError};

/// How backups are to be encrypted.
pub enum ChosenEncryption {
    /// To recipients.
    Recipients(BackupEncryption),
    /// With the passphrase of the job's key.
    Passphrase,
}

/// How all files of a backup are encrypted.
pub struct BackupEncryption {
    pub(super) seal: Encryption,
    /// The recipients, for the manifest; `None` with a passphrase.
    pub(super) recipients: Option<Vec<String>>,
    /// `key.age`: the key of the backup, encrypted with the passphrase.
    pub(super) key: Option<Vec<u8>>,
}

impl BackupEncryption {
    /// For recipients. Each of them alone can open the backup.
    pub fn to(recipients: Encryption) -> Self {
        let named = recipients.recipients().to_vec();
        Self { seal: recipients, recipients: Some(named), key: None }
    }

    /// With the passphrase of a key. The backup gets the `key.age` of the earlier one, if the passphrase opens it: then
    /// whoever reads many backups needs one second for all, and not one for each. Takes a second and 128 MB, or twice
    /// that for a new key. Also returns why there is a new key, if there was an earlier backup with one.
    pub(super) fn by_passphrase(
        key: &DecryptionKey,
        earlier: Option<&BackupReader>,
    ) -> Result<(Self, Option<String>), FileError> {
        let new_key = match earlier.map(|earlier| continued(key, earlier)) {
            Some(Ok(Some(continued))) => return Ok((continued, None)),
            Some(Err(fault)) if is_of_passphrase(&fault) => {
                Some("the passphrase does not open the earlier backup".to_owned())
            }
            Some(Err(fault)) => Some(fault.to_string()),
            Some(Ok(None)) | None => None,
        };
        let passphrase = key.encryption_by_passphrase()?;
        let passphrase = passphrase.ok_or(crate::file::EncryptionError::EmptyPassphrase)?;
        let (seal, key) = passphrase.with_own_key()?;
        Ok((Self { seal, recipients: None, key: Some(key) }, new_key))
    }
}

/// With the key of the earlier backup; `None` if it has none.
fn continued(
    key: &DecryptionKey,
    earlier: &BackupReader,
) -> Result<Option<BackupEncryption>, BackupReadError> {
    let is_key = |file: &&ManifestFile| file.holds == FileContent::Key;
    let Some(file) = earlier.manifest().files.iter().find(is_key) else { return Ok(None) };
    let stored = earlier.whole(file)?;
    let opened =
        key.without_earlier().key_of(&format!("{}/{}", earlier.path(), file.name), stored.clone())?;
    let seal = opened.encryption(|_| true).map_err(FileError::from)?;
    Ok(Some(BackupEncryption { seal, recipients: None, key: Some(stored) }))
}

fn is_of_passphrase(fault: &BackupReadError) -> bool {
    use crate::file::EncryptionError::WrongPassphrase;
    matches!(fault, BackupReadError::File(FileError::Sealed(WrongPassphrase { .. })))
}
