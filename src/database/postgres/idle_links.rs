//! Connections that nobody uses now. A command may look at hundreds of runs, each in its own schema: only a few
//! connections are kept, and they go from one schema to the next.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::link::Link;
use super::server::JournalServer;

/// Connections that are kept, to all servers together.
const MOST: usize = 4;

static IDLE: Mutex<Vec<Link>> = Mutex::new(Vec::new());

/// A connection to the server, in this schema.
pub(super) fn take(server: &JournalServer, schema: &str) -> Option<Link> {
    let mut link = {
        let mut idle = all();
        let of_schema = idle.iter().position(|link| link.is_to(server) && link.schema() == schema);
        let at = of_schema.or_else(|| idle.iter().position(|link| link.is_to(server)))?;
        idle.remove(at)
    };
    // One that was lost meanwhile is dropped.
    (link.is_idle() && link.enter(schema).is_ok()).then_some(link)
}

/// Keeps a connection for the next use. The one that was not used for the longest time is closed.
pub(super) fn give_back(link: Link) {
    if !link.is_idle() {
        return;
    }
    let mut idle = all();
    idle.push(link);
    if idle.len() > MOST {
        idle.remove(0);
    }
}

fn all() -> MutexGuard<'static, Vec<Link>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}
