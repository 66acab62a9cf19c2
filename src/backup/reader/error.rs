//! Why a backup can't be read back.

use crate::backup::backup_name::BackupName;
use crate::backup::manifest::ManifestError;
use crate::file::FileError;

/// Why a backup can't be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupReadError {
    /// Nothing there looks like a backup.
    #[error(
        "{path} is not a backup: it has no manifest.json; name the folder of one backup, or TARGET/latest"
    )]
    NotABackup {
        /// The folder.
        path: String,
    },
    /// The folder contains backups but is not one itself.
    #[error("{path} contains backups; name one of them, or {path}/latest for the newest complete one")]
    HoldsBackups {
        /// The folder.
        path: String,
    },
    /// It is a backup, and not the folder of several.
    #[error("{path} is one backup; name the folder that contains all backups")]
    OneBackup {
        /// The folder.
        path: String,
    },
    /// It is a file, and not the folder of several backups.
    #[error("{path} is a file; name the folder that contains all backups")]
    NoTarget {
        /// The file.
        path: String,
    },
    /// There are customers but no manifest.
    #[error(
        "{path} has no manifest.json, so the backup can't be checked: it was interrupted or damaged; take \
         another backup (you can restore its file of customers alone)"
    )]
    Unfinished {
        /// The folder.
        path: String,
    },
    /// `TARGET/latest`, but no backup is complete.
    #[error("there is no complete backup in {path}; make one, or name another folder")]
    NoLatest {
        /// The folder of the backups.
        path: String,
    },
    /// `TARGET/2026-11-24`, but no backup is that old.
    #[error(
        "there is no complete and accepted backup in {path} from {time} (UTC) or before; `deskferry backup list` shows them all"
    )]
    NoneBefore {
        /// The folder of the backups.
        path: String,
        /// The time, as it was given.
        time: String,
    },
    /// `TARGET/latest`, but all complete backups are marked.
    #[error(
        "there is no accepted backup in {path}: {name} is marked, because {reason}; name a backup, or accept one with \
         `deskferry backup accept`"
    )]
    OnlyMarked {
        /// The folder of the backups.
        path: String,
        /// The newest marked backup.
        name: BackupName,
        /// Why it is marked.
        reason: String,
    },
    /// The manifest can't be used.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A listed file is missing.
    #[error("{path:?} is listed in the manifest but missing; the backup is damaged")]
    Missing {
        /// The file.
        path: String,
    },
    /// A file does not match the manifest.
    #[error("{path:?} does not match the manifest: its size or SHA-256 differs; the backup is damaged")]
    Altered {
        /// The file.
        path: String,
    },
    /// An export does not match its evidence.
    #[error(
        "{path:?} does not match {path}.manifest.json: its size or SHA-256 differs, so it was damaged or \
         changed; nothing was sent; take another, or move that manifest away to restore without it"
    )]
    OtherExport {
        /// The file.
        path: String,
    },
    /// A line is too long for a customer.
    #[error(
        "{path:?}, line {line}: the line is too long for a customer ({limit} bytes or more); the \
    backup is damaged"
    )]
    TooLong {
        /// The file.
        path: String,
        /// The number of the line, from 1.
        line: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file can't be read or decrypted.
    #[error(transparent)]
    File(#[from] FileError),
}

impl BackupReadError {
    /// True if the backup itself is damaged. Otherwise another key, name or program, or another try, may help.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::NotABackup { .. }
            | Self::HoldsBackups { .. }
            | Self::OneBackup { .. }
            | Self::NoTarget { .. } => false,
            Self::Manifest(ManifestError::Newer { .. }) => false,
            Self::Manifest(ManifestError::File(fault)) | Self::File(fault) => is_damaged(fault),
            _ => true,
        }
    }

    /// True if a key is needed and none was given.
    pub fn is_without_key(&self) -> bool {
        use crate::file::EncryptionError::{NeedsIdentity, NeedsPassphrase};
        matches!(self, Self::File(FileError::Sealed(NeedsIdentity { .. } | NeedsPassphrase { .. })))
    }
}

fn is_damaged(fault: &FileError) -> bool {
    match fault {
        FileError::Sealed(fault) => !fault.is_about_keys(),
        fault => {
            matches!(fault, FileError::Damaged { .. } | FileError::Name { .. } | FileError::NotRegular { .. })
        }
    }
}
