//! Errors of settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::file::name_of;
use crate::journal::quoted;
use crate::login::LoginError;
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
    #[error("{} no profile {name:?}; {}", have(.paths), profiles(.paths, .name, .known))]
    NoProfile {
        /// The settings files.
        paths: Vec<PathBuf>,
        /// The name as given.
        name: String,
        /// The profiles that exist.
        known: String,
    },
    /// A value is invalid.
    #[error("{name} can't be {value:?}: {hint}")]
    BadValue {
        /// The setting and the place that it comes from.
        name: String,
        /// Its value; never a secret.
        value: String,
        /// What it should look like.
        hint: &'static str,
    },
    /// There are no credentials.
    #[error(
        "no credentials for {address}: {known}run `{login}` once; or set DESKERO_CLIENT_ID, and DESKERO_API_TOKEN (or \
         DESKERO_TOKEN for a bearer token); or try without an account with --sandbox"
    )]
    NoAccount {
        /// The address without credentials.
        address: String,
        /// The logins that there are, as the beginning of the advice; empty without any.
        known: String,
        /// The command that logs in.
        login: String,
    },
    /// The token file was given for another address.
    #[error(
        "the token in {secret} is for {given_for}, so it is not sent to {address}; set DESKERO_API_TOKEN for \
         {address}, or name a settings file with --config that has base_url {} and its own token file",
        quoted(.address)
    )]
    OtherAddress {
        /// Where the token is.
        secret: String,
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
    /// A settings file in the working directory sets the address for which the user wants to log in.
    #[error(
        "{} in this folder sets another address, {address}, so your credentials are not sent there; if you want to \
         log in to that address, pass --base-url {}",
        quoted_path(.file), quoted(.address)
    )]
    FoundAddress {
        /// The settings file.
        file: PathBuf,
        /// The address in it.
        address: String,
    },
    /// A settings file in the working directory names a program.
    #[error(
        "{} in this folder has a token_command, but a folder may come from anybody, so it is not run; move \
         token_command to deskferry.toml in your configuration folder (~/.config/deskferry), or name the file with \
         --config if you trust it",
        quoted_path(.path)
    )]
    FoundCommand {
        /// The settings file.
        path: PathBuf,
    },
    /// A settings file in the working directory names an address that is to be told.
    #[error(
        "{} in this folder has a notify_url, but a folder may come from anybody, so nothing is sent there; move \
         notify_url to deskferry.toml in your configuration folder (~/.config/deskferry), or name the file with \
         --config if you trust it",
        quoted_path(.path)
    )]
    FoundNotifyUrl {
        /// The settings file.
        path: PathBuf,
    },
    /// The program that prints the API token failed.
    #[error("token_command in {}: {reason}", name_of(.path))]
    TokenCommand {
        /// The settings file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The address, the client id and the secret of an account come from two settings files.
    #[error(
        "{} has {what}, but {} has the {used} of the account, so it is not clear which account you mean, and nothing \
         is sent; put base_url, client_id and the token of one account into one file, or remove {what} from {}",
        name_of(.file), name_of(.other), name_of(.file)
    )]
    MixedAccount {
        /// The settings file that comes first.
        file: PathBuf,
        /// The settings that it has.
        what: String,
        /// The settings file that would be used.
        other: PathBuf,
        /// What comes from that file.
        used: &'static str,
    },
    /// The login is one of another client than the configured one.
    #[error(
        "{named_by} names another client than the login for {login}; remove it, or log in with that client: \
         deskferry login"
    )]
    OtherClient {
        /// Where the client id comes from.
        named_by: String,
        /// The address and the profile of the login.
        login: String,
    },
    /// The logins can't be read.
    #[error(transparent)]
    Login(Arc<LoginError>),
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

impl From<LoginError> for ConfigError {
    fn from(error: LoginError) -> Self {
        Self::Login(Arc::new(error))
    }
}

/// `a.toml has`, or `a.toml and b.toml have`.
fn have(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(name_of).collect();
    format!("{} {}", names.join(" and "), if names.len() == 1 { "has" } else { "have" })
}

/// Lists the profiles.
fn profiles(paths: &[PathBuf], name: &str, known: &str) -> String {
    let have = if paths.len() == 1 { "it has" } else { "they have" };
    match (known, near_name(name, known.split(", "))) {
        ("", _) => format!("{have} none: add [profile.NAME], or run `deskferry login --profile NAME`"),
        (known, Some(near)) => format!("{near} {have}: {known}"),
        (known, None) => format!("{have}: {known}"),
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
