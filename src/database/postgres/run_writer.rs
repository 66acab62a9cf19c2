//! The process that writes a run: its lock, its fence, and the count of what it has committed.

use super::super::server_error::ServerError;
use super::cell::Parameter;
use super::link::Link;
use super::run_lock::{lock, unique};
use super::schema::PostgresSchema;

/// The process that writes the run.
pub(super) struct Writer {
    /// The name of its sessions.
    session: String,
    holder: String,
    /// The groups that were committed.
    pub(super) committed: i64,
}

impl Writer {
    /// Takes the lock of the run and the next fence, on a connection of its own.
    pub(super) fn begin(schema: &PostgresSchema, holder: &str) -> Result<(Self, Link), ServerError> {
        let session = format!("deskferry {:016x}", unique());
        let mut link = schema.new_link(&session)?;
        lock(&mut link, schema.name())?;
        let sql = "UPDATE writer SET fence = fence + 1, holder = $1 RETURNING fence, committed";
        let rows = link.query(sql, &[Parameter::Text(holder.to_owned())])?;
        let row = rows.first().ok_or_else(|| ServerError::Settings {
            server: schema.server().shown().to_owned(),
            reason: format!("the table writer of its schema {} is empty", schema.name()),
        })?;
        schema.set_fence(row.get(0));
        Ok((Self { session, holder: holder.to_owned(), committed: row.get(1) }, link))
    }

    /// Connects again, if nobody has taken over the run in the meantime.
    pub(super) fn reopen(&self, schema: &PostgresSchema) -> Result<Link, ServerError> {
        let mut link = schema.new_link(&self.session)?;
        // The server may not have noticed yet that the former connection is gone.
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE application_name = $1 AND pid <> pg_backend_pid()";
        link.query(sql, &[Parameter::Text(self.session.clone())])?;
        lock(&mut link, schema.name()).map_err(|error| self.lost_if_own(schema, error))?;
        let rows = link.query("SELECT fence, holder, committed FROM writer", &[])?;
        match rows.first() {
            Some(row) if row.get::<_, i64>(0) == schema.fence() => {
                self.check_kept(schema, row.get(2))?;
                Ok(link)
            }
            row => {
                let holder = row.map_or_else(|| self.holder.clone(), |row| row.get(1));
                Err(ServerError::TakenOver { holder })
            }
        }
    }

    /// A session of our own may hold the lock until the server has ended it.
    fn lost_if_own(&self, schema: &PostgresSchema, error: ServerError) -> ServerError {
        match error {
            ServerError::Held { holder } if holder == self.holder => ServerError::Lost {
                server: schema.server().shown().to_owned(),
                reason: "it has not noticed yet that the former connection is gone".to_owned(),
            },
            error => error,
        }
    }

    /// Refuses a server that no longer has groups whose commit it has confirmed. The last one may have got no answer.
    fn check_kept(&self, schema: &PostgresSchema, found: i64) -> Result<(), ServerError> {
        let known = self.committed;
        if found == known || found == known + 1 {
            return Ok(());
        }
        Err(ServerError::Older { server: schema.server().shown().to_owned(), known, found })
    }
}

/// Removes a schema, if no process writes in it.
pub(super) fn remove(schema: &PostgresSchema) -> Result<(), ServerError> {
    let mut link = schema.new_link("deskferry")?;
    let rows = link.query("SELECT to_regclass('writer') IS NOT NULL", &[])?;
    if rows.first().is_some_and(|row| row.get(0)) {
        lock(&mut link, schema.name())?;
    }
    link.batch(&format!("DROP SCHEMA IF EXISTS \"{}\" CASCADE", schema.name()))
}
