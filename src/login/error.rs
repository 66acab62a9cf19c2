//! Errors of logins. Contain no secrets.

use std::path::PathBuf;

use crate::file::{FileError, name_of};

/// Why a login can't be kept, read or forgotten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The file of the logins can't be read.
    #[error("can't read the logins in {}: {source}", name_of(.path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file of the logins has another form.
    #[error("{} is not a list of logins that this version can read: {reason}; move it away and log in again", name_of(.path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Others could read the file of the logins.
    #[error(
        "{} has API tokens, but it is not yours alone; if nobody has changed it: chown $(id -u) {}; chmod 600 {}",
        name_of(.path), name_of(.path), name_of(.path)
    )]
    NotPrivate {
        /// The file.
        path: PathBuf,
    },
    /// The file of the logins can't be written.
    #[error("can't keep the login: {source}")]
    Unwritable {
        /// Why.
        source: FileError,
    },
    /// The configuration folder can't be made or locked.
    #[error("can't keep the login in {}: {source}", name_of(.path))]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no home folder.
    #[error("there is no folder for logins, because HOME is not set; set HOME or XDG_CONFIG_HOME")]
    NoFolder,
    /// The keyring can't be used.
    #[error("{source}; {remedy}")]
    Keyring {
        /// Why.
        source: KeyringError,
        /// What to do.
        remedy: String,
    },
    /// No such login.
    #[error("there is no login for {what}; {known}")]
    NotLoggedIn {
        /// The address or the profile.
        what: String,
        /// The logins that exist.
        known: String,
    },
}

impl KeyringError {
    /// What makes a keyring usable, as the beginning of a sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Absent { .. } => "start one, as a desktop session does",
            Self::Locked { .. } => "unlock it",
            Self::Silent { .. } | Self::Failed { .. } | Self::Missing => {
                "see whether it runs and is unlocked"
            }
        }
    }
}

/// Why the system's keyring can't be used.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// The system has none, or it does not run.
    #[error("there is no keyring on this system ({reason})")]
    Absent {
        /// What the system says.
        reason: String,
    },
    /// It is locked, and was not unlocked.
    #[error("the system's keyring is locked ({reason})")]
    Locked {
        /// What the system says.
        reason: String,
    },
    /// It did not answer.
    #[error("the system's keyring did not answer within {seconds} s; --timeout gives it more time")]
    Silent {
        /// How long it had.
        seconds: f64,
    },
    /// It does not have the API token.
    #[error("the API token is no longer in the system's keyring")]
    Missing,
    /// Something else.
    #[error("the system's keyring failed ({reason})")]
    Failed {
        /// What the system says.
        reason: String,
    },
}
