//! Issued tokens, and the check of a request's `Authorization`.

use super::options::SandboxOptions;
use super::random::draw;
use super::request::SandboxRequest;
use std::collections::HashMap;
use std::time::Instant;

/// The credential of a request; the log keeps this instead of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentedCredential {
    /// No `Authorization`.
    Absent,
    /// The API token, for `Basic`.
    Api,
    /// The fixed bearer token.
    Fixed,
    /// The token of the n-th successful token call, from 0.
    Fetched(usize),
    /// That token after it expired or was revoked ([`super::Sandbox::revoke_tokens`]).
    Expired(usize),
    /// Anything else.
    Wrong,
}

#[derive(Debug, Default)]
pub(super) struct IssuedTokens {
    issued: HashMap<String, (usize, Instant)>,
    revoked: usize,
}

impl IssuedTokens {
    /// Issues a new token.
    pub(super) fn issue(&mut self, seed: u64) -> String {
        let index = self.issued.len();
        let token = format!("sandbox-token-{index}-{:016x}", draw(seed, index as u64));
        self.issued.insert(token.clone(), (index, Instant::now()));
        token
    }

    /// Revokes all issued tokens.
    pub(super) fn revoke(&mut self) {
        self.revoked = self.issued.len();
    }

    /// Checks the `Authorization` of a request.
    pub(super) fn examine(&self, call: &SandboxRequest, options: &SandboxOptions) -> PresentedCredential {
        let Some(authorization) = &call.authorization else { return PresentedCredential::Absent };
        match authorization.split_once(' ') {
            Some(("Basic", token)) if token == options.api_token => PresentedCredential::Api,
            Some(("Bearer", token)) if options.bearer.as_deref() == Some(token) => PresentedCredential::Fixed,
            Some(("Bearer", token)) => self.fetched(token, options),
            _ => PresentedCredential::Wrong,
        }
    }

    fn fetched(&self, token: &str, options: &SandboxOptions) -> PresentedCredential {
        match self.issued.get(token) {
            None => PresentedCredential::Wrong,
            Some((index, at)) if *index < self.revoked || at.elapsed() >= options.token_life => {
                PresentedCredential::Expired(*index)
            }
            Some((index, _)) if options.old_tokens_end && index + 1 < self.issued.len() => {
                PresentedCredential::Expired(*index)
            }
            Some((index, _)) => PresentedCredential::Fetched(*index),
        }
    }
}
