//! Why an address is no location.

use crate::features::MissingFeature;
use crate::file::{FileError, RemoteError};

/// An invalid address. It is not repeated, because some users write their keys into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocationError {
    /// The text is empty.
    #[error("the target is empty; give a path, - or s3://bucket/prefix")]
    Empty,
    /// The scheme is unknown.
    #[error("{scheme}:// addresses are not supported; give a path, - or s3://bucket/prefix")]
    Scheme {
        /// The part before `://`.
        scheme: String,
    },
    /// `s3://key:secret@bucket`.
    #[error("an address can't contain credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    Credentials,
    /// `s3:///x`, `s3://bucket:80/`, `s3://bucket/x?y`.
    #[error("invalid address: {reason}; it should look like s3://bucket/prefix")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// This build has no buckets.
    #[error(transparent)]
    MissingFeature(#[from] MissingFeature),
    /// Standard output can't hold several files.
    #[error("can't write several files to standard output; give a path or s3://bucket/prefix")]
    Standard,
}

impl From<LocationError> for FileError {
    fn from(error: LocationError) -> Self {
        Self::Target(RemoteError::new(error))
    }
}
