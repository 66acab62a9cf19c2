//! The way to the server: proxy, reachability, TLS, clock.

use std::time::Duration;

use super::finding::Finding;
use crate::api::{ApiError, Reached};
use crate::config::{Config, Origin, ProxyUse};
use crate::exit_status::ExitStatus;

/// A clock that differs by more makes the times of reports and of pauses wrong.
const SKEW: Duration = Duration::from_secs(30);
/// A slower answer makes every call slow.
const SLOW: Duration = Duration::from_secs(2);

pub(super) fn proxy(config: &Config) -> Finding {
    const CHECK: &str = "proxy";
    let host = config.base_url.value.host_str().unwrap_or_default();
    let Some(proxy) = &config.proxy else {
        return Finding::ok(CHECK, "none is set for this address (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY)");
    };
    let (address, origin) = (&proxy.address.value, &proxy.address.origin);
    match proxy.used {
        ProxyUse::Used => Finding::ok(CHECK, format!("{address} ({origin})")),
        ProxyUse::Socks => {
            let text = format!("{address} ({origin}) is a SOCKS proxy, but deskferry uses only HTTP proxies");
            let remedy = format!("name an HTTP proxy as {origin}, or exclude {host} with NO_PROXY");
            Finding::problem(CHECK, ExitStatus::Usage, text, remedy)
        }
        ProxyUse::ThisMachine => {
            Finding::ok(CHECK, format!("{address} ({origin}) is not used, because {host} is this machine"))
        }
        ProxyUse::Excluded(by) => {
            Finding::ok(CHECK, format!("{address} ({origin}) is not used, because {by} names {host}"))
        }
        ProxyUse::Unusable => {
            let text = format!("{origin} is {address:?}, which is no HTTP proxy, so none is used");
            Finding::warning(
                CHECK,
                text,
                format!("set it as in {origin}=http://proxy.example:3128, or unset it"),
            )
        }
    }
}

pub(super) fn answered(config: &Config, reached: &Reached) -> Finding {
    let by = if proxy_of(config).is_some() { "the proxy " } else { "" };
    let peer = reached.peer.map_or_else(String::new, |peer| format!(" at {by}{peer}"));
    let milliseconds = reached.took.as_millis();
    let address = &config.base_url;
    let text = format!("{} ({}) answers{peer} in {milliseconds} ms", address.value, address.origin);
    if reached.took > SLOW {
        let remedy = "check the network and the proxy; each call takes at least this long";
        return Finding::warning("reachability", text, remedy);
    }
    Finding::ok("reachability", text)
}

/// The proxy that all calls pass, and the variable that names it.
fn proxy_of(config: &Config) -> Option<(&str, &Origin)> {
    let proxy =
        config.proxy.as_ref().filter(|proxy| matches!(proxy.used, ProxyUse::Used | ProxyUse::Socks))?;
    Some((&proxy.address.value, &proxy.address.origin))
}

pub(super) fn not_reached(config: &Config, error: &ApiError) -> Finding {
    let reason = match error {
        ApiError::NotSent { reason, .. } | ApiError::Broken { reason, .. } => reason.clone(),
        error => error.without_advice(),
    };
    let address = &config.base_url.value;
    let way = proxy_of(config).map_or_else(String::new, |(proxy, _)| format!(" through the proxy {proxy}"));
    let text = format!("can't reach {address}{way}: {reason}");
    let remedy = match proxy_of(config) {
        Some((_, origin)) if !is_tls(&reason) => {
            format!(
                "check {origin}, or unset it if this network needs no proxy; NO_PROXY excludes single hosts"
            )
        }
        _ => remedy_for(&reason).to_owned(),
    };
    Finding::problem("reachability", ExitStatus::Stopped, text, remedy)
}

/// Words of a reason, in lower case, and the remedy. The first fit counts.
type Remedies = &'static [(&'static [&'static str], &'static str)];

/// Some server answers, but TLS does not come about.
const OF_TLS: Remedies = &[
    (
        &["unknownissuer", "unknown issuer"],
        "the certificate is not signed by an authority that this system knows; if a proxy inspects the traffic, or the \
         server is your own, install the authority's certificate, or name it with SSL_CERT_FILE",
    ),
    (
        &["causedasendentity"],
        "the server shows the certificate of an authority, as one that has signed itself often is; give it one that an \
         authority has signed (CA:FALSE), and name your own authority with SSL_CERT_FILE",
    ),
    (
        &["expired", "not valid yet"],
        "compare this machine's clock with the right time; if it is right, the server's certificate is out of date",
    ),
    (
        &["not valid for name", "notvalidforname"],
        "check that the base URL has the right name; the server's certificate is for another one",
    ),
    (
        &["certificate"],
        "the server's certificate can't be used; ask its operator for a valid one, or, if the server is your own, name \
         its authority with SSL_CERT_FILE",
    ),
    (
        &["corrupt message", "handshake", "tls"],
        "check the scheme and the port in the base URL; what answers there does not speak TLS as this program does",
    ),
];

/// No connection comes about.
const OF_CONNECTION: Remedies = &[
    (
        &["dns", "lookup", "name or service", "nodename"],
        "check the name in the base URL, and the name servers of this machine",
    ),
    (&["refused"], "check the port in the base URL, and firewalls; nothing listens there"),
    (
        &["timed out"],
        "check the base URL, the network and firewalls; if the network needs a proxy, set HTTPS_PROXY",
    ),
    (&[""], "check the base URL, the network, firewalls, and HTTPS_PROXY and NO_PROXY"),
];

fn is_tls(reason: &str) -> bool {
    fitting(OF_TLS, &reason.to_lowercase()).is_some()
}

/// The innermost cause tells what to do.
fn remedy_for(reason: &str) -> &'static str {
    let reason = reason.to_lowercase();
    fitting(OF_TLS, &reason).or_else(|| fitting(OF_CONNECTION, &reason)).unwrap_or_default()
}

fn fitting(remedies: Remedies, reason: &str) -> Option<&'static str> {
    let fits = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    remedies.iter().find(|(words, _)| fits(words)).map(|(_, remedy)| *remedy)
}

pub(super) fn tls(config: &Config) -> Finding {
    match config.base_url.value.scheme() {
        "https" => Finding::ok("TLS", "the server's certificate is valid"),
        _ => {
            let host = config.base_url.value.host_str().unwrap_or_default();
            let text = format!("the connection to {host} is not encrypted (http)");
            Finding::warning("TLS", text, "use https, unless the server is on this machine")
        }
    }
}

pub(super) fn clock(reached: &Reached) -> Finding {
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

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use rstest::rstest;

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

    #[rstest]
    #[case("invalid peer certificate: UnknownIssuer", "not signed by an authority")]
    #[case("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", "signed itself")]
    #[case("invalid peer certificate: certificate expired: verification time 1", "out of date")]
    #[case("invalid peer certificate: certificate not valid for name \"a\"", "for another one")]
    #[case("invalid peer certificate: BadEncoding", "ask its operator")]
    #[case("received corrupt message of type InvalidContentType", "does not speak TLS")]
    #[case("failed to lookup address information: Name or service not known", "name servers")]
    #[case("Connection refused (os error 111)", "nothing listens there")]
    #[case("timed out while connecting", "set HTTPS_PROXY")]
    #[case("No route to host (os error 113)", "check the base URL")]
    fn each_reason_has_its_remedy(#[case] reason: &str, #[case] expected: &str) {
        let remedy = remedy_for(reason);
        assert!(remedy.contains(expected), "{remedy}");
    }
}
