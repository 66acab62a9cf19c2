//! A client of a bucket, made from the settings of its store.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::ClientConfigKey;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use secrecy::ExposeSecret;

use super::error::StoreError;
use super::options::{ENDPOINTS, StoreOptions};
use super::upload_log::UploadLog;

/// The timeout of a request, including the upload of a part. With retries, no call takes longer than a minute.
const TIMEOUT: Duration = Duration::from_secs(40);
const CONNECT: Duration = Duration::from_secs(5);
/// No retry begins after this time.
const RETRY_FOR: Duration = Duration::from_secs(12);
const RETRIES: usize = 10;
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

impl StoreOptions {
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
