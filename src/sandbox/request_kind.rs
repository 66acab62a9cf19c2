//! The kind of a request, by its method, path and query.

use axum::http::Method;

/// The kinds of calls that the log counts and faults are planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestKind {
    /// `GET /oauth/token`
    Token,
    /// `GET /customer/list` without a field to search by
    List,
    /// `GET /customer/list` with at least one field to search by
    Search,
    /// `GET /customer/{id}`
    Detail,
    /// `GET /customer/photo/{id}`
    Photo,
    /// `GET /customField/getAllForCustomer`
    Fields,
    /// `POST /customer/insert`
    Insert,
    /// `PUT /customer/update/{id}`
    Update,
    /// `DELETE /customer/delete/{id}`
    Delete,
    /// Anything else; answered with 404
    Other,
}

impl RequestKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Token,
        Self::List,
        Self::Search,
        Self::Detail,
        Self::Photo,
        Self::Fields,
        Self::Insert,
        Self::Update,
        Self::Delete,
        Self::Other,
    ];

    /// The name in the JSON of the control endpoints.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::List => "list",
            Self::Search => "search",
            Self::Detail => "detail",
            Self::Photo => "photo",
            Self::Fields => "fields",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Other => "other",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// True for the calls that change customers.
    pub fn is_write(self) -> bool {
        matches!(self, Self::Insert | Self::Update | Self::Delete)
    }
}

/// The kind of a request, and the id in its path (empty for kinds without an id).
pub(super) fn route(method: &Method, path: &str, pairs: &[(String, String)]) -> (RequestKind, String) {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["oauth", "token"]) => (RequestKind::Token, String::new()),
        ("GET", ["customer", "list"]) if is_search(pairs) => (RequestKind::Search, String::new()),
        ("GET", ["customer", "list"]) => (RequestKind::List, String::new()),
        ("GET", ["customField", "getAllForCustomer"]) => (RequestKind::Fields, String::new()),
        ("GET", ["customer", "photo", id]) => (RequestKind::Photo, decode(id)),
        ("GET", ["customer", id]) if !id.is_empty() => (RequestKind::Detail, decode(id)),
        ("POST", ["customer", "insert"]) => (RequestKind::Insert, String::new()),
        ("PUT", ["customer", "update", id]) => (RequestKind::Update, decode(id)),
        ("DELETE", ["customer", "delete", id]) => (RequestKind::Delete, decode(id)),
        _ => (RequestKind::Other, String::new()),
    }
}

fn is_search(pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, _)| !matches!(name.as_str(), "page" | "sort"))
}

/// Percent-decodes one segment of a path; invalid escapes stay as they are.
pub(super) fn decode(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match part.get(at..at + 3).and_then(escape) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn escape(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_has_its_request_kind() {
        let email = [("email".to_owned(), "a@b.c".to_owned()), ("page".to_owned(), "1".to_owned())];
        for (method, path, pairs, kind, id) in [
            (Method::GET, "/oauth/token", &email[1..], RequestKind::Token, ""),
            (Method::GET, "/customer/list", &email[1..], RequestKind::List, ""),
            (Method::GET, "/customer/list", &email[..], RequestKind::Search, ""),
            (Method::GET, "/customer/a%20b%zz", &[], RequestKind::Detail, "a b%zz"),
            (Method::GET, "/customer/", &[], RequestKind::Other, ""),
            (Method::GET, "/customer/photo/7", &[], RequestKind::Photo, "7"),
            (Method::PUT, "/customer/update/7", &[], RequestKind::Update, "7"),
            (Method::POST, "/customer/update/7", &[], RequestKind::Other, ""),
            (Method::DELETE, "/customer/delete/7", &[], RequestKind::Delete, "7"),
            (Method::GET, "/ticket/list", &[], RequestKind::Other, ""),
        ] {
            assert_eq!(route(&method, path, pairs), (kind, id.to_owned()), "{method} {path}");
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in RequestKind::ALL {
            assert_eq!(RequestKind::from_name(kind.as_str()), Some(kind));
        }
    }
}
