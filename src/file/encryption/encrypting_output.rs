//! Sealing: an output around an output.

use std::io::{self, Write};

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::StreamWriter;
use age::{Encryptor, Recipient, scrypt, x25519};

use super::super::error::FileError;
use super::super::output::Output;
use super::error::EncryptionError;

/// The work of a passphrase is 2^17 rounds of scrypt with blocks of 1 KiB: 128 MB, the least that OWASP's Password
/// Storage Cheat Sheet recommends for scrypt.
const WORK: u8 = 17;

/// To whom something is sealed.
pub struct Encryption {
    recipients: Vec<Box<dyn Recipient + Send + Sync>>,
}

impl Encryption {
    /// To recipients (`age1...`), any one of whom can open it.
    pub fn to_recipients<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Result<Self, EncryptionError> {
        let parsed = (1..).zip(recipients).map(|(number, text)| recipient(number, text));
        Self::checked(parsed.collect::<Result<_, _>>()?)
    }

    /// The text of a file of recipients: one a line, `#` begins a comment, empty lines are skipped.
    pub fn recipients_of(text: &str) -> Result<Self, EncryptionError> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let named = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let parsed = named.map(|(number, line)| recipient(number, line));
        Self::checked(parsed.collect::<Result<_, _>>()?)
    }

    /// To all recipients of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.recipients.extend(other.recipients);
        self
    }

    /// By a passphrase. Costs a second and 128 MB for each file.
    pub fn by_passphrase(passphrase: SecretString) -> Result<Self, EncryptionError> {
        Self::by_passphrase_with(passphrase, WORK)
    }

    pub(super) fn by_passphrase_with(passphrase: SecretString, work: u8) -> Result<Self, EncryptionError> {
        if passphrase.expose_secret().is_empty() {
            return Err(EncryptionError::EmptyPassphrase);
        }
        let mut recipient = scrypt::Recipient::new(passphrase);
        recipient.set_work_factor(work);
        Ok(Self { recipients: vec![Box::new(recipient)] })
    }

    /// To a new key; the second value is that key sealed by this seal, to be stored beside the files as `key.age`.
    pub fn with_own_key(self) -> Result<(Self, Vec<u8>), FileError> {
        let identity = x25519::Identity::generate();
        let fault = |error| FileError::writing("key.age", error);
        let mut writer = self.encryptor()?.wrap_output(Vec::new()).map_err(fault)?;
        writeln!(writer, "{}", identity.to_string().expose_secret()).map_err(fault)?;
        let sealed = writer.finish().map_err(fault)?;
        Ok((Self { recipients: vec![Box::new(identity.to_public())] }, sealed))
    }

    /// Begins to seal what is written; `name` stands in messages.
    pub fn around(&self, name: &str, inner: Box<dyn Output>) -> Result<Box<dyn Output>, FileError> {
        let writer = self.encryptor()?.wrap_output(inner);
        let writer = writer.map_err(|error| FileError::writing(name, error))?;
        Ok(Box::new(EncryptingOutput { name: name.to_owned(), writer }))
    }

    fn checked(recipients: Vec<Box<dyn Recipient + Send + Sync>>) -> Result<Self, EncryptionError> {
        if recipients.is_empty() { Err(EncryptionError::NoRecipient) } else { Ok(Self { recipients }) }
    }

    fn encryptor(&self) -> Result<Encryptor, EncryptionError> {
        let recipients = self.recipients.iter().map(|recipient| &**recipient as &dyn Recipient);
        // There is at least one, so that a mixture is the only thing left to refuse.
        Encryptor::with_recipients(recipients).map_err(|_| EncryptionError::Mixed)
    }
}

fn recipient(number: usize, text: &str) -> Result<Box<dyn Recipient + Send + Sync>, EncryptionError> {
    let parsed = text.trim().parse::<x25519::Recipient>();
    parsed.map(|recipient| Box::new(recipient) as _).map_err(|_| EncryptionError::Recipient { number })
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
