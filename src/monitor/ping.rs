//! A ping to a dead man's switch: a monitor that raises an alarm if no ping arrives for too long.

use reqwest::redirect::Policy;

use super::secret_url::{DeliveryError, SecretUrl, WAITS};

/// The address for pings. It is secret, because anyone who knows it can silence the monitor.
#[derive(Debug, Clone)]
pub struct Ping {
    url: SecretUrl,
    style: PingStyle,
}

/// What a monitor is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PingStyle {
    /// Only a success.
    #[default]
    Success,
    /// Also the start and a failure, as healthchecks.io understands them: `/start` and `/fail` below the address.
    Healthchecks,
}

impl PingStyle {
    /// Its name in the settings and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Healthchecks => "healthchecks",
        }
    }
}

impl Ping {
    /// Parses an `http` or `https` address.
    pub fn parse(url: &str, style: PingStyle) -> Result<Self, DeliveryError> {
        Ok(Self { url: SecretUrl::parse(url)?, style })
    }

    /// Reports a start, in one attempt: the job must not wait for a monitor.
    pub async fn start(&self) -> Result<(), DeliveryError> {
        match self.style {
            PingStyle::Success => Ok(()),
            PingStyle::Healthchecks => self.get(&self.url.below("start"), 1).await,
        }
    }

    /// Reports a success, in up to three attempts.
    pub async fn success(&self) -> Result<(), DeliveryError> {
        self.get(&self.url, WAITS.len()).await
    }

    /// Reports a failure, in up to three attempts.
    pub async fn failure(&self) -> Result<(), DeliveryError> {
        match self.style {
            PingStyle::Success => Ok(()),
            PingStyle::Healthchecks => self.get(&self.url.below("fail"), WAITS.len()).await,
        }
    }

    async fn get(&self, url: &SecretUrl, attempts: usize) -> Result<(), DeliveryError> {
        let waits = WAITS.get(..attempts).unwrap_or(&WAITS);
        url.call(waits, Policy::limited(3), |client, url| client.get(url)).await
    }
}
