//! The bearer token of all calls: given in the settings, or fetched with the API token.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::call::{Call, CallKind};
use super::error::ApiError;
use super::response_bodies::{self, TokenGrant, UnreadableBody};
use super::retry::Backoff;
use super::retry_loop::read_with_retries;
use super::settings::{ClientCredential, ClientSettings, SetupError};
use super::transport::{Transport, sensitive};
use crate::account::{AccountError, SharedToken, StoredToken, uptime};

/// A token is renewed when this much of its life is left, but not before nine tenths of it have passed.
const LEAD: Duration = Duration::from_secs(60);

/// A bearer token.
#[derive(Debug)]
pub(super) struct BearerToken {
    pub(super) header: HeaderValue,
    /// How many tokens were fetched up to this one.
    generation: u64,
    /// When it was requested.
    pub(super) asked: Instant,
    renew_at: Option<Instant>,
    /// How many seconds it lives from its answer on, as the server says.
    pub(super) lives: Option<u64>,
    origin: TokenOrigin,
}

/// Where an access token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOrigin {
    /// The user has given it.
    Given,
    /// This process has fetched it.
    Fetched,
    /// Another process of the user has fetched it.
    Shared {
        /// How old it was when this process took it over.
        age: Duration,
    },
}

/// The access token that a client uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenUse {
    /// How long it will be used before it is renewed; `None` if it is not renewed.
    pub left: Option<Duration>,
    /// Where it comes from.
    pub origin: TokenOrigin,
}

impl BearerToken {
    /// How it is used from this time on.
    pub(super) fn used_at(&self, now: Instant) -> TokenUse {
        let left = self.renew_at.map(|end| end.saturating_duration_since(now));
        TokenUse { left, origin: self.origin }
    }
}

/// Where bearer tokens come from.
#[derive(Debug)]
pub(super) enum Auth {
    /// A given token, which can't be renewed.
    Given(Arc<BearerToken>),
    /// Tokens fetched by the token call.
    Fetched(Box<Fetcher>),
}

impl Auth {
    /// The source of tokens that the settings specify.
    pub(super) fn new(settings: &ClientSettings) -> Result<Self, SetupError> {
        match &settings.credential {
            ClientCredential::ApiToken(secret) => {
                let shared = settings.room.clone().map(|room| SharedToken::new(room, secret));
                Ok(Self::Fetched(Box::new(Fetcher::new(secret, settings.backoff, shared)?)))
            }
            ClientCredential::Bearer(secret) => {
                let header = sensitive(&format!("Bearer {}", secret.expose_secret()), "bearer token")?;
                Ok(Self::Given(Arc::new(BearerToken {
                    header,
                    generation: 1,
                    asked: Instant::now(),
                    renew_at: None,
                    origin: TokenOrigin::Given,
                    lives: None,
                })))
            }
        }
    }

    /// The token to send.
    pub(super) async fn token(&self, transport: &Transport) -> Result<Arc<BearerToken>, ApiError> {
        match self {
            Self::Given(token) => Ok(token.clone()),
            Self::Fetched(fetcher) => fetcher.token(transport).await,
        }
    }

    /// A newer token than the one that the server refused; `None` for a given token.
    pub(super) async fn renewed(
        &self,
        refused: &BearerToken,
        transport: &Transport,
    ) -> Result<Option<Arc<BearerToken>>, ApiError> {
        match self {
            Self::Given(_) => Ok(None),
            Self::Fetched(fetcher) => fetcher.newer_than(refused.generation, transport).await.map(Some),
        }
    }

    /// Fetches one more token, although the current one may be valid; `None` for a given token.
    pub(super) async fn fetch(&self, transport: &Transport) -> Result<Option<Arc<BearerToken>>, ApiError> {
        match self {
            Self::Given(_) => Ok(None),
            Self::Fetched(fetcher) => fetcher.fetch_anew(transport).await.map(Some),
        }
    }

    /// Removes the token that other processes of the user would take over.
    pub(super) fn forget(&self) -> Result<(), AccountError> {
        match self {
            Self::Given(_) => Ok(()),
            Self::Fetched(fetcher) => fetcher.shared.as_ref().map_or(Ok(()), SharedToken::forget),
        }
    }

    /// The token that another process of the user has fetched after the refused one, which this may have ended.
    pub(super) async fn taken_over(
        &self,
        refused: &BearerToken,
        transport: &Transport,
    ) -> Option<Arc<BearerToken>> {
        match self {
            Self::Given(_) => None,
            Self::Fetched(fetcher) => fetcher.taken_over(refused, transport).await,
        }
    }

    /// True if another user has fetched a token after this one.
    pub(super) fn is_replaced(&self, token: &BearerToken) -> bool {
        match self {
            Self::Given(_) => false,
            Self::Fetched(fetcher) => fetcher.shared.as_ref().is_some_and(|shared| {
                let age = u64::try_from(token.asked.elapsed().as_nanos()).unwrap_or(u64::MAX);
                shared.is_replaced_since(uptime().saturating_sub(age))
            }),
        }
    }
}

/// Holds the current token and fetches the next one.
///
/// Only one fetch runs at a time. Other callers wait and share its token or its error. If the fetching caller is
/// dropped, the next one fetches. The processes of a user that share a token do the same among themselves.
#[derive(Debug)]
pub(super) struct Fetcher {
    basic: HeaderValue,
    backoff: Backoff,
    shared: Option<SharedToken>,
    began: Instant,
    current: RwLock<Option<Arc<BearerToken>>>,
    /// How many fetches have ended.
    ended: AtomicU64,
    /// The generation of the last token that another process has fetched.
    last_adopted: AtomicU64,
    /// Locked during a fetch; holds the error of the last one.
    fetching: Mutex<Option<ApiError>>,
}

impl Fetcher {
    fn new(secret: &SecretString, backoff: Backoff, shared: Option<SharedToken>) -> Result<Self, SetupError> {
        let basic = sensitive(&format!("Basic {}", secret.expose_secret()), "API token")?;
        let current = RwLock::new(None);
        let fetching = Mutex::new(None);
        let (began, ended, last_adopted) = (Instant::now(), AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self { basic, backoff, shared, began, current, ended, last_adopted, fetching })
    }

    async fn token(&self, transport: &Transport) -> Result<Arc<BearerToken>, ApiError> {
        match self.current() {
            Some(token) if token.renew_at.is_none_or(|time| Instant::now() < time) => Ok(token),
            Some(old) => self.newer_than(old.generation, transport).await,
            None => self.newer_than(0, transport).await,
        }
    }

    async fn newer_than(&self, generation: u64, transport: &Transport) -> Result<Arc<BearerToken>, ApiError> {
        let ended = self.ended.load(Ordering::Acquire);
        let mut failure = self.fetching.lock().await;
        if let Some(token) = self.current().filter(|token| token.generation > generation) {
            return Ok(token);
        }
        if let Some(error) = failure.as_ref().filter(|_| self.ended.load(Ordering::Acquire) > ended) {
            return Err(error.clone());
        }
        let fetched = self.fetch_or_share(generation + 1, transport).await.map_err(no_token);
        *failure = fetched.as_ref().err().cloned();
        self.ended.fetch_add(1, Ordering::AcqRel);
        fetched
    }

    /// Fetches a token while no other process of the user does. The others use it afterwards.
    async fn fetch_anew(&self, transport: &Transport) -> Result<Arc<BearerToken>, ApiError> {
        let _only = self.fetching.lock().await;
        let _lock = match &self.shared {
            Some(shared) => shared.lock().await,
            None => None,
        };
        let generation = self.current().map_or(1, |current| current.generation + 1);
        self.fetch(generation, transport).await.map_err(no_token)
    }

    /// The token that another process has fetched, if there is a newer one; else a new one, which others may use.
    async fn fetch_or_share(
        &self,
        generation: u64,
        transport: &Transport,
    ) -> Result<Arc<BearerToken>, ApiError> {
        let Some(shared) = &self.shared else { return self.fetch(generation, transport).await };
        let _lock = shared.lock().await;
        match shared.read().and_then(|stored| self.adopt(generation, &stored, transport)) {
            Some(token) => Ok(token),
            None => self.fetch(generation, transport).await,
        }
    }

    /// Waits for a process of the user that is fetching a token, and takes its token over.
    async fn taken_over(&self, refused: &BearerToken, transport: &Transport) -> Option<Arc<BearerToken>> {
        let shared = self.shared.as_ref()?;
        let _only = self.fetching.lock().await;
        if let Some(newer) = self.current().filter(|current| current.generation > refused.generation) {
            // Another caller may have taken it over and fetched one more.
            return (self.last_adopted.load(Ordering::Acquire) > refused.generation).then_some(newer);
        }
        let _lock = shared.lock().await;
        let age = u64::try_from(refused.asked.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let asked = uptime().saturating_sub(age);
        let stored = shared.read().filter(|stored| stored.arrived > asked)?;
        self.adopt(refused.generation + 1, &stored, transport)
    }

    /// Makes a stored token the current one, unless it is the current one already, or near its end.
    fn adopt(
        &self,
        generation: u64,
        stored: &StoredToken,
        transport: &Transport,
    ) -> Option<Arc<BearerToken>> {
        let since = |time: u64| uptime().checked_sub(time).map(Duration::from_nanos);
        let (asked, age) = (since(stored.asked)?, since(stored.arrived)?);
        let left = stored.expires_in.map(|seconds| useful_life(seconds).checked_sub(age));
        let text = stored.token.expose_secret();
        let header = sensitive(&format!("Bearer {text}"), "token").ok()?;
        if left == Some(None) || self.current().is_some_and(|current| current.header == header) {
            return None;
        }
        transport.scrubber.learn(text);
        // A process that has slept may count more time than its clock has: then it was asked before this one began.
        let asked = Instant::now().checked_sub(asked).unwrap_or(self.began);
        let renew_at = left.flatten().and_then(|left| Instant::now().checked_add(left));
        let lives = stored.expires_in;
        let origin = TokenOrigin::Shared { age };
        self.last_adopted.store(generation, Ordering::Release);
        Some(self.keep(BearerToken { header, generation, asked, renew_at, origin, lives }))
    }

    /// Fetches a token with the retries of a read and makes it the current one.
    async fn fetch(&self, generation: u64, transport: &Transport) -> Result<Arc<BearerToken>, ApiError> {
        let query = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
        let call = Call::new(CallKind::Token).query(query);
        let (asked, asked_at) = (Instant::now(), uptime());
        let parse = |body: &[u8]| {
            let grant = response_bodies::grant(body)?;
            transport.scrubber.learn(&grant.token);
            Ok((token(generation, &grant, asked, Instant::now())?, grant))
        };
        let (token, grant) = read_with_retries(transport, &self.backoff, &call, parse, || {
            transport.exchange(&call, &self.basic, || {})
        })
        .await?;
        if let Some(shared) = &self.shared {
            let TokenGrant { token, expires_in } = grant;
            let token = token.into();
            shared.write(&StoredToken { token, asked: asked_at, arrived: uptime(), expires_in });
            shared.remove_old_tokens();
        }
        Ok(self.keep(token))
    }

    fn keep(&self, token: BearerToken) -> Arc<BearerToken> {
        let token = Arc::new(token);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        token
    }

    fn current(&self) -> Option<Arc<BearerToken>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The token of a grant that arrived at `now`.
fn token(
    generation: u64,
    grant: &TokenGrant,
    asked: Instant,
    now: Instant,
) -> Result<BearerToken, UnreadableBody> {
    let header = sensitive(&format!("Bearer {}", grant.token), "token");
    let header = header.map_err(|_| UnreadableBody::of("the access_token is not a valid header value"))?;
    let renew_at = grant.expires_in.and_then(|seconds| now.checked_add(useful_life(seconds)));
    let lives = grant.expires_in;
    Ok(BearerToken { header, generation, asked, renew_at, origin: TokenOrigin::Fetched, lives })
}

/// How long a token with this lifetime in seconds is used: until a minute before its end, or for 90 % of a short life.
fn useful_life(seconds: u64) -> Duration {
    let life = Duration::from_secs(seconds);
    life - LEAD.min(life / 10)
}

/// Wraps every error except refused credentials, to say that the call itself was not sent.
fn no_token(error: ApiError) -> ApiError {
    if error.is_unauthorized() { error } else { ApiError::Token { source: Box::new(error) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(1_398_616, 1_398_556_000)]
    #[case(600, 540_000)]
    #[case(60, 54_000)]
    #[case(1, 900)]
    fn the_useful_life_of_a_token_ends_before_its_expiry(#[case] seconds: u64, #[case] millis: u64) {
        assert_eq!(useful_life(seconds), Duration::from_millis(millis));
    }

    #[test]
    fn a_token_with_too_long_a_life_is_never_renewed() {
        let grant = TokenGrant { token: "t".to_owned(), expires_in: Some(u64::MAX) };
        assert!(token(1, &grant, Instant::now(), Instant::now()).unwrap().renew_at.is_none());
    }
}
