//! `journal.json`: in which PostgreSQL database the journal of a run is. Without this file, it is `journal.db`.
//!
//! The file has no password. A run has a schema of its own, and no other run writes in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::schema_version;
use crate::database::{Connection, JournalServer, PostgresConnection, PostgresSchema};
use crate::file::{AtomicFile, read_regular};

/// The name of the file.
pub(super) const HOME_FILE: &str = "journal.json";
/// The name of the file that it stands for.
pub(super) const JOURNAL_FILE: &str = "journal.db";

/// A schema with the journal of a run.
#[derive(Debug, Clone)]
pub(super) struct JournalHome {
    path: PathBuf,
    schema: Arc<PostgresSchema>,
}

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    version: u32,
    /// `postgres://USER@HOST:PORT/DATABASE`
    server: String,
    schema: String,
}

const VERSION: u32 = 1;

impl JournalHome {
    /// The home of the journal that would be the file at `path`; `None` if it is that file.
    pub(super) fn at(path: &Path) -> Result<Option<Self>, JournalError> {
        if path.file_name().is_none_or(|name| name != JOURNAL_FILE) {
            return Ok(None);
        }
        let path = path.with_file_name(HOME_FILE);
        let text = match read_regular(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| JournalError::file(&path, error))?,
        };
        let content: Content = serde_json::from_slice(&text)
            .map_err(|error| JournalError::Damaged(format!("{}: {error}", path.display())))?;
        if content.version != VERSION {
            return Err(JournalError::OtherForm { path, version: content.version, known: VERSION });
        }
        let (server, _) = JournalServer::parse(&content.server)?;
        Ok(Some(Self { schema: PostgresSchema::of(&server, &content.schema)?, path }))
    }

    /// Says in a run's folder that its journal will be in a schema of this server.
    pub(super) fn choose(folder: &Path, id: &str, server: &JournalServer) -> Result<(), JournalError> {
        let content =
            Content { version: VERSION, server: server.shown().to_owned(), schema: schema_name(id) };
        let path = folder.join(HOME_FILE);
        let mut file = AtomicFile::create(&path)?;
        let text = serde_json::to_string_pretty(&content)?;
        writeln!(file, "{text}").map_err(|error| JournalError::file(&path, error))?;
        Ok(file.finish()?)
    }

    /// Creates the schema with its tables.
    pub(super) fn create(&self, tables: &str) -> Result<Connection, JournalError> {
        let connection = self.connection();
        let all = connection.transaction()?;
        all.execute_batch(&format!("CREATE SCHEMA \"{}\"", self.schema.name()))?;
        all.execute_batch(tables)?;
        schema_version::create(&all)?;
        all.commit()?;
        Ok(connection)
    }

    /// Removes the schema, if it is there and no process writes in it.
    pub(super) fn remove(&self) -> Result<(), JournalError> {
        Ok(PostgresConnection::to(&self.schema).remove_schema()?)
    }

    /// Opens the schema.
    pub(super) fn open(&self) -> Result<Connection, JournalError> {
        let connection = self.connection();
        schema_version::check(&connection, &self.path)?;
        Ok(connection)
    }

    /// Opens the schema as the only one that writes the run.
    pub(super) fn open_to_write(&self, holder: &str) -> Result<Connection, JournalError> {
        let connection = PostgresConnection::to(&self.schema);
        connection.hold(holder)?;
        let connection = Connection::Postgres(Box::new(connection));
        schema_version::check(&connection, &self.path)?;
        Ok(connection)
    }

    fn connection(&self) -> Connection {
        Connection::Postgres(Box::new(PostgresConnection::to(&self.schema)))
    }
}

/// The schema of a run: its time and the number at the end of its name.
fn schema_name(id: &str) -> String {
    let (time, rest) = id.split_once('-').unwrap_or((id, ""));
    let number = rest.rsplit('-').next().unwrap_or_default();
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).take(20).collect()
    };
    format!("deskferry_run_{}_{}", plain(time), plain(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_named_after_its_run() {
        assert_eq!(
            schema_name("20261123T204500Z-hubspot-contacts--2--3f9a0c"),
            "deskferry_run_20261123t204500z_3f9a0c"
        );
    }
}
