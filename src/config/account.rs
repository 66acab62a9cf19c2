//! Decides which credentials go to which address: only to the one they were given for. Those of the environment
//! belong to the default address and the environment's address, those of a settings file to the address in that
//! file. A settings file found in the working directory is not the user's choice.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::base_url::{DEFAULT_BASE_URL, base_url, is_default};
use super::environment::Environment;
use super::error::ConfigError;
use super::settings_file::SettingsValues;
use super::trusted_addresses;
use crate::api::ClientCredential;
use crate::file::{read_regular_text, read_text};

/// The identity used for the API.
#[derive(Debug, Clone)]
pub struct ConfiguredAccount {
    /// The value of the `clientId` header.
    pub client_id: String,
    /// A bearer token, or the API token.
    pub credential: ClientCredential,
}

/// The result of looking for an account. Commands that need no account continue without one.
#[derive(Debug, Clone)]
pub(super) enum AccountChoice {
    Account(ConfiguredAccount),
    /// There are no credentials.
    None,
    /// The token file was given for another address.
    Misplaced {
        token: PathBuf,
        given_for: Url,
        address: Url,
    },
    /// There are credentials, but they were not given for this address.
    Withheld {
        file: PathBuf,
        address: Url,
        /// The file with the credential, if it is outside the working directory.
        outside: Option<PathBuf>,
    },
}

impl AccountChoice {
    pub(super) fn account(&self) -> Result<&ConfiguredAccount, ConfigError> {
        match self {
            Self::Account(account) => Ok(account),
            Self::None => Err(ConfigError::NoAccount),
            Self::Misplaced { token, given_for, address } => Err(ConfigError::OtherAddress {
                token: token.clone(),
                given_for: given_for.to_string(),
                address: address.to_string(),
            }),
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
}

/// The configured addresses, and where they come from.
pub(super) struct ConfiguredAddress<'a> {
    /// From a flag or the environment.
    pub(super) said: Option<&'a Url>,
    /// From the settings file.
    pub(super) of_file: Option<&'a Url>,
    /// The settings file, if it was found and not named by the user.
    pub(super) found: Option<&'a Path>,
}

impl ConfiguredAddress<'_> {
    /// Trusts the address in a found settings file once the user has given the same address.
    pub(super) fn remember(&self, state_dir: &Path) {
        let (Some(said), Some(of_file), Some(found)) = (self.said, self.of_file, self.found) else { return };
        if said == of_file && !is_default(said) {
            trusted_addresses::trust(state_dir, found, said);
        }
    }

    pub(super) fn account(
        &self,
        file: &SettingsValues,
        environment: &Environment,
        state_dir: &Path,
    ) -> Result<AccountChoice, ConfigError> {
        let foreign = self.of_file.filter(|address| self.said.is_none() && !is_default(address));
        let Some(address) = foreign else { return self.mixed(file, environment) };
        let doubted = self.found.filter(|found| !trusted_addresses::is_trusted(state_dir, found, address));
        let withheld = |found: &Path, outside: Option<PathBuf>| AccountChoice::Withheld {
            file: found.to_owned(),
            address: address.clone(),
            outside,
        };
        match (own(file), doubted) {
            (Some(own), Some(found)) if !lies_here(own.path) => {
                Ok(withheld(found, Some(own.path.to_owned())))
            }
            (Some(own), _) => Ok(AccountChoice::Account(own.read(self.found.is_some())?)),
            (None, None) => self.mixed(file, environment),
            (None, Some(_)) if has_none(file, environment) => Ok(AccountChoice::None),
            (None, Some(found)) => Ok(withheld(found, None)),
        }
    }

    /// Client id and credential, each from the environment, else from the file. A token file belongs to the address
    /// in its settings file, or to the default address if it has none.
    fn mixed(&self, file: &SettingsValues, environment: &Environment) -> Result<AccountChoice, ConfigError> {
        let Some(client_id) = environment.client_id.as_ref().or(file.client_id.as_ref()) else {
            return Ok(AccountChoice::None);
        };
        let credential = match (&environment.token, &environment.api_token) {
            (Some(token), _) => ClientCredential::Bearer(token.clone()),
            (None, Some(token)) => ClientCredential::ApiToken(token.clone()),
            (None, None) => {
                let Some((path, kind)) = secret_file(file) else { return Ok(AccountChoice::None) };
                if let Some(choice) = self.misplaced(path)? {
                    return Ok(choice);
                }
                kind(secret(path, self.found.is_some())?)
            }
        };
        Ok(AccountChoice::Account(ConfiguredAccount { client_id: client_id.clone(), credential }))
    }

    fn misplaced(&self, token: &Path) -> Result<Option<AccountChoice>, ConfigError> {
        let default = base_url(DEFAULT_BASE_URL)?;
        let given_for = self.of_file.unwrap_or(&default);
        let address = self.said.unwrap_or(given_for);
        let plain = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
        Ok((plain(address) != plain(given_for)).then(|| AccountChoice::Misplaced {
            token: token.to_owned(),
            given_for: given_for.clone(),
            address: address.clone(),
        }))
    }
}

/// Makes a credential from a secret.
type CredentialConstructor = fn(SecretString) -> ClientCredential;

/// The credentials in a settings file.
struct FileCredentials<'a> {
    client_id: &'a str,
    path: &'a Path,
    kind: CredentialConstructor,
}

impl FileCredentials<'_> {
    fn read(&self, found: bool) -> Result<ConfiguredAccount, ConfigError> {
        Ok(ConfiguredAccount {
            client_id: self.client_id.to_owned(),
            credential: (self.kind)(secret(self.path, found)?),
        })
    }
}

fn own(file: &SettingsValues) -> Option<FileCredentials<'_>> {
    let client_id = file.client_id.as_deref()?;
    let (path, kind) = secret_file(file)?;
    Some(FileCredentials { client_id, path, kind })
}

fn secret_file(file: &SettingsValues) -> Option<(&Path, CredentialConstructor)> {
    let bearer =
        file.token_file.as_deref().map(|path| (path, ClientCredential::Bearer as CredentialConstructor));
    bearer.or_else(|| {
        file.api_token_file.as_deref().map(|path| (path, ClientCredential::ApiToken as CredentialConstructor))
    })
}

fn has_none(file: &SettingsValues, environment: &Environment) -> bool {
    environment.token.is_none() && environment.api_token.is_none() && secret_file(file).is_none()
}

/// True for a file in the working directory, after following links. Whoever wrote the settings file may name any other
/// file of the user. A file with a second hard link counts as another file, because that name may be anywhere.
fn lies_here(path: &Path) -> bool {
    let here = Path::new(".").canonicalize();
    let there = path.canonicalize().or_else(|error| match path.symlink_metadata() {
        // Reading the file reports that it is missing.
        Err(_) if path.is_relative() => Path::new(".").canonicalize(),
        _ => Err(error),
    });
    let alone = |path: &Path| path.metadata().is_ok_and(|found| !found.is_file() || found.nlink() == 1);
    here.is_ok_and(|here| there.is_ok_and(|there| there.starts_with(here) && alone(&there)))
}

/// Reads a token file. If a found settings file names it, it must be a regular file.
fn secret(path: &Path, found: bool) -> Result<SecretString, ConfigError> {
    let read = if found { read_regular_text(path) } else { read_text(path) };
    let text = read.map(SecretString::from);
    let text = text.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    Ok(SecretString::from(text.expose_secret().trim().to_owned()))
}
