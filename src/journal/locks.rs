//! Locks: one process per run, one writer per account, one backup per folder.
//!
//! The kernel releases a lock when its process ends, so a leftover file does not block anyone. The file names the
//! holder in one line of JSON, written once the lock is taken and removed when it is released.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use super::error::JournalError;
use crate::account::{AccountError, AccountRoom, HelpDeskAccount, Holder, WriterLock};
use crate::file::{KeptOwner, open_regular, sha256_hex};
use crate::system::{
    FileId, LockBeside, SafeOpen as _, is_administrator, is_held, mode, own_user, owner, private_folders,
    set_mode,
};

/// The lock of a run; dropping it releases the lock.
#[derive(Debug)]
pub struct RunLock {
    _lock: Lock,
}

pub(super) const LOCK_FILE: &str = "lock";

impl RunLock {
    pub(super) fn at(folder: &Path, id: &str) -> Result<Self, JournalError> {
        let remedy = "wait for it or stop it";
        let lock = Lock::take(&folder.join(LOCK_FILE), || format!("the run {id}"), remedy)?;
        Ok(Self { _lock: lock })
    }

    /// Looks at the lock of a run without blocking its holder.
    pub(super) fn lock_state(folder: &Path) -> LockState {
        let path = folder.join(LOCK_FILE);
        let Ok(mut file) = open_regular(&path) else { return LockState::NoFile };
        match is_held(&file, &path) {
            Ok(true) => LockState::Held(holder(&mut file)),
            _ => LockState::Free,
        }
    }
}

/// The state of a run's lock.
#[derive(Debug)]
pub(super) enum LockState {
    NoFile,
    Free,
    /// `None` if the holder has not written its line yet.
    Held(Option<Holder>),
}

/// The lock of an account: only one process of this machine writes to it.
#[derive(Debug)]
pub struct AccountLock {
    lock: WriterLock,
    _earlier: Option<Lock>,
}

const ACCOUNT_REMEDY: &str = "wait for it with --wait, stop it, or go on in parallel with --allow-parallel";

impl AccountLock {
    /// Takes the lock of an account, or says who holds it. Does not wait.
    pub fn take(
        room: &AccountRoom,
        account: &HelpDeskAccount,
        state_dir: &Path,
    ) -> Result<Self, JournalError> {
        let HelpDeskAccount { base_url, client, .. } = account;
        let what = || format!("the account {client} at {base_url}");
        let lock = WriterLock::take(room).map_err(|error| match error {
            AccountError::Held { holder } => {
                JournalError::Held { what: what(), holder, remedy: ACCOUNT_REMEDY }
            }
            error => error.into(),
        })?;
        let earlier = earlier_lock(account, state_dir, what)?;
        Ok(Self { lock, _earlier: earlier })
    }

    /// False if somebody has removed the lock's file, so that it keeps nobody out any more.
    pub fn is_intact(&self) -> bool {
        self.lock.is_intact()
    }
}

/// The lock of builds before the account's room, which see only the state folder of their user. If that can't be used,
/// no such build can write either.
fn earlier_lock(
    account: &HelpDeskAccount,
    state_dir: &Path,
    what: impl FnOnce() -> String,
) -> Result<Option<Lock>, JournalError> {
    let path = state_dir.join(format!("{}.lock", stem_of(account)));
    let taken = own_dir(state_dir).map_err(|error| JournalError::file(state_dir, error));
    match taken.and_then(|()| Lock::take(&path, what, ACCOUNT_REMEDY)) {
        Err(held @ JournalError::Held { .. }) => Err(held),
        Err(error) => {
            tracing::debug!("no lock for earlier builds of deskferry: {error}");
            Ok(None)
        }
        Ok(lock) => Ok(Some(lock)),
    }
}

/// The lock of a folder of backups.
#[derive(Debug)]
pub struct FolderLock {
    _lock: Lock,
}

impl FolderLock {
    /// Takes the lock, a file in the folder. Creates the folder if necessary, with mode 0700.
    pub fn take(folder: &Path) -> Result<Self, JournalError> {
        let made = private_folders().recursive(true).create(folder);
        made.map_err(|error| JournalError::file(folder, error))?;
        let what = || format!("the folder {}", folder.display());
        let path = folder.join(".deskferry-backup.lock");
        Ok(Self { _lock: Lock::take(&path, what, "wait for it or stop it")? })
    }
}

/// The lock of a workbench's project folder.
#[derive(Debug)]
pub struct ProjectLock {
    _lock: Lock,
}

impl ProjectLock {
    /// The lock's file in the folder.
    pub const FILE: &'static str = ".deskferry-workbench.lock";

    /// Takes the lock in a folder that exists.
    pub fn take(folder: &Path) -> Result<Self, JournalError> {
        let what = || format!("the project folder {}", folder.display());
        let remedy = "go on in the browser window of that workbench, or stop it first";
        Ok(Self { _lock: Lock::take(&folder.join(Self::FILE), what, remedy)? })
    }
}

/// The prefix of an account's files in the state folder.
pub(crate) fn stem_of(account: &HelpDeskAccount) -> String {
    stem_of_place(&account.place(), &account.client)
}

/// The same by the account's address and hashed client id.
pub(super) fn stem_of_place(place: &str, client: &str) -> String {
    let digest = sha256_hex(format!("{place}\n{client}").as_bytes());
    format!("account-{}", &digest[..16])
}

/// Creates a folder that only its owner can enter. Refuses a folder of another user, which may exist in a temporary
/// directory.
pub(crate) fn own_dir(path: &Path) -> io::Result<()> {
    private_folders().recursive(true).create(path)?;
    let found = path.symlink_metadata()?;
    if owner(&found) != own_user() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the folder belongs to another user"));
    }
    if found.is_dir() && mode(&found) & 0o077 != 0 {
        set_mode(path, 0o700)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Lock {
    file: File,
    _held: LockBeside,
}

/// Longer than any holder's line.
const LONGEST_LINE: u64 = 4096;

/// A process that only looks at a lock holds it for a moment, so wait this long for it.
const PATIENCE: Duration = Duration::from_millis(200);
const STEP: Duration = Duration::from_millis(20);

impl Lock {
    fn take(path: &Path, what: impl FnOnce() -> String, remedy: &'static str) -> Result<Self, JournalError> {
        let fault = |error| JournalError::file(path, error);
        let mut waited = Duration::ZERO;
        loop {
            let mut file = open(path).map_err(fault)?;
            if !file.metadata().map_err(fault)?.is_file() {
                return Err(fault(io::Error::other("not a regular file, so not a lock; move it away")));
            }
            let beside = LockBeside::of(path).map_err(fault)?;
            match beside.try_lock(&file) {
                Ok(()) if is_at_path(&file, path).map_err(fault)? => return Ok(Self::held(file, beside)),
                // Removed or replaced in the meantime: try again with the file that is there now.
                Ok(()) => {}
                Err(TryLockError::Error(error)) => return Err(fault(error)),
                Err(TryLockError::WouldBlock) if waited >= PATIENCE => {
                    let holder =
                        holder(&mut file).map_or_else(|| "another process".to_owned(), |by| by.to_string());
                    return Err(JournalError::Held { what: what(), holder, remedy });
                }
                Err(TryLockError::WouldBlock) => {}
            }
            std::thread::sleep(STEP);
            waited += STEP;
        }
    }

    fn held(mut file: File, held: LockBeside) -> Self {
        // The lock works without the line too (on a full disk); only the message to others says less.
        drop(write_line(&mut file));
        Self { file, _held: held }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file releases the lock. A line that stays in a free lock is ignored.
        drop(self.file.set_len(0));
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).private();
    // Do not wait for the other end of a pipe, and do not write to the target of a link.
    let is_new = path.symlink_metadata().is_err();
    let file = options.unlinked().open(path)?;
    // The owner of the folder must be able to take a lock that root has made.
    if is_new
        && is_administrator()
        && let Some(owner) = path.parent().and_then(KeptOwner::in_folder)
    {
        owner.give(&file)?;
    }
    Ok(file)
}

/// True if the open file is still the one at this path.
fn is_at_path(file: &File, path: &Path) -> io::Result<bool> {
    Ok(FileId::of(file)? == FileId::at(path)?)
}

fn write_line(file: &mut File) -> io::Result<()> {
    let line = serde_json::to_string(&Holder::this())?;
    file.set_len(0)?;
    file.write_all(format!("{line}\n").as_bytes())
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.take(LONGEST_LINE).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leftover_lock_file_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join(LOCK_FILE),
            "{\"pid\": 1, \"host\": \"long gone, and a longer line\"",
        )
        .unwrap();
        let lock = RunLock::at(folder.path(), "run").unwrap();
        let line = std::fs::read_to_string(folder.path().join(LOCK_FILE)).unwrap();
        let holder: Holder = serde_json::from_str(&line).unwrap();
        assert_eq!(holder.pid, std::process::id());
        assert!(matches!(RunLock::lock_state(folder.path()), LockState::Held(Some(by)) if by == holder));
        drop(lock);
        assert!(matches!(RunLock::lock_state(folder.path()), LockState::Free));
    }

    #[test]
    fn a_brief_shared_lock_does_not_cause_a_refusal() {
        let folder = tempfile::tempdir().unwrap();
        drop(RunLock::at(folder.path(), "run").unwrap());
        let looking = File::open(folder.path().join(LOCK_FILE)).unwrap();
        looking.try_lock_shared().unwrap();
        let looked = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(looking);
        });
        RunLock::at(folder.path(), "run").unwrap();
        looked.join().unwrap();
    }

    #[test]
    fn a_lock_on_a_removed_or_replaced_file_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(LOCK_FILE);
        let file = open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(is_at_path(&file, &path).is_err());
        let _replaced = open(&path).unwrap();
        assert!(!is_at_path(&file, &path).unwrap());
    }

    #[test]
    fn a_folder_of_another_user_is_refused() {
        // Only root can give a folder away; any other user finds /proc, which belongs to root.
        if is_administrator() {
            let folder = tempfile::tempdir().unwrap();
            std::os::unix::fs::chown(folder.path(), Some(12_345), None).unwrap();
            assert!(own_dir(folder.path()).is_err());
        } else {
            assert!(own_dir(Path::new("/proc")).is_err());
        }
    }
}
