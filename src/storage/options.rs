//! The settings of an object store: the environment variables that other S3 tools use too.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::ClientConfigKey;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use secrecy::{ExposeSecret, SecretString};

use super::error::StoreError;
use super::upload_log::UploadLog;

/// The timeout of a request, including the upload of a part. With retries, no call takes longer than a minute.
const TIMEOUT: Duration = Duration::from_secs(40);
const CONNECT: Duration = Duration::from_secs(5);
/// No retry begins after this time.
const RETRY_FOR: Duration = Duration::from_secs(12);
const RETRIES: usize = 10;
/// The variables with the store's address.
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];
/// The variables that nobody else may see, and other usual ones.
const SECRETS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
const PLAIN: [&str; 3] = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ALLOW_HTTP"];
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// The `AWS_...` variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`,
/// `AWS_ENDPOINT_URL`, `AWS_ALLOW_HTTP` and others known to the object_store crate. Profiles (`~/.aws`) are not
/// read.
#[derive(Clone, Default)]
pub struct StoreOptions {
    variables: Vec<(String, SecretString)>,
    state_dir: Option<PathBuf>,
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

    pub(super) fn upload_log(&self, bucket: &str) -> UploadLog {
        let is_endpoint = |name: &str| ENDPOINTS.contains(&name);
        let endpoint = self.variables.iter().find(|(name, _)| is_endpoint(name));
        let endpoint = endpoint.map(|(_, value)| value.expose_secret().trim().to_owned()).unwrap_or_default();
        UploadLog { folder: self.state_dir.clone(), endpoint, bucket: bucket.to_owned() }
    }

    /// A client for one bucket. Nothing is sent yet.
    pub(super) fn client(&self, bucket: &str) -> Result<Arc<AmazonS3>, StoreError> {
        // An error means that a provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let timeouts = ClientOptions::new().with_timeout(TIMEOUT).with_connect_timeout(CONNECT);
        let builder = AmazonS3Builder::new().with_client_options(timeouts).with_retry(retries());
        let builder = self.apply(builder).with_bucket_name(bucket);
        check_http(&builder)?;
        builder.build().map(Arc::new).map_err(|error| self.settings_error(&error))
    }

    /// The error of the object_store crate may quote the value of a variable, so only names are repeated.
    fn settings_error(&self, error: &object_store::Error) -> StoreError {
        let text = error.to_string();
        let reason = if text.contains("AccessKeyId") {
            "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is missing; set it too".to_owned()
        } else if text.contains("SecretAccessKey") {
            "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is missing; set it too".to_owned()
        } else {
            let names: Vec<&str> = self.variables.iter().map(|(name, _)| name.as_str()).collect();
            format!("one of these variables has an invalid value, correct it: {}", names.join(", "))
        };
        StoreError::Settings { reason }
    }

    fn apply(&self, builder: AmazonS3Builder) -> AmazonS3Builder {
        self.variables.iter().fold(builder, |builder, (name, value)| {
            match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                Ok(key) => builder.with_config(key, value.expose_secret().trim()),
                Err(_) => builder,
            }
        })
    }
}

fn retries() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: LONGEST_PAUSE, ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries: RETRIES, retry_timeout: RETRY_FOR }
}

/// Without TLS, others on the network can read the customers, so it must be requested explicitly.
fn check_http(builder: &AmazonS3Builder) -> Result<(), StoreError> {
    let get = |key| builder.get_config_value(&key).unwrap_or_default();
    let endpoints = [AmazonS3ConfigKey::S3Endpoint, AmazonS3ConfigKey::Endpoint].map(get);
    let is_plain = endpoints.iter().any(|endpoint| endpoint.to_ascii_lowercase().starts_with("http://"));
    let allowed = get(AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp));
    if is_plain && !allowed.eq_ignore_ascii_case("true") {
        let reason =
            "the endpoint is http://, which is not encrypted; use https://, or set AWS_ALLOW_HTTP=true";
        return Err(StoreError::Settings { reason: reason.to_owned() });
    }
    Ok(())
}
