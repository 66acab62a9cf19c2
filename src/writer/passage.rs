//! The way of one row through the gate: all of its attempts pass there.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::controller::Signal;
use super::gate::{Gate, Permit};
use super::slots::Departure;
use crate::api::{ApiError, Guard, Pass};

/// The guard of one row's calls; it notes when the first of them leaves.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    gate: Gate,
    departure: Departure,
}

impl Passage {
    pub(super) fn through(gate: &Gate, departure: &Departure) -> Self {
        Self { gate: gate.clone(), departure: departure.clone() }
    }
}

impl Guard for Passage {
    fn enter(&self) -> BoxFuture<'_, Box<dyn Pass>> {
        let departure = self.departure.clone();
        self.gate.enter().map(|permit| Box::new(Passing { permit, departure }) as Box<dyn Pass>).boxed()
    }
}

struct Passing {
    permit: Permit,
    departure: Departure,
}

impl Pass for Passing {
    fn depart(&mut self) {
        self.departure.note();
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
