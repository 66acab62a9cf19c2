//! In place of `buckets.rs` in a build without the feature `s3`: refuses every address of a bucket.

use std::io::Read;

use super::location_error::LocationError;
use super::options::StoreOptions;
use super::storage_trait::Storage;
use crate::features::MissingFeature;
use crate::file::{FileError, Output};

pub(super) fn key(_url_path: &str) -> Result<Option<String>, LocationError> {
    Err(MissingFeature::S3.into())
}

pub(super) fn place(
    _bucket: &str,
    _prefix: &str,
    _options: &StoreOptions,
) -> Result<Box<dyn Storage>, FileError> {
    Err(refused())
}

pub(super) fn create(
    _bucket: &str,
    _key: &str,
    _options: &StoreOptions,
) -> Result<Box<dyn Output>, FileError> {
    Err(refused())
}

pub(super) fn open(
    _bucket: &str,
    _key: &str,
    _options: &StoreOptions,
) -> Result<Box<dyn Read + Send>, FileError> {
    Err(refused())
}

fn refused() -> FileError {
    LocationError::from(MissingFeature::S3).into()
}
