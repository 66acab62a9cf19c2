//! Singer: customers as a tap sends them, and a target that imports the records of any tap.
//!
//! [`tap`] reads the list like an export, and writes messages. [`load`] collects the records of a stream in files, and
//! hands over each of them to an import. It passes on a STATE only when all records before it have an outcome.
//! `docs/singer.md` says what is promised.

mod batch_file;
mod catalog;
mod customer_stream;
mod error;
mod left_batches;
mod message;
mod message_reader;
mod properties;
mod schema_columns;
mod tap_job;
mod target_job;

pub use batch_file::{BatchFolder, BatchLimits, RecordBatch};
pub use catalog::{CatalogError, Selection};
pub use customer_stream::CustomerStream;
pub use error::SingerError;
pub use left_batches::left_batches;
pub use message_reader::read_messages;
pub use properties::STREAM;
pub use tap_job::{FinishedTap, TapJob, custom_fields, tap};
pub use target_job::{FinishedTarget, TargetJob, load};
