//! The first SIGINT, SIGTERM or SIGHUP asks the run to stop; the second ends the process.

use deskferry::database::stop_waiting;
use deskferry::signals::{hand_over, ignores_hangup};
use deskferry::system::EndRequests;
use deskferry::writer::Stop;
use serde_json::json;

use super::command_error::CommandError;
use super::{console, document};

/// Listens until the runtime ends.
pub(crate) fn listen(stop: &Stop) -> Result<(), CommandError> {
    listen_with(stop, REQUESTS, "the run's folder shows what was sent")
}

/// What a command with requests does after the first signal.
pub(crate) const REQUESTS: &str = "finishing the requests in flight";

/// Like [`listen`]; `first` is what the command does after the first signal, `last` the message after the second.
pub(crate) fn listen_with(stop: &Stop, first: &'static str, last: &'static str) -> Result<(), CommandError> {
    let mut signals = EndRequests::listen(ignores_hangup())?;
    hand_over();
    let stop = stop.clone();
    tokio::spawn(async move {
        let name = signals.next().await;
        let (text, reason) =
            (format!("{name}: {first}; send it again to quit immediately"), format!("stopped by {name}"));
        match console::is_json() {
            true => console::event("stopping", &text, json!({"reason": reason})),
            false => console::say(&format!("\n{text}\n")),
        }
        stop.request(reason);
        stop_waiting();
        let name = signals.next().await;
        let text = format!("{name}: quitting immediately; {last}");
        console::say(&format!("{text}\n"));
        document::give_up(&CommandError::stopped(text));
        std::process::exit(4);
    });
    Ok(())
}
