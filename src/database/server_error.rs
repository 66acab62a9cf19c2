//! What goes wrong with a PostgreSQL server.

use crate::features::MissingFeature;

/// A PostgreSQL server can't be used. No text contains a password.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address is not one.
    #[error("{0}; write it as postgres://USER@HOST:PORT/DATABASE")]
    Address(String),
    /// The settings of the connection are refused before it is opened.
    #[error("the journal's server {server}: {reason}")]
    Settings {
        /// The address, without a password.
        server: String,
        /// Why.
        reason: String,
    },
    /// The connection was lost, or the server can't do it now.
    #[error("the journal's server {server} can't be used now: {reason}")]
    Lost {
        /// The address, without a password.
        server: String,
        /// Why.
        reason: String,
    },
    /// The server refused a statement or the login.
    #[error("the journal's server {server} refused: {reason}")]
    Refused {
        /// The address, without a password.
        server: String,
        /// Why.
        reason: String,
    },
    /// Another process writes the run.
    #[error("another process works on this run: {holder}")]
    Held {
        /// Which process.
        holder: String,
    },
    /// Another process has taken over the run while this one could not reach the server.
    #[error("another process has taken over this run ({holder}), so nothing more is sent")]
    TakenOver {
        /// Which process.
        holder: String,
    },
    /// The server no longer has what it has confirmed.
    #[error(
        "the journal's server {server} has lost confirmed writes (it has {found} groups of {known}), perhaps because another \
         server took its place: nothing more is sent. Do not resume this run before the server has them again, because \
         deskferry would send rows again that are in the help desk"
    )]
    Older {
        /// The address, without a password.
        server: String,
        /// The groups of which this process knows that they were committed.
        known: i64,
        /// The groups that the server has.
        found: i64,
    },
    /// This build has no PostgreSQL.
    #[error(transparent)]
    Missing(#[from] MissingFeature),
}

impl ServerError {
    /// True if nothing was begun: the settings are wrong, or another process has the run.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Settings { .. } | Self::Held { .. } | Self::Missing(_))
    }

    /// True if the connection was lost, or the server can't do it now but may later.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost { .. })
    }
}
