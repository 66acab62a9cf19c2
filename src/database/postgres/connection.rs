//! A connection to the schema of a run, which outlives the loss of its server.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;

use tokio_postgres::Row;

use super::super::dialect::numbered;
use super::super::error::DatabaseError;
use super::super::server_error::ServerError;
use super::super::value::ToValue;
use super::cell::{Parameter, PostgresRow};
use super::credentials::tell_of_wait;
use super::idle_links;
use super::link::Link;
use super::run_writer::{Writer, remove};
use super::schema::PostgresSchema;
use super::wait::Wait;

/// Rows that a cursor fetches at once.
const FETCHED: usize = 500;
/// Begins a transaction that reads everything as it is at one moment.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A connection.
pub(crate) struct PostgresConnection {
    schema: Arc<PostgresSchema>,
    link: RefCell<Option<Link>>,
    /// Whether a transaction was begun and neither committed nor taken back.
    in_transaction: Cell<bool>,
    /// How many results are being read by cursors.
    streams: Cell<u32>,
    cursors: Cell<u32>,
    /// Temporary tables: the session can't be used for anything else.
    is_used_up: Cell<bool>,
    writer: RefCell<Option<Writer>>,
    /// Why the connection was lost the last time.
    loss: RefCell<Option<ServerError>>,
}

impl PostgresConnection {
    /// A connection to a schema; it is opened when it is used.
    pub(crate) fn to(schema: &Arc<PostgresSchema>) -> Self {
        Self {
            schema: Arc::clone(schema),
            link: RefCell::new(None),
            in_transaction: Cell::new(false),
            streams: Cell::new(0),
            cursors: Cell::new(0),
            is_used_up: Cell::new(false),
            writer: RefCell::new(None),
            loss: RefCell::new(None),
        }
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), DatabaseError> {
        if sql.contains(" TEMP TABLE ") {
            self.is_used_up.set(true);
        }
        if !self.in_transaction.get() {
            return self.call(|link| link.batch(sql));
        }
        // A table is not changed while references to it wait to be checked.
        let sql = format!("SET CONSTRAINTS ALL IMMEDIATE; {sql}; SET CONSTRAINTS ALL DEFERRED");
        self.call(|link| link.batch(&sql))
    }

    pub(crate) fn execute(&self, sql: &str, params: &[&dyn ToValue]) -> Result<u64, DatabaseError> {
        let (sql, params) = (numbered(sql), Parameter::all(params));
        self.call(|link| link.execute(&sql, &params))
    }

    pub(crate) fn send(&self, sql: &str, params: &[&dyn ToValue]) -> Result<(), DatabaseError> {
        if !self.in_transaction.get() {
            return self.execute(sql, params).map(|_| ());
        }
        let (sql, params) = (numbered(sql), Parameter::all(params));
        self.call(|link| link.send(&sql, params.clone()))
    }

    /// Reads a result as a whole.
    pub(crate) fn query(
        &self,
        sql: &str,
        params: &[&dyn ToValue],
    ) -> Result<PostgresRows<'_>, DatabaseError> {
        let (sql, params) = (numbered(sql), Parameter::all(params));
        let rows = self.call(|link| link.query(&sql, &params))?;
        Ok(PostgresRows::whole(rows))
    }

    /// Reads a result by a cursor. One with parameters is read as a whole.
    pub(crate) fn stream(
        &self,
        sql: &str,
        params: &[&dyn ToValue],
    ) -> Result<PostgresRows<'_>, DatabaseError> {
        if !params.is_empty() {
            return self.query(sql, params);
        }
        let name = format!("c{}", self.cursors.replace(self.cursors.get() + 1));
        let begin = if self.is_busy() { String::new() } else { format!("{SNAPSHOT}; ") };
        let sql = format!("{begin}DECLARE {name} NO SCROLL CURSOR FOR {sql}");
        self.call(|link| link.batch(&sql)).inspect_err(|_| {
            if !self.is_busy() {
                // Its transaction has failed, and nobody ends it.
                self.link.take();
            }
        })?;
        self.streams.set(self.streams.get() + 1);
        Ok(PostgresRows::of_cursor(self, name))
    }

    pub(crate) fn begin(&self, alone: bool) -> Result<(), DatabaseError> {
        let fence = self.schema.fence();
        let holder = self.call(|link| {
            link.send_batch("BEGIN");
            if !alone {
                return Ok(None);
            }
            // The row is the lock of all that write alone.
            let rows = link.query("SELECT fence, holder FROM writer FOR UPDATE", &[])?;
            let other = rows.first().filter(|row| fence != 0 && row.get::<_, i64>(0) != fence);
            Ok(other.map(|row| row.get::<_, String>(1)))
        });
        self.in_transaction.set(true);
        match holder {
            Ok(None) => Ok(()),
            Ok(Some(holder)) => {
                self.roll_back();
                Err(ServerError::TakenOver { holder }.into())
            }
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }

    pub(crate) fn commit(&self) -> Result<(), DatabaseError> {
        let committed = self.call(|link| {
            link.settle()?;
            link.batch("COMMIT")
        });
        if committed.is_ok() {
            self.in_transaction.set(false);
        } else {
            self.roll_back();
        }
        committed
    }

    /// Begins a transaction that reads everything as it is at one moment.
    pub(crate) fn begin_snapshot(&self) -> Result<(), DatabaseError> {
        self.call(|link| link.batch(SNAPSHOT))?;
        self.in_transaction.set(true);
        Ok(())
    }

    pub(crate) fn roll_back(&self) {
        if self.in_transaction.replace(false)
            && let Some(mut link) = self.link.take()
        {
            // What was sent and failed is taken back with the rest.
            drop(link.settle());
            if link.batch("ROLLBACK").is_ok() {
                self.link.replace(Some(link));
            }
        }
    }

    /// Does `write` in a transaction, and again if the server was lost before it was committed.
    pub(crate) fn group<E: From<DatabaseError>>(
        &self,
        write: &mut dyn FnMut() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut wait = Wait::default();
        loop {
            self.begin(true)?;
            let written = write();
            let was_lost = self.link.borrow().is_none();
            match written {
                Err(error) if !was_lost => {
                    self.roll_back();
                    return Err(error);
                }
                Err(error) => {
                    self.roll_back();
                    if !self.goes_on(&mut wait, self.loss.borrow().as_ref()) {
                        return Err(error);
                    }
                }
                Ok(()) => match self.commit_group() {
                    Err(error) if error.is_lost() && self.goes_on(&mut wait, self.loss.borrow().as_ref()) => {
                        if self.was_committed()? {
                            return Ok(());
                        }
                    }
                    committed => return Ok(committed?),
                },
            }
        }
    }

    /// Makes this connection the one that writes the run. Nobody else can do that as long as it lasts, and who did it
    /// before can't write any more.
    pub(crate) fn hold(&self, holder: &str) -> Result<(), DatabaseError> {
        let (writer, link) = Writer::begin(&self.schema, holder)?;
        self.writer.replace(Some(writer));
        self.link.replace(Some(link));
        Ok(())
    }

    /// Removes the schema, if no process writes in it. A server that is away is not waited for.
    pub(crate) fn remove_schema(&self) -> Result<(), DatabaseError> {
        Ok(remove(&self.schema)?)
    }

    /// Commits a group with its number, by which its writer finds out whether it was committed.
    fn commit_group(&self) -> Result<(), DatabaseError> {
        let next = self.writer.borrow().as_ref().map(|writer| writer.committed + 1);
        if let Some(next) = next {
            self.send("UPDATE writer SET committed = ?", &[&next]).inspect_err(|_| self.roll_back())?;
        }
        self.commit()?;
        self.count(next);
        Ok(())
    }

    fn count(&self, next: Option<i64>) {
        if let (Some(writer), Some(next)) = (self.writer.borrow_mut().as_mut(), next) {
            writer.committed = next;
        }
    }

    /// Whether the group whose commit got no answer is there.
    fn was_committed(&self) -> Result<bool, DatabaseError> {
        let next = self.writer.borrow().as_ref().map(|writer| writer.committed + 1);
        let Some(next) = next else { return Ok(false) };
        let rows = self.call(|link| link.query("SELECT committed FROM writer", &[]))?;
        let is_there = rows.first().is_some_and(|row| row.get::<_, i64>(0) == next);
        if is_there {
            self.count(Some(next));
        }
        Ok(is_there)
    }

    /// The next rows of a cursor.
    fn fetch(&self, cursor: &str, most: usize) -> Result<Vec<Row>, DatabaseError> {
        self.call(|link| link.query_once(&format!("FETCH FORWARD {most} FROM {cursor}")))
    }

    /// Closes a cursor, and ends the transaction that was begun for it.
    fn close(&self, cursor: &str) {
        self.streams.set(self.streams.get() - 1);
        let end = if self.is_busy() { format!("CLOSE {cursor}") } else { "COMMIT".to_owned() };
        if let Some(mut link) = self.link.take()
            && link.batch(&end).is_ok()
        {
            self.link.replace(Some(link));
        }
    }

    /// Waits a moment for the server; false if it has been long enough. The user is told of each wait once.
    fn goes_on(&self, wait: &mut Wait, error: Option<&ServerError>) -> bool {
        if let Some(error) = error
            && self.schema.is_first_loss()
        {
            tell_of_wait(error);
        }
        wait.goes_on()
    }

    fn is_busy(&self) -> bool {
        self.in_transaction.get() || self.streams.get() > 0
    }

    /// Does something with the open connection. Outside a transaction it waits for a server that is away, and does it
    /// again.
    fn call<T>(&self, mut act: impl FnMut(&mut Link) -> Result<T, ServerError>) -> Result<T, DatabaseError> {
        let mut wait = Wait::default();
        loop {
            let done = self.open().and_then(|mut link| {
                let done = act(&mut link);
                if !matches!(&done, Err(error) if error.is_lost()) {
                    self.link.replace(Some(link));
                }
                done
            });
            if let Err(error) = &done
                && error.is_lost()
            {
                self.loss.replace(Some(error.clone()));
            }
            match done {
                Err(error) if error.is_lost() && !self.is_busy() && self.schema.was_reached() => {
                    if !self.goes_on(&mut wait, Some(&error)) {
                        return Err(error.into());
                    }
                }
                done => return Ok(done?),
            }
        }
    }

    /// The open connection, or a new one.
    fn open(&self) -> Result<Link, ServerError> {
        if let Some(link) = self.link.take() {
            return Ok(link);
        }
        if self.is_busy() {
            let server = self.schema.server().shown().to_owned();
            return Err(ServerError::Lost { server, reason: "the connection was lost".to_owned() });
        }
        match &*self.writer.borrow() {
            None => self.schema.link("deskferry"),
            Some(writer) => writer.reopen(&self.schema),
        }
    }
}

impl Drop for PostgresConnection {
    fn drop(&mut self) {
        self.roll_back();
        if let Some(mut link) = self.link.take() {
            if self.writer.borrow().is_some() {
                // Closing it unlocks the run as well, only later.
                drop(link.batch("SELECT pg_advisory_unlock_all()"));
            } else if !self.is_used_up.get() && self.streams.get() == 0 {
                idle_links::give_back(link);
            }
        }
    }
}

impl std::fmt::Debug for PostgresConnection {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "connection to {:?}", self.schema)
    }
}

/// The rows of a result.
pub(crate) struct PostgresRows<'c> {
    fetched: VecDeque<Row>,
    current: Option<PostgresRow>,
    /// Where more rows are.
    cursor: Option<Cursor<'c>>,
}

impl<'c> PostgresRows<'c> {
    fn whole(rows: Vec<Row>) -> Self {
        Self { fetched: rows.into(), current: None, cursor: None }
    }

    fn of_cursor(connection: &'c PostgresConnection, name: String) -> Self {
        let cursor = Some(Cursor { connection, name });
        Self { fetched: VecDeque::new(), current: None, cursor }
    }

    pub(crate) fn next(&mut self) -> Result<Option<&PostgresRow>, DatabaseError> {
        if self.fetched.is_empty()
            && let Some(cursor) = &self.cursor
        {
            self.fetched = cursor.connection.fetch(&cursor.name, FETCHED)?.into();
            if self.fetched.len() < FETCHED {
                self.cursor = None;
            }
        }
        self.current = self.fetched.pop_front().map(PostgresRow);
        Ok(self.current.as_ref())
    }
}

/// A cursor; dropping it closes it.
struct Cursor<'c> {
    connection: &'c PostgresConnection,
    name: String,
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        self.connection.close(&self.name);
    }
}
