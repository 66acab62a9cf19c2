//! The rate that all processes of this machine keep together for one account, and the pauses that they share.
//!
//! Each process has a file of its own in the account's room. It says what the process was asked to keep, which slot it
//! has taken last, and when it has sent its calls. docs/account.md specifies it.

mod clock;
mod departures;
mod ledger;
mod process_file;
mod shared_rate;
mod stated_rate;
mod stopped;
mod told;
mod turn;

pub(super) use clock::boot_id;
pub(crate) use clock::uptime;
pub use shared_rate::SharedRate;
pub use stated_rate::{DEFAULT_RATE, RateSource, RateToKeep, StatedRate};
