//! A sandbox for a test, and a client with its credentials.

use super::super::{BEARER, CLIENT_ID, Sandbox, SandboxOptions};
use reqwest::Method;
use serde_json::{Value, json};

/// A sandbox, and a client with its credentials.
pub(super) struct Bench {
    pub(super) sandbox: Sandbox,
    pub(super) http: reqwest::Client,
    pub(super) token: String,
    pub(super) client_id: String,
}

impl Bench {
    /// With switches in the form `put=merge`.
    pub(super) async fn with(switches: &[&str]) -> Self {
        Self::start(options(switches)).await
    }

    pub(super) async fn start(options: SandboxOptions) -> Self {
        let sandbox = Sandbox::local(options).await.unwrap();
        Self { sandbox, http: http(), token: format!("Bearer {BEARER}"), client_id: CLIENT_ID.to_owned() }
    }

    pub(super) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.sandbox.base_url()));
        request.header("Authorization", &self.token).header("clientId", &self.client_id)
    }

    pub(super) async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request(Method::GET, path)).await.unwrap()
    }

    pub(super) async fn insert(&self, body: Value) -> (u16, Value) {
        self.try_insert(body).await.unwrap()
    }

    pub(super) async fn try_insert(&self, body: Value) -> reqwest::Result<(u16, Value)> {
        answer(with_json(self.request(Method::POST, "/customer/insert"), &body)).await
    }

    /// Inserts a customer, which must succeed; returns its id.
    pub(super) async fn id_of(&self, body: Value) -> String {
        let (status, answer) = self.insert(body).await;
        assert!(status == 200 || status == 201, "{status} {answer}");
        answer["id"].as_str().unwrap().to_owned()
    }

    pub(super) async fn update(&self, id: &str, body: Value) -> (u16, Value) {
        let request = self.request(Method::PUT, &format!("/customer/update/{id}"));
        answer(with_json(request, &body)).await.unwrap()
    }

    pub(super) async fn delete(&self, id: &str) -> (u16, Value) {
        let request = self.request(Method::DELETE, &format!("/customer/delete/{id}"));
        answer(request.header("Content-Type", "application/json")).await.unwrap()
    }

    pub(super) async fn detail(&self, id: &str) -> Value {
        self.get(&format!("/customer/{id}")).await.1
    }

    /// The names that a list shows; none for 204.
    pub(super) async fn names(&self, path: &str) -> Vec<String> {
        let (status, envelope) = self.get(path).await;
        assert!(status == 200 || (status == 204 && envelope.is_null()), "{status} {envelope}");
        let records = envelope["customer"]["records"].as_array().cloned().unwrap_or_default();
        records.iter().map(|record| record["name"].as_str().unwrap().to_owned()).collect()
    }
}

pub(super) fn options(switches: &[&str]) -> SandboxOptions {
    let mut options = SandboxOptions::default();
    for switch in switches {
        let (key, value) = switch.split_once('=').unwrap();
        options.set(key, value).unwrap();
    }
    options
}

fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn with_json(request: reqwest::RequestBuilder, body: &Value) -> reqwest::RequestBuilder {
    request.header("Content-Type", "application/json").body(body.to_string())
}

/// The status and the JSON; null if the body is empty or not JSON.
pub(super) async fn answer(request: reqwest::RequestBuilder) -> reqwest::Result<(u16, Value)> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let body = response.bytes().await?;
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

pub(super) fn named(name: &str) -> Value {
    json!({"name": name})
}
