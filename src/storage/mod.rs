//! Places that hold files by name: a folder, or a prefix of an object store (S3 and what speaks like it).
//!
//! A backup is a folder of a [`Storage`]. It is written as a draft and published at the end: a folder gets its name by
//! one rename; on an object store the manifest is written last, and what has none is no backup.

mod blocking;
mod bucket;
mod error;
mod folder;
mod location;
mod object_upload;
mod options;
mod storage;
mod upload_log;
mod upload_parts;

pub use error::StoreError;
pub use location::{Location, LocationError};
pub use options::StoreOptions;
pub use storage::{Storage, StorageEntry, check_name};

#[cfg(test)]
mod tests;
