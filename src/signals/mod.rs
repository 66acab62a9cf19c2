//! The signals that end a command: SIGINT, SIGTERM, SIGHUP and SIGQUIT; on Windows, the keys that a console takes for them.

#[cfg(windows)]
mod console;
#[cfg(unix)]
mod watch;

#[cfg(windows)]
use console as watch;

pub(crate) use watch::SignalWatch;
pub use watch::{hand_over, ignores_hangup};
