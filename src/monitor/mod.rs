//! Signals for people and monitoring systems at the end of a job ([`JobResult`]): a Prometheus text file, a ping to a
//! dead man's switch ([`Ping`]), and a message to a chat or another service ([`Notifier`]).

mod job_result;
mod metrics;
mod notification;
mod ping;
mod secret_url;

pub use job_result::{JobFacts, JobResult};
pub use metrics::may_replace_metrics;
pub use notification::Notifier;
pub use ping::{Ping, PingStyle};
pub use secret_url::DeliveryError;
