//! Keeps a login, and forgets it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::error::{KeyringError, LoginError};
use super::keyring;
use super::logins::{KeptToken, LOGINS_FILE, Login, Logins};
use crate::account::{HelpDeskAccount, SharedToken};

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
/// keyring, the second part says why. The keyring must answer within the limit.
pub fn keep(
    folder: &Path,
    new: NewLogin,
    place: Place,
    limit: Duration,
) -> Result<(Login, Option<KeyringError>), LoginError> {
    let NewLogin { profile, base_url, client_id, api_token } = new;
    let file = folder.join(LOGINS_FILE);
    let mut login = Login { profile, base_url, client_id, kept: KeptToken::Keyring, file };
    Logins::change(folder, |logins| {
        let before = logins.iter().find(|other| login.replaces(other)).cloned();
        let absent = match place {
            Place::File => None,
            Place::Best | Place::Keyring => match keyring::store(&login.entry(), &api_token, limit) {
                Ok(()) => None,
                Err(absent @ KeyringError::Absent { .. }) if place == Place::Best => Some(absent),
                Err(source) => return Err(unusable(source, &login)),
            },
        };
        if place == Place::File || absent.is_some() {
            login.kept = KeptToken::File(api_token.clone());
        }
        let replaced = logins.iter().position(|other| login.replaces(other)).map(|at| logins.remove(at));
        logins.push(login.clone());
        // The new login counts, wherever the old one was.
        if let Some(Err(error)) = replaced.map(|replaced| clear(&replaced, logins, limit)) {
            tracing::warn!("the API token of the earlier login is still in the keyring: {error}");
        }
        // What is in the keyring would have to be asked for.
        if let Some(before) = before
            && let KeptToken::File(earlier) = &before.kept
            && earlier.expose_secret() != api_token.expose_secret()
        {
            drop_access_token(&before, earlier);
        }
        Ok((login, absent))
    })
}

/// Removes a login, by its profile or, without one, by its address.
pub fn forget(
    folder: &Path,
    profile: Option<&str>,
    base_url: &str,
    limit: Duration,
) -> Result<Login, LoginError> {
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
        let api_token = token_before_end(&removed, limit)?;
        clear(&removed, logins, limit).map_err(still_there)?;
        if let Some(api_token) = api_token {
            drop_access_token(&removed, &api_token);
        }
        Ok(removed)
    })
}

/// The API token of a login that ends: it tells which access token was fetched with it. `None` if it is gone already.
fn token_before_end(login: &Login, limit: Duration) -> Result<Option<SecretString>, LoginError> {
    match &login.kept {
        KeptToken::File(token) => Ok(Some(token.clone())),
        KeptToken::Keyring => match keyring::read(&login.entry(), limit) {
            Ok(token) => Ok(Some(token)),
            Err(KeyringError::Missing) => Ok(None),
            Err(source) => Err(still_there(source)),
        },
    }
}

fn still_there(source: KeyringError) -> LoginError {
    let remedy = "its API token is still there, so nothing was changed; unlock the keyring and try again";
    LoginError::Keyring { source, remedy: remedy.to_owned() }
}

/// Removes the access token that commands on this machine have fetched with a login's API token.
fn drop_access_token(login: &Login, api_token: &SecretString) {
    let account = HelpDeskAccount::new(&login.base_url, &login.client_id);
    if let Err(error) = SharedToken::remove(&account, &login.client_id, api_token) {
        tracing::warn!("the access token that was fetched with this login is still there: {error}");
    }
}

fn known(logins: &[Login]) -> String {
    let commands: Vec<String> = logins.iter().map(|login| login.command("logout")).collect();
    match commands.as_slice() {
        [] => "there is none at all".to_owned(),
        commands => format!("end one of the others with {}", commands.join(", or ")),
    }
}

/// Removes the keyring's entry of a login that is gone, unless another one uses it.
fn clear(gone: &Login, rest: &[Login], limit: Duration) -> Result<(), KeyringError> {
    let uses = |other: &Login| matches!(other.kept, KeptToken::Keyring) && other.entry() == gone.entry();
    if !matches!(gone.kept, KeptToken::Keyring) || rest.iter().any(uses) {
        return Ok(());
    }
    keyring::remove(&gone.entry(), limit)
}

fn unusable(source: KeyringError, login: &Login) -> LoginError {
    let remedy = format!("nothing was kept; unlock it, or: {} --keep-in file", login.command("login"));
    LoginError::Keyring { source, remedy }
}
