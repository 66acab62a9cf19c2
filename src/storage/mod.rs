//! Storage for files by name: a folder, or a prefix of an object store (S3 and compatible ones).
//!
//! A backup is a folder in a [`Storage`]. It is written as a draft and published at the end. A file system renames
//! the folder; on an object store the manifest is written last, and a folder without a manifest is not a backup.

#[cfg(feature = "s3")]
mod blocking;
#[cfg(feature = "s3")]
mod bucket;
#[cfg(feature = "s3")]
mod bucket_client;
#[cfg_attr(not(feature = "s3"), path = "no_buckets.rs")]
mod buckets;
mod error;
mod folder;
mod location;
mod location_error;
#[cfg(feature = "s3")]
mod object_upload;
mod options;
mod storage_trait;
#[cfg(feature = "s3")]
mod store_answer;
#[cfg(feature = "s3")]
mod upload_log;
#[cfg(feature = "s3")]
mod upload_parts;

pub use error::StoreError;
pub use location::Location;
pub use location_error::LocationError;
pub use options::StoreOptions;
pub use storage_trait::{Storage, StorageEntry, check_name};

#[cfg(test)]
mod tests;
