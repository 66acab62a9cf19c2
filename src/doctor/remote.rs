//! What needs the help desk: the way to it, credentials, token.

use std::time::Duration;

use super::finding::Finding;
use super::network::{answered, clock, not_reached, proxy, tls};
use super::span::span;
use crate::api::{ApiError, Client, SetupError, TokenOrigin, TokenUse};
use crate::config::{Config, ConfigError, CredentialPlaces};
use crate::exit_status::ExitStatus;
use crate::wording::counted;

/// An access token that lives shorter is renewed often.
const SHORT_LIFE: Duration = Duration::from_secs(300);

/// The finding for an account that can't be used.
pub fn unreadable_account(error: &ConfigError) -> Finding {
    match error {
        ConfigError::NoAccount { address, login, known } => {
            let remedy = format!("{known}run `{login}`, or set DESKERO_CLIENT_ID and DESKERO_API_TOKEN");
            Finding::problem(
                "credentials",
                ExitStatus::Usage,
                format!("there are none for {address}"),
                remedy,
            )
        }
        error => Finding::of_config("credentials", error),
    }
}

/// The findings for an address or a credential to which nothing can be sent.
pub fn unusable_address(error: &SetupError) -> Vec<Finding> {
    let unknown = |check| Finding::unknown(check, "nothing was sent");
    let check = if matches!(error, SetupError::Http { .. }) { "TLS" } else { "reachability" };
    let problem = Finding::of_error(check, ExitStatus::Usage, &error.to_string());
    let rest = ["reachability", "clock", "credentials", "token"].into_iter().filter(|other| *other != check);
    [problem].into_iter().chain(rest.map(unknown)).collect()
}

/// The finding for a credential that can't be sent; the server can be examined without it.
pub fn unsendable_credential(error: &SetupError) -> Option<Finding> {
    let is_credential = matches!(error, SetupError::BadCredential { .. });
    is_credential.then(|| Finding::of_error("credentials", ExitStatus::Usage, &error.to_string()))
}

/// Examines the server, and the credentials unless it is known that there are none.
pub async fn examine_server(config: &Config, client: &Client, has_account: bool) -> Vec<Finding> {
    let mut findings = vec![proxy(config)];
    match client.reach().await {
        Err(error) => {
            findings.push(not_reached(config, &error));
            let unreached = |check| Finding::unknown(check, "the server was not reached");
            findings.push(unreached("clock"));
            findings.extend(has_account.then(|| unreached("credentials")));
            findings.push(unreached("token"));
        }
        Ok(reached) => {
            findings.extend([answered(config, &reached), tls(config), clock(&reached)]);
            if has_account {
                findings.extend(credentials(config, client).await);
            } else {
                findings.push(Finding::unknown("token", "there are no credentials to fetch it with"));
            }
        }
    }
    findings
}

async fn credentials(config: &Config, client: &Client) -> [Finding; 2] {
    match client.list(1, &[]).await {
        Ok(page) => {
            let total = page
                .total
                .map_or_else(String::new, |total| format!(": {}", counted(total, "customer", "customers")));
            [Finding::ok("credentials", format!("the help desk accepts them{total}")), token(client).await]
        }
        Err(error) => {
            let status = match &error {
                error if error.is_unauthorized() => ExitStatus::Unauthorized,
                ApiError::Forbidden { .. } => ExitStatus::Unauthorized,
                _ => ExitStatus::Stopped,
            };
            let remedy = refused(config, &error);
            let finding = Finding::problem("credentials", status, error.without_advice(), remedy);
            [finding, Finding::unknown("token", "there is none without valid credentials")]
        }
    }
}

/// What to do about a call that failed: the settings that it depends on, by the places that they come from.
fn refused(config: &Config, error: &ApiError) -> String {
    let path = config.base_url.value.path().trim_matches('/');
    let base = match path {
        "" => String::new(),
        path => format!("check whether /{path} belongs into the base URL; then "),
    };
    // Whoever replaces each token is none of our settings.
    let is_refused = error.is_unauthorized() && !matches!(error, ApiError::TokenReplaced { .. });
    let advice = match (is_refused, config.credential_places()) {
        (true, Some(CredentialPlaces { client_id, secret, is_bearer: true })) => format!(
            "replace the bearer ({secret}), which may have ended, and check the client id ({client_id}); an API token \
             (DESKERO_API_TOKEN, or deskferry login) fetches new ones by itself"
        ),
        (true, Some(CredentialPlaces { client_id, secret, .. })) => {
            format!("check the API token ({secret}) and the client id ({client_id})")
        }
        _ => of_answer(error),
    };
    base + &advice
}

/// What to do about an answer, or about none. No record is at fault here.
fn of_answer(error: &ApiError) -> String {
    match error {
        ApiError::Token { source } => of_answer(source),
        ApiError::Broken { .. } => "check the network and --timeout, and try again".to_owned(),
        ApiError::Refused { .. } => {
            "check that the base URL is the address of the API, and a proxy before it".to_owned()
        }
        error => error.advice(),
    }
}

async fn token(client: &Client) -> Finding {
    let TokenUse { left, origin } = match client.token_use().await {
        Ok(token) => token,
        Err(error) => {
            return Finding::problem("token", ExitStatus::Stopped, error.without_advice(), error.advice());
        }
    };
    let from = match origin {
        TokenOrigin::Given => {
            return Finding::ok("token", "given, not fetched; it is used until the help desk refuses it");
        }
        TokenOrigin::Fetched => "fetched just now".to_owned(),
        TokenOrigin::Shared { age } => format!("shared by your commands, fetched {} ago", span(age)),
    };
    match left {
        None => {
            let text = "the help desk does not say when it ends, so it is used until it is refused";
            Finding::ok("token", format!("{from}; {text}"))
        }
        Some(left) if left < SHORT_LIFE => {
            let text = format!("{from}; it is used for {} more and then renewed", span(left));
            Finding::warning("token", text, "nothing to do; each renewal is one more call")
        }
        Some(left) => Finding::ok("token", format!("{from}; it is used for {} more", span(left))),
    }
}
