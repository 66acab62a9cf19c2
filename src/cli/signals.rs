//! The first SIGINT or SIGTERM asks the run to stop, the second leaves at once.

use deskferry::writer::Stop;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::fault::Fault;
use super::talk;

/// Listens for as long as the runtime lives.
pub(crate) fn listen(stop: &Stop) -> Result<(), Fault> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = stop.clone();
    tokio::spawn(async move {
        let name = next(&mut interrupt, &mut terminate).await;
        talk::say(&format!("\n{name}: finishing what is in flight; once more leaves at once\n"));
        stop.request(format!("stopped by {name}"));
        let name = next(&mut interrupt, &mut terminate).await;
        talk::say(&format!("{name}: left at once; the run's folder tells what was sent\n"));
        std::process::exit(4);
    });
    Ok(())
}

async fn next(interrupt: &mut Signal, terminate: &mut Signal) -> &'static str {
    tokio::select! {
        _ = interrupt.recv() => "SIGINT",
        _ = terminate.recv() => "SIGTERM",
    }
}
