//! The way of one row through the gate: all of its attempts pass there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::controller::Signal;
use super::gate::{Gate, Permit};
use crate::api::{ApiError, Guard, Pass};

/// The guard of one row's calls; it knows whether anything was sent.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    gate: Gate,
    departed: Arc<AtomicBool>,
}

impl Passage {
    pub(super) fn through(gate: &Gate) -> Self {
        Self { gate: gate.clone(), departed: Arc::default() }
    }

    /// True once a request of this row has left.
    pub(super) fn departed(&self) -> bool {
        self.departed.load(Ordering::Acquire)
    }
}

impl Guard for Passage {
    fn enter(&self) -> BoxFuture<'_, Box<dyn Pass>> {
        let departed = Arc::clone(&self.departed);
        self.gate.enter().map(|permit| Box::new(Passing { permit, departed }) as Box<dyn Pass>).boxed()
    }
}

struct Passing {
    permit: Permit,
    departed: Arc<AtomicBool>,
}

impl Pass for Passing {
    fn depart(&mut self) {
        self.departed.store(true, Ordering::Release);
        self.permit.depart();
    }

    fn arrive(self: Box<Self>, error: Option<&ApiError>) {
        self.permit.finished(match error {
            None => Signal::Good,
            Some(error) if error.is_push_back() => Signal::PushBack,
            Some(_) => Signal::Neither,
        });
    }
}
