//! What `doctor` says of the way to the server: TLS, proxy, name, address, credentials.

use deskferry::sandbox::{API_TOKEN, CLIENT_ID, RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::Value;

use super::tls_server::TlsServer;
use super::{remedy, same_in_both, text, verdict};
use crate::command_line::{Desk, Ferry};
use crate::own_room::OwnRoom;

fn at(address: &str) -> Ferry {
    let ferry = Ferry::new().line("doctor").env("DESKERO_BASE_URL", address);
    ferry.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", API_TOKEN)
}

/// The findings for an address, with more variables.
fn found(address: &str, variables: &[(&str, &str)], status: i32) -> Value {
    let _room = OwnRoom::at(address);
    let with = |ferry: Ferry, (name, value): &(&str, &str)| ferry.env(name, *value);
    same_in_both(|| variables.iter().fold(at(address), with), status)
}

#[track_caller]
fn unreachable(found: &Value, says: &str, remedy_has: &str) {
    assert_eq!(verdict(found, "reachability"), "problem", "{found}");
    assert!(text(found, "reachability").contains(says), "{found}");
    assert!(remedy(found, "reachability").contains(remedy_has), "{found}");
    for check in ["clock", "credentials", "token"] {
        assert_eq!(verdict(found, check), "unknown", "{found}");
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_explained() {
    let own = TlsServer::with("self-signed");
    let trusted = |server: &TlsServer| [("SSL_CERT_FILE", server.certificate.to_str().unwrap().to_owned())];
    let seen = |server: &TlsServer, host: &str, trust: bool, status| {
        let trusted = trusted(server);
        let variables: Vec<_> = trusted.iter().map(|(name, value)| (*name, value.as_str())).collect();
        found(&server.url(host), if trust { &variables } else { &[] }, status)
    };
    unreachable(&seen(&own, "localhost", false, 4), "UnknownIssuer", "name it with SSL_CERT_FILE");
    // The remedy helps. What answers is not the API.
    let reached = seen(&own, "localhost", true, 4);
    assert_eq!((verdict(&reached, "reachability"), verdict(&reached, "TLS")), ("ok".into(), "ok".into()));
    assert!(remedy(&reached, "credentials").contains("base URL"), "{reached}");
    let authority = TlsServer::with("own-authority");
    unreachable(&seen(&authority, "localhost", false, 4), "CaUsedAsEndEntity", "signed itself");
    unreachable(&seen(&TlsServer::with("expired"), "localhost", true, 4), "expired", "out of date");
}

#[test]
fn a_certificate_file_that_is_not_there_is_named() {
    let found = found("https://localhost:9", &[("SSL_CERT_FILE", "/nonexistent/ca.pem")], 2);
    assert!(remedy(&found, "TLS").contains("SSL_CERT_FILE"), "{found}");
    assert_eq!(verdict(&found, "reachability"), "unknown", "{found}");
}

#[test]
fn a_server_that_does_not_speak_tls_is_explained() {
    let desk = Desk::new();
    let found = found(&desk.base_url().replace("http://", "https://"), &[], 4);
    unreachable(&found, "can't reach https://127.0.0.1", "check the scheme and the port");
}

#[rstest]
#[case::nothing_listens("http://127.0.0.1:9", "Connection refused", "check HTTPS_PROXY")]
#[case::no_such_name("http://nonexistent.invalid:3128", "through the proxy", "check HTTPS_PROXY")]
#[case::a_password("http://me:hush-hush@127.0.0.1:9", "through the proxy …@127.0.0.1:9", "check HTTPS_PROXY")]
fn a_proxy_that_can_t_be_reached_is_named(#[case] proxy: &str, #[case] says: &str, #[case] remedy_has: &str) {
    let found = found("https://api.example.invalid", &[("HTTPS_PROXY", proxy)], 4);
    unreachable(&found, says, remedy_has);
    assert!(
        text(&found, "proxy").contains("(HTTPS_PROXY)") && !found.to_string().contains("hush"),
        "{found}"
    );
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let desk = Desk::new();
    let found = found("https://api.example.invalid", &[("https_proxy", desk.base_url())], 4);
    unreachable(&found, "through the proxy", "check https_proxy");
}

#[test]
fn a_socks_proxy_is_a_problem() {
    let found = found("https://nonexistent.invalid", &[("ALL_PROXY", "socks5://127.0.0.1:9")], 2);
    assert!(remedy(&found, "proxy").starts_with("name an HTTP proxy as ALL_PROXY"), "{found}");
    unreachable(&found, "through the proxy socks5://127.0.0.1:9", "check ALL_PROXY");
}

#[test]
fn a_proxy_that_is_not_used_is_said() {
    let not_used = |variables: &[(&str, &str)], says: &str, wanted: &str| {
        let found = found("https://nonexistent.invalid", variables, 4);
        assert!(text(&found, "proxy").contains(says), "{found}");
        assert_eq!(verdict(&found, "proxy"), wanted, "{found}");
        unreachable(&found, "can't reach https://nonexistent.invalid/: ", "check the name in the base URL");
    };
    not_used(&[("ALL_PROXY", "no proxy at all")], "which is no HTTP proxy, so none is used", "warning");
    let excluded = [("HTTPS_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "invalid")];
    not_used(&excluded, "is not used, because NO_PROXY names nonexistent.invalid", "ok");
    not_used(&[("HTTP_PROXY", "http://127.0.0.1:9")], "none is set for this address", "ok");
    let desk = Desk::new();
    let here = found(desk.base_url(), &[("ALL_PROXY", "http://127.0.0.1:9")], 0);
    assert!(text(&here, "proxy").contains("is this machine"), "{here}");
}

#[rstest]
#[case("127.0.0.1:8787")]
#[case("localhost:8787")]
#[case("api.deskero.com")]
fn an_address_without_a_scheme_is_a_setting_to_correct(#[case] address: &str) {
    let found = found(address, &[], 2);
    assert_eq!(text(&found, "settings"), format!("DESKERO_BASE_URL can't be {address:?}"));
    assert!(remedy(&found, "settings").starts_with("it must begin with https://"), "{found}");
    Ferry::new()
        .line("customer find --base-url")
        .args([address])
        .run()
        .status(2)
        .says("must begin with https://");
}

#[test]
fn an_address_with_a_path_may_be_wrong() {
    let desk = Desk::new();
    let _room = OwnRoom::at(&format!("{}/v1", desk.base_url()));
    let found = found(&format!("{}/v1", desk.base_url()), &[], 3);
    assert!(
        remedy(&found, "credentials").starts_with("check whether /v1 belongs into the base URL"),
        "{found}"
    );
}

#[test]
fn a_bearer_that_has_ended_is_to_be_replaced() {
    let desk = Desk::new();
    let bearer = found(desk.base_url(), &[("DESKERO_TOKEN", "ended-long-ago")], 3);
    let remedy_of_bearer = remedy(&bearer, "credentials");
    assert!(
        remedy_of_bearer.contains("replace the bearer (DESKERO_TOKEN), which may have ended"),
        "{bearer}"
    );
    let token = found(desk.base_url(), &[("DESKERO_API_TOKEN", "wrong")], 3);
    let places = "check the API token (DESKERO_API_TOKEN) and the client id (DESKERO_CLIENT_ID)";
    assert_eq!(remedy(&token, "credentials"), places);
}

/// No record is at fault.
#[test]
fn a_refused_call_is_about_the_address() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Token, 9, SimulatedFault::StatusBefore(409));
    let found = found(desk.base_url(), &[], 4);
    assert!(text(&found, "credentials").contains("refused (HTTP 409)"), "{found}");
    assert!(remedy(&found, "credentials").starts_with("check that the base URL is the address"), "{found}");
}
