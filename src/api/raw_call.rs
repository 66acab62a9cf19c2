//! Single calls whose answers are wanted as they are: the probe of an account learns from statuses and odd bodies.

use bytes::Bytes;

use super::call::{Call, CallKind};
use super::customer_record::{CustomerRecord, Object};
use super::error::ApiError;
use super::response_bodies::{self, Detail, Page};
use super::transport::RawResponse;

/// A call. Nothing repeats it except a renewal of the token.
#[derive(Debug, Clone)]
pub struct RawCall(pub(super) Call);

impl RawCall {
    /// A page of the list, or of a search.
    pub fn list(page: u64, filter: &[(String, String)]) -> Self {
        let mut query = vec![("page".to_owned(), page.to_string())];
        query.extend_from_slice(filter);
        Self(Call::new(CallKind::List).query(query))
    }

    /// The definitions of custom fields.
    pub fn custom_fields() -> Self {
        Self(Call::new(CallKind::CustomFields))
    }

    /// One customer.
    pub fn detail(id: &str) -> Result<Self, ApiError> {
        Call::of(CallKind::Detail, id).map(Self)
    }

    /// A customer's photo.
    pub fn photo(id: &str) -> Result<Self, ApiError> {
        Call::of(CallKind::Photo, id).map(Self)
    }

    /// An insert of this object.
    pub fn insert(body: &Object) -> Self {
        Self(Call::new(CallKind::Insert).body(bytes(body)))
    }

    /// An update with this object.
    pub fn update(id: &str, body: &Object) -> Result<Self, ApiError> {
        Call::of(CallKind::Update, id).map(|call| Self(call.body(bytes(body))))
    }

    /// A deletion.
    pub fn delete(id: &str) -> Result<Self, ApiError> {
        Call::of(CallKind::Delete, id).map(Self)
    }

    /// A deletion without the Content-Type of a write.
    pub fn delete_untyped(id: &str) -> Result<Self, ApiError> {
        Call::of(CallKind::Delete, id).map(|call| Self(call.untyped()))
    }
}

fn bytes(body: &Object) -> Bytes {
    serde_json::to_vec(body).unwrap_or_default().into()
}

/// A success, or a refusal that says that nothing was done (400 to 499 except 401, 403, 408 and 429).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The status.
    pub status: u16,
    /// True if the server says that there is no such customer.
    pub says_missing: bool,
    /// The body of a success; empty after a refusal.
    pub body: Vec<u8>,
}

impl RawAnswer {
    /// The answer to a call, if the server has understood it.
    pub(super) fn of(answer: Result<RawResponse, ApiError>) -> Result<Self, ApiError> {
        match answer {
            Ok(RawResponse { status, body }) => Ok(Self { status, says_missing: false, body }),
            Err(ApiError::Refused { status, .. }) => {
                Ok(Self { status, says_missing: false, body: Vec::new() })
            }
            Err(ApiError::Missing { status, .. }) => {
                Ok(Self { status, says_missing: true, body: Vec::new() })
            }
            Err(error) => Err(error),
        }
    }

    /// True if the server has done what it was asked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The page of a list; `None` if it can't be understood.
    pub fn page(&self, number: u64) -> Option<Page> {
        response_bodies::page(number, &self.body).ok()
    }

    /// The customer with this id, `Some(None)` if there is none, and `None` if the answer can't be understood.
    pub fn customer(&self, id: &str) -> Option<Option<CustomerRecord>> {
        match response_bodies::detail(id, &self.body).ok()? {
            Detail::Missing => Some(None),
            Detail::Customer(record) => Some(Some(record)),
            Detail::Broken(_) | Detail::Another(_) => None,
        }
    }

    /// The id in the answer to a write.
    pub fn written_id(&self) -> Option<String> {
        response_bodies::written(&self.body).ok()
    }

    /// The definitions of custom fields.
    pub fn definitions(&self) -> Option<Vec<Object>> {
        response_bodies::definitions(&self.body).ok()
    }
}
