//! The handle of a running sandbox: starts it, shows and changes its state, stops it.

use super::churn_state::ChurnChange;
use super::control;
use super::error::SandboxError;
use super::fault::SimulatedFault;
use super::options::SandboxOptions;
use super::request_kind::RequestKind;
use super::request_log::{LoggedRequest, SandboxStats};
use super::server;
use super::start_file::object;
use super::state::SandboxState;
use super::store::Store;
use serde_json::Value;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A running sandbox. Dropping it does what [`Sandbox::kill`] does.
///
/// ```
/// use deskferry::sandbox::{SimulatedFault, RequestKind, SandboxOptions, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), deskferry::sandbox::SandboxError> {
/// let sandbox = Sandbox::local(SandboxOptions::default()).await?;
/// sandbox.fail_next(RequestKind::Insert, 2, SimulatedFault::DropAfter);
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// assert!(sandbox.customers().is_empty());
/// sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    addr: SocketAddr,
    state: Arc<SandboxState>,
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Sandbox {
    /// Opens the store, inserts the start customers and serves on the listener, on tasks of this runtime.
    pub async fn start(mut options: SandboxOptions, listener: TcpListener) -> Result<Self, SandboxError> {
        let addr = listener.local_addr().map_err(SandboxError::Listen)?;
        let store = open(&options)?;
        let given = std::mem::take(&mut options.custom_fields);
        options.custom_fields = store.custom_fields(given, options.off_by_default.no_custom_fields)?;
        let (stop, stopped) = watch::channel(false);
        let state =
            Arc::new(SandboxState::new(options, store, format!("http://{}", reachable(addr)), stopped));
        let task = tokio::spawn(server::run(listener, Arc::clone(&state)));
        Ok(Self { addr, state, stop, task: Mutex::new(Some(task)) })
    }

    /// [`Sandbox::start`] on a free port of 127.0.0.1.
    pub async fn local(options: SandboxOptions) -> Result<Self, SandboxError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(SandboxError::Listen)?;
        Self::start(options, listener).await
    }

    /// Serves until `shutdown` is ready, then stops.
    pub async fn serve_until(
        options: SandboxOptions,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), SandboxError> {
        let sandbox = Self::start(options, listener).await?;
        shutdown.await;
        sandbox.stop().await;
        Ok(())
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base URL, `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> &str {
        &self.state.base
    }

    /// A copy of every stored customer with its id, in the order of insertion.
    pub fn customers(&self) -> Vec<Value> {
        control::customers(&self.state)
    }

    /// The changes made by [`SandboxOptions::churn`], in order.
    pub fn changes(&self) -> Vec<ChurnChange> {
        self.state.changes()
    }

    /// Inserts or replaces a customer without a request; one without `id` gets one. Returns its id.
    pub fn put(&self, customer: Value) -> Result<String, SandboxError> {
        let body = object(customer, "a customer".to_owned())?;
        self.state.store().put(body, self.state.options().id_form)
    }

    /// Removes a customer without a request; false if the id is unknown.
    pub fn remove(&self, id: &str) -> Result<bool, SandboxError> {
        self.state.store().remove(id)
    }

    /// The logged requests, oldest first, at most [`SandboxOptions::keep_requests`].
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.state.log().requests()
    }

    /// The logged requests of a kind.
    pub fn requests_of(&self, kind: RequestKind) -> Vec<LoggedRequest> {
        self.requests().into_iter().filter(|request| request.kind == kind).collect()
    }

    /// Clears the log; the counters keep their values.
    pub fn clear_requests(&self) {
        self.state.log().clear();
    }

    /// The counters.
    pub fn stats(&self) -> SandboxStats {
        self.state.log().stats()
    }

    /// Plans a fault for the next `times` requests of a kind, after those already planned.
    pub fn fail_next(&self, kind: RequestKind, times: usize, fault: SimulatedFault) {
        self.plan(kind, std::iter::repeat_n(Some(fault), times));
    }

    /// Plans the faults of the next requests of a kind; `None` is a request without a fault.
    pub fn plan(&self, kind: RequestKind, faults: impl IntoIterator<Item = Option<SimulatedFault>>) {
        self.state.plan().extend(kind, faults);
    }

    /// Plans a fault for every request of a kind with this text in its body, in a value of its query or as its id,
    /// until [`Sandbox::clear_plan`]. It takes precedence over other planned faults.
    pub fn fail_where(&self, kind: RequestKind, text: impl Into<String>, fault: SimulatedFault) {
        self.state.plan().add_permanent(kind, text.into(), fault);
    }

    /// Removes all planned faults, for the next requests and for texts.
    pub fn clear_plan(&self) {
        self.state.plan().clear();
    }

    /// Ends the delays of all requests in the log: latency, [`SimulatedFault::SlowBefore`] and
    /// [`SimulatedFault::SlowAfter`]. Later requests are delayed as before.
    pub fn end_delays(&self) {
        self.state.end_delays();
    }

    /// Revokes all issued tokens; the fixed bearer token stays valid.
    pub fn revoke_tokens(&self) {
        self.state.tokens().revoke();
    }

    /// Changes switches for later requests; changes of `file` and `start` have no effect.
    pub fn configure(&self, change: impl FnOnce(&mut SandboxOptions)) {
        let mut options = (*self.state.options()).clone();
        change(&mut options);
        self.state.set_options(options);
    }

    /// Waits until the store can't do what a request asks for, for example on a full disk, and returns why. Such requests
    /// get no answer.
    pub fn fault(&self) -> impl Future<Output = String> + Send + use<> {
        let mut fault = self.state.fault();
        async move {
            match fault.wait_for(Option::is_some).await.map(|fault| fault.clone()) {
                Ok(Some(fault)) => fault,
                // The sandbox has ended without one.
                _ => std::future::pending().await,
            }
        }
    }

    /// Accepts no more requests, lets those in progress finish without delays, and closes the store's file. The log,
    /// the counters and the customers stay readable.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
        self.state.store().close();
    }

    /// Closes everything at once, as the end of the process would. Clients that wait for an answer lose the connection.
    pub fn kill(&self) {
        self.state.store().close();
        self.stop.send_replace(true);
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.kill();
    }
}

fn open(options: &SandboxOptions) -> Result<Store, SandboxError> {
    let mut store = Store::open(options.file.as_deref())?;
    if store.is_new() {
        let bodies = options.start.iter().enumerate();
        let bodies = bodies.map(|(at, body)| object(body.clone(), format!("start customer {}", at + 1)));
        store.seed(bodies.collect::<Result<_, _>>()?, options.id_form)?;
    }
    Ok(store)
}

/// The address for clients on this machine.
fn reachable(addr: SocketAddr) -> SocketAddr {
    match addr.ip() {
        ip if !ip.is_unspecified() => addr,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, addr.port()).into(),
        IpAddr::V6(_) => (std::net::Ipv6Addr::LOCALHOST, addr.port()).into(),
    }
}
