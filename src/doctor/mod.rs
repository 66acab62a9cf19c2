//! Looks for what could go wrong, and says what to do about it. Writes only in the account's room.

mod behavior;
mod finding;
mod local;
mod network;
mod remote;
mod room;
mod span;

pub use behavior::examine_behavior;
pub use finding::{Diagnosis, Finding, Verdict};
pub use local::{examine_machine, unreadable_settings};
pub use remote::{examine_server, unreadable_account, unsendable_credential, unusable_address};
pub use room::examine_room;
