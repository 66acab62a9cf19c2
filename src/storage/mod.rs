//! Storage for files by name: a folder, or a prefix of an object store (S3 and compatible ones).
//!
//! A backup is a folder in a [`Storage`]. It is written as a draft and published at the end. A file system renames
//! the folder; on an object store the manifest is written last, and a folder without a manifest is not a backup.

mod blocking;
mod bucket;
mod error;
mod folder;
mod location;
mod object_upload;
mod options;
mod storage_trait;
mod upload_log;
mod upload_parts;

pub use error::StoreError;
pub use location::{Location, LocationError};
pub use options::StoreOptions;
pub use storage_trait::{Storage, StorageEntry, check_name};

#[cfg(test)]
mod tests;
