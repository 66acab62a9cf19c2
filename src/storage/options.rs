//! The settings of an object store: the environment variables that other S3 tools use too.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

/// The variables with the store's address.
pub(super) const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];
/// The variables that nobody else may see, and other usual ones.
const SECRETS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
const PLAIN: [&str; 3] = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ALLOW_HTTP"];

/// The `AWS_...` variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`,
/// `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP` and others known to the object_store crate. Profiles (`~/.aws`) are not
/// read.
#[derive(Clone, Default)]
pub struct StoreOptions {
    pub(super) variables: Vec<(String, SecretString)>,
    pub(super) state_dir: Option<PathBuf>,
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.variables.iter().map(|(name, _)| name)).finish()
    }
}

impl StoreOptions {
    /// Keeps the variables that begin with `AWS_` and are not empty.
    pub fn from_variables(variables: impl IntoIterator<Item = (String, SecretString)>) -> Self {
        let ours = |(name, value): &(String, SecretString)| {
            name.starts_with("AWS_") && !value.expose_secret().trim().is_empty()
        };
        Self { variables: variables.into_iter().filter(ours).collect(), state_dir: None }
    }

    /// The variables that are set, for people; the value only if it is no secret.
    pub(crate) fn shown(&self) -> Vec<(&'static str, Option<String>)> {
        let value = |name: &str| {
            let found = self.variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.expose_secret().trim().to_owned())
        };
        let secret = SECRETS.iter().filter_map(|name| value(name).map(|_| (*name, None)));
        let plain = PLAIN.iter().chain(&ENDPOINTS).filter_map(|name| Some((*name, Some(value(name)?))));
        secret.chain(plain).collect()
    }

    /// Logs uploads in this folder, the state folder.
    pub fn noted_in(self, state_dir: &Path) -> Self {
        Self { state_dir: Some(state_dir.to_owned()), ..self }
    }
}
