//! A secret address of a monitor or of a chat, and calls to it: repeated, bounded in time, and never shown.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// An address that must not be shown: whoever knows it can silence a monitor, or write into a chat.
#[derive(Debug, Clone)]
pub(super) struct SecretUrl {
    url: SecretString,
    host: String,
}

/// Why nobody could be told. The text does not contain the address, only its host.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// Not an address of a web server.
    #[error("it should look like https://monitor.example/your-id")]
    BadUrl,
    /// The host can't be reached, or did not answer in time.
    #[error("no answer from {host}: {reason}")]
    Unreachable {
        /// The host of the address.
        host: String,
        /// What happened.
        reason: String,
    },
    /// The host returned an error.
    #[error("{host} answered with status {status}; check the URL")]
    Refused {
        /// The host of the address.
        host: String,
        /// The HTTP status.
        status: u16,
    },
}

impl DeliveryError {
    /// True if another attempt would get the same answer.
    fn is_final(&self) -> bool {
        matches!(self, Self::Refused { status, .. } if *status < 500 && !matches!(status, 408 | 429))
    }
}

/// The wait before each attempt.
pub(super) const WAITS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(4)];
/// The timeout of one attempt.
const TIMEOUT: Duration = Duration::from_secs(10);

impl SecretUrl {
    /// Parses an `http` or `https` address.
    pub(super) fn parse(url: &str) -> Result<Self, DeliveryError> {
        let parsed = Url::parse(url.trim()).map_err(|_| DeliveryError::BadUrl)?;
        let host = parsed.host_str().filter(|_| matches!(parsed.scheme(), "http" | "https"));
        let host = host.ok_or(DeliveryError::BadUrl)?.to_owned();
        Ok(Self { url: SecretString::from(String::from(parsed)), host })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The address with one more part at the end of its path, before the query.
    pub(super) fn below(&self, part: &str) -> Self {
        let Ok(mut url) = Url::parse(self.url.expose_secret()) else { return self.clone() };
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().push(part);
        }
        Self { url: SecretString::from(String::from(url)), host: self.host.clone() }
    }

    /// Calls the address until it answers with a success, once after each wait.
    pub(super) async fn call(
        &self,
        waits: &[Duration],
        redirects: Policy,
        request: impl Fn(&Client, &str) -> RequestBuilder,
    ) -> Result<(), DeliveryError> {
        let client = client(redirects).map_err(|error| self.unreachable(error))?;
        let mut result = Ok(());
        for wait in waits {
            tokio::time::sleep(*wait).await;
            result = self.once(request(&client, self.url.expose_secret())).await;
            if result.as_ref().map_or_else(DeliveryError::is_final, |()| true) {
                break;
            }
        }
        result
    }

    async fn once(&self, request: RequestBuilder) -> Result<(), DeliveryError> {
        let status = request.send().await.map_err(|error| self.unreachable(error))?.status();
        if !status.is_success() {
            return Err(DeliveryError::Refused { host: self.host.clone(), status: status.as_u16() });
        }
        Ok(())
    }

    fn unreachable(&self, error: reqwest::Error) -> DeliveryError {
        let reason = if error.is_timeout() {
            "it did not answer in time".to_owned()
        } else {
            error.without_url().to_string()
        };
        DeliveryError::Unreachable { host: self.host.clone(), reason }
    }
}

fn client(redirects: Policy) -> reqwest::Result<Client> {
    // An error means that a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("deskferry/", env!("CARGO_PKG_VERSION")))
        .redirect(redirects)
        .timeout(TIMEOUT)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_are_accepted_and_never_shown() {
        for bad in ["", "monitor.example/id", "ftp://monitor.example/id", "file:///etc/passwd"] {
            assert!(matches!(SecretUrl::parse(bad), Err(DeliveryError::BadUrl)), "{bad}");
        }
        let url = SecretUrl::parse("https://monitor.example/hush").unwrap();
        assert!(!format!("{url:?}").contains("hush"));
    }

    #[test]
    fn a_part_goes_to_the_end_of_the_path() {
        for (url, expected) in [
            ("https://hc.example/id", "https://hc.example/id/fail"),
            ("https://hc.example/id/", "https://hc.example/id/fail"),
            ("https://hc.example/id?create=1", "https://hc.example/id/fail?create=1"),
        ] {
            assert_eq!(SecretUrl::parse(url).unwrap().below("fail").url.expose_secret(), expected);
        }
    }
}
