//! The way into buckets; `no_buckets.rs` stands here in a build without the feature `s3`.

use std::io::Read;

use super::bucket::Bucket;
use super::location_error::LocationError;
use super::options::StoreOptions;
use super::storage_trait::Storage;
use crate::file::{FileError, Output};

/// The key that the path of an address names; `None` if it is not valid.
pub(super) fn key(url_path: &str) -> Result<Option<String>, LocationError> {
    Ok(object_store::path::Path::from_url_path(url_path).ok().map(|key| key.to_string()))
}

/// A prefix of a bucket.
pub(super) fn place(
    bucket: &str,
    prefix: &str,
    options: &StoreOptions,
) -> Result<Box<dyn Storage>, FileError> {
    Ok(Box::new(Bucket::new(bucket, prefix, options)?))
}

/// Begins writing an object. A store that would refuse it is detected at once.
pub(super) fn create(bucket: &str, key: &str, options: &StoreOptions) -> Result<Box<dyn Output>, FileError> {
    let (prefix, name) = split(key);
    let bucket = Bucket::new(bucket, prefix, options)?;
    bucket.try_create(name)?;
    bucket.create(name)
}

/// Opens an object.
pub(super) fn open(
    bucket: &str,
    key: &str,
    options: &StoreOptions,
) -> Result<Box<dyn Read + Send>, FileError> {
    let (prefix, name) = split(key);
    Bucket::new(bucket, prefix, options)?.open(name)
}

fn split(key: &str) -> (&str, &str) {
    key.rsplit_once('/').unwrap_or(("", key))
}
