//! Reading a backup: finding it, its manifest, its customers and its photos.

mod backup_reader;
mod customer_lines;
mod error;
mod find_backup;

pub(crate) use customer_lines::PromisedFile;

pub use backup_reader::BackupReader;
pub use customer_lines::{CustomerLine, CustomerLines};
pub use error::BackupReadError;
pub use find_backup::backup_target;
