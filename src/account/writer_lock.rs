//! The lock of writers: on this machine only one process at a time writes to an account, whoever runs it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Mutex;

use super::error::AccountError;
use super::guard::is_at_path;
use super::holder::Holder;
use super::room::AccountRoom;
use super::signed_files::{Flaw, SignedFiles};
use super::user_name::user_name;
use crate::system::{LockBeside, is_held};

/// The lock of writers; dropping it releases the lock, and so does the end of the process.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
    path: PathBuf,
    _held: LockBeside,
}

/// Each user's own file: `writer-1000`.
const WRITER: &str = "writer";

/// The users whose files were said to be ignored: a process that waits looks twice a second.
static TOLD: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

impl WriterLock {
    /// Takes the lock, or says who holds it. Does not wait.
    pub fn take(room: &AccountRoom) -> Result<Self, AccountError> {
        let _guard = room.enter()?;
        let former = room.former();
        for files in former.iter().map(AccountRoom::files).chain([room.files()]) {
            if let Some(holder) = holder_in(files)? {
                return Err(AccountError::Held { holder });
            }
        }
        let path = room.files().path(WRITER, room.uid());
        let held = LockBeside::of(&path).map_err(|error| AccountError::file(&path, error))?;
        let lock = |file: &File| held.try_lock(file).map_err(Into::into);
        let file = room.files().write_locked(WRITER, &Holder::this(), lock)?;
        Ok(Self { file, path, _held: held })
    }

    /// Who holds the lock of a room now, as the end of a sentence.
    pub fn holder(room: &AccountRoom) -> Result<Option<String>, AccountError> {
        holder_in(room.files())
    }

    /// False if somebody has removed or replaced the lock's file, so that others don't see that it is held.
    pub fn is_intact(&self) -> bool {
        is_at_path(&self.file, &self.path).unwrap_or(false)
    }
}

fn holder_in(files: &SignedFiles) -> Result<Option<String>, AccountError> {
    Ok(files.users(WRITER)?.into_iter().find_map(|uid| holder_of(files, uid)))
}

/// The process of a user that holds the lock: the kernel says that it is held, the signature that it counts.
fn holder_of(files: &SignedFiles, uid: u32) -> Option<String> {
    let flaw = match files.open(WRITER, uid) {
        Ok(None) => return None,
        Ok(Some(file)) if !is_held(&file, &files.path(WRITER, uid)).unwrap_or(false) => return None,
        Ok(Some(file)) => match files.content::<Holder>(&file, WRITER, uid) {
            Ok(holder) => return Some(Holder { user: Some(user_name(uid)), ..holder }.to_string()),
            // Its signature is right, so a process that knows the account holds the lock.
            Err(Flaw::OtherForm { .. }) => {
                return Some(format!("another version of deskferry, run by user {}", user_name(uid)));
            }
            Err(flaw) => flaw,
        },
        Err(flaw) => flaw,
    };
    if TOLD.lock().is_ok_and(|mut told| told.insert(uid)) {
        tracing::warn!("{} is ignored: {flaw}", files.path(WRITER, uid).display());
    }
    None
}
