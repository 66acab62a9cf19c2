//! The state that all connections share, and the steps of a request: log, credentials, quota, fault, work, answer.

use super::churn_state::{ChurnChange, ChurnState};
use super::endpoint::{self, Done};
use super::error::SandboxError;
use super::fault::SimulatedFault;
use super::fault_plan::FaultPlan;
use super::options::SandboxOptions;
use super::rate_quota::Quota;
use super::request::SandboxRequest;
use super::request_kind::RequestKind;
use super::request_log::RequestLog;
use super::response::{Reaction, SandboxResponse};
use super::store::Store;
use super::token::{IssuedTokens, PresentedCredential};
use serde_json::json;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The state that outlives a request. No lock is held across an await. Only one lock is held at a time, except
/// `unrest` while `store` is held.
#[derive(Debug)]
pub(super) struct SandboxState {
    /// The base URL of the sandbox, without a slash at the end.
    pub(super) base: String,
    pub(super) stop: watch::Receiver<bool>,
    options: RwLock<Arc<SandboxOptions>>,
    store: Mutex<Store>,
    tokens: Mutex<IssuedTokens>,
    quota: Mutex<Quota>,
    plan: Mutex<FaultPlan>,
    log: Mutex<RequestLog>,
    unrest: Mutex<ChurnState>,
    /// How often the delays were ended.
    ended_delays: watch::Sender<u64>,
    /// Why the store could not do what a request asked for, the first time.
    fault: watch::Sender<Option<String>>,
}

/// Ignores a poisoned lock: a panic leaves no change under a lock half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SandboxState {
    pub(super) fn new(
        options: SandboxOptions,
        store: Store,
        base: String,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self {
            base,
            stop,
            options: RwLock::new(Arc::new(options)),
            store: Mutex::new(store),
            tokens: Mutex::default(),
            quota: Mutex::default(),
            plan: Mutex::default(),
            log: Mutex::default(),
            unrest: Mutex::default(),
            ended_delays: watch::Sender::new(0),
            fault: watch::Sender::new(None),
        }
    }

    pub(super) fn options(&self) -> Arc<SandboxOptions> {
        Arc::clone(&self.options.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_options(&self, options: SandboxOptions) {
        *self.options.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(options);
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.store)
    }

    pub(super) fn tokens(&self) -> MutexGuard<'_, IssuedTokens> {
        lock(&self.tokens)
    }

    pub(super) fn plan(&self) -> MutexGuard<'_, FaultPlan> {
        lock(&self.plan)
    }

    /// The changes that the sandbox made itself.
    pub(super) fn changes(&self) -> Vec<ChurnChange> {
        lock(&self.unrest).changes()
    }

    pub(super) fn log(&self) -> MutexGuard<'_, RequestLog> {
        lock(&self.log)
    }

    /// Ends the delays of the requests in the log.
    pub(super) fn end_delays(&self) {
        self.ended_delays.send_modify(|times| *times += 1);
    }

    /// Handles a request from its arrival to its answer.
    pub(super) async fn respond(&self, call: &SandboxRequest) -> Reaction {
        let options = self.options();
        // Before the log shows the request: whoever sees it there can end its delays.
        let delays_end = self.ended_delays.subscribe();
        let credential = self.tokens().examine(call, &options);
        let number = self.log().begin(call, credential, &options);
        let reaction = self.react(call, credential, number, &options, &delays_end).await;
        self.log().finish(number, reaction.reply());
        match reaction {
            Reaction::Whole(answer) => Reaction::Whole(answer.packed(options.packing)),
            broken => broken,
        }
    }

    async fn react(
        &self,
        call: &SandboxRequest,
        credential: PresentedCredential,
        number: u64,
        options: &SandboxOptions,
        delays_end: &watch::Receiver<u64>,
    ) -> Reaction {
        if let Some(answer) = unauthorized(call, credential, options).or_else(|| self.over_quota(options)) {
            return Reaction::Whole(answer);
        }
        let fault = self.plan().meet(call, options);
        if let Some(early) = before(fault, options) {
            return early;
        }
        let (late_start, late_answer) = delays(fault, self.latency(options));
        if !self.pause(late_start, delays_end).await {
            return Reaction::Dropped;
        }
        let done = match self.work(call, options) {
            Ok(done) => done,
            Err(error) => {
                self.note_fault(&error);
                return Reaction::Dropped;
            }
        };
        if done.committed {
            self.log().commit(number);
        }
        if !self.pause(late_answer, delays_end).await {
            return Reaction::Dropped;
        }
        after(fault, done.answer)
    }

    fn note_fault(&self, error: &SandboxError) {
        self.fault.send_if_modified(|known| {
            let is_first = known.is_none();
            known.get_or_insert_with(|| error.to_string());
            is_first
        });
    }

    /// Tells when the store has a fault.
    pub(super) fn fault(&self) -> watch::Receiver<Option<String>> {
        self.fault.subscribe()
    }

    fn over_quota(&self, options: &SandboxOptions) -> Option<SandboxResponse> {
        let wait = lock(&self.quota).take(options.quota?, Instant::now()).err()?;
        Some(SandboxResponse::busy(
            options.quota_status,
            wait.as_millis().div_ceil(1_000).max(1) as u64,
            options,
        ))
    }

    fn work(&self, call: &SandboxRequest, options: &SandboxOptions) -> Result<Done, SandboxError> {
        match call.kind {
            RequestKind::Token => Ok(self.token(call, options).into()),
            RequestKind::List | RequestKind::Search => {
                let mut store = self.store();
                lock(&self.unrest).stir(&mut store, options)?;
                endpoint::serve(call, &mut store, &self.base, options)
            }
            _ => endpoint::serve(call, &mut self.store(), &self.base, options),
        }
    }

    fn token(&self, call: &SandboxRequest, options: &SandboxOptions) -> SandboxResponse {
        if call.pair("grant_type") != Some("client_credentials") {
            return SandboxResponse::error(
                400,
                "unsupported_grant_type",
                "grant_type must be client_credentials",
            );
        }
        let life = options.token_life.as_millis().div_ceil(1_000) as u64;
        let token = self.tokens().issue(options.seed);
        let grant = json!({"access_token": token, "token_type": "bearer", "expires_in": life, "scope": "trust write read"});
        SandboxResponse::json(200, &grant)
    }

    /// The latency; it grows with the number of concurrent requests beyond the capacity.
    fn latency(&self, options: &SandboxOptions) -> Duration {
        let in_flight = u32::try_from(self.log().in_flight()).unwrap_or(u32::MAX);
        match options.capacity {
            Some(capacity) if in_flight > capacity => options.latency * in_flight / capacity,
            _ => options.latency,
        }
    }

    /// Waits until the time is over or the delays end; false if the sandbox stopped in the meantime.
    async fn pause(&self, time: Duration, delays_end: &watch::Receiver<u64>) -> bool {
        if time.is_zero() {
            return true;
        }
        // A copy, so that the end counts for both delays of a request.
        let mut delays_end = delays_end.clone();
        tokio::select! {
            () = tokio::time::sleep(time) => true,
            _ = delays_end.changed() => true,
            () = stopped(self.stop.clone()) => false,
        }
    }
}

/// Waits for the stop, or until the sender is dropped.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn unauthorized(
    call: &SandboxRequest,
    credential: PresentedCredential,
    options: &SandboxOptions,
) -> Option<SandboxResponse> {
    let known = match (call.kind, credential) {
        (RequestKind::Token, credential) => credential == PresentedCredential::Api,
        (_, PresentedCredential::Fixed | PresentedCredential::Fetched(_)) => {
            call.client_id.as_deref() == Some(&options.client_id)
        }
        _ => false,
    };
    (!known).then(|| {
        SandboxResponse::error(401, "invalid_token", "the token or the clientId is wrong or expired")
    })
}

/// The reaction to a fault before any work; `None` to continue.
fn before(fault: Option<SimulatedFault>, options: &SandboxOptions) -> Option<Reaction> {
    match fault? {
        SimulatedFault::DropBefore => Some(Reaction::Dropped),
        SimulatedFault::StatusBefore(status) => Some(Reaction::Whole(broken(status))),
        SimulatedFault::Busy { status, wait } => {
            Some(Reaction::Whole(SandboxResponse::busy(status, wait, options)))
        }
        _ => None,
    }
}

fn delays(fault: Option<SimulatedFault>, latency: Duration) -> (Duration, Duration) {
    match fault {
        Some(SimulatedFault::SlowBefore(time)) => (time, latency),
        Some(SimulatedFault::SlowAfter(time)) => (Duration::ZERO, time.max(latency)),
        _ => (Duration::ZERO, latency),
    }
}

/// The reaction to a fault after the work is done.
fn after(fault: Option<SimulatedFault>, answer: SandboxResponse) -> Reaction {
    match fault {
        Some(SimulatedFault::DropAfter) => Reaction::Dropped,
        Some(SimulatedFault::StatusAfter(status)) => Reaction::Whole(broken(status)),
        Some(SimulatedFault::Truncated) => Reaction::Truncated(answer),
        Some(SimulatedFault::Html) => Reaction::Whole(SandboxResponse::html()),
        _ => Reaction::Whole(answer),
    }
}

fn broken(status: u16) -> SandboxResponse {
    SandboxResponse::error(status, "fault", "the sandbox is set to answer like this")
}
