//! Where the credentials of an account are, and how they are read. They are read only when a command needs them: a
//! keyring may ask for a password, and a command may want a finger on a key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::error::ConfigError;
use super::origin::Setting;
use super::settings::Settings;
use super::settings_file::{ChosenBy, SettingsFile, SettingsValues};
use super::token_command::TokenCommand;
use crate::api::ClientCredential;
use crate::file::{name_of, read_regular_text, read_text};
use crate::journal::quoted;
use crate::login::Login;

/// The identity used for the API.
#[derive(Debug, Clone)]
pub struct ConfiguredAccount {
    /// The value of the `clientId` header.
    pub client_id: String,
    /// A bearer token, or the API token.
    pub credential: ClientCredential,
}

/// An account whose credential may not have been read yet.
#[derive(Debug, Clone)]
pub(super) struct AccountSource {
    pub(super) client_id: Setting<String>,
    pub(super) credential: Setting<CredentialSource>,
}

impl AccountSource {
    /// Reads the credential. A command or a keyring gets this much time.
    pub(super) fn read(&self, limit: Duration) -> Result<ConfiguredAccount, ConfigError> {
        let client_id = self.client_id.value.clone();
        Ok(ConfiguredAccount { client_id, credential: self.credential.value.read(limit)? })
    }
}

/// Where the parts of an account come from, for people.
#[derive(Debug, Clone)]
pub struct CredentialPlaces {
    /// The place of the client id.
    pub client_id: String,
    /// The place of the secret.
    pub secret: String,
    /// True for a bearer token, false for an API token.
    pub is_bearer: bool,
}

impl AccountSource {
    pub(super) fn places(&self) -> CredentialPlaces {
        let secret = match &self.credential.value {
            CredentialSource::Given(_) => self.credential.origin.to_string(),
            source => source.words(),
        };
        let is_bearer = self.credential.value.is_bearer();
        CredentialPlaces { client_id: self.client_id.origin.to_string(), secret, is_bearer }
    }
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecretKind {
    Bearer,
    ApiToken,
}

impl SecretKind {
    /// The setting that names a file with such a secret.
    fn setting_of_file(self) -> &'static str {
        match self {
            Self::Bearer => "token_file",
            Self::ApiToken => "api_token_file",
        }
    }
}

/// Where a credential is.
#[derive(Debug, Clone)]
pub(super) enum CredentialSource {
    /// In the environment.
    Given(ClientCredential),
    /// In a file that a settings file names.
    File {
        path: PathBuf,
        kind: SecretKind,
        /// True if the settings file was found in the working directory.
        found: bool,
    },
    /// A command prints it.
    Command(TokenCommand),
    /// `deskferry login` keeps it.
    Login(Login),
}

impl CredentialSource {
    /// The secret that a settings file names. One in the profile's section replaces any kind outside of it.
    pub(super) fn of_file(settings: &Settings, file: &SettingsFile) -> Option<Setting<Self>> {
        settings.find_in(file, |(file, profile, values)| Self::of_section(file, profile, values))
    }

    pub(super) fn of_section(
        file: &SettingsFile,
        profile: Option<&str>,
        values: &SettingsValues,
    ) -> Option<Setting<Self>> {
        let found = file.chosen_by == ChosenBy::Folder;
        let of_path = |path: &Option<toml::Spanned<PathBuf>>, kind: SecretKind| {
            let named = file.setting(profile, path.as_ref()?);
            let path = file.beside(&named.value);
            Some(named.with(Self::File { path, kind, found }))
        };
        let of_command = || {
            let words = file.setting(profile, values.token_command.as_ref()?);
            let command = TokenCommand { words: words.value.clone(), named_in: file.path.clone() };
            Some(words.with(Self::Command(command)))
        };
        of_path(&values.token_file, SecretKind::Bearer)
            .or_else(|| of_path(&values.api_token_file, SecretKind::ApiToken))
            .or_else(of_command)
    }

    /// The file with the secret.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Given(_) | Self::Command(_) | Self::Login(_) => None,
        }
    }

    /// True for a bearer token, false for an API token.
    pub(super) fn is_bearer(&self) -> bool {
        matches!(self, Self::Given(ClientCredential::Bearer(_)) | Self::File { kind: SecretKind::Bearer, .. })
    }

    /// Where the secret is, for people.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Given(_) => "the environment".to_owned(),
            Self::File { path, .. } => quoted(&name_of(path)),
            Self::Command(command) => format!("token_command in {}", name_of(&command.named_in)),
            Self::Login(login) => login.place(),
        }
    }

    fn read(&self, limit: Duration) -> Result<ClientCredential, ConfigError> {
        match self {
            Self::Given(credential) => Ok(credential.clone()),
            Self::File { path, kind, found } => {
                let secret = secret(path, *kind, *found)?;
                Ok(match kind {
                    SecretKind::Bearer => ClientCredential::Bearer(secret),
                    SecretKind::ApiToken => ClientCredential::ApiToken(secret),
                })
            }
            Self::Command(command) => Ok(ClientCredential::ApiToken(command.run(limit)?)),
            Self::Login(login) => Ok(ClientCredential::ApiToken(login.api_token(limit)?)),
        }
    }
}

/// Reads a token file. If a found settings file names it, it must be a regular file.
fn secret(path: &Path, kind: SecretKind, found: bool) -> Result<SecretString, ConfigError> {
    let read = if found { read_regular_text(path) } else { read_text(path) };
    let text = read.map(SecretString::from);
    let text = text.map_err(|source| {
        let setting = kind.setting_of_file();
        ConfigError::UnreadableToken { path: path.to_owned(), setting, source }
    })?;
    match text.expose_secret().trim() {
        "" => Err(ConfigError::EmptyToken { path: path.to_owned() }),
        token => Ok(SecretString::from(token.to_owned())),
    }
}
