//! Why a sandbox can't start, or doesn't understand what it was told.

use std::path::PathBuf;

/// What can go wrong around the imitation; faults that it plays are answers, never errors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The listener can't be used.
    #[error("the sandbox can't listen: {0}")]
    Listen(#[source] std::io::Error),
    /// The file that keeps the customers can't be opened or written, or another sandbox has it open.
    #[error("can't use the sandbox's file {path} (is another sandbox using it?): {source}")]
    Store {
        /// The SQLite file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// A customer was to be changed after [`super::Sandbox::stop`].
    #[error("the sandbox has stopped and accepts no more changes")]
    Stopped,
    /// A file of start customers can't be read.
    #[error("can't read the start customers in {path}: {source}")]
    StartFile {
        /// The JSON Lines file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A line of a file of start customers, or a customer handed in, is no JSON object.
    #[error("{place} is not a customer: {reason}")]
    NotACustomer {
        /// Which line of which file.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such switch.
    #[error("the sandbox has no switch `{0}`; `deskferry sandbox --help` lists them")]
    UnknownSwitch(String),
    /// The switch exists and doesn't take this value.
    #[error("the sandbox's switch `{key}` takes {allowed}, not `{value}`")]
    BadValue {
        /// The switch.
        key: String,
        /// What it was given.
        value: String,
        /// What it takes.
        allowed: &'static str,
    },
    /// A fault can't be read.
    #[error(
        "`{0}` is not a fault; use drop-before, drop-after, status-before:503, status-after:500, \
         slow-before:2s, slow-after:2s, busy:429:1, truncated or html"
    )]
    UnknownFault(String),
}
