//! The credentials that the user gave with `deskferry login`: which accounts, and where their API tokens are.
//!
//! `logins.json` in the user's configuration folder lists the logins. An API token is in the system's keyring, or in
//! that file, which only its owner can read. A login belongs to one address, and to one profile or to none.

mod error;
mod keep;
mod keyring;
mod logins;

pub use error::{KeyringError, LoginError};
pub use keep::{Ended, NewLogin, Place, forget, keep};
pub use logins::{KeptToken, LOGINS_FILE, Login, Logins};
