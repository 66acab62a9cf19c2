//! One way to use two databases: an SQLite file, and a schema of a PostgreSQL database.
//!
//! The SQL of a caller is written once, for SQLite. It runs in both if it keeps to this:
//!
//! - Values are integers (`i64`) and texts. A truth value is 0 or 1; a truth value of PostgreSQL is read as one.
//! - Parameters are `?` or `?1`; the driver numbers them for PostgreSQL. A parameter has the type that PostgreSQL derives
//!   from its place.
//! - `CREATE TABLE` is written as SQLite wants it (`INTEGER`, `STRICT`, `WITHOUT ROWID`); `dialect` translates it.
//! - An insert that may find its row is `ON CONFLICT (...) DO NOTHING` or `DO UPDATE`, not `INSERT OR`.
//! - A subquery in `FROM` has a name. A query that needs an order says so.
//! - What differs otherwise is asked of the connection: `Connection::json_length`,
//!   `Connection::ordered_join`, `Connection::has_table`.
//!
//! A connection is synchronous in both. `Connection::query` fetches all rows; `Connection::stream` is for results that
//! may not fit in memory (in PostgreSQL, a cursor), and other statements may run meanwhile. `Connection::send` does not
//! wait for the answer of PostgreSQL; an error shows at the next statement that waits, at the latest at the commit.
//!
//! A database that is away: outside a transaction, a statement for PostgreSQL waits and runs again, so it may run twice.
//! In a transaction it fails, and `Connection::group` runs the transaction again, after it has read whether it was
//! committed. What waits gives up after ten minutes.

mod connection;
mod dialect;
mod error;
#[cfg_attr(not(feature = "postgres"), path = "no_postgres.rs")]
mod postgres;
mod row;
mod rows;
mod server_error;
mod server_password;
mod sqlite;
mod value;

pub(crate) use connection::Connection;
pub use error::DatabaseError;
pub(crate) use error::OptionalRow;
pub use postgres::{JournalServer, ServerCredentials, stop_waiting, use_credentials};
pub(crate) use postgres::{PostgresConnection, PostgresSchema};
pub(crate) use row::Row;
pub use server_error::ServerError;
pub use server_password::ServerPassword;
pub(crate) use sqlite::open_file;
pub(crate) use value::{FromValue, ToValue, Value, params};
