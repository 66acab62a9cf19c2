//! Errors of encryption and decryption. They never contain keys or passphrases.

use std::io;

use crate::features::MissingFeature;

/// Why something can't be encrypted or decrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptionError {
    /// The passphrase is wrong.
    #[error(
        "{path:?}: the passphrase is wrong; check DESKFERRY_PASSPHRASE, and give an earlier one with --passphrase-file"
    )]
    WrongPassphrase {
        /// The encrypted file.
        path: String,
    },
    /// The passphrase has opened no other file, so this one was not tried.
    #[error(
        "{path:?} was not tried: the passphrase is wrong for {wrong} others; check DESKFERRY_PASSPHRASE, and give an \
         earlier one with --passphrase-file"
    )]
    PassphraseNotTried {
        /// The encrypted file.
        path: String,
        /// How many it did not open.
        wrong: usize,
    },
    /// No identity fits.
    #[error("{path:?}: none of the identities can decrypt it; check --identity")]
    WrongIdentity {
        /// The encrypted file.
        path: String,
    },
    /// A passphrase is needed, but was not given.
    #[error("{path:?} is encrypted with a passphrase; set DESKFERRY_PASSPHRASE")]
    NeedsPassphrase {
        /// The encrypted file.
        path: String,
    },
    /// An identity is needed, but was not given.
    #[error("{path:?} is encrypted to recipients; give an identity file with --identity")]
    NeedsIdentity {
        /// The encrypted file.
        path: String,
    },
    /// Trying the passphrase would take too much work.
    #[error(
        "{path:?} requires too much work to try a passphrase (2^{work}; the limit is 2^{most}); the file is \
         malicious or damaged"
    )]
    Work {
        /// The encrypted file.
        path: String,
        /// The binary logarithm of the file's work factor.
        work: u8,
        /// The binary logarithm of the limit.
        most: u8,
    },
    /// The file is not in the age format.
    #[error(
        "{path:?} is not encrypted in the age format, or its header is damaged; check the name, or use another copy"
    )]
    NotSealed {
        /// The file.
        path: String,
    },
    /// The file was changed or truncated.
    #[error("{path:?} is encrypted, but damaged or cut off; use another copy")]
    Damaged {
        /// The encrypted file.
        path: String,
    },
    /// A recipient is invalid.
    #[error(
        "recipient {number} is not an age recipient; it should look like age1..., with 62 characters \
         (never give a secret key here)"
    )]
    Recipient {
        /// Its position from 1; in a file, its line.
        number: usize,
    },
    /// There are no recipients.
    #[error("no recipient was given, so nobody could decrypt the file")]
    NoRecipient,
    /// The age format can't mix these kinds of recipients.
    #[error("a file is encrypted with a passphrase or to recipients, not both; give only one of them")]
    Mixed,
    /// A line of an identity file is invalid.
    #[error("{path:?}, line {line}, is not an age identity; it should look like AGE-SECRET-KEY-1...")]
    Identity {
        /// The identity file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// The identity file contains no identities.
    #[error("{path:?} contains no identity; name a file with a line AGE-SECRET-KEY-1...")]
    NoIdentity {
        /// The identity file.
        path: String,
    },
    /// The passphrase is empty.
    #[error("the passphrase is empty; set DESKFERRY_PASSPHRASE")]
    EmptyPassphrase,
    /// This build neither encrypts nor decrypts.
    #[error(transparent)]
    MissingFeature(#[from] MissingFeature),
}

impl EncryptionError {
    /// True if another key may help (exit status 2). Otherwise the file itself is damaged (5).
    pub fn is_about_keys(&self) -> bool {
        !matches!(self, Self::NotSealed { .. } | Self::Damaged { .. } | Self::Work { .. })
    }
}

/// True if age reports wrong or missing bytes; errors of the underlying reader are different.
pub(super) fn is_cut(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    error.raw_os_error().is_none() && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}
