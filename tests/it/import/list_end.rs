//! Reads the end of the list with the library's own functions: what counts as the run's insert, and what is missing.

use deskferry::api::{Client, ClientCredential, ClientSettings};
use deskferry::lookup::{ListEnd, Look, Owner, SinceListEnd};
use deskferry::sandbox::{API_TOKEN, CLIENT_ID, Sandbox, SandboxOptions};
use serde_json::json;

fn client(sandbox: &Sandbox) -> Client {
    let credential = ClientCredential::ApiToken(API_TOKEN.to_owned().into());
    Client::new(ClientSettings::new(sandbox.base_url().parse().unwrap(), CLIENT_ID, credential)).unwrap()
}

fn look(client: &Client, inserted: u64) -> Look<'_> {
    Look { client, concurrency: 4, inserted, reads_all: false }
}

fn put(sandbox: &Sandbox, name: &str) {
    sandbox.put(json!({"name": name, "email": format!("{name}@example.org")})).unwrap();
}

/// An insert in doubt may be found between the count of the run's own inserts and the reading of the list.
#[tokio::test]
async fn an_insert_that_is_counted_late_is_not_missing() {
    let sandbox = Sandbox::local(SandboxOptions::default()).await.unwrap();
    ["old1", "old2", "old3"].iter().for_each(|name| put(&sandbox, name));
    let client = client(&sandbox);
    let mark = ListEnd::of(&client, &client.list(1, &[]).await.unwrap()).await.unwrap().unwrap();
    ["new1", "new2"].iter().for_each(|name| put(&sandbox, name));
    let all = |_: &str| Owner::Inserted;
    let since = mark.since(look(&client, 1), all).await.unwrap();
    let SinceListEnd::Known { mark, others, missing, .. } = since else { panic!("{since:?}") };
    assert_eq!((others.len(), missing), (0, -1));
    // Once it is counted, nothing is missing.
    let since = mark.since(look(&client, 0), all).await.unwrap();
    assert!(matches!(since, SinceListEnd::Known { missing: 0, .. }), "{since:?}");
}

/// A matched customer must not make up for an insert that the list does not show yet.
#[tokio::test]
async fn a_matched_customer_does_not_hide_a_missing_insert() {
    let sandbox = Sandbox::local(SandboxOptions::default()).await.unwrap();
    put(&sandbox, "old");
    let client = client(&sandbox);
    let mark = ListEnd::of(&client, &client.list(1, &[]).await.unwrap()).await.unwrap().unwrap();
    put(&sandbox, "first");
    let since = mark.since(look(&client, 1), |_| Owner::Inserted).await.unwrap();
    let SinceListEnd::Known { mark, missing: 0, .. } = since else { panic!("{since:?}") };
    ["own", "matched"].iter().for_each(|name| put(&sandbox, name));
    let matched = sandbox.customers()[3]["id"].as_str().unwrap().to_owned();
    let owner = |id: &str| if id == matched { Owner::Matched } else { Owner::Inserted };
    for (inserted, expected) in [(2, 1), (1, 0)] {
        let since = mark.since(look(&client, inserted), owner).await.unwrap();
        let SinceListEnd::Known { others, missing, .. } = &since else { panic!("{since:?}") };
        assert_eq!((others.len(), *missing), (0, expected), "{inserted} inserted");
    }
}
