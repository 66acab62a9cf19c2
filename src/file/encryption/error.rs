//! Why something can't be sealed or opened. Keys and passphrases are never repeated.

use std::io;

use age::DecryptError;

/// Why something can't be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptionError {
    /// The passphrase does not open it.
    #[error("{path:?}: the passphrase is wrong; check DESKFERRY_PASSPHRASE")]
    WrongPassphrase {
        /// The sealed file.
        path: String,
    },
    /// None of the identities opens it.
    #[error("{path:?}: none of the identities can decrypt it; check --identity")]
    WrongIdentity {
        /// The sealed file.
        path: String,
    },
    /// A passphrase is needed and was not given.
    #[error("{path:?} is encrypted with a passphrase; set DESKFERRY_PASSPHRASE")]
    NeedsPassphrase {
        /// The sealed file.
        path: String,
    },
    /// An identity is needed and was not given.
    #[error("{path:?} is encrypted to recipients; give an identity file with --identity")]
    NeedsIdentity {
        /// The sealed file.
        path: String,
    },
    /// The file asks for too much work to try the passphrase.
    #[error(
        "{path:?} requires too much work to try a passphrase (2^{work}; the limit is 2^{most}); the file is \
         malicious or damaged"
    )]
    Work {
        /// The sealed file.
        path: String,
        /// The binary logarithm of what it asks for.
        work: u8,
        /// That of what is done.
        most: u8,
    },
    /// Not a file of the age format.
    #[error(
        "{path:?} is not encrypted in the age format, or its header is damaged; check the name, or use another copy"
    )]
    NotSealed {
        /// The file.
        path: String,
    },
    /// Changed or cut.
    #[error("{path:?} is encrypted, but damaged or cut off; use another copy")]
    Damaged {
        /// The sealed file.
        path: String,
    },
    /// A recipient that is none.
    #[error(
        "recipient {number} is not an age recipient; it should look like age1..., with 62 characters \
         (never give a secret key here)"
    )]
    Recipient {
        /// Which, from 1; in a file: its line.
        number: usize,
    },
    /// Nobody could open it.
    #[error("no recipient was given, so nobody could decrypt the file")]
    NoRecipient,
    /// The format has no such file.
    #[error("a file is encrypted with a passphrase or to recipients, not both; give only one of them")]
    Mixed,
    /// An identity file that is none.
    #[error("{path:?}, line {line}, is not an age identity; it should look like AGE-SECRET-KEY-1...")]
    Identity {
        /// The identity file.
        path: String,
        /// Which line, from 1.
        line: usize,
    },
    /// An identity file without identities.
    #[error("{path:?} contains no identity; name a file with a line AGE-SECRET-KEY-1...")]
    NoIdentity {
        /// The identity file.
        path: String,
    },
    /// An empty passphrase.
    #[error("the passphrase is empty; set DESKFERRY_PASSPHRASE")]
    EmptyPassphrase,
}

impl EncryptionError {
    /// True where another key may help (exit status 2); else the file itself is bad (5).
    pub fn is_about_keys(&self) -> bool {
        !matches!(self, Self::NotSealed { .. } | Self::Damaged { .. } | Self::Work { .. })
    }

    /// What age says of a file that does not open; `Err` where the file can't be read.
    pub(super) fn opening(
        path: &str,
        most: u8,
        by_passphrase: bool,
        error: DecryptError,
    ) -> Result<Self, io::Error> {
        let path = path.to_owned();
        Ok(match error {
            DecryptError::ExcessiveWork { required, .. } => Self::Work { path, work: required, most },
            DecryptError::NoMatchingKeys
            | DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed => {
                if by_passphrase {
                    Self::WrongPassphrase { path }
                } else {
                    Self::WrongIdentity { path }
                }
            }
            DecryptError::Io(error) if is_cut(&error) => Self::NotSealed { path },
            DecryptError::Io(error) => return Err(error),
            DecryptError::InvalidMac => Self::Damaged { path },
            _ => Self::NotSealed { path },
        })
    }
}

/// True for what age says itself about bytes that are wrong or missing; what the reader below says is another matter.
pub(super) fn is_cut(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    error.raw_os_error().is_none() && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}
