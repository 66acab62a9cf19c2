//! A schema of a server: the journal of one run.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::server_error::ServerError;
use super::idle_links;
use super::link::Link;
use super::server::JournalServer;

/// A schema, as all connections of this process share it.
pub(crate) struct PostgresSchema {
    server: JournalServer,
    name: String,
    /// The number under which this process writes; 0 if it does not.
    fence: AtomicI64,
    /// Whether this process has ever reached it. If not, nobody waits for a server that is away.
    reached: AtomicBool,
    /// Whether the user knows that the server is away.
    told: AtomicBool,
}

static SCHEMAS: Mutex<BTreeMap<(String, String), Arc<PostgresSchema>>> = Mutex::new(BTreeMap::new());

impl PostgresSchema {
    /// The schema with a name. Nothing is connected yet.
    pub(crate) fn of(server: &JournalServer, name: &str) -> Result<Arc<Self>, ServerError> {
        let is_plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
        if name.is_empty() || name.len() > 63 || !name.chars().all(is_plain) {
            let reason = format!("{name:?} is not the name of a schema of deskferry");
            return Err(ServerError::Settings { server: server.shown().to_owned(), reason });
        }
        let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
        let schema = schemas.entry((server.shown().to_owned(), name.to_owned())).or_insert_with(|| {
            Arc::new(Self {
                server: server.clone(),
                name: name.to_owned(),
                fence: AtomicI64::new(0),
                reached: AtomicBool::new(false),
                told: AtomicBool::new(false),
            })
        });
        Ok(Arc::clone(schema))
    }

    /// The server.
    pub(crate) fn server(&self) -> &JournalServer {
        &self.server
    }

    /// The name of the schema.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn fence(&self) -> i64 {
        self.fence.load(Ordering::Acquire)
    }

    pub(super) fn set_fence(&self, fence: i64) {
        self.fence.store(fence, Ordering::Release);
    }

    pub(super) fn was_reached(&self) -> bool {
        self.reached.load(Ordering::Acquire)
    }

    /// A connection: one that is idle, or a new one.
    pub(super) fn link(&self, name: &str) -> Result<Link, ServerError> {
        match idle_links::take(&self.server, &self.name) {
            Some(link) => Ok(link),
            None => self.new_link(name),
        }
    }

    /// A connection of one's own.
    pub(super) fn new_link(&self, name: &str) -> Result<Link, ServerError> {
        let link = Link::open(&self.server, &self.name, name)?;
        self.reached.store(true, Ordering::Release);
        self.told.store(false, Ordering::Release);
        Ok(link)
    }

    /// True the first time after the server was reached.
    pub(super) fn is_first_loss(&self) -> bool {
        !self.told.swap(true, Ordering::AcqRel)
    }
}

impl std::fmt::Debug for PostgresSchema {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} in {}", self.name, self.server.shown())
    }
}
