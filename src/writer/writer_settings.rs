//! How a run writes.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::between_batches::BetweenBatches;
use super::circuit_breaker::MaxFailures;
use super::claimed_ids::KnownIds;
use super::marker::Marker;
use crate::api::Backoff;
use crate::customer::StoredChanges;
use crate::journal::RunFileSettings;
use crate::lookup::CustomerLookup;
use crate::plan::WritePolicies;

/// How the writer behaves.
#[derive(Clone)]
pub struct WriterSettings {
    /// The maximum number of requests in flight; the current limit adapts to the server.
    pub concurrency: usize,
    /// Requests per second; `None` means no limit.
    pub rate: Option<f64>,
    /// How many failures stop the run.
    pub max_failures: MaxFailures,
    /// Limits on the attempts of one write and on their total time.
    pub backoff: Backoff,
    /// Send only the changed fields instead of the complete object.
    pub put_partial: bool,
    /// How inserts in doubt are looked up; `None` without a match key.
    pub lookup: Option<CustomerLookup>,
    /// The reference of run and row that every insert carries.
    pub marker: Option<Marker>,
    /// How long an insert in doubt must have been missing to count as absent.
    pub settle_for: Duration,
    /// The plan was made from sources, so its rows can be imported again.
    pub from_sources: bool,
    /// Looks at the help desk between two batches; `None` writes everything in one batch.
    pub interlude: Option<Arc<dyn BetweenBatches>>,
    /// The customers that existed before the run.
    pub known: KnownIds,
    /// How the help desk changes values when it stores them, once that is known.
    pub stored: Arc<OnceLock<StoredChanges>>,
    /// What was known of that before the run. It counts for updates until `stored` is known.
    pub stored_before: Arc<StoredChanges>,
    /// What an update may overwrite.
    pub policies: WritePolicies,
    /// The fields that hold phone numbers. One that only changes its form is not written.
    pub phones: Vec<String>,
    /// Delete a customer even if it has tickets or fields that the run did not insert.
    pub even_changed: bool,
}

impl WriterSettings {
    /// The settings of a run, without a lookup and without a marker.
    pub fn of(settings: &RunFileSettings) -> Self {
        Self {
            concurrency: settings.concurrency.max(1),
            rate: settings.rate,
            max_failures: MaxFailures::of(settings.max_failures),
            backoff: Backoff::default(),
            put_partial: settings.put_partial,
            lookup: None,
            marker: None,
            settle_for: Duration::from_millis(settings.settle_millis),
            from_sources: true,
            interlude: None,
            known: KnownIds::default(),
            stored: Arc::default(),
            stored_before: Arc::default(),
            policies: WritePolicies::default(),
            phones: Vec::new(),
            even_changed: false,
        }
    }
}
