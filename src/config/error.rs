//! Errors of settings.

use std::path::{Path, PathBuf};

use crate::file::name_of;
use crate::journal::quoted;
use crate::mapping::{near_expected, near_name};

/// A setting that can't be used. Contains no secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The settings file can't be read.
    #[error("can't read the settings file {path}: {source}; name another file with --config")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The settings file is invalid.
    #[error("{path}: {message}")]
    Faulty {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// The profile does not exist.
    #[error("{path} has no profile {name:?}; {}", profiles(.name, .known))]
    NoProfile {
        /// The file.
        path: PathBuf,
        /// The name as given.
        name: String,
        /// The profiles that exist.
        known: String,
    },
    /// A value is invalid.
    #[error("{name} can't be {value:?}: {hint}")]
    BadValue {
        /// The setting.
        name: &'static str,
        /// Its value; never a secret.
        value: String,
        /// What it should look like.
        hint: &'static str,
    },
    /// There are no credentials.
    #[error(
        "no credentials: set DESKERO_CLIENT_ID, and DESKERO_API_TOKEN (or DESKERO_TOKEN for a bearer token); or \
         try without an account with --sandbox"
    )]
    NoAccount,
    /// The token file was given for another address.
    #[error(
        "the token in {} is for {given_for}, so it is not sent to {address}; set DESKERO_API_TOKEN for {address}, \
         or name a settings file with --config that has base_url {} and its own token file",
        quoted_path(.token), quoted(.address)
    )]
    OtherAddress {
        /// The token file.
        token: PathBuf,
        /// The address in its settings file, or the default.
        given_for: String,
        /// The address that was to be used.
        address: String,
    },
    /// A settings file in the working directory sets an address, but has no credentials for it.
    #[error(
        "{} in this folder sets another address, {address}, without its own credentials, so your \
         credentials are not sent there; if the address is right, pass --base-url {} once (it is then \
         remembered for this file), or add client_id and api_token_file (or token_file) to the file",
        quoted_path(.file), quoted(.address)
    )]
    ForeignAddress {
        /// The settings file.
        file: PathBuf,
        /// The address in it.
        address: String,
    },
    /// A settings file in the working directory sets an address, and names a credential outside of it.
    #[error(
        "{} in this folder sets another address, {address}, and its token file, {}, is a link or outside this \
         folder, so the token is not sent to that address; if the address is right, pass --base-url {} once (it is then \
         remembered for this file)",
        quoted_path(.file), quoted_path(.secret), quoted(.address)
    )]
    ForeignSecret {
        /// The settings file.
        file: PathBuf,
        /// The address in it.
        address: String,
        /// The file with the credential.
        secret: PathBuf,
    },
    /// The run folder is outside the working directory, and the user has not named it.
    #[error(
        "the folder of runs {} points outside this folder, to {}; if that is right, pass --run-dir {}",
        quoted_path(.path), quoted_path(.to), quoted_path(.to)
    )]
    RunsElsewhere {
        /// The path as given.
        path: PathBuf,
        /// Where it leads.
        to: PathBuf,
    },
    /// The run folder belongs to another user.
    #[error(
        "the folder of runs {} belongs to another user (uid {owner}); if that is right, pass --run-dir {}",
        quoted_path(.path), quoted_path(.path)
    )]
    RunsOfAnother {
        /// The folder.
        path: PathBuf,
        /// The other user.
        owner: u32,
    },
}

/// Lists the profiles.
fn profiles(name: &str, known: &str) -> String {
    match (known, near_name(name, known.split(", "))) {
        ("", _) => "it has none: add [profile.NAME], or leave --profile out".to_owned(),
        (known, Some(near)) => format!("{near} it has: {known}"),
        (known, None) => format!("it has: {known}"),
    }
}

/// A path quoted for a shell.
fn quoted_path(path: &Path) -> String {
    quoted(&name_of(path))
}

impl ConfigError {
    /// An error in a settings file, with its position. The line itself is not shown, because it may contain a
    /// credential.
    pub(super) fn faulty(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default();
            format!("line {}, column {}", before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        let near = near_expected(&format!("{}, `profile`", error.message()))
            .map_or_else(String::new, |near| format!("; {near}"));
        let message = match place {
            Some(place) => format!("{place}: {}{near}", error.message()),
            None => format!("{}{near}", error.to_string().trim_end()),
        };
        Self::Faulty { path: path.to_owned(), message }
    }
}

/// An address without user, query and fragment, which may contain a password or a key.
pub(super) fn without_secrets(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match address.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_an_address_are_not_shown() {
        let shown = ["https://me:hush@ho st/", "https://ho st/?key=hush", "ho st"].map(without_secrets);
        assert_eq!(shown, ["…@ho st/", "https://ho st/", "ho st"]);
    }
}
