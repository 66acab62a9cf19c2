//! Why a sandbox can't start or work, or refuses a switch.

use std::path::PathBuf;

/// An error of the sandbox itself; simulated faults are answers, not errors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The listener can't be used.
    #[error("the sandbox can't listen: {0}")]
    Listen(#[source] std::io::Error),
    /// The file of the customers can't be opened or written, or another sandbox uses it.
    #[error("can't use the sandbox's file {path} (is another sandbox using it?): {source}")]
    Store {
        /// The SQLite file.
        path: PathBuf,
        /// The error of SQLite.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is a database of another program.
    #[error("{0} is a database of another program, not a sandbox; name another file")]
    NotASandbox(PathBuf),
    /// A change after [`super::Sandbox::stop`].
    #[error("the sandbox has stopped and accepts no more changes")]
    Stopped,
    /// A file of start customers can't be read.
    #[error("can't read the start customers in {path}: {source}")]
    StartFile {
        /// The JSON Lines file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A file of definitions of custom fields can't be read.
    #[error(
        "can't read the custom fields in {path}: {reason}; the switch custom-fields takes none, demo, or a file \
         that `deskferry customer fields -o FILE` wrote"
    )]
    DefinitionsFile {
        /// The JSON file.
        path: PathBuf,
        /// The cause.
        reason: String,
    },
    /// A line of a start file, or a given customer, is not a JSON object.
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
    /// The switch does not take this value.
    #[error("the sandbox's switch `{key}` takes {allowed}, not `{value}`")]
    BadValue {
        /// The switch.
        key: String,
        /// The given value.
        value: String,
        /// The values that it takes.
        allowed: &'static str,
    },
    /// The text of a fault is invalid.
    #[error(
        "`{0}` is not a fault; use drop-before, drop-after, status-before:503, status-after:500, \
         slow-before:2s, slow-after:2s, busy:429:1, truncated or html"
    )]
    UnknownFault(String),
}
