//! The bearer token that all processes of one user share: fetched by one of them, and used by all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::error::AccountError;
use super::guard::stuck;
use super::help_desk_account::HelpDeskAccount;
use super::rate::boot_id;
use super::room::AccountRoom;
use super::signed_files::SignedRead;
use crate::system::SafeOpen as _;

/// The file with the token, which only its user can read. An API token has files of its own, `token-TAG-UID`.
const TOKEN: &str = "token";
/// The file that says when its user has fetched a token, which all can read.
const FETCHED: &str = "fetched";
/// The file whose lock a process holds while it fetches a token.
const REFRESH: &str = "refresh";
/// The hexadecimal digits of a tag: no two API tokens of a user have the same one.
const TAG: usize = 16;

/// A token call takes seconds, even if it is repeated. Whoever holds the lock for longer is stopped, or gets no answer.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(10);

/// Where the processes of this user keep their token.
#[derive(Debug)]
pub(crate) struct SharedToken {
    room: AccountRoom,
    /// The beginning of `credential`, which file names show.
    tag: String,
    /// Tells the API token by which a token was fetched from others; nobody can compute the API token from it.
    credential: String,
    said: AtomicBool,
}

/// A fetched token; times in nanoseconds since the machine started.
pub(crate) struct StoredToken {
    pub(crate) token: SecretString,
    /// When it was requested.
    pub(crate) asked: u64,
    /// When it arrived.
    pub(crate) arrived: u64,
    /// Its life in seconds, from its arrival.
    pub(crate) expires_in: Option<u64>,
}

/// The content of the file.
#[derive(Serialize, Deserialize)]
struct TokenFile {
    boot: [u8; 16],
    credential: String,
    token: String,
    asked: u64,
    arrived: u64,
    expires_in: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct Fetched {
    boot: [u8; 16],
    at: u64,
}

/// The lock of the one process that fetches; dropping it releases the lock.
#[derive(Debug)]
pub(crate) struct RefreshLock {
    _file: File,
}

impl SharedToken {
    /// The shared token of whoever uses this API token.
    pub(crate) fn new(room: AccountRoom, api_token: &SecretString) -> Self {
        let text = format!("credential\n{}", api_token.expose_secret());
        let tag = hmac::sign(room.key().hmac(), text.as_bytes());
        let credential: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let tag = credential.chars().take(TAG).collect();
        Self { room, tag, credential, said: AtomicBool::new(false) }
    }

    /// Removes the token that an API token has fetched on this machine, if the account has a room.
    pub(crate) fn remove(
        account: &HelpDeskAccount,
        client_id: &str,
        api_token: &SecretString,
    ) -> Result<(), AccountError> {
        match AccountRoom::existing(account, client_id)? {
            Some(room) => Self::new(room, api_token).forget(),
            None => Ok(()),
        }
    }

    /// The kind of a file of this API token: `token-TAG`.
    fn kind(&self, kind: &str) -> String {
        format!("{kind}-{}", self.tag)
    }

    fn path(&self, kind: &str) -> PathBuf {
        self.room.files().path(&self.kind(kind), self.room.uid())
    }

    /// Waits while another process fetches a token. `None` if it takes too long, or if there can be no lock: then this
    /// process fetches one without waiting.
    pub(crate) async fn lock(&self) -> Option<RefreshLock> {
        let path = self.path(REFRESH);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).private();
        let file = match options.unlinked().open(&path) {
            Ok(file) => file,
            Err(error) => return self.without(&AccountError::file(&path, error)),
        };
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(RefreshLock { _file: file }),
                Err(TryLockError::Error(error)) => return self.without(&AccountError::file(&path, error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                    return self.without(&stuck(&file, &path, PATIENCE));
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(STEP).await,
            }
        }
    }

    /// The token that was fetched last, with the same API token and since the machine started.
    pub(crate) fn read(&self) -> Option<StoredToken> {
        match self.room.files().read::<TokenFile>(&self.kind(TOKEN), self.room.uid()) {
            SignedRead::Valid(file) if file.boot == boot_id() && file.credential == self.credential => {
                let TokenFile { token, asked, arrived, expires_in, .. } = file;
                Some(StoredToken { token: token.into(), asked, arrived, expires_in })
            }
            SignedRead::Ignored(flaw) => {
                tracing::debug!(%flaw, "the shared token is ignored");
                None
            }
            SignedRead::Valid(_) | SignedRead::Absent => None,
        }
    }

    /// Keeps a token for the other processes of this user. If that fails, each goes on with one of its own.
    pub(crate) fn write(&self, token: &StoredToken) {
        let files = self.room.files();
        let file = TokenFile {
            boot: boot_id(),
            credential: self.credential.clone(),
            token: token.token.expose_secret().to_owned(),
            asked: token.asked,
            arrived: token.arrived,
            expires_in: token.expires_in,
        };
        let fetched = Fetched { boot: file.boot, at: token.arrived };
        let kept = files.write_private(&self.kind(TOKEN), &file);
        if let Err(error) = kept.and_then(|()| files.write(&self.kind(FETCHED), &fetched)) {
            self.without::<()>(&error);
            // The token before may have ended.
            _ = self.forget();
        }
    }

    /// Removes what this user's other API tokens have left before the machine started. Nobody reads it any more.
    pub(crate) fn remove_old_tokens(&self) {
        let (files, uid) = (self.room.files(), self.room.uid());
        let is_old = |kind: &str| match files.read::<Fetched>(kind, uid) {
            SignedRead::Valid(fetched) => fetched.boot != boot_id(),
            SignedRead::Absent | SignedRead::Ignored(_) => false,
        };
        let all = files.tagged(FETCHED).unwrap_or_default();
        let own = self.kind(FETCHED);
        for (kind, _) in all.into_iter().filter(|(kind, user)| *user == uid && *kind != own) {
            let Some(tag) = kind.strip_prefix(FETCHED) else { continue };
            // A process that is fetching with that token holds its lock.
            let path = files.path(&format!("{REFRESH}{tag}"), uid);
            let lock = OpenOptions::new().read(true).unlinked().open(path);
            let is_free = match &lock {
                Ok(file) => file.try_lock().is_ok(),
                Err(error) => error.kind() == io::ErrorKind::NotFound,
            };
            if !is_free || !is_old(&kind) {
                continue;
            }
            for path in [TOKEN, REFRESH, FETCHED].map(|name| files.path(&format!("{name}{tag}"), uid)) {
                if let Err(error) = std::fs::remove_file(&path) {
                    tracing::debug!(path = %path.display(), %error, "can't remove what an API token has left");
                }
            }
        }
    }

    /// Removes the token of this API token. A missing one is no error.
    pub(crate) fn forget(&self) -> Result<(), AccountError> {
        let path = self.path(TOKEN);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(AccountError::file(&path, error)),
            _ => Ok(()),
        }
    }

    /// True if another user, or one with another API token, has fetched a token since this time, which may have ended
    /// the tokens before.
    pub(crate) fn is_replaced_since(&self, asked: u64) -> bool {
        let files = self.room.files();
        let own = (self.kind(FETCHED), self.room.uid());
        let all = files.tagged(FETCHED).unwrap_or_default();
        all.into_iter().filter(|other| *other != own).any(|(kind, user)| {
            let read = files.read::<Fetched>(&kind, user);
            matches!(read, SignedRead::Valid(fetched) if fetched.boot == boot_id() && fetched.at > asked)
        })
    }

    /// Says once that tokens can't be shared.
    fn without<T>(&self, error: &AccountError) -> Option<T> {
        if !self.said.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "can't share the access token with the other processes of this user, so each fetches its own: {error}"
            );
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::uptime;
    use std::os::unix::fs::PermissionsExt as _;

    struct Machine {
        folder: tempfile::TempDir,
    }

    impl Machine {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap() }
        }

        fn shared(&self, api_token: &str) -> SharedToken {
            let room = AccountRoom::in_folder(self.folder.path(), "me");
            SharedToken::new(room, &SecretString::from(api_token))
        }
    }

    fn token(text: &str) -> StoredToken {
        StoredToken {
            token: SecretString::from(text),
            asked: uptime(),
            arrived: uptime(),
            expires_in: Some(600),
        }
    }

    fn read(shared: &SharedToken) -> Option<String> {
        shared.read().map(|token| token.token.expose_secret().to_owned())
    }

    #[test]
    fn a_token_is_for_the_same_api_token_only_and_nobody_else_can_read_it() {
        let machine = Machine::new();
        let shared = machine.shared("hush");
        assert_eq!(read(&shared), None);
        shared.write(&token("t1"));
        assert_eq!(read(&machine.shared("hush")).as_deref(), Some("t1"));
        let another = machine.shared("another");
        assert_eq!(read(&another), None);
        another.write(&token("t2"));
        assert_eq!((read(&shared).as_deref(), read(&another).as_deref()), (Some("t1"), Some("t2")));
        assert!(another.is_replaced_since(0) && !another.is_replaced_since(uptime()), "the other may end it");
        another.forget().unwrap();
        another.forget().unwrap();
        assert_eq!((read(&shared).as_deref(), read(&another)), (Some("t1"), None));
        let path = shared.path(TOKEN);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hush") && !format!("{shared:?}").contains("t1"), "{text}");
    }

    #[test]
    fn what_an_api_token_left_before_the_start_of_the_machine_is_removed() {
        let machine = Machine::new();
        let (old, young) = (machine.shared("old"), machine.shared("young"));
        for shared in [&old, &young] {
            shared.write(&token("t"));
            std::fs::write(shared.path(REFRESH), "").unwrap();
        }
        let files = old.room.files();
        files.write(&old.kind(FETCHED), &Fetched { boot: [0; 16], at: 1 }).unwrap();
        let now = machine.shared("now");
        now.write(&token("t"));
        now.remove_old_tokens();
        let left = |shared: &SharedToken| [TOKEN, FETCHED, REFRESH].map(|kind| shared.path(kind).exists());
        assert_eq!((left(&old), left(&young)), ([false; 3], [true; 3]));
    }

    #[test]
    fn a_torn_foreign_or_later_file_is_no_token() {
        let machine = Machine::new();
        let shared = machine.shared("hush");
        shared.write(&token("t1"));
        let path = shared.path(TOKEN);
        let whole = std::fs::read_to_string(&path).unwrap();
        for torn in [
            &whole[..whole.len() / 2],
            "",
            &whole.replace("t1", "t2"),
            &whole.replace("\"form\":1", "\"form\":2"),
        ] {
            assert_ne!(torn, whole);
            std::fs::write(&path, torn).unwrap();
            assert_eq!(read(&shared), None, "{torn}");
        }
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(read(&shared).as_deref(), Some("t1"));
    }

    #[tokio::test]
    async fn one_process_fetches_while_the_others_wait() {
        let machine = Machine::new();
        let (one, other) = (machine.shared("hush"), machine.shared("hush"));
        let lock = one.lock().await.unwrap();
        let waits = tokio::time::timeout(Duration::from_millis(100), other.lock()).await;
        assert!(waits.is_err());
        drop(lock);
        assert!(other.lock().await.is_some());
    }
}
