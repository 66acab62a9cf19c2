//! Resolving inserts in doubt: look up, then adopt, send again, or leave to a person. Nothing is guessed.
//!
//! docs/journal.md has the rule. Delay alone never proves absence: the same lookup must also show a customer that this
//! run inserted later. Without a later insert, ten times the delay must have passed and the complete list must not show
//! the customer.

mod as_sent;
mod failures;
mod in_doubt_insert;
mod lookup;
mod resolution;
mod resolve_all;
mod wait;

pub(super) use in_doubt_insert::InDoubtInsert;
