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
    Logins::change(folder, |all| {
        let before = all.logins.iter().find(|other| login.replaces(other)).cloned();
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
        all.logins.retain(|other| !login.replaces(other));
        all.logins.push(login.clone());
        // The new login counts, wherever the old one was.
        all.left.extend(before.clone());
        if let Err(error) = all.clear_left(&login, limit) {
            tracing::warn!(
                "the API token of the earlier login is still in the keyring: {error}; {}, and {} removes it, too",
                error.remedy(),
                login.command("logout")
            );
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

/// A login that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The login; `None` if it had ended before, and only a copy of its API token was left.
    pub login: Option<Login>,
    /// Why a copy of an earlier API token is still in the keyring, and the command that removes it later.
    pub left: Option<(KeyringError, String)>,
}

/// Removes a login, by its profile or, without one, by its address. What an earlier one left in the keyring goes, too.
pub fn forget(
    folder: &Path,
    profile: Option<&str>,
    base_url: &str,
    limit: Duration,
) -> Result<Ended, LoginError> {
    let wanted = Login {
        profile: profile.map(ToOwned::to_owned),
        base_url: base_url.to_owned(),
        client_id: String::new(),
        kept: KeptToken::Keyring,
        file: PathBuf::new(),
    };
    Logins::change(folder, |all| {
        let login = match all.logins.iter().position(|other| wanted.replaces(other)) {
            Some(at) => Some(end(all, at, limit)?),
            None if all.left.iter().any(|left| wanted.replaces(left)) => None,
            None => {
                let what =
                    profile.map_or_else(|| base_url.to_owned(), |name| format!("the profile {name:?}"));
                return Err(LoginError::NotLoggedIn { what, known: known(&all.logins) });
            }
        };
        let left = all.clear_left(&wanted, limit).err();
        Ok(Ended { login, left: left.map(|error| (error, wanted.command("logout"))) })
    })
}

/// Ends a login that there is.
fn end(all: &mut Logins, at: usize, limit: Duration) -> Result<Login, LoginError> {
    let removed = all.logins.remove(at);
    let api_token = token_before_end(&removed, limit)?;
    all.clear(&removed, limit).map_err(still_there)?;
    if let Some(api_token) = api_token {
        drop_access_token(&removed, &api_token);
    }
    Ok(removed)
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
    let unlock = source.remedy();
    let remedy = format!("the API token may still be in it, so nothing was changed; {unlock}, and try again");
    LoginError::Keyring { source, remedy }
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

impl Logins {
    /// Removes the keyring's entry of a login that is gone, unless another one uses it.
    fn clear(&self, gone: &Login, limit: Duration) -> Result<(), KeyringError> {
        let uses = |other: &Login| matches!(other.kept, KeptToken::Keyring) && other.entry() == gone.entry();
        if !matches!(gone.kept, KeptToken::Keyring) || self.logins.iter().any(uses) {
            return Ok(());
        }
        keyring::remove(&gone.entry(), limit)
    }

    /// Removes what earlier logins of the same profile or address have left in the keyring. What can't be removed stays
    /// on the list.
    fn clear_left(&mut self, of: &Login, limit: Duration) -> Result<(), KeyringError> {
        let (mine, others) = std::mem::take(&mut self.left).into_iter().partition(|left| of.replaces(left));
        self.left = others;
        let mut cleared = Ok(());
        for left in mine {
            let Err(error) = self.clear(&left, limit) else { continue };
            if !self.left.iter().any(|other| other.entry() == left.entry()) {
                self.left.push(left);
            }
            cleared = Err(error);
        }
        cleared
    }
}

fn unusable(source: KeyringError, login: &Login) -> LoginError {
    let unlock = source.remedy();
    let remedy = format!("nothing was kept; {unlock}, or: {} --keep-in file", login.command("login"));
    LoginError::Keyring { source, remedy }
}
