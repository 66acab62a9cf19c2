//! The calls of a probe: counted, limited, and repeated if they can be.

use std::cell::Cell;
use std::time::Duration;

use super::halt::{Halt, Step};
use crate::api::{
    ApiError, Backoff, Client, CustomerRecord, Page, RawAnswer, RawCall, RetryDecision, retry_decision, roll,
};
use crate::failpoint;
use crate::stop::Stop;

/// The most calls of a probe, including those for tokens.
pub const CALL_LIMIT: u64 = 60;
/// So many of them may be used before the customers are deleted.
const FOR_LEARNING: u64 = 52;
/// How often a call is tried.
const ATTEMPTS: u32 = 3;

/// The help desk as the probe asks it.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) client: Client,
    stop: Stop,
    is_learning: Cell<bool>,
}

impl Desk {
    /// From now on the client sends at most [`CALL_LIMIT`] calls.
    pub(super) fn new(client: Client, stop: Stop) -> Self {
        client.limit_calls(CALL_LIMIT);
        Self { client, stop, is_learning: Cell::new(true) }
    }

    /// From now on a stop changes nothing, and all calls may be used: the customers are deleted.
    pub(super) fn end_learning(&self) {
        self.is_learning.set(false);
    }

    /// An error if learning must end before the next call.
    pub(super) fn goes_on(&self) -> Step<()> {
        match self.stop.reason().filter(|_| self.is_learning.get()) {
            Some(reason) => Err(Halt::Stopped(reason)),
            None if self.is_learning.get() && self.client.stats().total() >= FOR_LEARNING => {
                Err(Halt::CallsUsedUp)
            }
            None => Ok(()),
        }
    }

    /// How many more calls may be sent.
    pub(super) fn calls_left(&self) -> u64 {
        CALL_LIMIT.saturating_sub(self.client.stats().total())
    }

    /// Waits; a stop ends the wait.
    pub(super) async fn wait(&self, time: Duration) -> Step<()> {
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            stopped = self.stopped() => Err(stopped),
        }
    }

    /// Never ready while the customers are deleted.
    async fn stopped(&self) -> Halt {
        if !self.is_learning.get() {
            return std::future::pending().await;
        }
        self.stop.requested().await;
        Halt::Stopped(self.stop.reason().unwrap_or_default())
    }

    /// Sends a call once and waits for its answer, whatever happens.
    pub(super) async fn send(&self, call: &RawCall) -> Result<RawAnswer, ApiError> {
        failpoint::pass("probe-asks");
        let answer = self.client.raw(call).await;
        failpoint::pass("probe-asked");
        answer
    }

    /// Sends a call once.
    pub(super) async fn once(&self, call: &RawCall) -> Step<RawAnswer> {
        self.goes_on()?;
        Ok(self.send(call).await?)
    }

    /// Waits before a call is repeated that has failed so often. The failure itself if it must not be repeated.
    pub(super) async fn wait_for_another(&self, halt: Halt, failed: u32) -> Step<()> {
        let may_repeat = matches!(&halt, Halt::Call(error) if retry_decision(error) == RetryDecision::Retry);
        if !may_repeat || failed >= ATTEMPTS {
            return Err(halt);
        }
        let delay = Backoff::default().delay(failed, Duration::ZERO, roll(), None);
        self.wait(delay.unwrap_or_default()).await
    }

    /// Sends a call that may be repeated, until `read` understands its answer.
    pub(super) async fn ask<T>(
        &self,
        what: &'static str,
        call: &RawCall,
        read: impl Fn(&RawAnswer) -> Option<T>,
    ) -> Step<T> {
        self.insist(what, async || self.send(call).await.map(|answer| read(&answer))).await
    }

    /// Repeats an attempt that fails, or whose answer can't be understood.
    pub(super) async fn insist<T>(
        &self,
        what: &'static str,
        mut attempt: impl AsyncFnMut() -> Result<Option<T>, ApiError>,
    ) -> Step<T> {
        let mut failed = 0;
        loop {
            self.goes_on()?;
            let answer = tokio::select! {
                answer = attempt() => answer,
                stopped = self.stopped() => return Err(stopped),
            };
            failed += 1;
            let halt = match answer {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => Halt::Unreadable(what),
                Err(error) if retry_decision(&error) == RetryDecision::Stop => return Err(error.into()),
                Err(error) => error.into(),
            };
            if failed >= ATTEMPTS {
                return Err(halt);
            }
            let delay = Backoff::default().delay(failed, Duration::ZERO, roll(), None);
            self.wait(delay.unwrap_or_default()).await?;
        }
    }

    /// A page of the list; of a search, if there is a filter. `None` if the help desk refuses it.
    pub(super) async fn page(&self, number: u64, filter: &[(&str, &str)]) -> Step<Option<Page>> {
        let filter: Vec<_> =
            filter.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
        let read = |answer: &RawAnswer| match answer.is_success() {
            true => answer.page(number).map(Some),
            false => Some(None),
        };
        self.ask("a page of the list", &RawCall::list(number, &filter), read).await
    }

    /// A page of the list with its status.
    pub(super) async fn page_and_status(&self, number: u64) -> Step<(u16, Option<Page>)> {
        let read = |answer: &RawAnswer| match answer.is_success() {
            true => answer.page(number).map(|page| (answer.status, Some(page))),
            false => Some((answer.status, None)),
        };
        self.ask("a page of the list", &RawCall::list(number, &[]), read).await
    }

    /// The answer to an update, a success or a refusal.
    pub(super) async fn write(&self, call: &RawCall) -> Step<RawAnswer> {
        let understood = |answer: &RawAnswer| !answer.is_success() || answer.written_id().is_some();
        self.ask("a write", call, |answer| understood(answer).then(|| answer.clone())).await
    }

    /// A customer as it is stored.
    pub(super) async fn shown(&self, id: &str) -> Step<Shown> {
        let read = |answer: &RawAnswer| match answer.is_success() {
            true => Some(match answer.customer(id)? {
                Some(record) => Shown::Customer(record),
                None => Shown::Missing(answer.status),
            }),
            false if answer.says_missing => Some(Shown::Missing(answer.status)),
            false => Some(Shown::Refused(answer.status)),
        };
        self.ask("a customer", &RawCall::detail(id)?, read).await
    }
}

/// The answer to the call for one customer.
#[derive(Debug)]
pub(super) enum Shown {
    Customer(CustomerRecord),
    /// There is no such customer, by this status.
    Missing(u16),
    /// The help desk does not say whether there is such a customer.
    Refused(u16),
}
