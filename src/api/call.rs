//! One call as a value: its kind, path, query and body.

use bytes::Bytes;
use reqwest::Method;
use url::Url;

use super::error::ApiError;

/// What a call does. [`ClientStats`](super::ClientStats) counts by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// The token call.
    Token,
    /// A page of the list, or of a search.
    List,
    /// Reads one customer.
    Detail,
    /// Creates one customer.
    Insert,
    /// Changes one customer.
    Update,
    /// Deletes one customer.
    Delete,
    /// The definitions of the custom fields.
    CustomFields,
    /// A customer's photo.
    Photo,
}

impl CallKind {
    /// Every kind, in the order of the counters.
    pub const ALL: [Self; 8] = [
        Self::Token,
        Self::List,
        Self::Detail,
        Self::Insert,
        Self::Update,
        Self::Delete,
        Self::CustomFields,
        Self::Photo,
    ];

    pub(super) fn method(self) -> Method {
        match self {
            Self::Insert => Method::POST,
            Self::Update => Method::PUT,
            Self::Delete => Method::DELETE,
            _ => Method::GET,
        }
    }

    /// True for insert, update and delete.
    pub(super) fn is_write(self) -> bool {
        matches!(self, Self::Insert | Self::Update | Self::Delete)
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Token => "/oauth/token",
            Self::List => "/customer/list",
            Self::Detail => "/customer",
            Self::Insert => "/customer/insert",
            Self::Update => "/customer/update",
            Self::Delete => "/customer/delete",
            Self::CustomFields => "/customField/getAllForCustomer",
            Self::Photo => "/customer/photo",
        }
    }

    /// True if the path ends in an id: then a 404 is about the customer and not about the base URL.
    pub(super) fn names_a_customer(self) -> bool {
        matches!(self, Self::Detail | Self::Update | Self::Delete | Self::Photo)
    }
}

/// A request without what every request has: base URL, credentials and common headers.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) kind: CallKind,
    path: String,
    query: Vec<(String, String)>,
    pub(super) body: Option<Bytes>,
    /// A search: an empty body is an error unless the status says that there is no content.
    pub(super) must_speak: bool,
    /// A write without its Content-Type.
    pub(super) untyped: bool,
}

impl Call {
    /// A call without an id.
    pub(super) fn new(kind: CallKind) -> Self {
        let path = kind.path().to_owned();
        Self { kind, path, query: Vec::new(), body: None, must_speak: false, untyped: false }
    }

    /// A call for one customer; an error if a path can't contain its id.
    pub(super) fn of(kind: CallKind, id: &str) -> Result<Self, ApiError> {
        if matches!(id, "" | "." | "..") {
            return Err(ApiError::BadId { id: id.to_owned() });
        }
        let path = format!("{}/{}", kind.path(), segment(id));
        Ok(Self { path, ..Self::new(kind) })
    }

    /// Sets the query.
    pub(super) fn query(mut self, query: Vec<(String, String)>) -> Self {
        self.query = query;
        self
    }

    /// Makes an empty answer an error unless its status says that there is no content.
    pub(super) fn must_speak(self) -> Self {
        Self { must_speak: true, ..self }
    }

    /// Leaves out the Content-Type of a write.
    pub(super) fn untyped(self) -> Self {
        Self { untyped: true, ..self }
    }

    /// Sets the body.
    pub(super) fn body(mut self, body: Bytes) -> Self {
        self.body = Some(body);
        self
    }

    /// The URL of the call; the path of `base` is kept in front.
    pub(super) fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), self.path));
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }

    /// The call in errors and logs: method, path and page. The rest of the query is personal data.
    pub(super) fn label(&self) -> String {
        let page = self.query.iter().find(|(name, _)| name == "page");
        match page {
            Some((_, page)) => format!("{} {} (page {page})", self.kind.method(), self.path),
            None => format!("{} {}", self.kind.method(), self.path),
        }
    }

    /// The path without base URL and query.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

/// An id as one path segment; characters other than unreserved ones are percent-encoded.
fn segment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("42", "https://h/v1/customer/42")]
    #[case("a/b", "https://h/v1/customer/a%2Fb")]
    #[case("../x", "https://h/v1/customer/..%2Fx")]
    #[case("..\\x", "https://h/v1/customer/..%5Cx")]
    #[case("%2e%2e", "https://h/v1/customer/%252e%252e")]
    #[case("a?b#c d", "https://h/v1/customer/a%3Fb%23c%20d")]
    #[case("è", "https://h/v1/customer/%C3%A8")]
    #[case("...", "https://h/v1/customer/...")]
    fn an_id_becomes_one_path_segment(#[case] id: &str, #[case] expected: &str) {
        let base = Url::parse("https://h/v1/").unwrap();
        assert_eq!(Call::of(CallKind::Detail, id).unwrap().url(&base).as_str(), expected);
    }

    #[rstest]
    #[case("")]
    #[case(".")]
    #[case("..")]
    fn an_id_that_is_not_a_path_segment_is_refused(#[case] id: &str) {
        assert!(matches!(Call::of(CallKind::Delete, id), Err(ApiError::BadId { .. })));
    }

    #[test]
    fn a_query_is_encoded_and_not_in_the_label() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let call = Call::new(CallKind::List).query(vec![
            pair("page", "2"),
            pair("email", "a+b@x.it&page=9"),
            pair("q", "à b"),
        ]);
        let url = call.url(&Url::parse("http://127.0.0.1:81").unwrap());
        let expected = "http://127.0.0.1:81/customer/list?page=2&email=a%2Bb%40x.it%26page%3D9&q=%C3%A0+b";
        assert_eq!(url.as_str(), expected);
        assert_eq!(call.label(), "GET /customer/list (page 2)");
    }
}
