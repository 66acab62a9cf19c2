//! Keeps a login, and forgets it.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::error::{KeyringError, LoginError};
use super::keyring;
use super::logins::{KeptToken, LOGINS_FILE, Login, Logins};

/// Where an API token is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the system's keyring if there is one, else in the file.
    Best,
    /// In the system's keyring.
    Keyring,
    /// In the file of the logins.
    File,
}

/// Credentials that the user has given, and that the help desk has accepted.
#[derive(Debug)]
pub struct NewLogin {
    /// The profile to which they belong.
    pub profile: Option<String>,
    /// The address for which they were given.
    pub base_url: String,
    /// The client id.
    pub client_id: String,
    /// The API token.
    pub api_token: SecretString,
}

/// Keeps a login in a configuration folder, and replaces the one of the same profile or address. If there is no
/// keyring, the second part says why.
pub fn keep(folder: &Path, new: NewLogin, place: Place) -> Result<(Login, Option<KeyringError>), LoginError> {
    let NewLogin { profile, base_url, client_id, api_token } = new;
    let file = folder.join(LOGINS_FILE);
    let mut login = Login { profile, base_url, client_id, kept: KeptToken::Keyring, file };
    Logins::change(folder, |logins| {
        let absent = match place {
            Place::File => None,
            Place::Best | Place::Keyring => match keyring::store(&login.entry(), &api_token) {
                Ok(()) => None,
                Err(absent @ KeyringError::Absent { .. }) if place == Place::Best => Some(absent),
                Err(source) => return Err(unusable(source, &login)),
            },
        };
        if place == Place::File || absent.is_some() {
            login.kept = KeptToken::File(api_token);
        }
        let replaced = logins.iter().position(|other| login.replaces(other)).map(|at| logins.remove(at));
        logins.push(login.clone());
        // The new login counts, wherever the old one was.
        if let Some(Err(error)) = replaced.map(|replaced| clear(&replaced, logins)) {
            tracing::warn!("the API token of the earlier login is still in the keyring: {error}");
        }
        Ok((login, absent))
    })
}

/// Removes a login, by its profile or, without one, by its address.
pub fn forget(folder: &Path, profile: Option<&str>, base_url: &str) -> Result<Login, LoginError> {
    let wanted = Login {
        profile: profile.map(ToOwned::to_owned),
        base_url: base_url.to_owned(),
        client_id: String::new(),
        kept: KeptToken::Keyring,
        file: PathBuf::new(),
    };
    Logins::change(folder, |logins| {
        let Some(at) = logins.iter().position(|other| wanted.replaces(other)) else {
            let what = profile.map_or_else(|| base_url.to_owned(), |name| format!("the profile {name:?}"));
            return Err(LoginError::NotLoggedIn { what, known: known(logins) });
        };
        let removed = logins.remove(at);
        clear(&removed, logins).map_err(|source| {
            let remedy =
                "its API token is still there, so nothing was changed; unlock the keyring and try again";
            LoginError::Keyring { source, remedy: remedy.to_owned() }
        })?;
        Ok(removed)
    })
}

fn known(logins: &[Login]) -> String {
    let commands: Vec<String> = logins.iter().map(|login| login.command("logout")).collect();
    match commands.as_slice() {
        [] => "there is none at all".to_owned(),
        commands => format!("end one of the others with {}", commands.join(", or ")),
    }
}

/// Removes the keyring's entry of a login that is gone, unless another one uses it.
fn clear(gone: &Login, rest: &[Login]) -> Result<(), KeyringError> {
    let uses = |other: &Login| matches!(other.kept, KeptToken::Keyring) && other.entry() == gone.entry();
    if !matches!(gone.kept, KeptToken::Keyring) || rest.iter().any(uses) {
        return Ok(());
    }
    keyring::remove(&gone.entry())
}

fn unusable(source: KeyringError, login: &Login) -> LoginError {
    let remedy = format!("nothing was kept; unlock it, or: {} --keep-in file", login.command("login"));
    LoginError::Keyring { source, remedy }
}
