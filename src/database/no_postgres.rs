//! In place of `postgres/` in a build without the feature `postgres`: refuses every address of a server. As there is no
//! server, there is no connection to one.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use super::error::DatabaseError;
use super::server_error::ServerError;
use super::server_password::ServerPassword;
use super::value::{ToValue, Value};
use crate::features::MissingFeature;

/// A server; there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalServer {}

impl JournalServer {
    /// Refuses every address.
    ///
    /// # Errors
    /// Always.
    pub fn parse(_text: &str) -> Result<(Self, Option<SecretString>), ServerError> {
        Err(MissingFeature::Postgres.into())
    }

    /// The address without a password.
    pub fn shown(&self) -> &str {
        match *self {}
    }
}

/// What opens the servers of journals.
#[derive(Debug, Clone, Default)]
pub struct ServerCredentials {
    /// Servers with their passwords.
    pub passwords: Vec<(JournalServer, ServerPassword)>,
    /// A file of lines `HOST:PORT:DATABASE:USER:PASSWORD`.
    pub password_file: Option<PathBuf>,
    /// Is told when a statement begins to wait for a server, and when the file of passwords does not count.
    pub on_warning: Option<fn(&str)>,
}

/// Nothing waits.
pub fn stop_waiting() {}

/// Needs nothing.
pub fn use_credentials(_credentials: ServerCredentials) {}

#[derive(Debug)]
pub(crate) enum PostgresSchema {}

impl PostgresSchema {
    pub(crate) fn of(server: &JournalServer, _name: &str) -> Result<Arc<Self>, ServerError> {
        match *server {}
    }

    pub(crate) fn name(&self) -> &str {
        match *self {}
    }
}

#[derive(Debug)]
pub(crate) enum PostgresConnection {}

impl PostgresConnection {
    pub(crate) fn to(schema: &Arc<PostgresSchema>) -> Self {
        match **schema {}
    }

    pub(crate) fn remove_schema(&self) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn begin_snapshot(&self) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn batch(&self, _sql: &str) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn execute(&self, _sql: &str, _params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        match *self {}
    }

    pub(crate) fn send(&self, _sql: &str, _params: &[&dyn ToValue]) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn query(
        &self,
        _sql: &str,
        _params: &[&dyn ToValue],
    ) -> Result<PostgresRows<'_>, DatabaseError> {
        match *self {}
    }

    pub(crate) fn stream(
        &self,
        _sql: &str,
        _params: &[&dyn ToValue],
    ) -> Result<PostgresRows<'_>, DatabaseError> {
        match *self {}
    }

    pub(crate) fn begin(&self, _alone: bool) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn commit(&self) -> Result<(), DatabaseError> {
        match *self {}
    }

    pub(crate) fn roll_back(&self) {
        match *self {}
    }

    pub(crate) fn group<E: From<DatabaseError>>(
        &self,
        _write: &mut dyn FnMut() -> Result<(), E>,
    ) -> Result<(), E> {
        match *self {}
    }

    pub(crate) fn hold(&self, _holder: &str) -> Result<(), DatabaseError> {
        match *self {}
    }
}

/// The rows of a result.
pub(crate) struct PostgresRows<'c> {
    connection: &'c PostgresConnection,
}

impl PostgresRows<'_> {
    pub(crate) fn next(&mut self) -> Result<Option<&PostgresRow>, DatabaseError> {
        match *self.connection {}
    }
}

#[derive(Debug)]
pub(crate) enum PostgresRow {}

impl PostgresRow {
    pub(crate) fn columns(&self) -> usize {
        match *self {}
    }

    pub(crate) fn value(&self, _column: usize) -> Result<Value<'_>, DatabaseError> {
        match *self {}
    }
}
