//! The database of journals: which one, and with which password.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use super::environment::Environment;
use super::error::ConfigError;
use super::origin::{Origin, Setting};
use super::settings::Settings;
use crate::database::{JournalServer, ServerCredentials, ServerPassword};

/// The value that means the file of the run.
const OWN_FILE: &str = "file";

/// Where journals are, and what opens that place.
#[derive(Debug, Clone, Default)]
pub struct JournalSettings {
    /// The server; `None` if each run has a file.
    pub server: Option<Setting<JournalServer>>,
    /// What opens the databases of journals.
    pub credentials: ServerCredentials,
    /// The file with the password that the settings name, and whether it is for a server.
    pub(super) password_file: Option<(Setting<PathBuf>, bool)>,
}

/// Resolves the flag, the environment and the settings files.
pub(super) fn resolve(
    flag: Option<String>,
    environment: &Environment,
    files: &Settings,
) -> Result<JournalSettings, ConfigError> {
    let mut passwords = Vec::new();
    let variable =
        environment.journal.clone().map(|url| Setting::new(url, Origin::Variable("DESKFERRY_JOURNAL")));
    let variable =
        variable.map(|url| parsed(&url.map(|url| url.expose_secret().to_owned()))).transpose()?.flatten();
    if let Some((server, Some(password))) = &variable {
        passwords.push((server.value.clone(), ServerPassword::Given(password.clone())));
    }
    let open = |stated: Option<Setting<String>>| stated.map(|stated| without_password(&stated)).transpose();
    let flag = open(Setting::of_flag("--journal", flag))?;
    let of_file = open(files.get(|values| values.journal.as_ref()))?;
    let server = match (flag, variable) {
        (Some(flag), _) => flag,
        (None, Some((server, _))) => Some(server),
        (None, None) if environment.journal.is_some() => None,
        (None, None) => of_file.flatten(),
    };
    let stated = stated_passwords(files);
    let password_file = files.get(|values| values.journal_password_file.as_ref()).map(|file| {
        let is_used = stated.iter().any(|(_, used)| used.origin == file.origin);
        (file, is_used)
    });
    passwords.extend(stated.into_iter().map(|(server, file)| (server, in_file(file))));
    let home_file = environment.password_file.clone().or_else(|| beside_home(environment));
    let credentials = ServerCredentials { passwords, password_file: home_file, on_warning: None };
    Ok(JournalSettings { server, credentials, password_file })
}

type Parsed = Option<(Setting<JournalServer>, Option<SecretString>)>;

fn parsed(stated: &Setting<String>) -> Result<Parsed, ConfigError> {
    if stated.value == OWN_FILE {
        return Ok(None);
    }
    let (server, password) = JournalServer::parse(&stated.value).map_err(|error| ConfigError::Journal {
        subject: stated.origin.subject("journal"),
        reason: error.to_string(),
    })?;
    Ok(Some((stated.with(server), password)))
}

/// Refuses a password where others may read it.
fn without_password(stated: &Setting<String>) -> Result<Option<Setting<JournalServer>>, ConfigError> {
    let Some((server, password)) = parsed(stated)? else { return Ok(None) };
    match (password, &stated.origin) {
        (None, _) => Ok(Some(server)),
        (Some(_), Origin::Flag(_)) => Err(ConfigError::JournalPassword {
            subject: stated.origin.subject("journal"),
            reader: "everybody on this machine can read it in the list of processes",
        }),
        (Some(_), _) => Err(ConfigError::JournalPassword {
            subject: stated.origin.subject("journal"),
            reader: "settings files are copied and shared",
        }),
    }
}

/// The servers of the sections that apply, each with the file of its password. A file is for the `journal` of its own
/// section, or, if a profile has none, for the one outside of profiles. It is for no server that a flag or the environment
/// names, unless it is the same one.
fn stated_passwords(files: &Settings) -> Vec<(JournalServer, Setting<PathBuf>)> {
    let sections = files.sections().filter_map(|(file, profile, values)| {
        let named = file.setting(profile, values.journal_password_file.as_ref()?);
        let path = file.beside(&named.value);
        let address = values.journal.as_ref().or(file.common.journal.as_ref())?;
        let (server, _) = JournalServer::parse(address.get_ref()).ok()?;
        Some((server, named.with(path)))
    });
    sections.collect()
}

fn in_file(named: Setting<PathBuf>) -> ServerPassword {
    ServerPassword::File { setting: named.origin.subject("journal_password_file"), path: named.value }
}

fn beside_home(environment: &Environment) -> Option<PathBuf> {
    environment.home.as_deref().map(|home: &Path| home.join(".pgpass"))
}
