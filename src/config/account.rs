//! Which credentials go to which address. They belong to the address that they were given for: those of the
//! environment to the default address and the environment's, those of a settings file to the address in that file.
//! A settings file that was merely found in the working folder is not the user's word.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::environment::Environment;
use super::error::ConfigError;
use super::file::Values;
use super::{DEFAULT_BASE_URL, trust};
use crate::api::Credential;
use crate::file::read_text;

/// Who we are to the API.
#[derive(Debug, Clone)]
pub struct Account {
    /// The value of the `clientId` header.
    pub client_id: String,
    /// A bearer, or the API token.
    pub credential: Credential,
}

/// What came of looking for an account. Commands that need none go on without one.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    Account(Account),
    /// There are no credentials.
    None,
    /// There are some, and they were not given for this address.
    Withheld {
        file: PathBuf,
        address: Url,
        /// The file with the credential, where it lies outside of the working folder.
        outside: Option<PathBuf>,
    },
}

impl Choice {
    pub(super) fn account(&self) -> Result<&Account, ConfigError> {
        match self {
            Self::Account(account) => Ok(account),
            Self::None => Err(ConfigError::NoAccount),
            Self::Withheld { file, address, outside: None } => {
                Err(ConfigError::ForeignAddress { file: file.clone(), address: address.to_string() })
            }
            Self::Withheld { file, address, outside: Some(secret) } => Err(ConfigError::ForeignSecret {
                file: file.clone(),
                address: address.to_string(),
                secret: secret.clone(),
            }),
        }
    }

    fn from(account: Option<Account>) -> Self {
        account.map_or(Self::None, Self::Account)
    }
}

/// The address, and who has named it.
pub(super) struct Reach<'a> {
    /// By a flag or the environment.
    pub(super) said: Option<&'a Url>,
    /// By the settings file.
    pub(super) of_file: Option<&'a Url>,
    /// The settings file, where it was found and not named.
    pub(super) found: Option<&'a Path>,
}

impl Reach<'_> {
    /// Trusts the address of the file that was found, once the user has said the same one.
    pub(super) fn remember(&self, state_dir: &Path) {
        let (Some(said), Some(of_file), Some(found)) = (self.said, self.of_file, self.found) else { return };
        if said == of_file && !is_default(said) {
            trust::remember(state_dir, found, said);
        }
    }

    pub(super) fn account(
        &self,
        file: &Values,
        environment: &Environment,
        state_dir: &Path,
    ) -> Result<Choice, ConfigError> {
        let foreign = self.of_file.filter(|address| self.said.is_none() && !is_default(address));
        let Some(address) = foreign else { return Ok(Choice::from(mixed(file, environment)?)) };
        let doubted = self.found.filter(|found| !trust::knows(state_dir, found, address));
        let withheld = |found: &Path, outside: Option<PathBuf>| Choice::Withheld {
            file: found.to_owned(),
            address: address.clone(),
            outside,
        };
        match (own(file), doubted) {
            (Some(own), Some(found)) if !lies_here(own.path) => {
                Ok(withheld(found, Some(own.path.to_owned())))
            }
            (Some(own), _) => Ok(Choice::Account(own.read()?)),
            (None, None) => Ok(Choice::from(mixed(file, environment)?)),
            (None, Some(_)) if has_none(file, environment) => Ok(Choice::None),
            (None, Some(found)) => Ok(withheld(found, None)),
        }
    }
}

fn is_default(address: &Url) -> bool {
    Url::parse(DEFAULT_BASE_URL).is_ok_and(|default| default == *address)
}

/// What a secret is a credential as.
type Kind = fn(SecretString) -> Credential;

/// The credentials that a settings file has by itself.
struct Own<'a> {
    client_id: &'a str,
    path: &'a Path,
    kind: Kind,
}

impl Own<'_> {
    fn read(&self) -> Result<Account, ConfigError> {
        Ok(Account { client_id: self.client_id.to_owned(), credential: (self.kind)(secret(self.path)?) })
    }
}

fn own(file: &Values) -> Option<Own<'_>> {
    let client_id = file.client_id.as_deref()?;
    let (path, kind) = secret_file(file)?;
    Some(Own { client_id, path, kind })
}

fn secret_file(file: &Values) -> Option<(&Path, Kind)> {
    let bearer = file.token_file.as_deref().map(|path| (path, Credential::Bearer as Kind));
    bearer.or_else(|| file.api_token_file.as_deref().map(|path| (path, Credential::ApiToken as Kind)))
}

/// The environment before the file, each of client id and credential by itself.
fn mixed(file: &Values, environment: &Environment) -> Result<Option<Account>, ConfigError> {
    let credential = match (&environment.token, &environment.api_token) {
        (Some(token), _) => Some(Credential::Bearer(token.clone())),
        (None, Some(token)) => Some(Credential::ApiToken(token.clone())),
        (None, None) => secret_file(file).map(|(path, kind)| secret(path).map(kind)).transpose()?,
    };
    let client_id = environment.client_id.clone().or_else(|| file.client_id.clone());
    Ok(client_id.zip(credential).map(|(client_id, credential)| Account { client_id, credential }))
}

fn has_none(file: &Values, environment: &Environment) -> bool {
    environment.token.is_none() && environment.api_token.is_none() && secret_file(file).is_none()
}

/// A file in the working folder, links followed: who wrote the settings file may name any other one of the user's. One
/// with a second name is such another one: the other name may lie anywhere.
fn lies_here(path: &Path) -> bool {
    let here = Path::new(".").canonicalize();
    let there = path.canonicalize().or_else(|error| match path.symlink_metadata() {
        // It is told as missing when it is read.
        Err(_) if path.is_relative() => Path::new(".").canonicalize(),
        _ => Err(error),
    });
    let alone = |path: &Path| path.metadata().is_ok_and(|found| !found.is_file() || found.nlink() == 1);
    here.is_ok_and(|here| there.is_ok_and(|there| there.starts_with(here) && alone(&there)))
}

fn secret(path: &Path) -> Result<SecretString, ConfigError> {
    let text = read_text(path).map(SecretString::from);
    let text = text.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    Ok(SecretString::from(text.expose_secret().trim().to_owned()))
}
