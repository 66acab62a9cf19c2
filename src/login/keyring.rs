//! The system's keyring: Secret Service, macOS Keychain or Windows Credential Manager.
//!
//! A keyring may ask the user for a password, and may never answer, so each call has a time limit: the `timeout`.

use std::sync::mpsc::channel;
use std::time::Duration;

use keyring::v1::Entry;
use secrecy::{ExposeSecret, SecretString};

use super::error::KeyringError;

/// The name under which the keyring's own program shows the entries.
const SERVICE: &str = "deskferry";

/// Stores a secret under a name, and replaces the one there.
pub(super) fn store(name: &str, secret: &SecretString, limit: Duration) -> Result<(), KeyringError> {
    let secret = secret.clone();
    let stored = with_entry(name, limit, move |entry| {
        entry.set_password(secret.expose_secret())?;
        // Some keyrings accept what they do not keep.
        Ok(entry.get_password()? == secret.expose_secret())
    })?;
    let lost = || KeyringError::Failed { reason: "it does not give back what it was given".to_owned() };
    stored.then_some(()).ok_or_else(lost)
}

/// Reads a secret.
pub(super) fn read(name: &str, limit: Duration) -> Result<SecretString, KeyringError> {
    with_entry(name, limit, |entry| Ok(SecretString::from(entry.get_password()?)))
}

/// Removes a secret. A missing one is no error.
pub(super) fn remove(name: &str, limit: Duration) -> Result<(), KeyringError> {
    match with_entry(name, limit, |entry| entry.delete_credential()) {
        Err(KeyringError::Missing) => Ok(()),
        other => other,
    }
}

fn with_entry<T: Send + 'static>(
    name: &str,
    limit: Duration,
    work: impl FnOnce(Entry) -> keyring::v1::Result<T> + Send + 'static,
) -> Result<T, KeyringError> {
    let name = name.to_owned();
    let (sender, receiver) = channel();
    // The libraries wait in a way that an asynchronous runtime forbids, and can't be stopped.
    std::thread::spawn(move || {
        let done = match Entry::store_status() {
            Ok(()) => Entry::new(SERVICE, &name).and_then(work).map_err(|error| classified(&error)),
            Err(error) => Err(KeyringError::Absent { reason: reason(error) }),
        };
        // Nobody may be waiting any more.
        drop(sender.send(done));
    });
    receiver.recv_timeout(limit).unwrap_or(Err(KeyringError::Silent { seconds: limit.as_secs_f64() }))
}

fn classified(error: &keyring::v1::Error) -> KeyringError {
    use keyring::v1::Error;
    match error {
        Error::NoEntry => KeyringError::Missing,
        Error::NoStorageAccess(_) => KeyringError::Locked { reason: reason(error) },
        Error::NoDefaultStore => KeyringError::Absent { reason: reason(error) },
        // The Secret Service says so in the name of its error.
        Error::PlatformFailure(_) if reason(error).contains("IsLocked") => {
            KeyringError::Locked { reason: reason(error) }
        }
        _ => KeyringError::Failed { reason: reason(error) },
    }
}

/// The innermost cause on one line. An entry's content is never part of it.
fn reason(error: &keyring::v1::Error) -> String {
    use keyring::v1::Error;
    let mut cause: &dyn std::error::Error = match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => &**cause,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => return "its entry is not text".to_owned(),
        other => other,
    };
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}
