//! What an error of the object_store crate means, by its kind, its status and the code of the store's answer.

use object_store::client::{HttpError, HttpErrorKind};

use super::error::StoreError;

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

impl StoreError {
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
