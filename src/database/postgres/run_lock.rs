//! The lock of a run: one connection has it, and it ends with that connection.

use std::time::{Duration, Instant};

use super::super::server_error::ServerError;
use super::cell::Parameter;
use super::link::Link;
use super::wait::Wait;

/// How long the server may take to notice that a process has ended.
const PATIENCE: Duration = Duration::from_secs(3);

/// Takes the lock of the run, which ends with the connection.
pub(super) fn lock(link: &mut Link, schema: &str) -> Result<(), ServerError> {
    let mut wait = Wait::at_most(PATIENCE);
    loop {
        let sql = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";
        let rows = link.query(sql, &[Parameter::Text(schema.to_owned())])?;
        if rows.first().is_some_and(|row| row.get(0)) {
            return Ok(());
        }
        if !wait.goes_on() {
            let rows = link.query("SELECT holder FROM writer", &[])?;
            let holder = rows.first().map(|row| row.get(0)).unwrap_or_default();
            return Err(ServerError::Held { holder });
        }
    }
}

/// A number that no other connection has.
pub(super) fn unique() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one((std::process::id(), Instant::now()))
}
