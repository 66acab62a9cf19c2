//! A ping to a dead man's switch: a monitor that raises an alarm if no ping arrives for too long.

use std::time::Duration;

use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// The address for success pings. It is secret, because anyone who knows it can silence the monitor.
#[derive(Debug, Clone)]
pub struct Ping {
    url: SecretString,
    host: String,
}

/// Why the ping failed. The text does not contain the address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PingError {
    /// Not an address of a web server.
    #[error("the ping URL is not valid: it should look like https://monitor.example/your-id")]
    BadUrl,
    /// The monitor can't be reached, or did not answer in time.
    #[error("no answer from {host}: {reason}")]
    Unreachable {
        /// The host of the address.
        host: String,
        /// What happened.
        reason: String,
    },
    /// The monitor returned an error.
    #[error("{host} answered with status {status}; check the URL")]
    Refused {
        /// The host of the address.
        host: String,
        /// The HTTP status.
        status: u16,
    },
}

/// The wait before each attempt.
const WAITS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(4)];
/// The timeout of one attempt.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Ping {
    /// Parses an `http` or `https` address.
    pub fn parse(url: &str) -> Result<Self, PingError> {
        let parsed = Url::parse(url.trim()).map_err(|_| PingError::BadUrl)?;
        let host = parsed.host_str().filter(|_| matches!(parsed.scheme(), "http" | "https"));
        let host = host.ok_or(PingError::BadUrl)?.to_owned();
        Ok(Self { url: SecretString::from(String::from(parsed)), host })
    }

    /// Reports a success: a GET request, in up to three attempts.
    pub async fn success(&self) -> Result<(), PingError> {
        let client = client().map_err(|error| self.unreachable(error))?;
        let mut result = Ok(());
        for wait in WAITS {
            tokio::time::sleep(wait).await;
            result = self.once(&client).await;
            if result.is_ok() {
                break;
            }
        }
        result
    }

    async fn once(&self, client: &reqwest::Client) -> Result<(), PingError> {
        let answer = client.get(self.url.expose_secret()).send().await;
        let status = answer.map_err(|error| self.unreachable(error))?.status();
        if !status.is_success() {
            return Err(PingError::Refused { host: self.host.clone(), status: status.as_u16() });
        }
        Ok(())
    }

    fn unreachable(&self, error: reqwest::Error) -> PingError {
        let reason = if error.is_timeout() {
            "it did not answer in time".to_owned()
        } else {
            error.without_url().to_string()
        };
        PingError::Unreachable { host: self.host.clone(), reason }
    }
}

fn client() -> reqwest::Result<reqwest::Client> {
    // An error means that a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("deskferry/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::limited(3))
        .timeout(TIMEOUT)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_are_accepted_and_never_shown() {
        for bad in ["", "monitor.example/id", "ftp://monitor.example/id", "file:///etc/passwd"] {
            assert!(matches!(Ping::parse(bad), Err(PingError::BadUrl)), "{bad}");
        }
        let ping = Ping::parse("https://monitor.example/hush").unwrap();
        assert!(!format!("{ping:?}").contains("hush"));
    }
}
