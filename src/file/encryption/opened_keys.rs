//! The keys of folders that a passphrase has opened: each costs a second and 128 MB, so each is tried once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use age::x25519;
use sha2::{Digest as _, Sha256};

use super::super::error::FileError;
use super::error::EncryptionError;

/// Keys that are tried at the same time, at most.
const AT_ONCE: usize = 4;
/// So many keys that a passphrase does not open show that it is wrong, if it has opened none.
const ENOUGH: usize = 3;

type Sha = [u8; 32];
/// `None` means that the passphrase does not open the key.
type Opened = Option<Vec<x25519::Identity>>;

/// What one passphrase has opened, by the hash of the encrypted key.
pub(super) struct OpenedKeys {
    tried: Mutex<HashMap<Sha, Arc<Mutex<Option<Opened>>>>>,
    good: AtomicUsize,
    wrong: AtomicUsize,
    /// Whoever tries a key holds one of them.
    places: Vec<Mutex<()>>,
}

impl Default for OpenedKeys {
    fn default() -> Self {
        let places = available_parallelism().map_or(1, |cores| cores.get().min(AT_ONCE));
        let places = (0..places).map(|_| Mutex::default()).collect();
        Self { tried: Mutex::default(), good: AtomicUsize::new(0), wrong: AtomicUsize::new(0), places }
    }
}

impl OpenedKeys {
    /// The identities in an encrypted key: those of an earlier call, or what `open` finds. After enough wrong ones, no
    /// other key is tried.
    pub(super) fn get(
        &self,
        path: &str,
        sealed: &[u8],
        open: impl FnOnce() -> Result<Vec<x25519::Identity>, FileError>,
    ) -> Result<Vec<x25519::Identity>, FileError> {
        let sha: Sha = Sha256::digest(sealed).into();
        let slot = Arc::clone(locked(&self.tried).entry(sha).or_default());
        // Others who need the same key wait here.
        let mut known = locked(&slot);
        let found = match known.take() {
            Some(found) => found,
            None => self.tried(path, sha, open)?,
        };
        *known = Some(found.clone());
        found.ok_or_else(|| EncryptionError::WrongPassphrase { path: path.to_owned() }.into())
    }

    fn tried(
        &self,
        path: &str,
        sha: Sha,
        open: impl FnOnce() -> Result<Vec<x25519::Identity>, FileError>,
    ) -> Result<Opened, FileError> {
        let place = self.places.get(usize::from(sha[0]) % self.places.len().max(1));
        let _place = place.map(locked);
        let wrong = self.wrong.load(Ordering::Relaxed);
        if wrong >= ENOUGH && self.good.load(Ordering::Relaxed) == 0 {
            return Err(EncryptionError::PassphraseNotTried { path: path.to_owned(), wrong }.into());
        }
        tracing::debug!("trying the passphrase on {path}");
        match open() {
            Ok(identities) => {
                self.good.fetch_add(1, Ordering::Relaxed);
                Ok(Some(identities))
            }
            Err(FileError::Sealed(EncryptionError::WrongPassphrase { .. })) => {
                self.wrong.fetch_add(1, Ordering::Relaxed);
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(path: &str) -> Result<Vec<x25519::Identity>, FileError> {
        Err(EncryptionError::WrongPassphrase { path: path.to_owned() }.into())
    }

    fn fault(result: Result<Vec<x25519::Identity>, FileError>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn each_key_is_tried_once() {
        let keys = OpenedKeys::default();
        let made = || Ok(vec![x25519::Identity::generate()]);
        assert_eq!(keys.get("a", b"1", made).unwrap().len(), 1);
        assert_eq!(keys.get("b", b"1", || panic!("tried again")).unwrap().len(), 1);
        assert!(fault(keys.get("c", b"2", || wrong("c"))).contains("\"c\": the passphrase is wrong"));
        assert!(
            fault(keys.get("d", b"2", || panic!("tried again"))).contains("\"d\": the passphrase is wrong")
        );
        // A key that can't be read is tried again.
        let damaged = || Err(EncryptionError::Damaged { path: "e".to_owned() }.into());
        assert!(fault(keys.get("e", b"3", damaged)).contains("damaged"));
        assert_eq!(keys.get("e", b"3", made).unwrap().len(), 1);
    }

    #[test]
    fn a_passphrase_that_opens_nothing_is_not_tried_for_ever() {
        let keys = OpenedKeys::default();
        for sealed in [b"1", b"2", b"3"] {
            assert!(fault(keys.get("a", sealed, || wrong("a"))).contains("is wrong"));
        }
        let said = fault(keys.get("b", b"4", || panic!("tried")));
        assert!(said.contains("\"b\" was not tried: the passphrase is wrong for 3 others"), "{said}");
        // If it has opened one, the others may be of another time.
        let keys = OpenedKeys::default();
        keys.get("a", b"0", || Ok(Vec::new())).unwrap();
        for sealed in [b"1", b"2", b"3", b"4"] {
            assert!(fault(keys.get("a", sealed, || wrong("a"))).contains("is wrong"));
        }
    }
}
