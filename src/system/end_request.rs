//! Requests to end this process: signals, or the keys and the window of a console.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, ctrl_break, ctrl_c, ctrl_close};

/// SIGINT, SIGTERM and SIGHUP.
#[cfg(unix)]
pub struct EndRequests {
    interrupt: Signal,
    terminate: Signal,
    /// SIGHUP: the terminal is gone. `None` if the process was started to ignore it.
    hangup: Option<Signal>,
}

/// Ctrl-C, Ctrl-Break, and the closing of the window, after which Windows leaves a process five seconds.
#[cfg(windows)]
pub struct EndRequests {
    interrupt: CtrlC,
    terminate: CtrlBreak,
    close: CtrlClose,
}

#[cfg(unix)]
impl EndRequests {
    /// Listens from now on; needs a runtime.
    pub fn listen(ignores_hangup: bool) -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: (!ignores_hangup).then(|| signal(SignalKind::hangup())).transpose()?,
        })
    }

    /// The name of the next one.
    pub async fn next(&mut self) -> &'static str {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
            _ = hangup => "SIGHUP",
        }
    }
}

#[cfg(windows)]
impl EndRequests {
    /// Listens from now on; needs a runtime. Windows has no hangup.
    pub fn listen(_: bool) -> io::Result<Self> {
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_break()?, close: ctrl_close()? })
    }

    /// The name of the next one.
    pub async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "Ctrl-C",
            _ = self.terminate.recv() => "Ctrl-Break",
            _ = self.close.recv() => "the closed window",
        }
    }
}
