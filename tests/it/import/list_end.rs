//! The end of the list, read by the library's own hands against a sandbox.

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
async fn who_is_counted_late_is_shown_early_and_missed_by_nobody() {
    let sandbox = Sandbox::local(SandboxOptions::default()).await.unwrap();
    ["old1", "old2", "old3"].iter().for_each(|name| put(&sandbox, name));
    let client = client(&sandbox);
    let mark = ListEnd::of(&client, &client.list(1, &[]).await.unwrap()).await.unwrap().unwrap();
    ["new1", "new2"].iter().for_each(|name| put(&sandbox, name));
    let all = |_: &str| Owner::Inserted;
    let since = mark.since(look(&client, 1), all).await.unwrap();
    let SinceListEnd::Known { mark, others, missing, .. } = since else { panic!("{since:?}") };
    assert_eq!((others.len(), missing), (0, -1));
    // Counted by now, it makes no gap.
    let since = mark.since(look(&client, 0), all).await.unwrap();
    assert!(matches!(since, SinceListEnd::Known { missing: 0, .. }), "{since:?}");
}

/// Who was matched is no insert that the list shows in place of one that it does not show yet.
#[tokio::test]
async fn who_is_matched_makes_up_for_nobody() {
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
