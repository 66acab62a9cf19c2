//! Reads the environment; no other file does.

use std::ffi::OsString;
use std::path::PathBuf;

use secrecy::SecretString;

use super::proxy::ProxyVariables;
use crate::mapping::near_name;
use crate::storage::StoreOptions;
use crate::system::home_folder;

/// Every variable that begins with our names.
const OURS: [&str; 11] = [
    "DESKERO_API_TOKEN",
    "DESKERO_BASE_URL",
    "DESKERO_CLIENT_ID",
    "DESKERO_TOKEN",
    "DESKFERRY_CLOCK_SHIFT",
    "DESKFERRY_FAIL_POINT",
    "DESKFERRY_JOURNAL",
    "DESKFERRY_LANGUAGE",
    "DESKFERRY_NOTIFY_URL",
    "DESKFERRY_PASSPHRASE",
    "DESKFERRY_PING_URL",
];

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
    /// `DESKFERRY_JOURNAL`, which may have a password
    pub journal: Option<SecretString>,
    /// `PGPASSFILE`
    pub password_file: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`
    pub config_home: Option<PathBuf>,
    /// `XDG_STATE_HOME`
    pub state_home: Option<PathBuf>,
    /// `HOME`; on Windows, the profile folder
    pub home: Option<PathBuf>,
    /// `DESKFERRY_LANGUAGE`
    pub language: Option<String>,
    /// True if `DISPLAY` or `WAYLAND_DISPLAY` names a screen; a browser needs one
    pub has_screen: bool,
    /// `DESKFERRY_PING_URL`
    pub ping_url: Option<SecretString>,
    /// `DESKFERRY_NOTIFY_URL`
    pub notify_url: Option<SecretString>,
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
    pub proxy: ProxyVariables,
    /// Variables whose names begin like ours, but that mean nothing.
    pub unknown: Vec<String>,
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
            journal: get("DESKFERRY_JOURNAL").map(SecretString::from),
            password_file: get("PGPASSFILE").map(PathBuf::from),
            config_home: folder("XDG_CONFIG_HOME"),
            state_home: folder("XDG_STATE_HOME"),
            home: home_folder(folder("HOME")),
            language: get("DESKFERRY_LANGUAGE"),
            has_screen: get("DISPLAY").or_else(|| get("WAYLAND_DISPLAY")).is_some(),
            ping_url: get("DESKFERRY_PING_URL").map(SecretString::from),
            notify_url: get("DESKFERRY_NOTIFY_URL").map(SecretString::from),
            proxy: proxies(),
            unknown: unknown(),
            fail_point: get("DESKFERRY_FAIL_POINT"),
            clock_shift: get("DESKFERRY_CLOCK_SHIFT"),
        }
    }
}

/// As the HTTP library does, with capital letters first. It ignores them in a CGI program, where `HTTP_PROXY` is a header
/// of the request.
fn proxies() -> ProxyVariables {
    if std::env::var_os("REQUEST_METHOD").is_some() {
        return ProxyVariables::default();
    }
    let first =
        |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, std::env::var(name).ok()?)));
    ProxyVariables {
        https: first(["HTTPS_PROXY", "https_proxy"]),
        http: first(["HTTP_PROXY", "http_proxy"]),
        all: first(["ALL_PROXY", "all_proxy"]),
        none: first(["NO_PROXY", "no_proxy"]),
    }
}

/// Names only: a value may be a secret with a misspelt name.
fn unknown() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let is_like_ours = |name: &String| {
        let capital = name.to_ascii_uppercase();
        ["DESKERO_", "DESKFERRY_"].iter().any(|start| capital.starts_with(start))
    };
    let mut unknown: Vec<String> =
        names.filter(is_like_ours).filter(|name| !OURS.contains(&name.as_str())).collect();
    unknown.sort_unstable();
    unknown
}

/// The variable that was probably meant. One with a word more has another meaning, such as `DESKERO_API_TOKEN_FILE`.
pub(super) fn near_variable(name: &str) -> Option<String> {
    let is_as_long = |own: &&str| own.len().abs_diff(name.len()) <= LONGER;
    near_name(&name.to_ascii_uppercase(), OURS.into_iter().filter(is_as_long))
}

/// A misspelt name is so many letters longer or shorter.
const LONGER: usize = 2;

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
