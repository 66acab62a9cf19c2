//! Decides which credentials go to which address: only to the one they were given for. Those of the environment
//! belong to the default address and to addresses that the user names, those of a settings file to the address in that
//! file, those of a login to the address of the login. A settings file found in the working directory is not the
//! user's choice.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use super::credential_source::{AccountSource, ConfiguredAccount, CredentialSource};
use super::environment::Environment;
use super::error::ConfigError;
use super::origin::{Origin, Setting};
use super::settings::Settings;
use super::settings_file::SettingsFile;
use super::{address, one_account};
use crate::api::ClientCredential;
use crate::login::{Login, LoginError, Logins};
use crate::system::link_count_at;

/// The result of looking for an account. Commands that need no account continue without one.
#[derive(Debug, Clone)]
pub(super) enum AccountChoice {
    /// The credentials, not read yet.
    Source(AccountSource),
    /// An account that a command has set.
    Given(ConfiguredAccount),
    /// There are no credentials; the command logs in.
    None { address: Url, login: String, known: String },
    /// The secret in a settings file was given for another address.
    Misplaced { secret: String, given_for: Url, address: Url },
    /// There are credentials, but they were not given for this address.
    Withheld {
        file: PathBuf,
        address: Url,
        /// The file with the credential, if it is outside the working directory.
        outside: Option<PathBuf>,
    },
    /// The login is one of another client than the configured one.
    OtherClient { named_by: Origin, login: String },
    /// The logins can't be read.
    Unreadable(Arc<LoginError>),
}

impl AccountChoice {
    /// The error for a choice without credentials.
    pub(super) fn problem(&self) -> Option<ConfigError> {
        Some(match self {
            Self::Source(_) | Self::Given(_) => return None,
            Self::None { address, login, known } => ConfigError::NoAccount {
                address: address.to_string(),
                login: login.clone(),
                known: known.clone(),
            },
            Self::Misplaced { secret, given_for, address } => ConfigError::OtherAddress {
                secret: secret.clone(),
                given_for: given_for.to_string(),
                address: address.to_string(),
            },
            Self::Withheld { file, address, outside: None } => {
                ConfigError::ForeignAddress { file: file.clone(), address: address.to_string() }
            }
            Self::Withheld { file, address, outside: Some(secret) } => ConfigError::ForeignSecret {
                file: file.clone(),
                address: address.to_string(),
                secret: secret.clone(),
            },
            Self::OtherClient { named_by, login } => {
                ConfigError::OtherClient { named_by: named_by.subject("client_id"), login: login.clone() }
            }
            Self::Unreadable(error) => ConfigError::Login(error.clone()),
        })
    }
}

/// Everything that decides about the account.
pub(super) struct AccountInputs<'a> {
    pub(super) address: &'a Setting<Url>,
    pub(super) settings: &'a Settings,
    pub(super) environment: &'a Environment,
    pub(super) logins: &'a Result<Logins, Arc<LoginError>>,
    pub(super) profile: Option<&'a str>,
    pub(super) state_dir: &'a Path,
}

/// What is set for an account, whether or not it can be used.
#[derive(Debug, Clone)]
pub(super) struct StatedAccount {
    pub(super) client_id: Option<Setting<String>>,
    pub(super) secret: Option<Setting<CredentialSource>>,
}

impl AccountInputs<'_> {
    /// What is set in the first place that has it.
    pub(super) fn stated(&self) -> StatedAccount {
        let of_files =
            || self.settings.files.iter().find_map(|file| CredentialSource::of_file(self.settings, file));
        StatedAccount { client_id: self.client_id(), secret: self.of_environment().or_else(of_files) }
    }

    pub(super) fn choose(&self) -> Result<AccountChoice, ConfigError> {
        let choice = self.choose_any()?;
        let fault = match &choice {
            AccountChoice::Source(source) => one_account::fault(source, &self.address.origin, self.settings),
            _ => None,
        };
        fault.map_or(Ok(choice), Err)
    }

    fn choose_any(&self) -> Result<AccountChoice, ConfigError> {
        let foreign = self.settings.file_of(&self.address.origin);
        let Some(file) = foreign.filter(|_| !address::is_default(&self.address.value)) else {
            return self.mixed();
        };
        let doubted = address::doubted(self.address, self.settings, self.state_dir);
        let withheld = |outside: Option<&Path>| AccountChoice::Withheld {
            file: file.path.clone(),
            address: self.address.value.clone(),
            outside: outside.map(Path::to_owned),
        };
        Ok(match (self.own(file), doubted) {
            (Some(own), Some(_)) => match own.credential.value.path().filter(|path| !lies_here(path)) {
                Some(path) => withheld(Some(path)),
                None => AccountChoice::Source(own),
            },
            (Some(own), None) => AccountChoice::Source(own),
            (None, None) => self.mixed()?,
            // The user has logged in to exactly this address.
            (None, Some(_)) => match self.of_login() {
                AccountChoice::None { .. } if self.has_credentials() => withheld(None),
                choice => choice,
            },
        })
    }

    /// From the environment, else from a settings file, else from a login. The client id may come from another place
    /// than the secret, except that a login has both.
    fn mixed(&self) -> Result<AccountChoice, ConfigError> {
        if let Some(credential) = self.of_environment() {
            let source = self.client_id().map(|client_id| AccountSource { client_id, credential });
            return Ok(source.map_or_else(|| self.none(), AccountChoice::Source));
        }
        let mut misplaced = None;
        for file in &self.settings.files {
            let client_id = self.environments_client_id().or_else(|| self.clients_of(file));
            let (Some(client_id), Some(secret)) =
                (client_id.or_else(|| self.client_id()), CredentialSource::of_file(self.settings, file))
            else {
                continue;
            };
            let given_for = address::of_file(self.settings, file)?;
            if address::is_same(&given_for, &self.address.value) {
                return Ok(AccountChoice::Source(AccountSource { client_id, credential: secret }));
            }
            misplaced.get_or_insert(AccountChoice::Misplaced {
                secret: secret.value.words(),
                given_for,
                address: self.address.value.clone(),
            });
        }
        Ok(match (self.of_login(), misplaced) {
            (AccountChoice::None { .. }, Some(misplaced)) => misplaced,
            (choice, _) => choice,
        })
    }

    /// The account of the login for this address.
    fn of_login(&self) -> AccountChoice {
        let logins = match self.logins {
            Ok(logins) => logins,
            Err(error) => return AccountChoice::Unreadable(error.clone()),
        };
        let Some(login) = logins.find(self.profile, &self.address.value) else { return self.none() };
        if let Some(other) = self.client_id().filter(|stated| stated.value != login.client_id) {
            return AccountChoice::OtherClient { named_by: other.origin, login: login.name() };
        }
        AccountChoice::Source(AccountSource {
            client_id: Setting::new(login.client_id.clone(), Origin::Login),
            credential: Setting::new(CredentialSource::Login(login.clone()), Origin::Login),
        })
    }

    fn none(&self) -> AccountChoice {
        let mut login = "deskferry login".to_owned();
        if let Some(profile) = self.profile {
            login += &format!(" --profile {}", crate::journal::quoted(profile));
        }
        if !address::is_default(&self.address.value) && self.address.origin != Origin::Login {
            login += &format!(" --base-url {}", crate::journal::quoted(self.address.value.as_str()));
        }
        AccountChoice::None { address: self.address.value.clone(), login, known: self.known_logins() }
    }

    /// `you have logged in to URL, so pass --base-url URL; or `: the flag of each login. A login without a profile is not
    /// used with one.
    fn known_logins(&self) -> String {
        let logins: Vec<_> = self.logins.iter().flat_map(Logins::iter).collect();
        let flag = |login: &Login| match (self.profile, &login.profile) {
            (Some(_), None) => format!("{} without --profile", login.flag()),
            _ => login.flag(),
        };
        match logins.as_slice() {
            [] => String::new(),
            [login] => format!("you have logged in to {}, so pass {}; or ", login.base_url, flag(login)),
            logins => {
                let flags: Vec<String> = logins.iter().map(|login| flag(login)).collect();
                format!("you have logged in elsewhere, so pass {}; or ", flags.join(", or "))
            }
        }
    }

    fn of_environment(&self) -> Option<Setting<CredentialSource>> {
        let bearer = self.environment.token.clone().map(ClientCredential::Bearer);
        let api_token = self.environment.api_token.clone().map(ClientCredential::ApiToken);
        let given = Setting::of_variable("DESKERO_TOKEN", bearer)
            .or_else(|| Setting::of_variable("DESKERO_API_TOKEN", api_token))?;
        Some(given.with(CredentialSource::Given(given.value.clone())))
    }

    fn environments_client_id(&self) -> Option<Setting<String>> {
        Setting::of_variable("DESKERO_CLIENT_ID", self.environment.client_id.clone())
    }

    fn client_id(&self) -> Option<Setting<String>> {
        self.environments_client_id().or_else(|| self.settings.get(|values| values.client_id.as_ref()))
    }

    fn clients_of(&self, file: &SettingsFile) -> Option<Setting<String>> {
        self.settings.get_in(file, |values| values.client_id.as_ref())
    }

    /// The complete credentials of one settings file.
    fn own(&self, file: &SettingsFile) -> Option<AccountSource> {
        let client_id = self.clients_of(file)?;
        Some(AccountSource { client_id, credential: CredentialSource::of_file(self.settings, file)? })
    }

    /// True if there is a secret anywhere, whatever it was given for.
    fn has_credentials(&self) -> bool {
        let has_secret = |file: &SettingsFile| CredentialSource::of_file(self.settings, file).is_some();
        self.of_environment().is_some() || self.settings.files.iter().any(has_secret)
    }
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
    let alone = |path: &Path| {
        path.metadata()
            .is_ok_and(|found| !found.is_file() || link_count_at(path).is_ok_and(|names| names == 1))
    };
    here.is_ok_and(|here| there.is_ok_and(|there| there.starts_with(here) && alone(&there)))
}
