//! The settings of a client and their checks.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

use super::photo_encoding::PhotoEncoding;
use super::retry::Backoff;
use crate::account::{AccountRoom, StatedRate};
use crate::stop::Stop;

/// The credential of the client.
#[derive(Debug, Clone)]
pub enum ClientCredential {
    /// A bearer token, which can't be renewed if the server refuses it.
    Bearer(SecretString),
    /// The API token as Deskero issues it, already encoded for `Basic`. Bearer tokens are fetched with it.
    ApiToken(SecretString),
}

/// Everything that a [`Client`](super::Client) needs to know.
#[derive(Clone)]
#[non_exhaustive]
pub struct ClientSettings {
    /// The base URL of the API; its path is kept in front of every call's path.
    pub base_url: Url,
    /// Allows plain HTTP to hosts other than this machine.
    pub allow_http: bool,
    /// The value of the `clientId` header.
    pub client_id: String,
    /// The credential.
    pub credential: ClientCredential,
    /// The time limit for opening a connection.
    pub connect_timeout: Duration,
    /// The time limit for one attempt, from its start to the last byte of the answer.
    pub timeout: Duration,
    /// Calls per second, including the token call; may be below one. `None` or 0 means no limit.
    pub rate: Option<f64>,
    /// True if the user has stated the rate. A default does not lower the rates of other processes.
    pub rate_is_stated: bool,
    /// Where all processes of this machine share the rate, pauses and the token; `None` for a client on its own.
    pub room: Option<AccountRoom>,
    /// How often and how long a read is tried.
    pub backoff: Backoff,
    /// The longest pause that `Retry-After` can cause.
    pub pause_cap: Duration,
    /// How photos are encoded as text.
    pub photo_encoding: PhotoEncoding,
    /// After a stop is requested, reads are abandoned and no further write is sent.
    pub stop: Stop,
}

impl ClientSettings {
    /// The defaults: 10 s to connect, 60 s per call, no rate limit, pauses of up to 5 min.
    pub fn new(base_url: Url, client_id: impl Into<String>, credential: ClientCredential) -> Self {
        Self {
            base_url,
            allow_http: false,
            client_id: client_id.into(),
            credential,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            rate: None,
            rate_is_stated: true,
            room: None,
            backoff: Backoff::default(),
            pause_cap: Duration::from_secs(300),
            photo_encoding: PhotoEncoding::default(),
            stop: Stop::default(),
        }
    }

    /// The time between two calls; `None` without a limit.
    pub(super) fn interval(&self) -> Result<Option<Duration>, SetupError> {
        match self.rate {
            None => Ok(None),
            Some(0.0) => Ok(None),
            Some(rate) if rate > 0.0 && rate <= 1e9 => {
                Duration::try_from_secs_f64(1.0 / rate).map(Some).map_err(|_| SetupError::BadRate { rate })
            }
            Some(rate) => Err(SetupError::BadRate { rate }),
        }
    }

    /// What the other processes of the account are told about the rate.
    pub(super) fn stated_rate(&self) -> StatedRate {
        StatedRate::of(self.rate, self.rate_is_stated)
    }

    /// Rejects a base URL that would send the credentials unencrypted, or that can't be an API's.
    pub(super) fn check_base(&self) -> Result<(), SetupError> {
        let base = &self.base_url;
        let host = self.base_url.host();
        let host = host.ok_or_else(|| SetupError::BadBase { reason: "it has no host" })?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(SetupError::BadBase { reason: "it contains a user or a password" });
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(SetupError::BadBase { reason: "it has a query or a fragment" });
        }
        match base.scheme() {
            "https" => Ok(()),
            "http" if self.allow_http || is_loopback(&host) => Ok(()),
            "http" => Err(SetupError::Insecure { host: host.to_string() }),
            _ => Err(SetupError::BadBase { reason: "it is neither https nor http" }),
        }
    }
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("base", &self.base_url.host_str())
            .field("allow_http", &self.allow_http)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("rate", &self.rate)
            .field("backoff", &self.backoff)
            .field("pause_cap", &self.pause_cap)
            .finish_non_exhaustive()
    }
}

/// True if an address is this machine. Nothing that is sent there passes a proxy.
pub(crate) fn is_this_machine(address: &Url) -> bool {
    address.host().is_some_and(|host| is_loopback(&host))
}

/// True for this machine: `localhost`, 127.0.0.0/8 and `::1`.
pub(super) fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => IpAddr::V4(*ip).is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// Why no client can be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Plain HTTP to another machine.
    #[error("http://{host} would send the credentials unencrypted; use https, or pass --allow-http")]
    Insecure {
        /// The host.
        host: String,
    },
    /// An unusable base URL.
    #[error("invalid base URL: {reason}; it should look like https://api.deskero.com")]
    BadBase {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A credential that can't be the value of a header.
    #[error("the {which} contains a line break or another control character; copy it again")]
    BadCredential {
        /// The name of the credential.
        which: &'static str,
    },
    /// A rate that is negative, too small, too large or not a number.
    #[error("{rate} is not a valid rate; give calls per second, or 0 for no limit")]
    BadRate {
        /// The rate.
        rate: f64,
    },
    /// The HTTP client could not be built.
    #[error(
        "can't create the HTTP client: {}; check SSL_CERT_FILE and SSL_CERT_DIR if they are set, and the system's \
         certificates",
        innermost(source)
    )]
    Http {
        /// The cause.
        #[from]
        source: reqwest::Error,
    },
}

/// The innermost cause of an error, which says most.
pub(super) fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn settings(base: &str) -> ClientSettings {
        let credential = ClientCredential::ApiToken(SecretString::from("basic-secret"));
        ClientSettings::new(Url::parse(base).unwrap(), "client-secret", credential)
    }

    #[rstest]
    #[case("https://api.deskero.com", true)]
    #[case("http://127.0.0.1:8080/v1", true)]
    #[case("http://127.8.9.1", true)]
    #[case("http://[::1]:1", true)]
    #[case("http://LOCALHOST", true)]
    #[case("http://localhost.evil.org", false)]
    #[case("http://api.deskero.com", false)]
    #[case("http://128.0.0.1", false)]
    #[case("ftp://127.0.0.1", false)]
    #[case("https://me:pass@api.deskero.com", false)]
    #[case("https://api.deskero.com?x=1", false)]
    fn only_safe_base_addresses_are_accepted(#[case] base: &str, #[case] good: bool) {
        assert_eq!(settings(base).check_base().is_ok(), good);
    }

    #[test]
    fn plain_http_can_be_allowed() {
        assert!(
            ClientSettings { allow_http: true, ..settings("http://api.deskero.com") }.check_base().is_ok()
        );
    }

    #[rstest]
    #[case(None, Some(None))]
    #[case(Some(0.0), Some(None))]
    #[case(Some(10.0), Some(Some(Duration::from_millis(100))))]
    #[case(Some(0.1), Some(Some(Duration::from_secs(10))))]
    #[case(Some(-1.0), None)]
    #[case(Some(f64::NAN), None)]
    #[case(Some(f64::INFINITY), None)]
    #[case(Some(1e-300), None)]
    fn only_valid_rates_are_accepted(#[case] rate: Option<f64>, #[case] expected: Option<Option<Duration>>) {
        assert_eq!(ClientSettings { rate, ..settings("https://x") }.interval().ok(), expected);
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let text = format!("{:?}", settings("https://me:pass@api.deskero.com"));
        assert!(!text.contains("secret") && !text.contains("pass"), "{text}");
    }
}
