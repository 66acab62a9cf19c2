//! The client against real sockets.

mod auth;
mod calls;
mod faults;
mod limits;
mod paging;
mod secrets;
mod server;
mod speed;

use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;

use super::{Backoff, Client, ClientCredential, ClientSettings};
use server::Server;

const CLIENT_ID: &str = "client-id-77";
const BEARER: &str = "bearer-9/x=";
const API_TOKEN: &str = "YWJjOmRlZg==";

/// Settings for a test: a bearer token and quick retries.
fn settings(server: &Server) -> ClientSettings {
    let backoff = Backoff { base: Duration::from_millis(5), attempts: 3, ..Backoff::default() };
    let credential = ClientCredential::Bearer(SecretString::from(BEARER));
    let timeout = Duration::from_secs(5);
    ClientSettings { backoff, timeout, ..ClientSettings::new(server.url(), CLIENT_ID, credential) }
}

/// Like [`settings`], with an API token, so bearer tokens must be fetched.
fn with_api_token(server: &Server) -> ClientSettings {
    ClientSettings {
        credential: ClientCredential::ApiToken(SecretString::from(API_TOKEN)),
        ..settings(server)
    }
}

fn client(server: &Server) -> Client {
    Client::new(settings(server)).unwrap()
}

fn body() -> Bytes {
    Bytes::from_static(br#"{"name":"Ada"}"#)
}
