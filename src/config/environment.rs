//! Reads the environment; no other file does.

use std::ffi::OsString;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::storage::StoreOptions;

/// The variables that name a proxy for https, in the order of the HTTP library.
const PROXIES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The environment variables that deskferry uses.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `DESKERO_BASE_URL`
    pub base_url: Option<String>,
    /// `DESKERO_CLIENT_ID`
    pub client_id: Option<String>,
    /// `DESKERO_TOKEN`, a bearer token
    pub token: Option<SecretString>,
    /// `DESKERO_API_TOKEN`, for the token call
    pub api_token: Option<SecretString>,
    /// `DESKFERRY_PASSPHRASE`, for backups; kept if it is set but empty, so that it is refused
    pub passphrase: Option<SecretString>,
    /// `AWS_...`, for object stores
    pub store: StoreOptions,
    /// `XDG_CONFIG_HOME`
    pub config_home: Option<PathBuf>,
    /// `XDG_STATE_HOME`
    pub state_home: Option<PathBuf>,
    /// `HOME`
    pub home: Option<PathBuf>,
    /// `DESKFERRY_LANGUAGE`
    pub language: Option<String>,
    /// `DESKFERRY_PING_URL`
    pub ping_url: Option<SecretString>,
    /// `DESKFERRY_NOTIFY_URL`
    pub notify_url: Option<SecretString>,
    /// The proxy for the default address: `HTTPS_PROXY` or `ALL_PROXY`
    pub proxy: Option<(&'static str, String)>,
    /// `DESKFERRY_FAIL_POINT`, for tests
    pub fail_point: Option<String>,
    /// `DESKFERRY_CLOCK_SHIFT`, for tests
    pub clock_shift: Option<String>,
}

impl Environment {
    /// Reads the process's environment. An empty variable counts as unset, except the passphrase: whoever sets it wants
    /// encryption.
    pub fn read() -> Self {
        let get = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        // As the XDG specification says, a relative path counts as unset.
        let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        Self {
            base_url: get("DESKERO_BASE_URL"),
            client_id: get("DESKERO_CLIENT_ID"),
            token: get("DESKERO_TOKEN").map(SecretString::from),
            api_token: get("DESKERO_API_TOKEN").map(SecretString::from),
            passphrase: std::env::var_os("DESKFERRY_PASSPHRASE").map(passphrase),
            store: StoreOptions::from_variables(variables()),
            config_home: folder("XDG_CONFIG_HOME"),
            state_home: folder("XDG_STATE_HOME"),
            home: folder("HOME"),
            language: get("DESKFERRY_LANGUAGE"),
            ping_url: get("DESKFERRY_PING_URL").map(SecretString::from),
            notify_url: get("DESKFERRY_NOTIFY_URL").map(SecretString::from),
            proxy: PROXIES.iter().find_map(|name| Some((*name, get(name)?))),
            fail_point: get("DESKFERRY_FAIL_POINT"),
            clock_shift: get("DESKFERRY_CLOCK_SHIFT"),
        }
    }
}

/// A passphrase that is not text can't be typed, so it counts as empty.
fn passphrase(value: OsString) -> SecretString {
    let value = value.into_string().unwrap_or_default();
    if value.trim().is_empty() { SecretString::default() } else { value.into() }
}

/// All variables that are valid UTF-8.
fn variables() -> impl Iterator<Item = (String, SecretString)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?.into())))
}
