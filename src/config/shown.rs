//! The settings as `config show` and `doctor` show them: values, places, no secrets.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::account::AccountChoice;
use super::credential_source::{AccountSource, CredentialSource};
use super::environment::near_variable;
use super::error::without_secrets;
use super::origin::{Origin, Setting};
use super::proxy::ProxyUse;
use super::resolve::Config;
use crate::api::PhotoEncoding;
use crate::file::name_of;

/// What stands for a secret.
const HIDDEN: &str = "***";
/// A client id of at least this length is shown by its last characters.
const LONG_ID: usize = 12;
const SHOWN_OF_ID: usize = 4;

/// One setting for people and programs. Secrets are masked.
#[derive(Debug, Clone, Serialize)]
pub struct ShownSetting {
    /// The name, as in the settings file.
    pub name: String,
    /// The value; null if it is not set.
    pub value: Value,
    /// Where it comes from, for people.
    pub from: String,
    /// Where it comes from, for programs.
    pub origin: Origin,
    /// False if it is set, but has no effect.
    #[serde(rename = "used")]
    pub is_used: bool,
}

/// An environment variable whose name begins like ours, but that means nothing.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownVariable {
    /// Its name.
    pub name: String,
    /// The name that was probably meant, as a question.
    pub near: Option<String>,
}

/// All settings, and the places that were looked at.
#[derive(Debug, Clone, Serialize)]
pub struct ShownSettings {
    /// The settings files that were read, the first one first.
    pub files: Vec<PathBuf>,
    /// The user's configuration folder.
    pub config_dir: Option<PathBuf>,
    /// The state folder.
    pub state_dir: PathBuf,
    /// The settings.
    pub settings: Vec<ShownSetting>,
    /// The file of what `deskferry doctor --probe` has found out about the account; null without an account.
    pub behavior_file: Option<PathBuf>,
    /// When the account was probed; null if it is not known how it behaves.
    pub probed_at: Option<String>,
    /// Why it is not known although there is a file.
    pub behavior_problem: Option<String>,
    /// Why there is no account.
    pub problem: Option<String>,
    /// Environment variables that mean nothing.
    pub unknown_variables: Vec<UnknownVariable>,
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = match self {
            Self::Flag(name) => json!({"kind": "flag", "name": name}),
            Self::Variable(name) => json!({"kind": "environment", "name": name}),
            Self::File { path, line, profile } => {
                json!({"kind": "file", "path": name_of(path), "line": line, "profile": profile})
            }
            Self::Login => json!({"kind": "login"}),
            Self::Run => json!({"kind": "run"}),
            Self::Probe => json!({"kind": "probe"}),
            Self::Default => json!({"kind": "default"}),
        };
        value.serialize(serializer)
    }
}

impl Config {
    /// All settings with their places. Reads no credential.
    pub fn shown(&self) -> ShownSettings {
        let mut settings = self.account_shown();
        settings.extend(self.values_shown());
        settings.extend(self.secrets_shown());
        ShownSettings {
            files: self.files.clone(),
            config_dir: self.config_dir.clone(),
            state_dir: self.state_dir.clone(),
            settings,
            behavior_file: self.behavior_file().map(|file| file.path().to_owned()),
            probed_at: self.behavior.as_ref().map(|behavior| behavior.probed_at.clone()),
            behavior_problem: self.unusable_behavior(),
            problem: self.account.problem().map(|problem| problem.to_string()),
            unknown_variables: self.unknown_variables(),
        }
    }

    /// Environment variables that mean nothing, but whose names begin like ours.
    pub fn unknown_variables(&self) -> Vec<UnknownVariable> {
        let of = |name: &String| UnknownVariable { name: name.clone(), near: near_variable(name) };
        self.unknown.iter().map(of).collect()
    }

    /// The address of the database of the journals, for `run.json`; `None` if each run has a file.
    pub fn journal_address(&self) -> Option<String> {
        self.journal.server.as_ref().map(|server| server.value.shown().to_owned())
    }

    /// The account in a few words: its address, and the end of its client id.
    pub fn account_shortly(&self) -> String {
        let address = without_secrets(self.base_url.value.as_str());
        match &self.account {
            AccountChoice::Source(source) => format!("{address} ({})", masked(&source.client_id.value)),
            _ => address,
        }
    }

    fn account_shown(&self) -> Vec<ShownSetting> {
        let profile = self.profile.clone().map(|name| Setting::new(name, Origin::Flag("--profile")));
        let profile = profile.map(|profile| shown("profile", &profile, |name| json!(name)));
        let mut all: Vec<ShownSetting> = profile.into_iter().collect();
        all.push(shown("base_url", &self.base_url, |address| json!(without_secrets(address.as_str()))));
        match &self.account {
            AccountChoice::Source(AccountSource { client_id, credential }) => {
                all.push(shown("client_id", client_id, |id| json!(masked(id))));
                all.push(secret(credential));
            }
            _ => all.extend(self.unused_account()),
        }
        all
    }

    /// What is set for an account that can't be used.
    fn unused_account(&self) -> Vec<ShownSetting> {
        let client_id = self.stated.client_id.as_ref();
        let client_id = client_id.map_or_else(
            || shown("client_id", &Setting::by_default(()), |()| Value::Null),
            |id| unused(shown("client_id", id, |id| json!(masked(id)))),
        );
        [client_id].into_iter().chain(self.stated.secret.as_ref().map(secret).map(unused)).collect()
    }

    fn values_shown(&self) -> Vec<ShownSetting> {
        let encoding = |encoding: &PhotoEncoding| match encoding {
            PhotoEncoding::Hex => json!("hex"),
            PhotoEncoding::Base64 => json!("base64"),
        };
        vec![
            shown("rate", &self.rate, |rate| {
                json!(rate.map_or_else(|| "no limit".to_owned(), |rate| format!("{rate}/s")))
            }),
            shown("concurrency", &self.concurrency, |number| json!(number)),
            shown("timeout", &self.timeout, |time: &Duration| json!(format!("{}s", time.as_secs_f64()))),
            shown("run_dir", &self.run_dir, |path| json!(name_of(path))),
            shown("photo_encoding", &self.photo_encoding, encoding),
            shown("keep_traces", &self.keep_traces, |number| json!(number)),
            shown("language", &self.language, |language| json!(language.unwrap_or_default().to_string())),
        ]
    }

    /// What only the environment can set, and the address that is told; most of it secret.
    fn secrets_shown(&self) -> Vec<ShownSetting> {
        let ping = self.ping_url.as_ref().map(|url| shown("ping_url", url, |_| json!(HIDDEN)));
        let style =
            self.ping_style.as_ref().map(|style| shown("ping_style", style, |style| json!(style.name())));
        let passphrase = self.has_passphrase.then_some(("passphrase", "DESKFERRY_PASSPHRASE"));
        let proxy = self.proxy.as_ref().map(|proxy| {
            let setting = shown("proxy", &proxy.address, |text| json!(text));
            match proxy.used {
                ProxyUse::Used | ProxyUse::Socks => setting,
                _ => unused(setting),
            }
        });
        let hidden = |(name, variable): (&str, &'static str)| {
            shown(name, &Setting::new((), Origin::Variable(variable)), |()| json!(HIDDEN))
        };
        let notify = self.notify_url.as_ref().map(|url| shown("notify_url", url, |_| json!(HIDDEN)));
        let store = self.store.shown().into_iter().map(|(variable, value)| {
            let value = value.map_or_else(|| HIDDEN.to_owned(), |text| without_secrets(&text));
            let setting = Setting::new(value, Origin::Variable(variable));
            shown(&variable.to_lowercase(), &setting, |text| json!(text))
        });
        let told = notify.into_iter().chain(ping).chain(style);
        self.journal_shown().chain(proxy).chain(told).chain(passphrase.map(hidden)).chain(store).collect()
    }

    /// Where journals are, and the file with the password. It is not read.
    fn journal_shown(&self) -> impl Iterator<Item = ShownSetting> {
        let server = self.journal.server.as_ref();
        let server = server.map(|journal| shown("journal", journal, |server| json!(server.shown())));
        let file = self.journal.password_file.as_ref().map(|(file, is_used)| {
            let setting = shown("journal_password_file", file, |path| json!(name_of(path)));
            if *is_used { setting } else { unused(setting) }
        });
        server.into_iter().chain(file)
    }
}

/// A credential, and what holds it.
fn secret(credential: &Setting<CredentialSource>) -> ShownSetting {
    let name = if credential.value.is_bearer() { "token" } else { "api_token" };
    let mut setting = shown(name, credential, |_| json!(HIDDEN));
    if !matches!(credential.origin, Origin::Variable(_)) {
        setting.from = format!("{}: {}", setting.from, credential.value.words());
    }
    setting
}

/// A setting that has no effect.
fn unused(setting: ShownSetting) -> ShownSetting {
    ShownSetting { from: format!("{}, not used", setting.from), is_used: false, ..setting }
}

fn shown<T>(name: &str, setting: &Setting<T>, value: impl FnOnce(&T) -> Value) -> ShownSetting {
    ShownSetting {
        name: name.to_owned(),
        value: value(&setting.value),
        from: setting.origin.to_string(),
        origin: setting.origin.clone(),
        is_used: true,
    }
}

/// The end of a long client id, enough to tell two accounts apart.
pub(super) fn masked(id: &str) -> String {
    let length = id.chars().count();
    let end: String = id.chars().skip(length.saturating_sub(SHOWN_OF_ID)).collect();
    if length < LONG_ID { HIDDEN.to_owned() } else { format!("{HIDDEN}{end}") }
}
