//! `manifest.json`: what a backup contains, and what it can prove. It is written last: without it, a folder is not a
//! backup.

mod own_hash;
mod text;

use std::collections::HashSet;
use std::io::Read;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::alarm::{Alarm, MarkedBackup};
use super::backup_name::BackupName;
use super::filled_counts::FilledCounts;
use super::forgotten_records::ForgottenRecords;
use crate::export::FieldCoverage;
use crate::file::FileError;

/// The format version that is written, and the newest that can be read. Version 1 has no hash of its own text,
/// version 2 no counts of filled values and no alarm, version 3 no recipients and nobody forgotten.
const VERSION: u64 = 4;
/// The oldest format version that can be read.
const OLDEST: u64 = 1;
/// The largest manifest in bytes: about a million files with 100 to 250 bytes each.
const MOST: u64 = 256 << 20;

/// The manifest of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The format version.
    pub schema_version: u64,
    /// The program that wrote it: `deskferry 0.1.0`.
    pub tool: String,
    /// The backup's name.
    #[serde(with = "text")]
    pub id: BackupName,
    /// The account.
    pub account: ManifestAccount,
    /// When the backup began.
    #[serde(with = "text")]
    pub began: Timestamp,
    /// When the last file was finished.
    #[serde(with = "text")]
    pub ended: Timestamp,
    /// Whether all customers are in the backup, and how that is known.
    pub completeness: Completeness,
    /// The number of customers, photos and custom fields.
    pub counts: BackupCounts,
    /// In how many customers each field has a value; `None` in backups of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<FilledCounts>,
    /// What is gone beyond the limits; `None` if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm: Option<Alarm>,
    /// The age recipients that the files are encrypted to; `None` without any, with a passphrase, and in backups of older
    /// versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<Vec<String>>,
    /// The records that were taken out since; `None` if nobody was forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<ForgottenRecords>,
    /// Every file of the backup except this one.
    pub files: Vec<ManifestFile>,
}

/// An account, without credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestAccount {
    /// The address of its API.
    pub base_url: String,
    /// Its client id, if it has one.
    pub client_id: Option<String>,
}

impl ManifestAccount {
    /// Its client id, for messages.
    pub fn client(&self) -> &str {
        self.client_id.as_deref().unwrap_or("no client id")
    }
}

/// What is claimed about the list of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Completeness {
    /// The verdict.
    pub kind: CompletenessKind,
    /// The evidence, as the `export` module defines it.
    pub evidence: serde_json::Value,
}

/// The verdict about a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CompletenessKind {
    /// Exactly the customers that existed at one moment.
    Snapshot,
    /// Every customer that existed throughout.
    Steady,
    /// One pass whose count equals the total. This proves little.
    Counted,
    /// Some customers may be missing.
    Unproven,
}

impl CompletenessKind {
    /// The verdict as one word, as in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Steady => "steady",
            Self::Counted => "counted",
            Self::Unproven => "unproven",
        }
    }

    /// The verdict in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Snapshot => "a snapshot: exactly the customers at one moment",
            Self::Steady => "steady: every customer that existed the whole time",
            Self::Counted => "counted: read once, not proven complete",
            Self::Unproven => "unproven: customers may be missing",
        }
    }

    /// True if no customer that existed throughout can be missing.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Snapshot | Self::Steady)
    }
}

/// The number of customers, photos and custom fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupCounts {
    /// Customers.
    pub customers: ManifestCount,
    /// Profile photos.
    pub photos: ManifestCount,
    /// Definitions of custom fields.
    pub custom_fields: ManifestCount,
}

/// A number, or why it is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestCount {
    /// The number; `null` if it was not available or not requested.
    pub number: Option<u64>,
    /// A remark about the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One file of a backup, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestFile {
    /// Its path in the backup's folder, with `/` as the separator.
    pub name: String,
    /// Its size in bytes, compressed and encrypted.
    pub bytes: u64,
    /// The SHA-256 of the same bytes, as 64 hexadecimal digits. It can be checked without a key.
    pub sha256: String,
    /// Its content.
    pub holds: FileContent,
    /// Its compression.
    pub packing: FileCompression,
    /// Its encryption, applied after the compression.
    pub sealing: FileEncryption,
}

/// The content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FileContent {
    /// Customers, one JSON object per line.
    Customers,
    /// Definitions of custom fields.
    CustomFields,
    /// One profile photo.
    Photo,
    /// What changed since the previous backup.
    Changes,
    /// The key of an encrypted backup, itself encrypted.
    Key,
}

/// The compression of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileCompression {
    /// No compression.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// The encryption of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileEncryption {
    /// No encryption.
    None,
    /// The age format.
    Age,
}

/// A manifest that can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not a valid manifest.
    #[error("{path:?} is not a manifest of a backup: {reason}; the backup is damaged")]
    Damaged {
        /// The path of the file.
        path: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// Written by a newer deskferry.
    #[error(
        "{path:?} has format version {version}, but this deskferry reads up to {VERSION}; use a newer one"
    )]
    Newer {
        /// The path of the file.
        path: String,
        /// Its format version.
        version: u64,
    },
    /// Not the name of a backup.
    #[error(transparent)]
    Name(#[from] super::backup_name::NameError),
    /// The file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Manifest {
    /// True if the customers are encrypted.
    pub fn is_encrypted(&self) -> bool {
        let is_one =
            |file: &ManifestFile| file.holds == FileContent::Customers && file.sealing == FileEncryption::Age;
        self.files.iter().any(is_one)
    }

    /// True if it has a key of its own, which a passphrase opens.
    pub(crate) fn has_own_key(&self) -> bool {
        self.files.iter().any(|file| file.holds == FileContent::Key)
    }

    /// The fields of the customers, and whether all others were checked; `None` if an older deskferry made the backup.
    pub fn covered(&self) -> Option<FieldCoverage> {
        FieldCoverage::from_evidence(&self.completeness.evidence)
    }

    /// How many records the help desk sent that are malformed or have no id, by the evidence.
    pub(super) fn malformed(&self) -> u64 {
        self.completeness.evidence["malformed"]["count"].as_u64().unwrap_or(0)
    }

    /// The mark of an alarm that nobody has accepted.
    pub fn mark(&self) -> Option<MarkedBackup> {
        let alarm = self.alarm.as_ref().filter(|alarm| alarm.accepted.is_none())?;
        Some(MarkedBackup { name: self.id.clone(), reason: alarm.reason() })
    }

    /// True if later backups may be compared with this one: it is complete and not marked.
    pub(super) fn is_accepted(&self) -> bool {
        self.completeness.kind.is_complete() && self.mark().is_none()
    }

    /// The name of the file.
    pub const NAME: &'static str = "manifest.json";
    /// The format version of a new manifest.
    pub const VERSION: u64 = VERSION;

    /// The JSON text, with a line break at the end.
    pub fn to_json(&self) -> Result<Vec<u8>, ManifestError> {
        let fault = |error: serde_json::Error| damaged(Self::NAME, error.to_string());
        self.check().map_err(|reason| damaged(Self::NAME, reason))?;
        let mut text = serde_json::to_vec_pretty(self).map_err(fault)?;
        text.push(b'\n');
        own_hash::added(&text).ok_or_else(|| damaged(Self::NAME, "it is not an object".to_owned()))
    }

    /// Reads and checks a manifest; `path` is for messages. A newer format is an error of its own.
    pub fn read(path: &str, reader: impl Read) -> Result<Self, ManifestError> {
        Self::read_within(MOST, path, reader)
    }

    fn read_within(most: u64, path: &str, reader: impl Read) -> Result<Self, ManifestError> {
        let mut text = Vec::new();
        let read = reader.take(most + 1).read_to_end(&mut text);
        read.map_err(|error| FileError::reading(path, error))?;
        if text.len() as u64 > most {
            return Err(damaged(path, format!("it is larger than {most} bytes")));
        }
        Self::parse(path, &text)
    }

    fn parse(path: &str, text: &[u8]) -> Result<Self, ManifestError> {
        let fault = |error: serde_json::Error| damaged(path, error.to_string());
        let Version { schema_version: version } = serde_json::from_slice(text).map_err(fault)?;
        if version > VERSION {
            return Err(ManifestError::Newer { path: path.to_owned(), version });
        }
        let own = own_hash::taken_off(text);
        let plain = own.as_ref().map_or(text, |(plain, _)| plain);
        let manifest: Self = serde_json::from_slice(plain).map_err(fault)?;
        manifest.check().map_err(|reason| damaged(path, reason))?;
        match own {
            Some((_, true)) => Ok(manifest),
            Some((_, false)) => Err(damaged(path, "its text does not match its manifestSha256".to_owned())),
            None if version == OLDEST => Ok(manifest),
            None => Err(damaged(path, "it has no manifestSha256, the hash of its own text".to_owned())),
        }
    }

    /// The manifest, if it is that of this backup; `path` is for messages.
    pub(super) fn of(self, backup: &BackupName, path: &str) -> Result<Self, ManifestError> {
        let other = || damaged(path, format!("it belongs to the backup {}", self.id));
        if self.id == *backup { Ok(self) } else { Err(other()) }
    }

    /// True if the text contains its own hash, which then matches. Version 1 has none.
    pub fn has_own_hash(&self) -> bool {
        self.schema_version > OLDEST
    }

    /// Checks rules that the JSON format can't express, also before writing.
    fn check(&self) -> Result<(), String> {
        if !(OLDEST..=VERSION).contains(&self.schema_version) {
            return Err(format!("there is no format version {}", self.schema_version));
        }
        if self.ended < self.began {
            return Err("it ended before it started".to_owned());
        }
        check_account(&self.account)?;
        let mut names = HashSet::new();
        for file in &self.files {
            file.check()?;
            if !names.insert(&file.name) {
                return Err(format!("the file {:?} is listed twice", file.name));
            }
        }
        match self.files.iter().filter(|file| file.holds == FileContent::Customers).count() {
            0 => Err("it lists no file of customers".to_owned()),
            1 => Ok(()),
            count => Err(format!("it lists {count} files of customers")),
        }
    }
}

impl ManifestFile {
    fn check(&self) -> Result<(), String> {
        let Self { name, sha256, .. } = self;
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if sha256.len() != 64 || !sha256.bytes().all(hex) {
            return Err(format!("the SHA-256 of {name:?} is not 64 hexadecimal digits"));
        }
        if name == Manifest::NAME {
            return Err(format!("it lists itself, {name:?}"));
        }
        crate::storage::check_name(name).map_err(|error| error.to_string())
    }
}

fn check_account(account: &ManifestAccount) -> Result<(), String> {
    let url =
        url::Url::parse(&account.base_url).map_err(|_| "the account's base URL is not a URL".to_owned())?;
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if bare { Ok(()) } else { Err("the account's base URL contains more than an address".to_owned()) }
}

fn damaged(path: &str, reason: String) -> ManifestError {
    ManifestError::Damaged { path: path.to_owned(), reason }
}

/// The format version, which is read first because a newer format may have other fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    schema_version: u64,
}

#[cfg(test)]
mod tests;
