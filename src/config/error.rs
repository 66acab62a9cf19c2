//! Errors of settings.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::exit_status::ExitStatus;
use crate::file::name_of;
use crate::journal::quoted;
use crate::login::LoginError;
use crate::mapping::{near_expected, near_name};

/// A setting that can't be used. Contains no secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The settings file can't be read.
    #[error("can't read the settings file {}: {source}; {}", name_of(.path), instead(.source))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file with a token can't be read.
    #[error(
        "can't read the token file {}: {source}; make it a file that you can read, or name another one as {setting}",
        name_of(.path)
    )]
    UnreadableToken {
        /// The file.
        path: PathBuf,
        /// The setting that names it.
        setting: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A file with a token has none.
    #[error("the token file {} is empty; put the token into it", name_of(.path))]
    EmptyToken {
        /// The file.
        path: PathBuf,
    },
    /// The settings file is invalid.
    #[error("{path}: {message}{}", near.as_ref().map_or_else(String::new, |near| format!("; {near}")))]
    Faulty {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
        /// The name that was probably meant.
        near: Option<String>,
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
        "{} in this folder has a {name}, but a folder may come from anybody, so nothing is sent there; move \
         {name} to deskferry.toml in your configuration folder (~/.config/deskferry), or name the file with \
         --config if you trust it",
        quoted_path(.path)
    )]
    FoundUrl {
        /// The settings file.
        path: PathBuf,
        /// `journal`, `notify_url` or `ping_url`
        name: &'static str,
    },
    /// The database of journals can't be used as it is set.
    #[error("{subject}: {reason}")]
    Journal {
        /// The setting.
        subject: String,
        /// Why.
        reason: String,
    },
    /// The address of the database of journals has a password.
    #[error(
        "{subject} has a password, and {reader}: leave it out, and set DESKFERRY_JOURNAL to the address with its \
         password, or name a file with it as PGPASSFILE or journal_password_file"
    )]
    JournalPassword {
        /// The setting.
        subject: String,
        /// Who may read it there.
        reader: &'static str,
    },
    /// The program that prints the API token failed.
    #[error("token_command in {}: {what}; {remedy}", name_of(.path))]
    TokenCommand {
        /// The settings file.
        path: PathBuf,
        /// What went wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// A signal came while the program that prints the API token was running.
    #[error(
        "stopped by {signal} while token_command in {} was running; the program was ended, and nothing was sent",
        name_of(.path)
    )]
    Interrupted {
        /// The settings file.
        path: PathBuf,
        /// The name of the signal.
        signal: &'static str,
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

/// What to do about a settings file that can't be read.
fn instead(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::NotFound => "name another file with --config",
        io::ErrorKind::PermissionDenied => "make it readable for you, or name another file with --config",
        _ => "move it away, or name another file with --config",
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
        let near = near_expected(&format!("{}, `profile`", error.message()));
        let message = match place {
            Some(place) => format!("{place}: {}", error.message()),
            None => error.to_string().trim_end().to_owned(),
        };
        Self::Faulty { path: path.to_owned(), message: message.replace('\n', ", "), near }
    }

    /// How a command ends with this error.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Interrupted { .. } => ExitStatus::Stopped,
            _ => ExitStatus::Usage,
        }
    }

    /// What is wrong, and what to do about it. Values, paths and words of other programs may contain any character, so
    /// only texts of this file are split.
    pub fn what_and_remedy(&self) -> (String, String) {
        let all = self.to_string();
        let before = |end: &str| all.len().checked_sub(end.len() + 2).and_then(|at| all.get(..at));
        let what = match self {
            Self::BadValue { hint, .. } => before(hint),
            Self::TokenCommand { remedy, .. } => before(remedy),
            Self::Faulty { near: Some(near), .. } => before(near),
            Self::Faulty { near: None, .. } => None,
            Self::Unreadable { source, .. } => before(instead(source)),
            Self::UnreadableToken { .. } => all.rsplit_once("; ").map(|(what, _)| what),
            _ => all.split_once("; ").or_else(|| all.split_once(": ")).map(|(what, _)| what),
        };
        let remedy = what.and_then(|what| all.get(what.len() + 2..));
        let remedy = remedy.unwrap_or("correct the file at this place; docs/settings.md has all settings");
        (what.unwrap_or(&all).to_owned(), remedy.to_owned())
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
    fn what_is_wrong_ends_where_the_advice_begins() {
        let parts = |error: ConfigError| {
            let all = error.to_string();
            let (what, remedy) = error.what_and_remedy();
            assert!(all.starts_with(&what), "{all}");
            (what, remedy)
        };
        let path = || PathBuf::from("a; b: c.toml");
        let faulty = |near| ConfigError::Faulty { path: path(), message: "line 1: x; y: z".into(), near };
        let whole = "a; b: c.toml: line 1: x; y: z".to_owned();
        assert_eq!(
            parts(faulty(Some("did you mean `x`?".into()))),
            (whole.clone(), "did you mean `x`?".into())
        );
        assert_eq!(parts(faulty(None)).0, whole);
        let value =
            ConfigError::BadValue { name: "rate".into(), value: "5; 6: 7".into(), hint: "give one: 5; 6" };
        assert_eq!(parts(value), ("rate can't be \"5; 6: 7\"".into(), "give one: 5; 6".into()));
        let source = || io::Error::other("it is a; b");
        let unreadable = parts(ConfigError::Unreadable { path: path(), source: source() });
        assert_eq!(unreadable.1, "move it away, or name another file with --config");
        let token = ConfigError::UnreadableToken { path: path(), setting: "token_file", source: source() };
        assert!(parts(token).0.ends_with("it is a; b"));
        let (what, remedy) = ("\"op\" failed: sign in; then: go".to_owned(), "run it; look: see".to_owned());
        let command = ConfigError::TokenCommand { path: path(), what, remedy: remedy.clone() };
        assert_eq!(parts(command).1, remedy);
        let empty = parts(ConfigError::EmptyToken { path: "t".into() });
        assert_eq!(empty, ("the token file t is empty".into(), "put the token into it".into()));
    }

    #[test]
    fn secrets_in_an_address_are_not_shown() {
        let shown = ["https://me:hush@ho st/", "https://ho st/?key=hush", "ho st"].map(without_secrets);
        assert_eq!(shown, ["…@ho st/", "https://ho st/", "ho st"]);
    }
}
