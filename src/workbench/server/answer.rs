//! Answers, and the reading of short JSON bodies.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::workbench::columns::Mistake;
use crate::workbench::error::WorkbenchError;

/// The result of a handler.
pub(crate) type Answer = Result<Response, WorkbenchError>;

/// The most bytes of a JSON body.
const LONGEST: usize = 64 * 1024;

/// An answer with this content.
pub(crate) fn content(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

pub(crate) fn text(status: StatusCode, text: &'static str) -> Response {
    content(status, "text/plain; charset=utf-8", text)
}

/// An answer in JSON.
pub(crate) fn json_of(value: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(value).map_err(|_| WorkbenchError::Defect)?;
    Ok(content(StatusCode::OK, "application/json", body))
}

/// `{"message": "...", "field": "delimiter"}`
pub(crate) fn refusal(error: &WorkbenchError) -> Response {
    let mut body = match error.field() {
        Some(field) => json!({"message": error.to_string(), "field": field}),
        None => json!({"message": error.to_string()}),
    };
    if let (Some(members), WorkbenchError::Mapping(mistake)) = (body.as_object_mut(), error) {
        members.insert("mistake".to_owned(), json!(Mistake::from(mistake)));
    }
    content(error.status(), "application/json", body.to_string())
}

/// Reads a short JSON body.
pub(crate) async fn parsed<T: DeserializeOwned>(body: Body) -> Result<T, WorkbenchError> {
    parsed_long(body, LONGEST).await
}

/// Reads a JSON body of at most so many bytes.
pub(crate) async fn parsed_long<T: DeserializeOwned>(body: Body, most: usize) -> Result<T, WorkbenchError> {
    let bytes = to_bytes(body, most).await.map_err(|_| WorkbenchError::TooLong { most })?;
    let request = |error: serde_json::Error| WorkbenchError::Request { what: error.to_string(), field: None };
    serde_json::from_slice(&bytes).map_err(request)
}
