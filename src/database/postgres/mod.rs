//! PostgreSQL: the address of a server, its passwords, and connections to the schema of a run.
//!
//! The library is asynchronous. Its sockets live in a runtime of their own ([`runtime`]), so that a connection can be used
//! by any thread, like one of SQLite.

mod address;
mod cell;
mod connection;
mod credentials;
mod gathered_rows;
mod idle_links;
mod link;
mod password_file;
mod run_lock;
mod run_writer;
mod runtime;
mod schema;
mod server;
mod tls;
mod wait;

pub(crate) use cell::PostgresRow;
pub(crate) use connection::{PostgresConnection, PostgresRows};
pub use credentials::{ServerCredentials, use_credentials};
pub(crate) use schema::PostgresSchema;
pub use server::JournalServer;
pub use wait::stop_waiting;
