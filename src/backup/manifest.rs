//! `manifest.json`: what a backup holds, and what it can prove. It is written last; a folder without it is no backup.

mod own_hash;

use std::collections::HashSet;
use std::io::Read;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::backup_name::BackupName;
use crate::export::FieldCoverage;
use crate::file::FileError;

/// The version of the format that is written, and the newest that is read. Version 1 has no hash of its own text.
const VERSION: u64 = 2;
/// The oldest that is read.
const OLDEST: u64 = 1;
/// More is not read: some 100 bytes a file, for a million of files.
const MOST: u64 = 256 << 20;

/// The manifest of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The version of this format.
    pub schema_version: u64,
    /// Who wrote it: `deskferry 0.1.0`.
    pub tool: String,
    /// The backup's name.
    #[serde(with = "text")]
    pub id: BackupName,
    /// Of which account.
    pub account: ManifestAccount,
    /// When the first call was made.
    #[serde(with = "text")]
    pub began: Timestamp,
    /// When the last file was finished.
    #[serde(with = "text")]
    pub ended: Timestamp,
    /// Whether all customers are in it, and how that is known.
    pub completeness: Completeness,
    /// How many there are of everything.
    pub counts: BackupCounts,
    /// Every file of the backup but this one.
    pub files: Vec<ManifestFile>,
}

/// An account, without credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestAccount {
    /// Where its API is.
    pub base_url: String,
    /// Its public name at the API, where one is used.
    pub client_id: Option<String>,
}

/// What is claimed of the list of customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Completeness {
    /// How strong the claim is.
    pub kind: CompletenessKind,
    /// From what it follows; its shape is the drain's matter.
    pub evidence: serde_json::Value,
}

/// How much is known of a drained list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CompletenessKind {
    /// Exactly the account at one moment.
    Snapshot,
    /// Every customer that stood throughout.
    Steady,
    /// One pass, whose count fits the total; proves little.
    Counted,
    /// Some customers may be missing.
    Unproven,
}

impl CompletenessKind {
    /// As the commands say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Snapshot => "a snapshot: exactly the customers at one moment",
            Self::Steady => "steady: every customer that existed the whole time",
            Self::Counted => "counted: read once, not proven complete",
            Self::Unproven => "unproven: customers may be missing",
        }
    }

    /// True where nothing that stood throughout can be missing.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Snapshot | Self::Steady)
    }
}

/// How many there are of everything.
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

/// A number, or why there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestCount {
    /// How many; `null` where they were not to be had, or not asked for.
    pub number: Option<u64>,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One file of a backup, as it lies there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManifestFile {
    /// Its name below the backup's folder, with `/` between the parts.
    pub name: String,
    /// Its size, packed and sealed.
    pub bytes: u64,
    /// The hash of the same bytes, so that it is checked without a key: 64 hexadecimal digits.
    pub sha256: String,
    /// What is in it.
    pub holds: FileContent,
    /// How it is packed.
    pub packing: FileCompression,
    /// How it is sealed, after packing.
    pub sealing: FileEncryption,
}

/// What a file of a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FileContent {
    /// Customers, one JSON object a line.
    Customers,
    /// Definitions of custom fields.
    CustomFields,
    /// One profile photo.
    Photo,
    /// What changed since the previous backup.
    Changes,
    /// The key of a sealed backup, itself sealed.
    Key,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileCompression {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// How a file is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileEncryption {
    /// Not at all.
    None,
    /// The age format.
    Age,
}

/// A manifest that can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not the JSON that it should be.
    #[error("{path:?} is not a manifest of a backup: {reason}; the backup is damaged")]
    Damaged {
        /// Where it lies.
        path: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// Written by a newer deskferry.
    #[error(
        "{path:?} has format version {version}, but this deskferry reads up to {VERSION}; use a newer one"
    )]
    Newer {
        /// Where it lies.
        path: String,
        /// The version it has.
        version: u64,
    },
    /// Not the name of a backup.
    #[error(transparent)]
    Name(#[from] super::backup_name::NameError),
    /// It can't be read at all.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Manifest {
    /// Which fields the customers have, and whether all others were looked for; `None` where an older deskferry made
    /// the backup.
    pub fn covered(&self) -> Option<FieldCoverage> {
        FieldCoverage::of_evidence(&self.completeness.evidence)
    }

    /// Its name in a backup's folder.
    pub const NAME: &'static str = "manifest.json";
    /// The version of the format, for one that is made.
    pub const VERSION: u64 = VERSION;

    /// The JSON, ended by a line break.
    pub fn to_json(&self) -> Result<Vec<u8>, ManifestError> {
        let fault = |error: serde_json::Error| damaged(Self::NAME, error.to_string());
        self.check().map_err(|reason| damaged(Self::NAME, reason))?;
        let mut text = serde_json::to_vec_pretty(self).map_err(fault)?;
        text.push(b'\n');
        own_hash::added(&text).ok_or_else(|| damaged(Self::NAME, "it is not an object".to_owned()))
    }

    /// Reads and checks a manifest; `path` stands in messages. One by a newer deskferry is told from a damaged one.
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

    /// True where the text of the manifest has a hash of its own, which fits then; the first version has none.
    pub fn has_own_hash(&self) -> bool {
        self.schema_version > OLDEST
    }

    /// What the JSON's shape can't hold: held when it is written too.
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

/// The one field that is read before the rest, of which a newer version may have other fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    schema_version: u64,
}

/// A value as its text.
mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(crate) fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
