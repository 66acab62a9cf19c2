//! An output that encrypts what it passes on.

use std::io::{self, Write};

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::StreamWriter;
use age::{Encryptor, Recipient, scrypt, x25519};

use super::super::error::FileError;
use super::super::output::Output;
use super::error::EncryptionError;

/// A passphrase costs 2^17 rounds of scrypt with blocks of 1 KiB: 128 MB. This is the minimum that OWASP's Password
/// Storage Cheat Sheet recommends for scrypt.
const WORK: u8 = 17;

/// The recipients of encrypted files.
pub struct Encryption {
    recipients: Vec<Box<dyn Recipient + Send + Sync>>,
    /// The public keys among them: `age1...`.
    names: Vec<String>,
}

impl Encryption {
    /// Encrypts to recipients (`age1...`); each of them can decrypt.
    pub fn to_recipients<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Result<Self, EncryptionError> {
        let parsed = (1..).zip(recipients).map(|(number, text)| recipient(number, text));
        Self::to_identities(parsed.collect::<Result<Vec<_>, _>>()?.into_iter())
    }

    /// The public keys that it encrypts to.
    pub fn recipients(&self) -> &[String] {
        &self.names
    }

    /// Encrypts to public keys.
    pub(super) fn to_identities(
        keys: impl Iterator<Item = x25519::Recipient>,
    ) -> Result<Self, EncryptionError> {
        let keys: Vec<x25519::Recipient> = keys.collect();
        if keys.is_empty() {
            return Err(EncryptionError::NoRecipient);
        }
        let names = keys.iter().map(ToString::to_string).collect();
        Ok(Self { recipients: keys.into_iter().map(|key| Box::new(key) as _).collect(), names })
    }

    /// Reads a file of recipients: one per line; `#` begins a comment, and empty lines are skipped.
    pub fn recipients_of(text: &str) -> Result<Self, EncryptionError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let named = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let parsed = named.map(|(number, line)| recipient(number, line));
        Self::to_identities(parsed.collect::<Result<Vec<_>, _>>()?.into_iter())
    }

    /// Encrypts to the recipients of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.recipients.extend(other.recipients);
        self.names.extend(other.names);
        self
    }

    /// Encrypts with a passphrase. Costs a second and 128 MB per file.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, EncryptionError> {
        Self::by_passphrase_with(passphrase, WORK)
    }

    pub(super) fn by_passphrase_with(passphrase: SecretString, work: u8) -> Result<Self, EncryptionError> {
        if passphrase.expose_secret().is_empty() {
            return Err(EncryptionError::EmptyPassphrase);
        }
        let mut recipient = scrypt::Recipient::new(passphrase);
        recipient.set_work_factor(work);
        Ok(Self { recipients: vec![Box::new(recipient)], names: Vec::new() })
    }

    /// Encrypts to a new key. The second value is that key, encrypted to the recipients of `self`; it is stored
    /// with the files as `key.age`.
    pub fn with_own_key(self) -> Result<(Self, Vec<u8>), FileError> {
        let identity = x25519::Identity::generate();
        let fault = |error| FileError::writing("key.age", error);
        let mut writer = self.encryptor()?.wrap_output(Vec::new()).map_err(fault)?;
        writeln!(writer, "{}", identity.to_string().expose_secret()).map_err(fault)?;
        let sealed = writer.finish().map_err(fault)?;
        Ok((Self::to_identities(std::iter::once(identity.to_public()))?, sealed))
    }

    /// Begins encrypting; `name` appears in errors.
    pub fn around(&self, name: &str, inner: Box<dyn Output>) -> Result<Box<dyn Output>, FileError> {
        let writer = self.encryptor()?.wrap_output(inner);
        let writer = writer.map_err(|error| FileError::writing(name, error))?;
        Ok(Box::new(EncryptingOutput { name: name.to_owned(), writer }))
    }

    fn encryptor(&self) -> Result<Encryptor, EncryptionError> {
        let recipients = self.recipients.iter().map(|recipient| &**recipient as &dyn Recipient);
        // There is at least one recipient, so only a mixture can be refused.
        Encryptor::with_recipients(recipients).map_err(|_| EncryptionError::Mixed)
    }
}

fn recipient(number: usize, text: &str) -> Result<x25519::Recipient, EncryptionError> {
    text.trim().parse().map_err(|_| EncryptionError::Recipient { number })
}

/// Memory: one chunk of 64 KiB.
struct EncryptingOutput {
    name: String,
    writer: StreamWriter<Box<dyn Output>>,
}

impl Write for EncryptingOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Output for EncryptingOutput {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        let inner = self.writer.finish().map_err(|error| FileError::writing(&self.name, error))?;
        inner.finish()
    }
}
