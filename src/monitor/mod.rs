//! Signals for a monitoring system: a Prometheus text file with the metrics of a job ([`JobMetrics`]), and a ping to a
//! dead man's switch after a success ([`Ping`]).

mod metrics;
mod ping;

pub use metrics::JobMetrics;
pub use ping::{Ping, PingError};
