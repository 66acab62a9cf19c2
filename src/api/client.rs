//! The client: every call of the API.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures::future::BoxFuture;
use reqwest::header::HeaderValue;

use super::auth::{Auth, BearerToken, TokenUse};
use super::call::{Call, CallKind};
use super::customer_record::{CustomerRecord, Object};
use super::error::ApiError;
use super::form::Form;
use super::photo_encoding::PhotoEncoding;
use super::raw_call::{RawAnswer, RawCall};
use super::reachability::Reached;
use super::response_bodies::{self, Detail, Page, UnreadableBody};
use super::retry::Backoff;
use super::retry_loop::{read_with_retries, understood};
use super::settings::{ClientSettings, SetupError};
use super::stats::ClientStats;
use super::transport::{RawResponse, Transport};
use crate::account::{AccountError, RateToKeep};
use crate::customer::{PHOTO, photo};

/// The result of deleting a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// The server deleted it.
    Deleted,
    /// It did not exist.
    AlreadyGone,
}

/// Lets attempts through one by one. A permit includes the wait for the rate, but no wait between attempts.
pub(crate) trait AttemptLimiter: Debug + Send + Sync {
    /// Waits until one more attempt may start.
    fn enter(&self) -> BoxFuture<'_, Box<dyn AttemptPermit>>;
}

/// A permit for one attempt; dropping it ends the attempt.
pub(crate) trait AttemptPermit: Send {
    /// The request is sent now, after all waits.
    fn depart(&mut self);

    /// The answer or an error has arrived.
    fn arrive(self: Box<Self>, error: Option<&ApiError>);
}

/// The API of one account. Clones share connections, token, rate limit and pauses.
///
/// ```no_run
/// use deskferry::api::{Client, ClientCredential, ClientSettings};
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let credential = ClientCredential::ApiToken("from Deskero".to_owned().into());
/// let client = Client::new(ClientSettings::new("https://api.deskero.com".parse()?, "client-id", credential))?;
/// let page = client.list(1, &[]).await?;
/// println!("{} of {:?} customers", page.records.len(), page.total);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
    limiter: Option<Arc<dyn AttemptLimiter>>,
}

/// How often a call is repeated because somebody else has replaced the token.
const REPLACED: u32 = 20;

#[derive(Debug)]
struct Inner {
    transport: Transport,
    auth: Auth,
    backoff: Backoff,
    photo_encoding: PhotoEncoding,
}

impl Client {
    /// A client; nothing is sent yet.
    pub fn new(settings: ClientSettings) -> Result<Self, SetupError> {
        let transport = Transport::new(&settings)?;
        let auth = Auth::new(&settings)?;
        let ClientSettings { backoff, photo_encoding, .. } = settings;
        let inner = Arc::new(Inner { transport, auth, backoff, photo_encoding });
        Ok(Self { inner, limiter: None })
    }

    /// True if the server has said that it is the sandbox of `deskferry sandbox`. Only words depend on it.
    pub fn says_sandbox(&self) -> bool {
        self.inner.transport.says_sandbox()
    }

    /// A client whose attempts pass this limiter, except token calls.
    pub(crate) fn with_attempt_limiter(&self, limiter: Arc<dyn AttemptLimiter>) -> Self {
        Self { limiter: Some(limiter), ..self.clone() }
    }

    /// One page of the list, from 1; with a filter, of the search for customers whose fields have these values.
    ///
    /// A server may ignore a field by which it can't search, so compare the results again.
    pub async fn list(&self, page: u64, filter: &[(String, String)]) -> Result<Page, ApiError> {
        let mut query = vec![("page".to_owned(), page.to_string())];
        query.extend_from_slice(filter);
        self.read(&Call::new(CallKind::List).query(query), |body| response_bodies::page(page, body)).await
    }

    /// Like [`Client::list`], for a search that must prove the absence of a customer.
    ///
    /// An answer without customers is retried, and finally an error, in two cases: it is empty although its status
    /// promises content, or its form differs from `nothing`. The form of an answer without customers is returned too.
    pub async fn search(
        &self,
        page: u64,
        filter: &[(String, String)],
        nothing: Option<Form>,
    ) -> Result<(Page, Option<Form>), ApiError> {
        let mut query = vec![("page".to_owned(), page.to_string())];
        query.extend_from_slice(filter);
        let call = Call::new(CallKind::List).query(query).must_speak();
        let parse = |body: &[u8]| {
            let shown = response_bodies::page(page, body)?;
            let form = shown.records.is_empty().then(|| Form::of(body));
            if form.zip(nothing).is_some_and(|(form, nothing)| form != nothing) {
                return Err(UnreadableBody::of(
                    "the search result is empty, but not in the server's usual form",
                ));
            }
            Ok((shown, form))
        };
        self.read(&call, parse).await
    }

    /// One customer; `None` if it is missing: 204, an empty body, 404, or a 400 whose text says so.
    ///
    /// An answer with another id or none is requested once more, and is then [`ApiError::AnotherCustomer`]. A record
    /// whose brackets do not close may be a cut answer; it is requested once more, and then returned.
    pub async fn detail(&self, id: &str) -> Result<Option<CustomerRecord>, ApiError> {
        let call = Call::of(CallKind::Detail, id)?;
        let mut again = false;
        loop {
            let found = match self.read(&call, |body| response_bodies::detail(id, body)).await {
                Err(ApiError::Missing { .. }) => return Ok(None),
                other => other?,
            };
            match found {
                Detail::Missing => return Ok(None),
                Detail::Customer(record) => return Ok(Some(record)),
                Detail::Broken(record) if again => return Ok(Some(record)),
                Detail::Another(reason) if again => {
                    return Err(self.inner.transport.another_customer(&call, reason));
                }
                Detail::Broken(_) | Detail::Another(_) => again = true,
            }
            self.inner.transport.counters.retried();
        }
    }

    /// Creates a customer and returns its id. Sent once: see [`ApiError::delivery`].
    pub async fn insert(&self, body: Bytes) -> Result<String, ApiError> {
        let call = Call::new(CallKind::Insert).body(body);
        let answer = self.send(&call).await?;
        self.understand(&call, &answer, response_bodies::written)
    }

    /// Replaces a customer. Sent once.
    ///
    /// 404 and 204 are [`ApiError::Missing`]. After a 204 the delivery is unknown, as the server may mean success.
    pub async fn update(&self, id: &str, body: Bytes) -> Result<(), ApiError> {
        let call = Call::of(CallKind::Update, id)?.body(body);
        let answer = self.send(&call).await?;
        if answer.status == 204 {
            return Err(self.inner.transport.missing(&call, answer.status));
        }
        self.understand(&call, &answer, |body| written_to(id, body))
    }

    /// Deletes a customer. Sent once, but may be repeated: a missing customer is not an error.
    pub async fn delete(&self, id: &str) -> Result<Deletion, ApiError> {
        let call = Call::of(CallKind::Delete, id)?;
        let answer = match self.send(&call).await {
            Err(ApiError::Missing { .. }) => return Ok(Deletion::AlreadyGone),
            other => other?,
        };
        if answer.status == 204 {
            return Ok(Deletion::AlreadyGone);
        }
        self.understand(&call, &answer, |body| written_to(id, body)).map(|()| Deletion::Deleted)
    }

    /// The definitions of the custom fields, as the server sends them.
    pub async fn custom_fields(&self) -> Result<Vec<Object>, ApiError> {
        self.read(&Call::new(CallKind::CustomFields), response_bodies::definitions).await
    }

    /// A customer's photo; `None` without one.
    pub async fn photo(&self, id: &str) -> Result<Option<Bytes>, ApiError> {
        let call = Call::of(CallKind::Photo, id)?;
        match self.read(&call, |body| Ok(Bytes::copy_from_slice(body))).await {
            Err(ApiError::Missing { .. }) => Ok(None),
            other => other.map(|photo| Some(photo).filter(|photo| !photo.is_empty())),
        }
    }

    /// One customer, with the fingerprint of its photo if `fields` has a photo: reading a customer does not show it.
    pub async fn detail_with(&self, id: &str, fields: &Object) -> Result<Option<CustomerRecord>, ApiError> {
        let Some(mut customer) = self.detail(id).await? else { return Ok(None) };
        if fields.contains_key(PHOTO.name) {
            self.add_photo(id, &mut customer).await?;
        }
        Ok(Some(customer))
    }

    /// Adds the fingerprint of its photo to a customer, if it has one.
    pub async fn add_photo(&self, id: &str, customer: &mut Object) -> Result<(), ApiError> {
        customer.shift_remove(PHOTO.name);
        if let Some(content) = self.photo(id).await? {
            customer.insert(PHOTO.name.to_owned(), photo::fingerprint(&content));
        }
        Ok(())
    }

    /// Asks the server for an answer of any kind, without credentials.
    pub async fn reach(&self) -> Result<Reached, ApiError> {
        Reached::ask(&self.inner.transport).await
    }

    /// The access token: its age, and how long it will be used.
    pub async fn token_use(&self) -> Result<TokenUse, ApiError> {
        let token = self.inner.auth.token(&self.inner.transport).await?;
        Ok(token.used_at(Instant::now()))
    }

    /// Fetches a new access token even if there is a valid one, and shares it: this proves the API token.
    pub async fn fetch_token(&self) -> Result<(), ApiError> {
        self.inner.auth.fetch(&self.inner.transport).await.map(drop)
    }

    /// Removes the access token that other processes of the user would take over.
    pub fn forget_token(&self) -> Result<(), AccountError> {
        self.inner.auth.forget()
    }

    /// Sends a call once, apart from a renewal of the token, and returns the answer as it is.
    pub async fn raw(&self, call: &RawCall) -> Result<RawAnswer, ApiError> {
        RawAnswer::of(self.send(&call.0).await)
    }

    /// From now on at most this many calls are sent, including those before and those for tokens.
    pub fn limit_calls(&self, most: u64) {
        self.inner.transport.counters.limit(most);
    }

    /// The headers about a rate or quota that were seen so far, each with its last value.
    pub fn rate_headers(&self) -> BTreeMap<String, String> {
        self.inner.transport.rate_headers.all()
    }

    /// The status of a page of the list that is asked for with a token that is no token.
    pub async fn status_of_wrong_token(&self) -> Result<u16, ApiError> {
        self.status_with(&HeaderValue::from_static("Bearer deskferry-probe")).await
    }

    /// Fetches one more token, and returns the status of a page of the list that is asked for with the one before it.
    /// `None` for a given token, which can't be renewed.
    pub async fn status_of_old_token(&self) -> Result<Option<u16>, ApiError> {
        let Inner { transport, auth, .. } = &*self.inner;
        let old = auth.token(transport).await?;
        let Some(_newer) = auth.fetch(transport).await? else { return Ok(None) };
        self.status_with(&old.header).await.map(Some)
    }

    /// How many seconds the current token lives from its answer on, as the server says.
    pub async fn token_lives(&self) -> Result<Option<u64>, ApiError> {
        Ok(self.inner.auth.token(&self.inner.transport).await?.lives)
    }

    async fn status_with(&self, authorization: &HeaderValue) -> Result<u16, ApiError> {
        let call = RawCall::list(1, &[]).0;
        match RawAnswer::of(self.inner.transport.exchange(&call, authorization, || {}).await) {
            Ok(answer) => Ok(answer.status),
            Err(ApiError::Unauthorized { status, .. }) => Ok(status),
            Err(ApiError::Forbidden { .. }) => Ok(403),
            Err(error) => Err(error),
        }
    }

    /// How photos are encoded as text.
    pub fn photo_encoding(&self) -> PhotoEncoding {
        self.inner.photo_encoding
    }

    /// What was sent so far, and until when all calls pause.
    pub fn stats(&self) -> ClientStats {
        let transport = &self.inner.transport;
        transport.counters.snapshot(transport.limiter.paused_until().map(tokio::time::Instant::into_std))
    }

    /// The lowest rate that this client has kept so far, and who has set it; `None` without a room, or before the first
    /// call.
    pub fn lowest_rate(&self) -> Option<RateToKeep> {
        self.inner.transport.limiter.lowest_rate()
    }

    /// Sends a read with the retries of the settings.
    async fn read<T>(
        &self,
        call: &Call,
        parse: impl Fn(&[u8]) -> Result<T, UnreadableBody>,
    ) -> Result<T, ApiError> {
        let Inner { transport, backoff, .. } = &*self.inner;
        transport.unless_stopped(read_with_retries(transport, backoff, call, parse, || self.send(call))).await
    }

    /// Sends a call with the current token and, after a 401, once more with a newer one. A call that got a 401 was not
    /// processed.
    ///
    /// Another caller may have fetched that newer token before the refusal, and the server may have revoked both. So
    /// the call is repeated until it was refused with a token requested after the first refusal. If another process
    /// or user has fetched a token in the meantime, it may have ended ours, and the call is repeated for a while.
    async fn send(&self, call: &Call) -> Result<RawResponse, ApiError> {
        let Inner { transport, auth, .. } = &*self.inner;
        let mut token = transport.unless_stopped(auth.token(transport)).await?;
        let mut refused_at = None;
        let mut replaced = 0;
        loop {
            let refused = match self.attempt(call, &token).await {
                Err(error @ ApiError::Unauthorized { .. }) => error,
                other => return other,
            };
            if token.asked >= *refused_at.get_or_insert_with(Instant::now) {
                replaced += 1;
                if replaced > REPLACED {
                    return Err(transport.token_replaced(call));
                }
                let taken = async { Ok(auth.taken_over(&token, transport).await) };
                if let Some(newer) = transport.unless_stopped(taken).await? {
                    token = newer;
                    continue;
                }
                if !auth.is_replaced(&token) {
                    return Err(refused);
                }
            }
            match transport.unless_stopped(auth.renewed(&token, transport)).await? {
                Some(newer) => token = newer,
                None => return Err(refused),
            }
        }
    }

    /// One exchange, through the attempt limiter if there is one.
    async fn attempt(&self, call: &Call, token: &BearerToken) -> Result<RawResponse, ApiError> {
        let transport = &self.inner.transport;
        let Some(limiter) = &self.limiter else {
            return transport.exchange(call, &token.header, || {}).await;
        };
        let mut permit = transport.unless_stopped(async { Ok(limiter.enter().await) }).await?;
        let answer = transport.exchange(call, &token.header, || permit.depart()).await;
        permit.arrive(answer.as_ref().err());
        answer
    }

    fn understand<T>(
        &self,
        call: &Call,
        answer: &RawResponse,
        parse: impl Fn(&[u8]) -> Result<T, UnreadableBody>,
    ) -> Result<T, ApiError> {
        understood(&self.inner.transport, call, answer, parse)
    }
}

/// Checks that the answer to an update or a delete has the id of its customer.
fn written_to(id: &str, body: &[u8]) -> Result<(), UnreadableBody> {
    match response_bodies::written(body)? {
        answered if answered == id => Ok(()),
        _ => Err(UnreadableBody::of("the answer is about a different customer")),
    }
}
