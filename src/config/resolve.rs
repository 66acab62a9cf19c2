//! Resolves every setting: flags, then environment, then settings file, then defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::account::{AccountChoice, ConfiguredAccount, ConfiguredAddress};
use super::base_url::{DEFAULT_BASE_URL, base_url};
use super::duration::parse_duration;
use super::environment::Environment;
use super::error::ConfigError;
use super::run_dir;
use super::settings_file::SettingsFile;
use crate::api::PhotoEncoding;
use crate::language::ReportLanguage;
use crate::storage::StoreOptions;

/// The default rate, in requests per second.
pub const DEFAULT_RATE: f64 = crate::account::DEFAULT_RATE;
/// The default number of requests in flight.
pub const DEFAULT_CONCURRENCY: usize = 8;
/// The default timeout of a call.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// The default run folder.
pub const DEFAULT_RUN_DIR: &str = "deskferry-runs";

/// The values of flags; `None` if a flag is not given.
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
    /// `--language`
    pub language: Option<String>,
}

/// All settings, resolved.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address of the API.
    pub base_url: Url,
    /// The account, or why there is none.
    account: AccountChoice,
    /// Requests per second; `None` means no limit.
    pub rate: Option<f64>,
    /// False if the rate is the default, because nobody has stated one.
    pub rate_is_stated: bool,
    /// The maximum number of requests in flight, at least 1.
    pub concurrency: usize,
    run_dir: PathBuf,
    /// True if the user named the run folder, and not a settings file found here.
    run_dir_is_named: bool,
    /// The state folder, which all processes of this user on this machine share: recent inserts,
    /// and trusted addresses.
    pub state_dir: PathBuf,
    /// The timeout of a call, from its start to the last byte.
    pub timeout: Duration,
    /// The text form in which photos are written.
    pub photo_encoding: PhotoEncoding,
    /// The language of reports; `None` if it is not set.
    pub language: Option<ReportLanguage>,
    /// The address to ping after success. It is secret, because anyone who knows it can keep the monitor quiet.
    pub ping_url: Option<SecretString>,
    /// The settings for object stores.
    pub store: StoreOptions,
}

impl Config {
    /// Resolves every setting. Reads only files that are named, and `deskferry.toml` in the working directory.
    pub fn resolve(flags: Flags, environment: Environment) -> Result<Self, ConfigError> {
        let SettingsFile { values: file, found } =
            SettingsFile::read(flags.config.as_deref(), flags.profile.as_deref())?;
        let state_dir = state_dir(&environment);
        let of_file = file.base_url.as_deref().map(base_url).transpose()?;
        let said = flags.base_url.as_deref().or(environment.base_url.as_deref()).map(base_url).transpose()?;
        let reach =
            ConfiguredAddress { said: said.as_ref(), of_file: of_file.as_ref(), found: found.as_deref() };
        if flags.base_url.is_some() {
            reach.remember(&state_dir);
        }
        let account = reach.account(&file, &environment, &state_dir)?;
        let run_dir_is_named = flags.run_dir.is_some() || (file.run_dir.is_some() && found.is_none());
        Ok(Self {
            account,
            base_url: said.or(of_file).map_or_else(|| base_url(DEFAULT_BASE_URL), Ok)?,
            rate_is_stated: flags.rate.is_some() || file.rate.is_some(),
            rate: rate(flags.rate.or(file.rate).as_deref())?,
            concurrency: concurrency(flags.concurrency.or(file.concurrency))?,
            run_dir: flags.run_dir.or(file.run_dir).unwrap_or_else(|| PathBuf::from(DEFAULT_RUN_DIR)),
            run_dir_is_named,
            store: environment.store.noted_in(&state_dir),
            state_dir,
            timeout: timeout(flags.timeout.or(file.timeout).as_deref())?,
            photo_encoding: file.photo_encoding.unwrap_or_default(),
            language: language(flags.language.or(environment.language).or(file.language).as_deref())?,
            ping_url: environment.ping_url,
        })
    }

    /// The account, or an error that says how to configure one.
    pub fn account(&self) -> Result<&ConfiguredAccount, ConfigError> {
        self.account.account()
    }

    /// The run folder. If the user has not named it, it must be in the working directory and belong to the user.
    pub fn run_dir(&self) -> Result<&Path, ConfigError> {
        if !self.run_dir_is_named {
            run_dir::check_run_dir(&self.run_dir, Path::new("."))?;
        }
        Ok(&self.run_dir)
    }

    /// Uses this account instead of the configured one.
    pub fn set_account(&mut self, account: ConfiguredAccount) {
        self.account = AccountChoice::Account(account);
    }
}

/// The state folder, one per user. `XDG_RUNTIME_DIR` is not used, because cron jobs do not have it.
fn state_dir(environment: &Environment) -> PathBuf {
    let in_home = |home: &PathBuf| home.join(".local/state/deskferry");
    let named = environment.state_home.as_ref().map(|folder| folder.join("deskferry"));
    let fallback = || std::env::temp_dir().join(format!("deskferry-{}", rustix::process::geteuid().as_raw()));
    named.or_else(|| environment.home.as_ref().map(in_home)).unwrap_or_else(fallback)
}

/// Parses `10`, `10/s` or `600/m`; 0 means no limit.
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
        hint: "give requests per second (10 or 10/s), per minute (600/m) or per hour; 0 means no limit",
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
            hint: "give the number of requests that may run at the same time, from 1 to 1000",
        }),
    }
}

fn timeout(text: Option<&str>) -> Result<Duration, ConfigError> {
    let Some(text) = text else { return Ok(DEFAULT_TIMEOUT) };
    parse_duration(text).ok().filter(|time| !time.is_zero()).ok_or_else(|| ConfigError::BadValue {
        name: "--timeout",
        value: text.to_owned(),
        hint: "give a timeout such as 300ms, 30s or 5m; a number without a unit means seconds",
    })
}

fn language(text: Option<&str>) -> Result<Option<ReportLanguage>, ConfigError> {
    let read = |text: &str| {
        let bad = |_| ConfigError::BadValue {
            name: "--language",
            value: text.to_owned(),
            hint: "give it, en, fr, es or de",
        };
        text.parse().map_err(bad)
    };
    text.map(read).transpose()
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
    fn rates_are_parsed(#[case] text: Option<&str>, #[case] expected: Result<Option<f64>, ()>) {
        assert_eq!(rate(text).map_err(drop), expected);
    }

    #[test]
    fn flags_override_the_environment_and_the_environment_overrides_the_file() {
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
    fn the_state_folder_belongs_to_the_user() {
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
    fn debug_output_shows_no_secret() {
        let environment = Environment {
            client_id: Some("me".into()),
            api_token: Some(SecretString::from("hush")),
            ..Environment::default()
        };
        let config = Config::resolve(Flags::default(), environment.clone()).unwrap();
        assert!(!format!("{config:?}{environment:?}").contains("hush"));
    }
}
