//! What needs the help desk: reachability, TLS, proxy, clock, credentials, token.

use std::time::Duration;

use super::finding::Finding;
use super::span::span;
use crate::api::{ApiError, Client, Reached, SetupError, TokenOrigin, TokenUse};
use crate::config::{Config, ConfigError};
use crate::exit_status::ExitStatus;
use crate::wording::counted;

/// A clock that differs by more makes the times of reports and of pauses wrong.
const SKEW: Duration = Duration::from_secs(30);
/// A slower answer makes every call slow.
const SLOW: Duration = Duration::from_secs(2);
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
        error => Finding::of_error("credentials", ExitStatus::Usage, &error.to_string()),
    }
}

/// The findings for an address or a credential to which nothing can be sent.
pub fn unusable_address(error: &SetupError) -> Vec<Finding> {
    let unknown = |check| Finding::unknown(check, "nothing was sent");
    let reachability = Finding::of_error("reachability", ExitStatus::Usage, &error.to_string());
    [reachability].into_iter().chain(["clock", "credentials", "token"].map(unknown)).collect()
}

/// Examines the server, and the credentials unless it is known that there are none.
pub async fn examine_server(config: &Config, client: &Client, has_account: bool) -> Vec<Finding> {
    let mut findings = vec![proxy(config)];
    match client.reach().await {
        Err(error) => {
            findings.push(not_reached(&error));
            let unreached = |check| Finding::unknown(check, "the server was not reached");
            findings.push(unreached("clock"));
            findings.extend(has_account.then(|| unreached("credentials")));
            findings.push(unreached("token"));
        }
        Ok(reached) => {
            findings.extend([answered(config, &reached), tls(config), clock(&reached)]);
            if has_account {
                findings.extend(credentials(client).await);
            } else {
                findings.push(Finding::unknown("token", "there are no credentials to fetch it with"));
            }
        }
    }
    findings
}

fn proxy(config: &Config) -> Finding {
    let host = config.base_url.value.host_str().unwrap_or_default();
    match &config.proxy {
        None => Finding::ok("proxy", "none is set (HTTPS_PROXY, ALL_PROXY)"),
        Some(proxy) => Finding::ok(
            "proxy",
            format!("{} ({}), unless NO_PROXY names {host} or it is this machine", proxy.value, proxy.origin),
        ),
    }
}

fn answered(config: &Config, reached: &Reached) -> Finding {
    let peer = reached.peer.map_or_else(String::new, |peer| format!(" at {peer}"));
    let milliseconds = reached.took.as_millis();
    let address = &config.base_url;
    let text = format!("{} ({}) answers{peer} in {milliseconds} ms", address.value, address.origin);
    if reached.took > SLOW {
        let remedy = "check the network and the proxy; each call takes at least this long";
        return Finding::warning("reachability", text, remedy);
    }
    Finding::ok("reachability", text)
}

/// The innermost cause tells what to do.
fn not_reached(error: &ApiError) -> Finding {
    let text = error.to_string();
    let remedy = match text.to_lowercase() {
        text if text.contains("unknownissuer") || text.contains("unknown issuer") => {
            "the certificate is not signed by an authority that this system knows; if a proxy inspects the traffic, \
             install its certificate, or name it with SSL_CERT_FILE"
        }
        text if text.contains("expired") || text.contains("not valid yet") => {
            "compare this machine's clock with the right time; if it is right, the server's certificate is out of date"
        }
        text if text.contains("certificate") => {
            "check that the base URL has the right name; the server's certificate is for another one"
        }
        text if text.contains("dns") || text.contains("lookup") || text.contains("name or service") => {
            "check the name in the base URL, and the name servers of this machine"
        }
        text if text.contains("refused") => {
            "check the port in the base URL, and firewalls; nothing listens there"
        }
        _ => "check the base URL, the network, firewalls, and HTTPS_PROXY and NO_PROXY",
    };
    let what = error.without_advice();
    Finding::problem("reachability", ExitStatus::Stopped, what, remedy)
}

fn tls(config: &Config) -> Finding {
    match config.base_url.value.scheme() {
        "https" => Finding::ok("TLS", "the server's certificate is valid"),
        _ => {
            let host = config.base_url.value.host_str().unwrap_or_default();
            let text = format!("the connection to {host} is not encrypted (http)");
            Finding::warning("TLS", text, "use https, unless the server is on this machine")
        }
    }
}

fn clock(reached: &Reached) -> Finding {
    let Some(date) = reached.date else {
        return Finding::unknown("clock", "the server does not tell its time");
    };
    let (skew, direction) = match reached.own_date.duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    // The server tells whole seconds.
    let allowed = SKEW + reached.took;
    if skew <= allowed {
        return Finding::ok("clock", "it agrees with the server's to within 30 s");
    }
    let text = format!("this machine's clock is {} s {direction} the server's", skew.as_secs());
    Finding::warning("clock", text, "set the clock, for example: timedatectl set-ntp true")
}

async fn credentials(client: &Client) -> [Finding; 2] {
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
            let finding = Finding::of_error("credentials", status, &error.to_string());
            [finding, Finding::unknown("token", "there is none without valid credentials")]
        }
    }
}

async fn token(client: &Client) -> Finding {
    let TokenUse { left, origin } = match client.token_use().await {
        Ok(token) => token,
        Err(error) => return Finding::of_error("token", ExitStatus::Stopped, &error.to_string()),
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

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn the_clock_is_compared_both_ways() {
        let own_date = SystemTime::now();
        let seen = |date| {
            let took = Duration::from_millis(100);
            clock(&Reached { status: 404, date, own_date, took, peer: None })
        };
        let hour = Duration::from_secs(3600);
        assert_eq!(seen(Some(own_date)).verdict, Verdict::Ok);
        assert_eq!(seen(None).verdict, Verdict::Unknown);
        let behind = seen(Some(own_date + hour));
        assert_eq!(behind.text, "this machine's clock is 3600 s behind the server's");
        assert!(seen(Some(own_date - hour)).text.contains("ahead of"));
        assert_eq!(behind.verdict, Verdict::Warning);
    }
}
