//! Settings that can't be used.

use std::path::{Path, PathBuf};

use crate::file::name_of;
use crate::journal::quoted;

/// A setting that can't be used. No secret stands in it.
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
    /// The settings file has a fault.
    #[error("{path}: {message}")]
    Faulty {
        /// The file.
        path: PathBuf,
        /// What and where.
        message: String,
    },
    /// A profile that is not there.
    #[error("{path} has no profile {name:?}; {}", profiles(.known))]
    NoProfile {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// What is there.
        known: String,
    },
    /// A value that can't be used.
    #[error("{name} can't be {value:?}: {hint}")]
    BadValue {
        /// The setting.
        name: &'static str,
        /// Its value; never a secret.
        value: String,
        /// What it should be.
        hint: &'static str,
    },
    /// No credentials.
    #[error(
        "no credentials: set DESKERO_CLIENT_ID, and DESKERO_API_TOKEN (or DESKERO_TOKEN for a bearer); or \
         try without an account with --sandbox"
    )]
    NoAccount,
    /// A token file that was given for another address.
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
    /// A settings file of the working folder names an address, and has no credentials for it.
    #[error(
        "{} in this folder sets another address, {address}, without its own credentials, so your \
         credentials are not sent there; if the address is right, pass --base-url {} once, and it is \
         remembered for this file; otherwise, add client_id and api_token_file (or token_file) to the \
         file", quoted_path(.file), quoted(.address)
    )]
    ForeignAddress {
        /// The settings file.
        file: PathBuf,
        /// The address in it.
        address: String,
    },
    /// A settings file of the working folder names an address, and a credential that lies elsewhere.
    #[error(
        "{} in this folder sets another address, {address}, and names a token file, {}, that is outside this \
         folder or a link, so the token is not sent there; if the address is right, pass --base-url {} once, \
         and it is remembered for this file",
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
    /// The folder of runs leads out of the working folder, and the user has not said so.
    #[error(
        "the folder of runs {} points outside this folder, to {}; if that is right, pass --run-dir {}",
        quoted_path(.path), quoted_path(.to), quoted_path(.to)
    )]
    RunsElsewhere {
        /// As it is named.
        path: PathBuf,
        /// Where it leads.
        to: PathBuf,
    },
    /// The folder of runs belongs to somebody else.
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

/// Which profiles there are.
fn profiles(known: &str) -> String {
    match known {
        "" => "it has none: add [profile.NAME], or leave --profile out".to_owned(),
        known => format!("it has: {known}"),
    }
}

/// As a shell takes it.
fn quoted_path(path: &Path) -> String {
    quoted(&name_of(path))
}

impl ConfigError {
    /// A fault in the text of a settings file: where it is and what is wrong. The line itself is not shown, since a
    /// credential may stand in it.
    pub(super) fn faulty(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default();
            format!("line {}, column {}", before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        let message = match place {
            Some(place) => format!("{place}: {}", error.message()),
            None => error.to_string().trim_end().to_owned(),
        };
        Self::Faulty { path: path.to_owned(), message }
    }
}

/// An address without what may be a password or a key in it: user, query and fragment.
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
    fn an_address_keeps_its_secrets() {
        let shown = ["https://me:hush@ho st/", "https://ho st/?key=hush", "ho st"].map(without_secrets);
        assert_eq!(shown, ["…@ho st/", "https://ho st/", "ho st"]);
    }
}
