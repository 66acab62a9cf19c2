//! Resolves every setting: flags, then environment, then settings files, then defaults.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::account::{AccountChoice, AccountInputs, StatedAccount};
use super::credential_source::{ConfiguredAccount, CredentialPlaces};
use super::environment::Environment;
use super::error::ConfigError;
use super::journal::{self, JournalSettings};
use super::origin::{Origin, Setting};
use super::proxy::Proxy;
use super::settings::Settings;
use super::settings_file::{ChosenBy, DEFAULT_FILE, SecretText};
use super::{address, folders, run_dir, values};
use crate::api::PhotoEncoding;
use crate::behavior::AccountBehavior;
use crate::language::ReportLanguage;
use crate::login::{LOGINS_FILE, LoginError, Logins};
use crate::monitor::PingStyle;
use crate::storage::StoreOptions;

/// The default rate, in requests per second.
pub const DEFAULT_RATE: f64 = crate::account::DEFAULT_RATE;
/// The default number of requests in flight.
pub const DEFAULT_CONCURRENCY: usize = 8;
/// The default timeout of a call.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// The default number of traces of each kind.
pub const DEFAULT_KEEP_TRACES: usize = 100;
/// The default run folder.
pub const DEFAULT_RUN_DIR: &str = "deskferry-runs";

/// The values of flags; `None` if a flag is not given.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--profile`
    pub profile: Option<String>,
    /// True if the profile need not exist, because the command makes it.
    pub makes_profile: bool,
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
    /// `--journal`
    pub journal: Option<String>,
}

/// All settings, resolved, each with the place that it comes from.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address of the API.
    pub base_url: Setting<Url>,
    /// The profile.
    pub profile: Option<String>,
    /// The account, or why there is none.
    pub(super) account: AccountChoice,
    /// What is set for an account, even if there is none.
    pub(super) stated: StatedAccount,
    /// The settings file found in the working directory, if the address is its and nobody has confirmed it.
    pub(super) doubted: Option<PathBuf>,
    /// Requests per second; `None` means no limit.
    pub rate: Setting<Option<f64>>,
    /// The maximum number of requests in flight, at least 1.
    pub concurrency: Setting<usize>,
    pub(super) run_dir: Setting<PathBuf>,
    /// True if the user named the run folder, and not a settings file found here.
    run_dir_is_named: bool,
    /// The state folder, which all processes of this user on this machine share: recent inserts,
    /// and trusted addresses.
    pub state_dir: PathBuf,
    /// The user's configuration folder: a settings file and the logins.
    pub(super) config_dir: Option<PathBuf>,
    /// The settings files that were read, in their order.
    pub(super) files: Vec<PathBuf>,
    /// The timeout of a call, from its start to the last byte.
    pub timeout: Setting<Duration>,
    /// The text form in which photos are written.
    pub photo_encoding: Setting<PhotoEncoding>,
    /// What `deskferry doctor --probe` has found out about the account.
    pub behavior: Option<AccountBehavior>,
    /// Why the file of that can't be used.
    pub behavior_fault: Option<String>,
    /// The language of reports; `None` if it is not set.
    pub language: Setting<Option<ReportLanguage>>,
    /// The address to ping after success. It is secret, because anyone who knows it can keep the monitor quiet.
    pub ping_url: Option<Setting<SecretString>>,
    /// What the monitor at that address is told; `None` if it is not set.
    pub ping_style: Option<Setting<PingStyle>>,
    /// How many traces of each kind are kept.
    pub keep_traces: Setting<usize>,
    /// The address that is told how jobs end. It is secret, because anyone who knows it can write there.
    pub notify_url: Option<Setting<SecretString>>,
    /// The proxy that is set for the address, without its password.
    pub proxy: Option<Proxy>,
    /// Environment variables that mean nothing, but whose names begin like ours.
    pub(super) unknown: Vec<String>,
    /// True if the passphrase of backups is set.
    pub(super) has_passphrase: bool,
    /// The settings for object stores.
    pub store: StoreOptions,
    /// Where the journals of new runs are.
    pub journal: JournalSettings,
}

impl Config {
    /// The state folder, which no settings file can change.
    pub fn state_dir_of(environment: &Environment) -> PathBuf {
        folders::state_dir(environment)
    }

    /// Resolves every setting. Reads only files that are named, and those of the working directory and of the user's
    /// configuration folder.
    pub fn resolve(flags: Flags, environment: Environment) -> Result<Self, ConfigError> {
        let config_dir = folders::config_dir(&environment);
        let state_dir = folders::state_dir(&environment);
        let profile = flags.profile.as_deref();
        let files = Settings::read(flags.config.as_deref(), profile, config_dir.as_deref())?;
        let logins = config_dir.as_deref().map_or_else(|| Ok(Logins::default()), Logins::read);
        let logins = logins.map_err(Arc::new);
        if !flags.makes_profile {
            check_profile(profile, &files, logins.as_ref().ok())?;
        }
        let known = logins.as_ref().ok();
        let base_url = address::resolve(flags.base_url.as_deref(), &environment, &files, known, profile)?;
        address::remember(&base_url, &files, &state_dir)?;
        let (account, stated) = {
            let (address, settings, environment) = (&base_url, &files, &environment);
            let (logins, state_dir) = (&logins, state_dir.as_path());
            let inputs = AccountInputs { address, settings, environment, logins, profile, state_dir };
            (inputs.choose()?, inputs.stated())
        };
        let doubted = address::doubted(&base_url, &files, &state_dir).map(|file| file.path.clone());
        let journal = journal::resolve(flags.journal, &environment, &files)?;
        let proxy = environment.proxy.of(&base_url.value);
        let run_dir = Setting::of_flag("--run-dir", flags.run_dir)
            .or_else(|| files.get(|values| values.run_dir.as_ref()))
            .unwrap_or_else(|| Setting::by_default(PathBuf::from(DEFAULT_RUN_DIR)));
        Ok(Self {
            account,
            stated,
            doubted,
            base_url,
            journal,
            rate: rate(flags.rate, &files)?,
            concurrency: concurrency(flags.concurrency, &files)?,
            run_dir_is_named: is_named(&run_dir, &files),
            run_dir,
            store: environment.store.noted_in(&state_dir),
            state_dir,
            config_dir,
            files: files.files.iter().map(|file| file.path.clone()).collect(),
            timeout: timeout(flags.timeout, &files)?,
            photo_encoding: photo_encoding(&files),
            language: language(flags.language, environment.language, &files)?,
            profile: flags.profile,
            proxy,
            unknown: environment.unknown,
            has_passphrase: environment.passphrase.is_some(),
            ping_url: Setting::of_variable("DESKFERRY_PING_URL", environment.ping_url)
                .or_else(|| secret(files.get(|values| values.ping_url.as_ref()))),
            ping_style: ping_style(&files)?,
            keep_traces: keep_traces(&files),
            notify_url: Setting::of_variable("DESKFERRY_NOTIFY_URL", environment.notify_url)
                .or_else(|| secret(files.get(|values| values.notify_url.as_ref()))),
            behavior: None,
            behavior_fault: None,
        }
        .with_behavior())
    }

    /// The account, or an error that says how to configure one. Reads its credential: a keyring may ask for a password,
    /// and a command may run.
    pub fn account(&self) -> Result<ConfiguredAccount, ConfigError> {
        match (&self.account, self.account.problem()) {
            (AccountChoice::Given(account), _) => Ok(account.clone()),
            (AccountChoice::Source(source), _) => source.read(self.timeout.value),
            (_, Some(problem)) => Err(problem),
            (_, None) => Err(self.no_account()),
        }
    }

    /// Where the parts of the account come from; `None` without an account.
    pub fn credential_places(&self) -> Option<CredentialPlaces> {
        match &self.account {
            AccountChoice::Source(source) => Some(source.places()),
            _ => None,
        }
    }

    fn no_account(&self) -> ConfigError {
        let (address, login) = (self.base_url.value.to_string(), "deskferry login".to_owned());
        ConfigError::NoAccount { address, login, known: String::new() }
    }

    /// The run folder. If the user has not named it, it must be in the working directory and belong to the user.
    pub fn run_dir(&self) -> Result<&Path, ConfigError> {
        if !self.run_dir_is_named {
            run_dir::check_run_dir(&self.run_dir.value, Path::new("."))?;
        }
        Ok(&self.run_dir.value)
    }

    /// Uses this account at this address instead of the configured one.
    pub fn set_account(&mut self, base_url: Url, account: ConfiguredAccount) {
        self.base_url = Setting::new(base_url, Origin::Flag("--sandbox"));
        self.account = AccountChoice::Given(account);
    }

    /// The folder of logins.
    pub fn login_dir(&self) -> Result<&Path, LoginError> {
        self.config_dir.as_deref().ok_or(LoginError::NoFolder)
    }

    /// Refuses to log in to an address that only a settings file found in the working directory names.
    pub fn check_login_address(&self) -> Result<(), ConfigError> {
        let refused = |file: &PathBuf| ConfigError::FoundAddress {
            file: file.clone(),
            address: self.base_url.value.to_string(),
        };
        self.doubted.as_ref().map_or(Ok(()), |file| Err(refused(file)))
    }

    /// Why there is no account; `None` if there is one, whose credential may still be unreadable.
    pub fn account_problem(&self) -> Option<ConfigError> {
        self.account.problem()
    }

    /// The files of settings and secrets that apply, and whether each has a secret.
    pub fn files(&self) -> Vec<(PathBuf, bool)> {
        let settings = self.files.iter().map(|path| (path.clone(), false));
        let secret = match &self.account {
            AccountChoice::Source(source) => source.credential.value.path().map(Path::to_owned),
            _ => None,
        };
        let logins = self.config_dir.as_ref().map(|folder| folder.join(LOGINS_FILE));
        let logins = logins.filter(|path| path.exists());
        settings.chain(secret.into_iter().chain(logins).map(|path| (path, true))).collect()
    }

    /// False if the rate is the default, because nobody has stated one.
    pub fn rate_is_stated(&self) -> bool {
        self.rate.origin != Origin::Default
    }

    /// The environment variable or the settings file whose credentials are used although there is a login for the
    /// address.
    pub fn used_before_login(&self) -> Option<&Origin> {
        match &self.account {
            AccountChoice::Source(source) if source.credential.origin != Origin::Login => {
                Some(&source.credential.origin)
            }
            _ => None,
        }
    }
}

fn rate(flag: Option<String>, files: &Settings) -> Result<Setting<Option<f64>>, ConfigError> {
    let said = Setting::of_flag("--rate", flag).or_else(|| files.get(|values| values.rate.as_ref()));
    said.map_or_else(|| Ok(Setting::by_default(Some(DEFAULT_RATE))), |text| text.read(values::rate))
}

fn timeout(flag: Option<String>, files: &Settings) -> Result<Setting<Duration>, ConfigError> {
    let said = Setting::of_flag("--timeout", flag).or_else(|| files.get(|values| values.timeout.as_ref()));
    said.map_or_else(|| Ok(Setting::by_default(DEFAULT_TIMEOUT)), |text| text.read(values::timeout))
}

fn concurrency(flag: Option<usize>, files: &Settings) -> Result<Setting<usize>, ConfigError> {
    let said =
        Setting::of_flag("--concurrency", flag).or_else(|| files.get(|values| values.concurrency.as_ref()));
    said.unwrap_or_else(|| Setting::by_default(DEFAULT_CONCURRENCY)).read(values::concurrency)
}

fn language(
    flag: Option<String>,
    variable: Option<String>,
    files: &Settings,
) -> Result<Setting<Option<ReportLanguage>>, ConfigError> {
    let said = Setting::of_flag("--language", flag)
        .or_else(|| Setting::of_variable("DESKFERRY_LANGUAGE", variable))
        .or_else(|| files.get(|values| values.language.as_ref()));
    said.map_or_else(|| Ok(Setting::by_default(None)), |text| text.read(values::language))
}

fn photo_encoding(files: &Settings) -> Setting<PhotoEncoding> {
    let said = files.get(|values| values.photo_encoding.as_ref());
    said.unwrap_or_else(|| Setting::by_default(PhotoEncoding::default()))
}

fn secret(address: Option<Setting<SecretText>>) -> Option<Setting<SecretString>> {
    Some(address?.map(|url| url.0))
}

fn ping_style(files: &Settings) -> Result<Option<Setting<PingStyle>>, ConfigError> {
    let said = files.get(|values| values.ping_style.as_ref());
    said.map(|style| style.read(values::ping_style)).transpose()
}

fn keep_traces(files: &Settings) -> Setting<usize> {
    let said = files.get(|values| values.keep_traces.as_ref());
    said.unwrap_or_else(|| Setting::by_default(DEFAULT_KEEP_TRACES))
}

/// True if the user named this very folder. A relative path in the user's own settings file means another folder in each
/// working directory, so it is no choice of one.
fn is_named(run_dir: &Setting<PathBuf>, files: &Settings) -> bool {
    match files.file_of(&run_dir.origin).map(|file| file.chosen_by) {
        Some(ChosenBy::Flag) => true,
        Some(ChosenBy::User) => run_dir.value.is_absolute(),
        Some(ChosenBy::Folder) => false,
        None => run_dir.origin != Origin::Default,
    }
}

/// A profile exists if a settings file has it, or if the user has logged in with it.
fn check_profile(
    profile: Option<&str>,
    files: &Settings,
    logins: Option<&Logins>,
) -> Result<(), ConfigError> {
    let Some(name) = profile else { return Ok(()) };
    if files.has_profile() || logins.is_none_or(|logins| logins.of_profile(name).is_some()) {
        return Ok(());
    }
    let mut known = files.profiles();
    known.extend(logins.into_iter().flat_map(Logins::iter).filter_map(|login| login.profile.as_deref()));
    known.sort_unstable();
    known.dedup();
    let mut paths: Vec<PathBuf> = files.files.iter().map(|file| file.path.clone()).collect();
    if paths.is_empty() {
        paths.push(PathBuf::from(DEFAULT_FILE));
    }
    Err(ConfigError::NoProfile { paths, name: name.to_owned(), known: known.join(", ") })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let host = |config: &Config| config.base_url.value.host_str().unwrap().to_owned();
        let resolved = Config::resolve(flags(Some("https://flag.example")), environment.clone()).unwrap();
        assert_eq!(host(&resolved), "flag.example");
        let resolved = Config::resolve(flags(None), environment).unwrap();
        assert_eq!(host(&resolved), "env.example");
        let resolved = Config::resolve(flags(None), Environment::default()).unwrap();
        assert_eq!(
            (host(&resolved).as_str(), resolved.rate.value, resolved.concurrency.value),
            ("file.example", Some(1.0), 3)
        );
        let line = |origin: &Origin| match origin {
            Origin::File { line, profile, .. } => (*line, profile.clone()),
            other => panic!("{other}"),
        };
        assert_eq!(line(&resolved.base_url.origin), (1, None));
        assert_eq!(line(&resolved.rate.origin), (4, Some("test".to_owned())));
        assert_eq!(resolved.timeout.origin, Origin::Default);
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
