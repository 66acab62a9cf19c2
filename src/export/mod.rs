//! The list of customers to a file, with an honest word on whether it is all of them.
//!
//! `drain` reads the list as often as a verdict needs (`census`), `spool` keeps the records on disk meanwhile,
//! `details` makes the chosen ones whole, `run` is the chain. docs/export.md has what is promised and why it holds.

mod census;
mod comparison;
mod details;
mod drain;
mod error;
mod evidence;
mod lines;
mod output;
mod run;
mod spool;

#[cfg(test)]
mod tests;

pub use census::{Direction, Objection, Pass, Total, Verdict};
pub use comparison::Told;
pub use details::{Details, Refined};
pub use error::ExportError;
pub use evidence::{Evidence, Requests, Searched, Written};
pub use run::{ExportJob, Finished, export};

/// The time as the evidence has it: UTC, to the millisecond.
fn moment() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
