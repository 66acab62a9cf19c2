//! In place of `encryption/` in a build without the feature `encryption`: every key and every encrypted file is refused.
//! A passphrase of the environment may be there, because files that are not encrypted do not need it.

use std::convert::Infallible;
use std::io::Read;

use secrecy::{ExposeSecret, SecretString};

use super::error::FileError;
use super::output::Output;
use crate::features::MissingFeature;

#[path = "encryption/error.rs"]
mod error;

pub use error::EncryptionError;

/// The recipients of encrypted files: none in this build.
pub struct Encryption(Infallible);

impl Encryption {
    /// Refused.
    pub fn to_recipients<'a>(
        _recipients: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, EncryptionError> {
        Err(MissingFeature::Encryption.into())
    }

    /// Refused.
    pub fn recipients_of(_text: &str) -> Result<Self, EncryptionError> {
        Err(MissingFeature::Encryption.into())
    }

    /// Refused.
    pub fn by_passphrase(_passphrase: SecretString) -> Result<Self, EncryptionError> {
        Err(MissingFeature::Encryption.into())
    }

    /// There is none.
    pub fn recipients(&self) -> &[String] {
        match self.0 {}
    }

    /// There is none.
    #[must_use]
    pub fn and(self, _other: Self) -> Self {
        match self.0 {}
    }

    /// There is none.
    pub fn with_own_key(self) -> Result<(Self, Vec<u8>), FileError> {
        match self.0 {}
    }

    /// There is none.
    pub fn around(&self, _name: &str, _inner: Box<dyn Output>) -> Result<Box<dyn Output>, FileError> {
        match self.0 {}
    }
}

/// A passphrase that this build can't use.
#[derive(Debug, Clone, Default)]
pub struct DecryptionKey {
    has_passphrase: bool,
}

impl DecryptionKey {
    /// Notes that there is a passphrase.
    pub fn with_passphrase(mut self, passphrase: SecretString) -> Result<Self, EncryptionError> {
        if passphrase.expose_secret().is_empty() {
            return Err(EncryptionError::EmptyPassphrase);
        }
        self.has_passphrase = true;
        Ok(self)
    }

    /// Refused.
    pub fn with_earlier_passphrase(self, _passphrase: SecretString) -> Result<Self, EncryptionError> {
        Err(MissingFeature::Encryption.into())
    }

    /// Without the passphrase.
    #[must_use]
    pub(crate) fn without_passphrase(self) -> Self {
        Self::default()
    }

    /// The same: there are no earlier ones.
    #[must_use]
    pub(crate) fn without_earlier(&self) -> Self {
        self.clone()
    }

    /// Refused if there is a passphrase; `None` without one.
    pub fn encryption_by_passphrase(&self) -> Result<Option<Encryption>, EncryptionError> {
        if self.has_passphrase { Err(MissingFeature::Encryption.into()) } else { Ok(None) }
    }

    /// True if there is a passphrase.
    pub fn has_passphrase(&self) -> bool {
        self.has_passphrase
    }

    /// False.
    pub fn has_identity(&self) -> bool {
        false
    }

    /// Refused.
    pub fn encryption(&self, _opens: impl Fn(&Self) -> bool) -> Result<Encryption, EncryptionError> {
        Err(MissingFeature::Encryption.into())
    }

    /// Refused.
    pub fn with_identities(self, _path: &str, _reader: impl Read) -> Result<Self, FileError> {
        Err(refused())
    }

    /// Refused.
    pub fn with_key_of(self, _path: &str, _sealed: impl Read) -> Result<Self, FileError> {
        Err(refused())
    }

    /// Refused.
    pub fn key_of(&self, _path: &str, _sealed: Vec<u8>) -> Result<Self, FileError> {
        Err(refused())
    }

    /// Refused.
    pub fn open(
        &self,
        _path: &str,
        _sealed: Box<dyn Read + Send>,
    ) -> Result<Box<dyn Read + Send>, FileError> {
        Err(refused())
    }
}

fn refused() -> FileError {
    EncryptionError::from(MissingFeature::Encryption).into()
}
