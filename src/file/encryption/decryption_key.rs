//! What the user has to open encrypted files: identities, and perhaps passphrases.

use std::fmt;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, Identity, scrypt, x25519};

use super::super::error::FileError;
use super::decrypting_reader::DecryptingReader;
use super::encrypting_output::Encryption;
use super::error::{EncryptionError, is_cut};
use super::opened_keys::OpenedKeys;

/// The highest work factor for which a passphrase is tried: 2^20 rounds, which take 1 GiB and some seconds.
pub(super) const MOST_WORK: u8 = 20;
/// The maximum length of an identity, which is one line.
const MOST_IDENTITY: u64 = 1 << 20;

/// The maximum length of the encrypted key of a folder.
const MOST_KEY: u64 = 1 << 20;

/// Identities, and perhaps a passphrase. Clones share what the passphrase has opened.
#[derive(Clone, Default)]
pub struct DecryptionKey {
    identities: Vec<x25519::Identity>,
    passphrase: Option<SecretString>,
    /// Those of other times: they open the keys of folders, and encrypt nothing.
    earlier: Vec<SecretString>,
    opened: Arc<OpenedKeys>,
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identities = self.identities.len();
        let passphrase = self.passphrase.is_some();
        f.debug_struct("Key").field("identities", &identities).field("passphrase", &passphrase).finish()
    }
}

impl DecryptionKey {
    /// Adds a passphrase.
    pub fn with_passphrase(mut self, passphrase: SecretString) -> Result<Self, EncryptionError> {
        if passphrase.expose_secret().is_empty() {
            return Err(EncryptionError::EmptyPassphrase);
        }
        self.passphrase = Some(passphrase);
        self.opened = Arc::default();
        Ok(self)
    }

    /// Adds a passphrase of another time. Without one of now, it takes its place.
    pub fn with_earlier_passphrase(mut self, passphrase: SecretString) -> Result<Self, EncryptionError> {
        if self.passphrase.is_none() || passphrase.expose_secret().is_empty() {
            return self.with_passphrase(passphrase);
        }
        self.earlier.push(passphrase);
        self.opened = Arc::default();
        Ok(self)
    }

    /// Only the identities: a backup's own key among them opens it without the passphrase, which takes a second.
    #[must_use]
    pub(crate) fn without_passphrase(mut self) -> Self {
        self.passphrase = None;
        self.earlier.clear();
        self
    }

    /// Without the passphrases of other times: a new backup must not take over what only they open.
    #[must_use]
    pub(crate) fn without_earlier(&self) -> Self {
        match self.earlier.is_empty() {
            true => self.clone(),
            false => Self { earlier: Vec::new(), opened: Arc::default(), ..self.clone() },
        }
    }

    /// Encrypts with the passphrase; `None` without one. Costs a second and 128 MB per file.
    pub fn encryption_by_passphrase(&self) -> Result<Option<Encryption>, EncryptionError> {
        self.passphrase.clone().map(Encryption::by_passphrase).transpose()
    }

    /// True if there is a passphrase.
    pub fn has_passphrase(&self) -> bool {
        self.passphrase.is_some()
    }

    /// True if there is an identity.
    pub fn has_identity(&self) -> bool {
        !self.identities.is_empty()
    }

    /// Encrypts to those identities for which `opens` is true of the key with this identity alone.
    pub fn encryption(&self, opens: impl Fn(&Self) -> bool) -> Result<Encryption, EncryptionError> {
        let alone =
            |identity: &x25519::Identity| Self { identities: vec![identity.clone()], ..Self::default() };
        let fitting = self.identities.iter().filter(|identity| opens(&alone(identity)));
        Encryption::to_identities(fitting.map(x25519::Identity::to_public))
    }

    /// Adds the identities of a file in the format of `age-keygen`; `path` appears in errors.
    pub fn with_identities(mut self, path: &str, reader: impl Read) -> Result<Self, FileError> {
        let known = self.identities.len();
        for (line, text) in (1..).zip(BufReader::new(reader.take(MOST_IDENTITY)).lines()) {
            let text = SecretString::from(text.map_err(|error| FileError::reading(path, error))?);
            let text = text.expose_secret().trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let fault = |_| EncryptionError::Identity { path: path.to_owned(), line };
            self.identities.push(text.parse().map_err(fault)?);
        }
        if self.identities.len() == known {
            return Err(EncryptionError::NoIdentity { path: path.to_owned() }.into());
        }
        Ok(self)
    }

    /// Opens the key of a folder (`key.age`, see [`Encryption::with_own_key`](super::Encryption::with_own_key)) and
    /// adds it.
    pub fn with_key_of(mut self, path: &str, sealed: impl Read) -> Result<Self, FileError> {
        let mut stored = Vec::new();
        let read = sealed.take(MOST_KEY).read_to_end(&mut stored);
        read.map_err(|error| FileError::reading(path, error))?;
        self.identities.extend(self.key_of(path, stored)?.identities);
        Ok(self)
    }

    /// The key of a folder alone. Each passphrase is tried once for each key, and takes a second and 128 MB. Identities are
    /// not: whoever knows a recipient could make a key that they open.
    pub fn key_of(&self, path: &str, sealed: Vec<u8>) -> Result<Self, FileError> {
        let open = || {
            let opened = self.open_by_passphrase(path, &sealed)?;
            // If it opens but is not an identity, someone with the passphrase has changed it.
            Ok(Self::default().with_identities(path, opened)?.identities)
        };
        Ok(Self { identities: self.opened.get(path, &sealed, open)?, ..Self::default() })
    }

    /// The first passphrase that fits opens it. If none does, the error is that of the last one.
    fn open_by_passphrase(&self, path: &str, sealed: &[u8]) -> Result<Box<dyn Read + Send>, FileError> {
        let open = |passphrase: Option<SecretString>| {
            Self { passphrase, ..Self::default() }.open(path, Box::new(Cursor::new(sealed.to_vec())))
        };
        let mut opened = open(self.passphrase.clone());
        for passphrase in &self.earlier {
            if let Err(FileError::Sealed(EncryptionError::WrongPassphrase { .. })) = opened {
                opened = open(Some(passphrase.clone()));
            }
        }
        opened
    }

    /// Begins decrypting a file; `path` appears in errors. The reader's later errors contain an
    /// [`EncryptionError`], which [`FileError`] unwraps.
    pub fn open(&self, path: &str, sealed: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, FileError> {
        let sealed = BufReader::with_capacity(1 << 16, sealed);
        let decryptor = Decryptor::new_buffered(sealed).map_err(|error| fault(path, false, error))?;
        let by_passphrase = decryptor.is_scrypt();
        let identities = self.identities_for(path, by_passphrase)?;
        let identities = identities.iter().map(|identity| &**identity as &dyn Identity);
        let reader = decryptor.decrypt(identities).map_err(|error| fault(path, by_passphrase, error))?;
        Ok(Box::new(DecryptingReader::new(path, reader)))
    }

    fn identities_for(
        &self,
        path: &str,
        by_passphrase: bool,
    ) -> Result<Vec<Box<dyn Identity>>, EncryptionError> {
        let path = || path.to_owned();
        if by_passphrase {
            let passphrase =
                self.passphrase.clone().ok_or_else(|| EncryptionError::NeedsPassphrase { path: path() })?;
            let mut identity = scrypt::Identity::new(passphrase);
            identity.set_max_work_factor(MOST_WORK);
            return Ok(vec![Box::new(identity)]);
        }
        if self.identities.is_empty() {
            return Err(EncryptionError::NeedsIdentity { path: path() });
        }
        Ok(self.identities.iter().map(|identity| Box::new(identity.clone()) as _).collect())
    }
}

/// The error for age's refusal to decrypt.
fn fault(path: &str, by_passphrase: bool, error: DecryptError) -> FileError {
    let named = path.to_owned();
    let fault = match error {
        DecryptError::ExcessiveWork { required, .. } => {
            EncryptionError::Work { path: named, work: required, most: MOST_WORK }
        }
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            match by_passphrase {
                true => EncryptionError::WrongPassphrase { path: named },
                false => EncryptionError::WrongIdentity { path: named },
            }
        }
        DecryptError::Io(error) if !is_cut(&error) => return FileError::reading(path, error),
        DecryptError::InvalidMac => EncryptionError::Damaged { path: named },
        _ => EncryptionError::NotSealed { path: named },
    };
    fault.into()
}
