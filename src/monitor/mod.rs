//! TODO

mod metrics;
mod ping;

pub use metrics::JobMetrics;
pub use ping::{Ping, PingError};
