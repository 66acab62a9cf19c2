//! Who may talk to the workbench: keys of one use, and the session that a key is exchanged for.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use secrecy::{ExposeSecret as _, SecretString};

use crate::file::sha256_hex;
use crate::workbench::error::WorkbenchError;

/// The keys that are not used yet, by their hashes and since when they are valid, and the sessions of this process. They end with it.
pub(crate) struct Sessions {
    random: SystemRandom,
    keys: Mutex<Vec<(String, Instant)>>,
    tokens: Mutex<Vec<String>>,
}

/// The most keys that wait to be used; the oldest one ends first.
const KEYS: usize = 8;
/// How long a key is valid.
const VALID: Duration = Duration::from_mins(15);

impl Sessions {
    pub(crate) fn new() -> Self {
        Self { random: SystemRandom::new(), keys: Mutex::default(), tokens: Mutex::default() }
    }

    /// A word of random bytes that fits into an address.
    pub(crate) fn random_token(&self, bytes: usize) -> Result<String, WorkbenchError> {
        let mut random = vec![0; bytes];
        self.random.fill(&mut random).map_err(|_| WorkbenchError::NoRandomNumbers)?;
        Ok(URL_SAFE_NO_PAD.encode(random))
    }

    /// A new key of one use.
    pub(crate) fn issue(&self) -> Result<SecretString, WorkbenchError> {
        let key = self.random_token(32)?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push((hash(&key), Instant::now()));
        let surplus = keys.len().saturating_sub(KEYS);
        keys.drain(..surplus);
        Ok(SecretString::from(key))
    }

    /// Uses a key up, and opens a session; `None` for a key that is unknown or used.
    pub(crate) fn exchange(&self, key: &str) -> Result<Option<SecretString>, WorkbenchError> {
        let wanted = hash(key);
        {
            let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.retain(|(_, since)| since.elapsed() < VALID);
            let Some(at) = keys.iter().position(|(known, _)| *known == wanted) else { return Ok(None) };
            keys.remove(at);
        }
        let token = SecretString::from(self.random_token(32)?);
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.push(hash(token.expose_secret()));
        Ok(Some(token))
    }

    /// True for a key that nobody has used yet.
    pub(crate) fn is_unused(&self, key: &str) -> bool {
        let key = hash(key);
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|(known, _)| *known == key)
    }

    /// True for the token of an open session.
    pub(crate) fn is_session(&self, token: &str) -> bool {
        let token = hash(token);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).contains(&token)
    }
}

/// Hashes are compared instead of secrets, so that the time of a comparison tells nothing.
fn hash(secret: &str) -> String {
    sha256_hex(secret.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_one_session() {
        let sessions = Sessions::new();
        let key = sessions.issue().unwrap();
        assert!(key.expose_secret().len() >= 43);
        assert!(sessions.exchange("another").unwrap().is_none());
        let token = sessions.exchange(key.expose_secret()).unwrap().unwrap();
        assert!(sessions.exchange(key.expose_secret()).unwrap().is_none());
        assert!(sessions.is_session(token.expose_secret()) && !sessions.is_session(key.expose_secret()));
        assert!(!sessions.is_session(""));
    }

    #[test]
    fn only_the_latest_keys_wait() {
        let sessions = Sessions::new();
        let first = sessions.issue().unwrap();
        let keys: Vec<_> = (0..KEYS).map(|_| sessions.issue().unwrap()).collect();
        assert!(sessions.exchange(first.expose_secret()).unwrap().is_none());
        assert!(keys.iter().all(|key| sessions.exchange(key.expose_secret()).unwrap().is_some()));
    }
}
