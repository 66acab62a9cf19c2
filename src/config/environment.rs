//! The one place that reads the environment.

use std::path::PathBuf;

use secrecy::SecretString;

/// What the environment says.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `DESKERO_BASE_URL`
    pub base_url: Option<String>,
    /// `DESKERO_CLIENT_ID`
    pub client_id: Option<String>,
    /// `DESKERO_TOKEN`, a bearer
    pub token: Option<SecretString>,
    /// `DESKERO_API_TOKEN`, for the token call
    pub api_token: Option<SecretString>,
    /// `XDG_STATE_HOME`
    pub state_home: Option<PathBuf>,
    /// `HOME`
    pub home: Option<PathBuf>,
    /// `DESKFERRY_FAIL_POINT`, for tests
    pub fail_point: Option<String>,
}

impl Environment {
    /// Reads the process's environment; a variable that is empty counts as not set.
    pub fn read() -> Self {
        let get = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        // The XDG specification: a path that is not absolute counts as not set.
        let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        Self {
            base_url: get("DESKERO_BASE_URL"),
            client_id: get("DESKERO_CLIENT_ID"),
            token: get("DESKERO_TOKEN").map(SecretString::from),
            api_token: get("DESKERO_API_TOKEN").map(SecretString::from),
            state_home: folder("XDG_STATE_HOME"),
            home: folder("HOME"),
            fail_point: get("DESKFERRY_FAIL_POINT"),
        }
    }
}
