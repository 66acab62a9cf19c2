//! A request: completely read, with its kind and id.

use super::request_kind::{RequestKind, route};
use axum::extract::Query;
use axum::http::{HeaderMap, Method, Uri, header};
use bytes::Bytes;

/// One request.
#[derive(Debug, Clone)]
pub(super) struct SandboxRequest {
    pub(super) kind: RequestKind,
    /// The id in the path; empty for kinds without an id.
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) authorization: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) content_type: String,
    pub(super) body: Bytes,
}

impl SandboxRequest {
    pub(super) fn new(method: Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Self {
        let pairs: Query<Vec<(String, String)>> = Query::try_from_uri(uri).unwrap_or_default();
        let Query(pairs) = pairs;
        let (kind, id) = route(&method, uri.path(), &pairs);
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            kind,
            id,
            method,
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            pairs,
            authorization: text(header::AUTHORIZATION.as_str()),
            client_id: text("clientId"),
            content_type: text(header::CONTENT_TYPE.as_str()).unwrap_or_default(),
            body,
        }
    }

    /// True if the text is in the body, in a value of the query, or is the id.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.id == text
            || self.pairs.iter().any(|(_, value)| value.contains(text))
            || String::from_utf8_lossy(&self.body).contains(text)
    }

    /// The value of a query parameter.
    pub(super) fn pair(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
