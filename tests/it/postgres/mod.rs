//! Journals in a real PostgreSQL server. `cargo test` passes these over; `.ci/run` installs a server and plays them.

mod campaign;
mod faults;
mod forget;
mod nul;
mod proxy;
mod runs;
mod server;
mod settings;
mod unfinished;

pub use server::PostgresServer;

use crate::campaign::{Place, Said, Server};

const CALM: &str = "--rate 0 --no-progress";

/// Runs a command to its end, and expects its status.
#[track_caller]
fn status(said: Said, expected: i32) -> Said {
    assert_eq!(said.status, Some(expected), "{said:?}");
    said
}

/// Each of these rows is a customer once.
#[track_caller]
fn check_exactly_once(server: &Server, rows: usize) {
    let customers = server.customers();
    let wanted = (0..rows).map(|row| format!("c{row}@example.org"));
    assert_eq!(crate::campaign::tally(&customers, wanted), (0, 0), "(doubled, lost) of {rows}");
    assert_eq!(customers.len(), rows);
}

/// A place whose commands keep journals at an address.
fn place_with(server: &Server, address: &str) -> Place {
    Place::before(server).with("DESKFERRY_JOURNAL", address)
}
