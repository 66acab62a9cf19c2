//! One open connection to a server: its session, its prepared statements, and what was sent and not answered yet.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt as _};
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, NoTls, Row, Statement};

use super::super::server_error::ServerError;
use super::cell::Parameter;
use super::credentials::{exposed, password_of};
use super::gathered_rows::GatheredRows;
use super::runtime;
use super::server::JournalServer;
use super::tls;

/// What every session needs: commits that are on disk when they return, no timeouts, plans for whole results, and
/// connections that the server gives up if their machine is gone.
const SESSION: &str = "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
     SET cursor_tuple_fraction = 1.0; SET jit = off; SET standard_conforming_strings = on; \
     SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; \
     SELECT set_config('synchronous_commit', 'on', false) \
     WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may leave packets unanswered.
const SILENCE: Duration = Duration::from_secs(25);
/// Statements that are kept prepared.
const STATEMENTS: usize = 200;
/// Statements that are sent and not answered.
const IN_FLIGHT: usize = 1000;

type Answer = BoxFuture<'static, Result<u64, Error>>;

pub(super) struct Link {
    server: JournalServer,
    /// The schema in which it works.
    schema: String,
    client: Arc<Client>,
    statements: HashMap<String, Statement>,
    sent: VecDeque<Answer>,
    gathered: GatheredRows,
}

impl Link {
    /// Connects, with a schema to work in.
    pub(super) fn open(server: &JournalServer, schema: &str, name: &str) -> Result<Self, ServerError> {
        let config = config(server, name)?;
        let client = connect(server, config)?;
        let mut link = Self {
            server: server.clone(),
            schema: schema.to_owned(),
            client: Arc::new(client),
            statements: HashMap::new(),
            sent: VecDeque::new(),
            gathered: GatheredRows::default(),
        };
        link.batch(&format!("{SESSION}; SET search_path = \"{schema}\""))?;
        link.check_durable()?;
        Ok(link)
    }

    /// A server that does not sync its log may lose an intent that was committed.
    fn check_durable(&mut self) -> Result<(), ServerError> {
        let rows = self.query("SELECT current_setting('fsync')", &[])?;
        match rows.first().map(|row| row.get::<_, String>(0)).as_deref() {
            Some("on") => Ok(()),
            _ => Err(self.settings("it runs with fsync = off, so a commit may be lost: set fsync = on")),
        }
    }

    fn settings(&self, reason: &str) -> ServerError {
        ServerError::Settings { server: self.server.shown().to_owned(), reason: reason.to_owned() }
    }

    /// The schema in which it works.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// True for a connection to this server, by the same user.
    pub(super) fn is_to(&self, server: &JournalServer) -> bool {
        self.server.shown() == server.shown()
    }

    /// Works in another schema from now on.
    pub(super) fn enter(&mut self, schema: &str) -> Result<(), ServerError> {
        if self.schema != schema {
            self.batch(&format!("SET search_path = \"{schema}\""))?;
            schema.clone_into(&mut self.schema);
        }
        Ok(())
    }

    /// True if nothing keeps it from being used for something else.
    pub(super) fn is_idle(&self) -> bool {
        self.sent.is_empty() && self.gathered.is_empty() && !self.client.is_closed()
    }

    /// Runs statements without parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), ServerError> {
        self.settle()?;
        let done = runtime::wait(self.client.batch_execute(sql));
        done.map_err(|error| self.error(&error))
    }

    /// Sends a statement without parameters, and does not wait.
    pub(super) fn send_batch(&mut self, sql: &'static str) {
        let client = Arc::clone(&self.client);
        self.push(async move { client.batch_execute(sql).await.map(|()| 0) }.boxed());
    }

    /// Runs a statement; the number of rows that it changed.
    pub(super) fn execute(&mut self, sql: &str, params: &[Parameter]) -> Result<u64, ServerError> {
        let statement = self.statement(sql)?;
        self.settle()?;
        let done = runtime::wait(self.client.execute_raw(&statement, params.iter().cloned()));
        done.map_err(|error| self.error(&error))
    }

    /// Sends a statement, and does not wait. Rows of an insert are gathered first.
    pub(super) fn send(&mut self, sql: &str, params: Vec<Parameter>) -> Result<(), ServerError> {
        match self.gathered.take_in(sql, params) {
            Ok(()) => {
                let full = self.gathered.full();
                self.send_all(full)
            }
            Err(params) => {
                self.send_gathered()?;
                self.send_now(sql, params)
            }
        }
    }

    fn send_gathered(&mut self) -> Result<(), ServerError> {
        let all = self.gathered.all();
        self.send_all(all)
    }

    fn send_all(&mut self, statements: Vec<(String, Vec<Parameter>)>) -> Result<(), ServerError> {
        statements.into_iter().try_for_each(|(sql, params)| self.send_now(&sql, params))
    }

    fn send_now(&mut self, sql: &str, params: Vec<Parameter>) -> Result<(), ServerError> {
        let statement = self.statement(sql)?;
        if self.sent.len() >= IN_FLIGHT {
            // Half of them: waiting for one at a time would wake this thread for each statement.
            for answer in self.sent.drain(..IN_FLIGHT / 2).collect::<Vec<_>>() {
                runtime::wait(answer).map_err(|error| self.error(&error))?;
            }
        }
        let client = Arc::clone(&self.client);
        self.push(async move { client.execute_raw(&statement, params).await }.boxed());
        Ok(())
    }

    /// Reads all rows of a result.
    pub(super) fn query(&mut self, sql: &str, params: &[Parameter]) -> Result<Vec<Row>, ServerError> {
        let statement = self.statement(sql)?;
        self.settle()?;
        let rows = async {
            let rows = self.client.query_raw(&statement, params.iter().cloned()).await?;
            futures::TryStreamExt::try_collect::<Vec<Row>>(rows).await
        };
        runtime::wait(rows).map_err(|error| self.error(&error))
    }

    /// Reads all rows of a result of a statement that runs once.
    pub(super) fn query_once(&mut self, sql: &str) -> Result<Vec<Row>, ServerError> {
        self.settle()?;
        runtime::wait(self.client.query_typed(sql, &[])).map_err(|error| self.error(&error))
    }

    /// Waits for everything that was sent. The first error counts.
    pub(super) fn settle(&mut self) -> Result<(), ServerError> {
        let sent = self.send_gathered();
        sent.and(self.settle_sent())
    }

    fn settle_sent(&mut self) -> Result<(), ServerError> {
        let mut first = Ok(());
        while let Some(answer) = self.sent.pop_front() {
            let answer = runtime::wait(answer).map(|_| ()).map_err(|error| self.error(&error));
            first = first.and(answer);
        }
        first
    }

    fn push(&mut self, answer: Answer) {
        self.sent.push_back(begun(answer));
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, ServerError> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.settle_sent()?;
        let prepared = runtime::wait(self.client.prepare(sql)).map_err(|error| self.error(&error))?;
        self.statements.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    fn error(&self, error: &Error) -> ServerError {
        server_error(&self.server, error)
    }
}

/// Polls an answer once: the library sends the request then.
fn begun(mut answer: Answer) -> Answer {
    match (&mut answer).now_or_never() {
        Some(done) => futures::future::ready(done).boxed(),
        None => answer,
    }
}

fn config(server: &JournalServer, name: &str) -> Result<Config, ServerError> {
    let mut config = server.config.clone();
    if let Some(password) = password_of(server)? {
        config.password(exposed(&password));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    config.application_name(name).tcp_user_timeout(SILENCE);
    config.keepalives_idle(Duration::from_secs(10)).keepalives_interval(Duration::from_secs(5));
    config.keepalives_retries(3);
    if config.get_target_session_attrs() == TargetSessionAttrs::Any {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    Ok(config)
}

fn connect(server: &JournalServer, config: Config) -> Result<Client, ServerError> {
    let lost = |error: std::io::Error| ServerError::Lost {
        server: server.shown().to_owned(),
        reason: error.to_string(),
    };
    let connected = match &server.tls {
        None => runtime::wait_on(async move {
            let (client, connection) = config.connect(NoTls).await?;
            drop(tokio::spawn(connection));
            Ok(client)
        }),
        Some(files) => {
            let tls = tls::connector(files)
                .map_err(|reason| ServerError::Settings { server: server.shown().to_owned(), reason })?;
            let mut config = config;
            config.ssl_mode(tokio_postgres::config::SslMode::Require);
            runtime::wait_on(async move {
                let (client, connection) = config.connect(tls).await?;
                drop(tokio::spawn(connection));
                Ok(client)
            })
        }
    };
    connected.map_err(lost)?.map_err(|error: Error| server_error(server, &error))
}

/// What an error of the library means.
fn server_error(server: &JournalServer, error: &Error) -> ServerError {
    let server = server.shown().to_owned();
    let Some(reported) = error.as_db_error() else {
        let reason = chain(error);
        return if is_lasting(error, &reason) {
            ServerError::Refused { server, reason }
        } else {
            ServerError::Lost { server, reason }
        };
    };
    let reason = format!("{} ({})", reported.message(), reported.code().code());
    if is_passing(reported.code()) {
        ServerError::Lost { server, reason }
    } else {
        ServerError::Refused { server, reason }
    }
}

/// True if the same may succeed later: the server starts, stops, changes its role, or has no space, memory or connection
/// left; or two transactions were in each other's way.
fn is_passing(code: &SqlState) -> bool {
    let class = code.code().get(..2).unwrap_or_default();
    matches!(class, "08" | "53" | "58" | "40")
        || matches!(code.code(), "57P01" | "57P02" | "57P03" | "57P05" | "25006" | "57014")
}

/// True for a certificate that is not trusted, or a value of the wrong type: a later attempt changes nothing. A connection
/// that is cut while it is secured is no such error.
fn is_lasting(error: &Error, reason: &str) -> bool {
    let first = std::error::Error::source(error);
    let mut causes = std::iter::successors(first, |error| error.source());
    match causes.find_map(|cause| cause.downcast_ref::<std::io::Error>()) {
        Some(cut) => cut.kind() == std::io::ErrorKind::InvalidData,
        None => ["TLS", "password", "serializing", "deserializing"].iter().any(|word| reason.contains(word)),
    }
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = error.source();
    }
    text
}
