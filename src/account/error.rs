//! Why an account's room can't be used.

use std::io;
use std::path::{Path, PathBuf};

use crate::system::KNOWS_OWNERS;

/// The folder for rooms that an administrator may make.
pub(super) const SYSTEM: &str = "/var/lib/deskferry";

/// An account's room can't be used, or another process holds its lock.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The folder is not as docs/account.md says, so that another user could deceive this process.
    #[error("{}. {PURPOSE}, and can't do so safely there: {remedy}", self.what())]
    Unsafe {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it, as the rest of a sentence.
        fault: String,
        /// What to do, and who can.
        remedy: String,
    },
    /// The folder or a file in it can't be made, read or written.
    #[error("{}. {PURPOSE}: {}", self.what(), remedy(.path, .source))]
    File {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An administrator's folder admits only a group, and this user is not in it.
    #[error("{}. {PURPOSE}: {}", self.what(), self.remedy())]
    NotAdmitted {
        /// The folder.
        path: PathBuf,
        /// The group's name.
        group: String,
    },
    /// A process has locked the room for longer than any work in it takes.
    #[error("{}: {}", self.what(), self.remedy())]
    Stuck {
        /// The folder.
        path: PathBuf,
        /// Who, as the beginning of a sentence.
        by: String,
        /// How long this process waited.
        seconds: u64,
    },
    /// Another process writes to the account.
    #[error("{}", self.what())]
    Held {
        /// The process, as the end of a sentence.
        holder: String,
    },
}

const PURPOSE: &str = "deskferry keeps there what all processes of this machine must know about the account, such as \
                       who writes to it";

/// What to do about an error of the file system.
fn remedy(path: &Path, source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space on that disk".to_owned()
        }
        _ if !KNOWS_OWNERS => "make it writable".to_owned(),
        // There is no better place than this one.
        _ if path.starts_with(SYSTEM) => "have an administrator make it usable for you".to_owned(),
        _ => format!("make it writable, or {}", other_place()),
    }
}

/// What an administrator can do if the usual place is of no use.
pub(super) fn other_place() -> String {
    format!("have an administrator make a place for it (install -d -m 1777 {SYSTEM})")
}

impl AccountError {
    pub(super) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    pub(super) fn unsafe_at(path: &Path, fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Unsafe { path: path.to_owned(), fault: fault.into(), remedy: remedy.into() }
    }

    /// What is wrong, without what to do.
    pub fn what(&self) -> String {
        match self {
            Self::Unsafe { path, fault, .. } => format!("{} {fault}", path.display()),
            Self::File { path, source } => format!("{}: {source}", path.display()),
            Self::NotAdmitted { path, group } => {
                format!("{} admits only the group {group}, and you are not in it", path.display())
            }
            Self::Stuck { path, by, seconds } => {
                format!(
                    "{by} has locked {} for {seconds} seconds, but no work there takes so long",
                    path.display()
                )
            }
            Self::Held { holder } => format!("the account is in use by {holder}"),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unsafe { remedy, .. } => remedy.clone(),
            Self::File { path, source } => remedy(path, source),
            Self::NotAdmitted { group, .. } => format!(
                "have an administrator add you to the group {group}, and log in to this machine again"
            ),
            Self::Stuck { .. } => "end that process, then try again".to_owned(),
            Self::Held { .. } => "wait for it with --wait".to_owned(),
        }
    }

    /// True if the room's folder is gone: somebody has removed it, and the next [`super::AccountRoom::open`] makes it
    /// again.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}
