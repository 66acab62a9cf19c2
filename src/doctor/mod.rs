//! Looks for what could go wrong, and says what to do about it. Changes nothing.

mod behavior;
mod finding;
mod local;
mod remote;
mod room;
mod span;

pub use behavior::examine_behavior;
pub use finding::{Diagnosis, Finding, Verdict};
pub use local::examine_machine;
pub use remote::{examine_server, unreadable_account};
pub use room::examine_room;
