//! Whether the server answers at all.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::DATE;

use super::call::{Call, CallKind};
use super::error::ApiError;
use super::transport::Transport;
use crate::failpoint;

/// An answer of the server, whatever it says.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The status.
    pub status: u16,
    /// The server's clock, if it says so.
    pub date: Option<SystemTime>,
    /// This machine's clock in the middle of the exchange.
    pub own_date: SystemTime,
    /// From the request to the start of the answer.
    pub took: Duration,
    /// The address that answered: the server's, or a proxy's.
    pub peer: Option<SocketAddr>,
}

impl Reached {
    pub(super) async fn ask(transport: &Transport) -> Result<Self, ApiError> {
        // The call is only named in errors.
        let call = Call::new(CallKind::List);
        let (asked, started) = (now(), Instant::now());
        let answer = transport.knock(&call).await?;
        let took = started.elapsed();
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        Ok(Self {
            status: answer.status().as_u16(),
            date: date.and_then(|date| httpdate::parse_http_date(date).ok()),
            own_date: asked + took / 2,
            took,
            peer: answer.remote_addr(),
        })
    }
}

/// This machine's clock, as a test may have shifted it.
fn now() -> SystemTime {
    let milliseconds = u64::try_from(failpoint::wall_clock()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
}
