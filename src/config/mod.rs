//! Settings, resolved once: flags before environment before file before defaults.
//!
//! This is the one place that reads the environment. Secrets come from the environment or from files, never from
//! flags, which stand in the process list.

mod environment;
mod error;
mod span;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::api::{Credential, PhotoEncoding};
use crate::file::store::StoreOptions;

pub use environment::Environment;
pub use error::ConfigError;
pub use span::{positive_span, span};

/// The address of the API where nothing else is said.
pub const DEFAULT_BASE_URL: &str = "https://api.deskero.com";
/// Requests a second where nothing else is said.
pub const DEFAULT_RATE: f64 = 10.0;
/// Requests in flight where nothing else is said.
pub const DEFAULT_CONCURRENCY: usize = 8;
/// The time for one call where nothing else is said.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// The folder of runs where nothing else is said.
pub const DEFAULT_RUN_DIR: &str = "deskferry-runs";
/// The file that is read where none is named and it is there.
pub const DEFAULT_FILE: &str = "deskferry.toml";

/// What the flags say; `None` leaves it to the environment, the file, or the default.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--profile`
    pub profile: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--rate`
    pub rate: Option<String>,
    /// `--concurrency`
    pub concurrency: Option<usize>,
    /// `--run-dir`
    pub run_dir: Option<PathBuf>,
    /// `--timeout`
    pub timeout: Option<String>,
}

/// `deskferry.toml`: settings at the top, and under `[profile.NAME]` what a profile changes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    base_url: Option<String>,
    client_id: Option<String>,
    token_file: Option<PathBuf>,
    api_token_file: Option<PathBuf>,
    #[serde(default, deserialize_with = "text_or_number")]
    rate: Option<String>,
    concurrency: Option<usize>,
    run_dir: Option<PathBuf>,
    #[serde(default, deserialize_with = "text_or_number")]
    timeout: Option<String>,
    photo_encoding: Option<PhotoEncoding>,
}

/// `rate = 5` is as good as `rate = "5/s"`, and `timeout = 60` as `timeout = "60s"`.
fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }))
}

impl Values {
    /// What `self` leaves open, `other` decides.
    fn or(self, other: Self) -> Self {
        Self {
            base_url: self.base_url.or(other.base_url),
            client_id: self.client_id.or(other.client_id),
            token_file: self.token_file.or(other.token_file),
            api_token_file: self.api_token_file.or(other.api_token_file),
            rate: self.rate.or(other.rate),
            concurrency: self.concurrency.or(other.concurrency),
            run_dir: self.run_dir.or(other.run_dir),
            timeout: self.timeout.or(other.timeout),
            photo_encoding: self.photo_encoding.or(other.photo_encoding),
        }
    }
}

/// Everything, resolved.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the API is.
    pub base_url: Url,
    /// The client id and how to prove it; absent where no command of this run needs an account.
    pub account: Option<Account>,
    /// Requests a second; `None` is no limit.
    pub rate: Option<f64>,
    /// The most requests in flight, from 1.
    pub concurrency: usize,
    /// The folder of runs.
    pub run_dir: PathBuf,
    /// The user's folder for what processes on this machine must know of each other: the locks of accounts, and who was inserted lately.
    pub state_dir: PathBuf,
    /// For one call, from its start to the last byte.
    pub timeout: Duration,
    /// The text form in which photos are written.
    pub photo_encoding: PhotoEncoding,
    /// Whom to tell that a job succeeded; a secret, because who knows it can keep the monitor quiet.
    pub ping_url: Option<SecretString>,
    /// For object stores.
    pub store: StoreOptions,
}

/// Who we are to the API.
#[derive(Debug, Clone)]
pub struct Account {
    /// The value of the `clientId` header.
    pub client_id: String,
    /// A bearer, or the API token.
    pub credential: Credential,
}

impl Config {
    /// Resolves every setting. Only files that are named, or `deskferry.toml` in this folder, are read.
    pub fn resolve(flags: Flags, environment: Environment) -> Result<Self, ConfigError> {
        let file = values(flags.config.as_deref(), flags.profile.as_deref())?;
        let state_dir = state_dir(&environment);
        let base = flags.base_url.or(environment.base_url).or(file.base_url.clone());
        let account = account(environment.client_id, environment.token, environment.api_token, &file)?;
        Ok(Self {
            base_url: base_url(&base.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned()))?,
            account,
            rate: rate(flags.rate.or(file.rate).as_deref())?,
            concurrency: concurrency(flags.concurrency.or(file.concurrency))?,
            run_dir: flags.run_dir.or(file.run_dir).unwrap_or_else(|| PathBuf::from(DEFAULT_RUN_DIR)),
            state_dir,
            timeout: timeout(flags.timeout.or(file.timeout).as_deref())?,
            photo_encoding: file.photo_encoding.unwrap_or_default(),
            ping_url: environment.ping_url,
            store: environment.store,
        })
    }

    /// The account, or the error that says how to give one.
    pub fn account(&self) -> Result<&Account, ConfigError> {
        self.account.as_ref().ok_or(ConfigError::NoAccount)
    }
}

/// One folder a user, the same for all of the user's processes: not `XDG_RUNTIME_DIR`, which a login shell has and a
/// job of cron has not.
fn state_dir(environment: &Environment) -> PathBuf {
    let in_home = |home: &PathBuf| home.join(".local/state/deskferry");
    let named = environment.state_home.as_ref().map(|folder| folder.join("deskferry"));
    let fallback = || std::env::temp_dir().join(format!("deskferry-{}", rustix::process::geteuid().as_raw()));
    named.or_else(|| environment.home.as_ref().map(in_home)).unwrap_or_else(fallback)
}

fn values(path: Option<&Path>, profile: Option<&str>) -> Result<Values, ConfigError> {
    let default = Path::new(DEFAULT_FILE);
    let path = match path {
        Some(path) => path,
        None if default.is_file() => default,
        None if profile.is_none() => return Ok(Values::default()),
        None => default,
    };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    let faulty = |error: toml::de::Error| ConfigError::faulty(path, &text, &error);
    let mut table: toml::Table = toml::from_str(&text).map_err(faulty)?;
    let profiles = table.remove("profile").unwrap_or_else(|| toml::Table::new().into());
    let mut profiles: BTreeMap<String, Values> = profiles.try_into().map_err(faulty)?;
    let common: Values = table.try_into().map_err(faulty)?;
    let Some(name) = profile else { return Ok(common) };
    let known = profiles.keys().cloned().collect::<Vec<_>>().join(", ");
    let chosen = profiles.remove(name);
    let missing = || ConfigError::NoProfile { path: path.to_owned(), name: name.to_owned(), known };
    Ok(chosen.ok_or_else(missing)?.or(common))
}

fn account(
    client_id: Option<String>,
    token: Option<SecretString>,
    api_token: Option<SecretString>,
    file: &Values,
) -> Result<Option<Account>, ConfigError> {
    let credential = match (token, api_token) {
        (Some(token), _) => Some(Credential::Bearer(token)),
        (None, Some(token)) => Some(Credential::ApiToken(token)),
        (None, None) => match (&file.token_file, &file.api_token_file) {
            (Some(path), _) => Some(Credential::Bearer(secret(path)?)),
            (None, Some(path)) => Some(Credential::ApiToken(secret(path)?)),
            (None, None) => None,
        },
    };
    let client_id = client_id.or_else(|| file.client_id.clone());
    Ok(client_id.zip(credential).map(|(client_id, credential)| Account { client_id, credential }))
}

fn secret(path: &Path) -> Result<SecretString, ConfigError> {
    let text = std::fs::read_to_string(path).map(SecretString::from);
    let text = text.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    Ok(SecretString::from(text.expose_secret().trim().to_owned()))
}

fn base_url(text: &str) -> Result<Url, ConfigError> {
    Url::parse(text).map_err(|_| ConfigError::BadValue {
        name: "the base URL",
        value: error::without_secrets(text),
        hint: "it should look like https://api.deskero.com",
    })
}

/// `10`, `10/s`, `600/m`; 0 is no limit.
fn rate(text: Option<&str>) -> Result<Option<f64>, ConfigError> {
    let Some(text) = text else { return Ok(Some(DEFAULT_RATE)) };
    let (number, seconds) = match text.trim().rsplit_once('/') {
        None => (text.trim(), 1.0),
        Some((number, "s")) => (number, 1.0),
        Some((number, "m")) => (number, 60.0),
        Some((number, "h")) => (number, 3600.0),
        Some(_) => ("", 1.0),
    };
    let bad = || ConfigError::BadValue {
        name: "--rate",
        value: text.to_owned(),
        hint: "give requests a second (10 or 10/s), a minute (600/m) or an hour; 0 is no limit",
    };
    let rate = number.trim().parse::<f64>().map_err(|_| bad())? / seconds;
    match rate {
        0.0 => Ok(None),
        rate if rate.is_finite() && rate > 0.0 => Ok(Some(rate)),
        _ => Err(bad()),
    }
}

fn concurrency(value: Option<usize>) -> Result<usize, ConfigError> {
    match value.unwrap_or(DEFAULT_CONCURRENCY) {
        value @ 1..=1000 => Ok(value),
        value => Err(ConfigError::BadValue {
            name: "--concurrency",
            value: value.to_string(),
            hint: "give the most requests in flight, from 1 to 1000",
        }),
    }
}

fn timeout(text: Option<&str>) -> Result<Duration, ConfigError> {
    let Some(text) = text else { return Ok(DEFAULT_TIMEOUT) };
    span(text).ok().filter(|time| !time.is_zero()).ok_or_else(|| ConfigError::BadValue {
        name: "--timeout",
        value: text.to_owned(),
        hint: "give the time that one call may take, such as 300ms, 30s or 5m; a bare number is seconds",
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, Ok(Some(10.0)))]
    #[case(Some("0"), Ok(None))]
    #[case(Some("10/s"), Ok(Some(10.0)))]
    #[case(Some("600/m"), Ok(Some(10.0)))]
    #[case(Some("1800/h"), Ok(Some(0.5)))]
    #[case(Some("-1"), Err(()))]
    #[case(Some("10/d"), Err(()))]
    #[case(Some("inf"), Err(()))]
    #[case(Some("fast"), Err(()))]
    fn rates(#[case] text: Option<&str>, #[case] expected: Result<Option<f64>, ()>) {
        assert_eq!(rate(text).map_err(drop), expected);
    }

    #[test]
    fn flags_go_before_environment_before_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d.toml");
        std::fs::write(
            &path,
            "base_url = \"https://file.example\"\nrate = \"5\"\n[profile.test]\nrate = \"1\"\nconcurrency = 3\n",
        )
        .unwrap();
        let flags = |base: Option<&str>| Flags {
            config: Some(path.clone()),
            profile: Some("test".into()),
            base_url: base.map(Into::into),
            ..Flags::default()
        };
        let environment =
            Environment { base_url: Some("https://env.example".into()), ..Environment::default() };
        let host = |config: &Config| config.base_url.host_str().unwrap().to_owned();
        let resolved = Config::resolve(flags(Some("https://flag.example")), environment.clone()).unwrap();
        assert_eq!(host(&resolved), "flag.example");
        let resolved = Config::resolve(flags(None), environment).unwrap();
        assert_eq!(host(&resolved), "env.example");
        let resolved = Config::resolve(flags(None), Environment::default()).unwrap();
        assert_eq!(
            (host(&resolved).as_str(), resolved.rate, resolved.concurrency),
            ("file.example", Some(1.0), 3)
        );
    }

    #[test]
    fn the_folder_of_locks_is_the_users() {
        let state = Environment {
            state_home: Some("/state".into()),
            home: Some("/home/me".into()),
            ..Environment::default()
        };
        assert_eq!(state_dir(&state), Path::new("/state/deskferry"));
        let home = Environment { state_home: None, ..state };
        assert_eq!(state_dir(&home), Path::new("/home/me/.local/state/deskferry"));
        let none = state_dir(&Environment { home: None, ..home });
        assert!(none.starts_with(std::env::temp_dir()));
        assert!(!none.ends_with("deskferry"), "it names the user");
    }

    #[test]
    fn nothing_secret_is_in_debug() {
        let environment = Environment {
            client_id: Some("me".into()),
            api_token: Some(SecretString::from("hush")),
            ..Environment::default()
        };
        let config = Config::resolve(Flags::default(), environment.clone()).unwrap();
        assert!(!format!("{config:?}{environment:?}").contains("hush"));
    }
}
