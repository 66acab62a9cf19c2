//! Small files of an account's room: each belongs to one user, whom its name tells, and is signed with the account's
//! key. They are replaced in one step and not synced, because they are about processes that are alive.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::AccountError;
use super::key::AccountKey;
use super::user_name::user_name;
use crate::system::{SafeOpen as _, is_refused_link, owner, persist, set_file_mode};

/// The form of the files' data. A file of another form is not read.
const FORM: u32 = 1;
/// The maximum size of a file, in bytes.
const LONGEST: u64 = 1 << 16;
/// The prefix of a file being written; no listing shows it.
const UNFINISHED: &str = ".deskferry-";
/// The bytes of a trial: what a process writes for its rate and its token.
const TRIAL: usize = 16 * 1024;
/// An unfinished file of this age was left by a process that was killed.
const LEFT: Duration = Duration::from_secs(3600);

/// The signed files of a room.
#[derive(Debug, Clone)]
pub struct SignedFiles {
    dir: PathBuf,
    key: AccountKey,
    uid: u32,
}

/// What a file says.
#[derive(Debug, PartialEq, Eq)]
pub enum SignedRead<T> {
    /// There is no such file.
    Absent,
    /// It does not count.
    Ignored(Flaw),
    /// It is signed, and by the right user.
    Valid(T),
}

/// Why a file does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A link, a folder or a pipe has its name.
    #[error("it is not a regular file")]
    NotRegular,
    /// Another user than the one in its name made it.
    #[error("it belongs to user {}", user_name(*.owner))]
    Foreign {
        /// The user id of its owner.
        owner: u32,
    },
    /// It is empty, cut off, too long, or no JSON.
    #[error("it is damaged")]
    Torn,
    /// It has no signature with the account's key.
    #[error("it is not signed with the account's key")]
    Unsigned,
    /// It is signed, but its data have another form.
    #[error("another version of deskferry wrote it (form {form}; this one reads {FORM})")]
    OtherForm {
        /// The form that it has.
        form: u32,
    },
    /// The system does not let this process read it.
    #[error("{0}")]
    Unreadable(String),
}

/// The content of a file. Every form has these three members, and signs them in the same way.
#[derive(Serialize, Deserialize)]
struct Envelope {
    form: u32,
    signature: String,
    data: Box<RawValue>,
}

impl SignedFiles {
    pub(super) fn new(dir: &Path, key: &AccountKey, uid: u32) -> Self {
        Self { dir: dir.to_owned(), key: key.clone(), uid }
    }

    /// The file of a user: `rate-1000`.
    pub fn path(&self, kind: &str, uid: u32) -> PathBuf {
        self.dir.join(format!("{kind}-{uid}"))
    }

    /// The users who have a file of this kind, in ascending order.
    pub fn users(&self, kind: &str) -> Result<Vec<u32>, AccountError> {
        let fault = |source| AccountError::file(&self.dir, source);
        let mut users = Vec::new();
        for entry in std::fs::read_dir(&self.dir).map_err(fault)? {
            let name = entry.map_err(fault)?.file_name();
            let uid = name.to_str().and_then(|name| name.strip_prefix(kind)?.strip_prefix('-')?.parse().ok());
            users.extend(uid.filter(|uid| self.path(kind, *uid).file_name() == Some(&name)));
        }
        users.sort_unstable();
        Ok(users)
    }

    /// The files of this kind that have a tag, `KIND-TAG-UID`: each `KIND-TAG` with its user.
    pub(super) fn tagged(&self, kind: &str) -> Result<Vec<(String, u32)>, AccountError> {
        let fault = |source| AccountError::file(&self.dir, source);
        let parts = |name: &str| {
            let (tagged, uid) = name.rsplit_once('-')?;
            tagged.strip_prefix(kind)?.strip_prefix('-')?;
            Some((tagged.to_owned(), uid.parse().ok()?))
        };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.dir).map_err(fault)? {
            found.extend(entry.map_err(fault)?.file_name().to_str().and_then(parts));
        }
        Ok(found)
    }

    /// Reads a file.
    pub fn read<T: DeserializeOwned>(&self, kind: &str, uid: u32) -> SignedRead<T> {
        match self.open(kind, uid) {
            Ok(Some(file)) => {
                self.content(&file, kind, uid).map_or_else(SignedRead::Ignored, SignedRead::Valid)
            }
            Ok(None) => SignedRead::Absent,
            Err(flaw) => SignedRead::Ignored(flaw),
        }
    }

    /// Opens a file without following a link or waiting for a pipe. `None` if there is none.
    pub(super) fn open(&self, kind: &str, uid: u32) -> Result<Option<File>, Flaw> {
        let mut options = OpenOptions::new();
        let file = match options.read(true).unlinked().open(self.path(kind, uid)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if is_refused_link(&error) => return Err(Flaw::NotRegular),
            Err(error) => return Err(Flaw::Unreadable(error.to_string())),
        };
        let found = file.metadata().map_err(|error| Flaw::Unreadable(error.to_string()))?;
        match owner(&found) {
            _ if !found.is_file() => Err(Flaw::NotRegular),
            other if other != uid => Err(Flaw::Foreign { owner: other }),
            _ => Ok(Some(file)),
        }
    }

    /// What an open file says.
    pub(super) fn content<T: DeserializeOwned>(&self, file: &File, kind: &str, uid: u32) -> Result<T, Flaw> {
        let mut text = String::new();
        match file.take(LONGEST).read_to_string(&mut text) {
            Ok(_) => self.parse(&text, kind, uid),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Flaw::Torn),
            Err(error) => Err(Flaw::Unreadable(error.to_string())),
        }
    }

    fn parse<T: DeserializeOwned>(&self, text: &str, kind: &str, uid: u32) -> Result<T, Flaw> {
        let Envelope { form, signature, data } = serde_json::from_str(text).map_err(|_| Flaw::Torn)?;
        if !self.key.has_signed(&signed(kind, uid, form, data.get()), &signature) {
            return Err(Flaw::Unsigned);
        }
        if form != FORM {
            return Err(Flaw::OtherForm { form });
        }
        serde_json::from_str(data.get()).map_err(|_| Flaw::Torn)
    }

    /// The content of this user's file.
    fn sealed<T: Serialize>(&self, kind: &str, data: &T) -> serde_json::Result<String> {
        let data = serde_json::value::to_raw_value(data)?;
        let signature = self.key.sign(&signed(kind, self.uid, FORM, data.get()));
        Ok(serde_json::to_string(&Envelope { form: FORM, signature, data })? + "\n")
    }

    /// Replaces this user's file, in one step. All users can read it.
    pub fn write<T: Serialize>(&self, kind: &str, data: &T) -> Result<(), AccountError> {
        self.write_locked(kind, data, |_| Ok(())).map(drop)
    }

    /// Like [`Self::write`], but no other user can read it.
    pub(super) fn write_private<T: Serialize>(&self, kind: &str, data: &T) -> Result<(), AccountError> {
        self.replace(kind, data, 0o600, |_| Ok(())).map(drop)
    }

    /// Like [`Self::write`]; `lock` gets the new file before it has its name.
    pub(super) fn write_locked<T: Serialize>(
        &self,
        kind: &str,
        data: &T,
        lock: impl FnOnce(&File) -> io::Result<()>,
    ) -> Result<File, AccountError> {
        self.replace(kind, data, 0o644, lock)
    }

    fn replace<T: Serialize>(
        &self,
        kind: &str,
        data: &T,
        mode: u32,
        lock: impl FnOnce(&File) -> io::Result<()>,
    ) -> Result<File, AccountError> {
        let path = self.path(kind, self.uid);
        let fault = |source| AccountError::file(&path, source);
        let content = self.sealed(kind, data).map_err(|error| fault(error.into()))?;
        let made = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.dir);
        let mut made = made.map_err(|source| AccountError::file(&self.dir, source))?;
        made.write_all(content.as_bytes()).map_err(fault)?;
        set_file_mode(made.as_file(), mode).map_err(fault)?;
        lock(made.as_file()).map_err(fault)?;
        persist(made, &path).map_err(|error| self.not_replaced(kind, error))
    }

    /// Why this user's file can't be replaced: another user may have made something with its name.
    fn not_replaced(&self, kind: &str, source: io::Error) -> AccountError {
        let path = self.path(kind, self.uid);
        match self.open(kind, self.uid) {
            Err(flaw @ (Flaw::NotRegular | Flaw::Foreign { .. })) => {
                let fault = format!("can't be replaced: {flaw}");
                AccountError::unsafe_at(&path, fault, "have an administrator remove it")
            }
            _ => AccountError::file(&path, source),
        }
    }

    /// Writes a file of this user's, as long as the files of a process, and removes it.
    pub fn try_writing(&self) -> Result<(), AccountError> {
        let fault = |source| AccountError::file(&self.dir, source);
        let mut made = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.dir).map_err(fault)?;
        made.write_all(&[0; TRIAL]).map_err(fault)
    }

    /// Removes the files that this user's processes left when they were killed.
    pub(super) fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(&self.dir) else { return };
        let left = entries.flatten().filter(|entry| {
            let unfinished = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
            let found = entry.metadata().ok().filter(|found| unfinished && owner(found) == self.uid);
            let age = found.and_then(|found| found.modified().ok()?.elapsed().ok());
            age.is_some_and(|age| age > LEFT)
        });
        for path in left.map(|entry| entry.path()) {
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::debug!(path = %path.display(), %error, "can't remove what a killed process left behind");
            }
        }
    }
}

/// The text that is signed. It names file and user, so no file can be passed off as another.
fn signed(kind: &str, uid: u32, form: u32, data: &str) -> String {
    format!("file\n{kind}-{uid}\n{form}\n{data}")
}
