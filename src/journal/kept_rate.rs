//! The rate that all processes of an account kept, if another process than the run's has set it.

use serde::{Deserialize, Serialize};

use crate::account::{RateSource, RateToKeep};

/// The lowest rate during a run, and the process that has set it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptRate {
    /// Requests per second; `None` means no limit.
    pub per_second: Option<f64>,
    /// True if that process states no rate, so that it is the default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// The process id.
    pub pid: u32,
    /// Its command line, shortened.
    pub command: String,
    /// Its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

impl KeptRate {
    /// `None` if the run's own process has set the rate.
    pub fn of(rate: &RateToKeep) -> Option<Self> {
        let holder = rate.holder()?;
        Some(Self {
            per_second: rate.per_second,
            is_default: matches!(rate.source, RateSource::DefaultOf(_)),
            pid: holder.pid,
            command: holder.command.clone(),
            user: holder.user.clone(),
        })
    }
}
