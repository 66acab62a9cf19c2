//! Errors of an object store. They repeat only the code of the store's response: the body of S3's
//! `SignatureDoesNotMatch` contains the signed request with the session token.

use object_store::client::{HttpError, HttpErrorKind};

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

/// S3's codes for wrong credentials; other codes mean missing permissions.
const WRONG_KEYS: [&str; 7] = [
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidToken",
    "ExpiredToken",
    "TokenRefreshRequired",
    "InvalidClientTokenId",
    "Unauthorized",
];

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

    /// Keeps only the kind, the status and the code of an error.
    pub(super) fn from_store(error: &object_store::Error) -> Self {
        let text = chain(error);
        let code = code(&text);
        let word = || code.clone().or_else(|| status(&text)).unwrap_or_else(|| "no code".to_owned());
        let is_key = code.as_deref().is_some_and(|code| WRONG_KEYS.contains(&code));
        match error {
            _ if code.as_deref() == Some("NoSuchBucket") => Self::NoBucket,
            object_store::Error::Unauthenticated { .. } => Self::Credentials { code: word() },
            _ if is_key => Self::Credentials { code: word() },
            object_store::Error::PermissionDenied { .. } => Self::Denied { code: word() },
            object_store::Error::NotFound { .. } => Self::Missing,
            object_store::Error::Precondition { .. } => Self::Changed,
            _ if text.contains("169.254.169.254") => Self::NoCredentials,
            _ => from_transport(error).unwrap_or_else(|| Self::Refused { code: word() }),
        }
    }
}

fn from_transport(error: &object_store::Error) -> Option<StoreError> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(fault) = cause.downcast_ref::<HttpError>() {
            return match fault.kind() {
                HttpErrorKind::Connect => Some(StoreError::Unreachable),
                HttpErrorKind::Timeout => Some(StoreError::Silent),
                HttpErrorKind::Request | HttpErrorKind::Interrupted => Some(StoreError::Unreachable),
                _ => None,
            };
        }
        source = cause.source();
    }
    None
}

/// The error and its causes as one text. It is searched, but never shown.
fn chain(error: &object_store::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push('\n');
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The `<Code>` of S3's response, if it is a plain word.
fn code(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let is_word =
        !code.is_empty() && code.len() <= 60 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then(|| code.to_owned())
}

fn status(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("status code: ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == 3).then(|| format!("HTTP {digits}"))
}
