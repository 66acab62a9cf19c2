//! What all processes of this machine share about one account of a help desk: its room.
//!
//! A room is a folder that all users of the machine share, and that only somebody who knows the account's address and
//! client id can find. docs/account.md specifies it: where it is, who may write what, and what is refused.

mod error;
mod guard;
mod held_backup;
mod help_desk_account;
mod holder;
mod imitated_account;
mod key;
#[cfg(unix)]
mod places;
mod rate;
mod room;
mod shared_token;
mod signed_files;
mod user_name;
#[cfg(windows)]
mod windows_places;
mod writer_lock;

#[cfg(windows)]
use windows_places as places;

#[cfg(test)]
mod tests;

pub use error::AccountError;
pub use guard::RoomGuard;
pub use held_backup::HeldBackup;
pub use help_desk_account::HelpDeskAccount;
pub use holder::Holder;
pub use imitated_account::ImitatedAccount;
pub use key::AccountKey;
pub(crate) use rate::uptime;
pub use rate::{DEFAULT_RATE, RateSource, RateToKeep, SharedRate, StatedRate};
pub use room::AccountRoom;
pub(crate) use shared_token::{SharedToken, StoredToken};
pub use signed_files::{Flaw, SignedFiles, SignedRead};
pub use user_name::user_name;
pub use writer_lock::WriterLock;
