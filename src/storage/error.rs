//! Errors of an object store. They repeat only the code of the store's response: the body of S3's
//! `SignatureDoesNotMatch` contains the signed request with the session token.

use crate::file::{FileError, RemoteError};

/// Why a request to an object store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The object does not exist.
    #[error("there is no such object")]
    Missing,
    /// The bucket does not exist.
    #[error("there is no such bucket; check its name and AWS_REGION, or create it first")]
    NoBucket,
    /// The credentials are wrong.
    #[error(
        "the store refuses the credentials ({code}); \
         check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    )]
    Credentials {
        /// The store's code, or the HTTP status.
        code: String,
    },
    /// The credentials are valid, but do not permit this.
    #[error(
        "the store denies access ({code}); the key needs s3:ListBucket, s3:GetObject, s3:PutObject, \
         s3:DeleteObject and s3:AbortMultipartUpload"
    )]
    Denied {
        /// The store's code, or the HTTP status.
        code: String,
    },
    /// The store can't be reached.
    #[error("can't reach the store; check AWS_ENDPOINT_URL, AWS_REGION and the network")]
    Unreachable,
    /// The store did not respond in time.
    #[error("the store did not answer in time; try again later")]
    Silent,
    /// The environment has no credentials, and the machine has no role.
    #[error("there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    NoCredentials,
    /// The object changed while it was read.
    #[error("the object changed while it was being read; try again when nothing else writes to it")]
    Changed,
    /// A setting in the environment is invalid.
    #[error("the store's settings are wrong: {reason}")]
    Settings {
        /// Which one, and what to do.
        reason: String,
    },
    /// The end of an upload failed, and its result could not be checked.
    #[error("{fault}; it is not known whether the object exists now: check, and delete it or write it again")]
    Uncertain {
        /// The error of the upload.
        fault: Box<StoreError>,
    },
    /// Any other error.
    #[error("the store refused the request ({code}); try again later")]
    Refused {
        /// The store's code, the HTTP status, or a short description.
        code: String,
    },
}

impl From<StoreError> for RemoteError {
    fn from(error: StoreError) -> Self {
        if error == StoreError::Missing { Self::missing(error) } else { Self::new(error) }
    }
}

impl StoreError {
    /// This error, as the error of the file at this address.
    pub(super) fn at(self, path: &str) -> FileError {
        FileError::remote(path, self.into())
    }

    /// The store's error inside a file's error, if there is one.
    pub fn of(error: &FileError) -> Option<&Self> {
        match error {
            FileError::Remote { fault, .. } => fault.get(),
            _ => None,
        }
    }

    /// True if the request certainly had no effect.
    pub(super) fn is_refusal(&self) -> bool {
        let refused = matches!(self, Self::Credentials { .. } | Self::Denied { .. } | Self::NoCredentials);
        refused || matches!(self, Self::NoBucket | Self::Settings { .. })
    }
}
