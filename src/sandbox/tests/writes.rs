use super::*;

#[tokio::test]
async fn a_customer_is_inserted_read_updated_and_deleted() {
    let bench = Bench::with(&[]).await;
    let ada =
        json!({"name": "Ada Byron", "state": "GB", "birthDate": -72_748_800_000_i64, "topClient": true});
    let id = bench.id_of(ada).await;
    let read = bench.detail(&id).await;
    assert_eq!(read["id"], json!(id));
    assert_eq!(read["birthDate"], json!(-72_748_800_000_i64));
    assert_eq!(bench.update(&id, read.clone()).await, (200, json!({"id": id})), "what GET gives, PUT takes");
    assert_eq!(bench.detail(&id).await, read);
    assert_eq!(bench.delete(&id).await, (200, json!({"id": id})));
    assert_eq!(bench.get(&format!("/customer/{id}")).await, (204, Value::Null));
    assert!(bench.sandbox.customers().is_empty());
}

#[tokio::test]
async fn invalid_writes_are_refused_and_change_nothing() {
    let bench = Bench::with(&[]).await;
    for body in [
        json!({}),
        json!({"name": " "}),
        json!([named("x")]),
        json!({"name": "x", "colour": "red"}),
        json!({"name": "x", "birthDate": "1967-09-11"}),
        json!({"name": "x", "topClient": "yes"}),
        json!({"name": "x", "state": "Italy"}),
        json!({"name": "x", "customFields": {"a": 1}}),
    ] {
        let (status, answer) = bench.insert(body.clone()).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("validation_error")), "{body}");
    }
    let untyped = bench.request(Method::POST, "/customer/insert").body(named("x").to_string());
    assert_eq!(answer(untyped).await.unwrap().0, 400);
    assert!(bench.sandbox.customers().is_empty());
    let id = bench.id_of(named("x")).await;
    assert_eq!(bench.update(&id, json!({"name": "y", "colour": "red"})).await.0, 400);
    assert_eq!(bench.update(&id, json!({"name": null})).await.0, 400);
    assert_eq!(bench.detail(&id).await["name"], "x");
}

#[tokio::test]
async fn an_unknown_property_can_be_kept() {
    let bench = Bench::with(&["unknown=keep"]).await;
    let id = bench.id_of(json!({"name": "x", "colour": "red"})).await;
    assert_eq!(bench.detail(&id).await["colour"], "red");
}

#[tokio::test]
async fn an_unknown_custom_field_can_be_refused() {
    let body = json!({"name": "x", "customFields": {"stranger": "1"}});
    assert_eq!(Bench::with(&[]).await.insert(body.clone()).await.0, 201);
    assert_eq!(Bench::with(&["unknown-custom=refuse"]).await.insert(body).await.0, 400);
}

#[tokio::test]
async fn put_replaces_or_merges_as_the_switches_specify() {
    let patch = json!({"name": "y", "customFields": {"b": "3"}});
    for (switches, expected) in [
        (vec![], json!({"name": "y", "customFields": {"b": "3"}})),
        (vec!["put-custom=merge"], json!({"name": "y", "customFields": {"a": "1", "b": "3"}})),
        (vec!["put=merge"], json!({"name": "y", "memo": "m", "customFields": {"b": "3"}})),
    ] {
        let bench = Bench::with(&switches).await;
        let id = bench.id_of(json!({"name": "x", "memo": "m", "customFields": {"a": "1", "b": "2"}})).await;
        assert_eq!(bench.update(&id, patch.clone()).await.0, 200);
        let mut read = bench.detail(&id).await;
        read.as_object_mut().unwrap().remove("id");
        assert_eq!(read, expected, "{switches:?}");
    }
}

#[tokio::test]
async fn duplicate_emails_are_accepted_or_refused() {
    let ada = || json!({"name": "Ada", "email": "ada@example.org"});
    let take = Bench::with(&[]).await;
    assert_ne!(take.id_of(ada()).await, take.id_of(ada()).await);
    let refuse = Bench::with(&["duplicate-email=refuse"]).await;
    let id = refuse.id_of(ada()).await;
    assert_eq!(refuse.insert(json!({"name": "B", "email": "ADA@example.org"})).await.0, 400);
    assert_eq!(refuse.update(&id, ada()).await.0, 200, "its own email is no duplicate");
    refuse.id_of(named("without")).await;
    refuse.id_of(named("email")).await;
}

#[tokio::test]
async fn a_missing_id_has_the_status_of_the_switch() {
    for status in [204, 400, 404] {
        let bench = Bench::with(&[&format!("missing={status}")]).await;
        assert_eq!(bench.get("/customer/nobody").await.0, status);
        assert_eq!(bench.update("nobody", named("x")).await.0, status);
        assert_eq!(bench.delete("nobody").await.0, status);
    }
}

#[tokio::test]
async fn the_answer_to_an_insert_follows_the_switches() {
    assert_eq!(Bench::with(&[]).await.insert(named("x")).await.0, 201);
    let bench = Bench::with(&["create-status=200", "id=number"]).await;
    let (status, answer) = bench.insert(named("x")).await;
    assert_eq!(status, 200);
    let id = answer["id"].as_u64().unwrap();
    assert_eq!(bench.detail(&id.to_string()).await["id"], json!(id));
}

#[tokio::test]
async fn a_company_is_read_as_text_or_object_and_written_back() {
    for (switch, object) in [("company=text", false), ("company=object", true)] {
        let bench = Bench::with(&[switch]).await;
        let id = bench.id_of(json!({"name": "x", "company": "Acme"})).await;
        let read = bench.detail(&id).await;
        assert_eq!(read["company"].is_object(), object);
        assert_eq!(bench.update(&id, read).await.0, 200);
        assert_eq!(bench.sandbox.customers()[0]["company"], "Acme");
    }
}

#[tokio::test]
async fn empty_fields_are_absent_or_null() {
    for (switch, null) in [("empty=absent", None), ("empty=null", Some(&Value::Null))] {
        let bench = Bench::with(&[switch]).await;
        let id = bench.id_of(named("x")).await;
        let read = bench.detail(&id).await;
        assert_eq!(read.get("customFields"), null);
        assert_eq!(bench.update(&id, read).await.0, 200);
    }
}

#[tokio::test]
async fn a_photo_is_written_and_never_read_back_as_a_blob() {
    for (switch, blob, other) in
        [("photo=hex", "89504e47", "iVBORw=="), ("photo=base64", "iVBORw==", "not base64!")]
    {
        let bench = Bench::with(&[switch]).await;
        let plain = bench.id_of(named("x")).await;
        assert_eq!(bench.get(&format!("/customer/photo/{plain}")).await.0, 204);
        let id = bench.id_of(json!({"name": "x", "profilePhotoBlob": blob})).await;
        let read = bench.detail(&id).await;
        assert_eq!(read.get("profilePhotoBlob"), None);
        let url = read["profilePhotoUrl"].as_str().unwrap().to_owned();
        assert_eq!(bench.update(&id, read).await.0, 200);
        let photo = bench.request(Method::GET, url.strip_prefix(bench.sandbox.base_url()).unwrap());
        assert_eq!(photo.send().await.unwrap().bytes().await.unwrap().as_ref(), b"\x89PNG");
        assert_eq!(bench.insert(json!({"name": "x", "profilePhotoBlob": other})).await.0, 400);
    }
}

#[tokio::test]
async fn definitions_of_custom_fields_are_listed() {
    let (status, demo) =
        Bench::with(&["custom-fields=demo"]).await.get("/customField/getAllForCustomer").await;
    assert_eq!((status, demo[0]["name"].as_str()), (200, Some("segment")));
    let none = Bench::with(&[]).await;
    assert_eq!(none.get("/customField/getAllForCustomer").await, (204, Value::Null));
}

#[tokio::test]
async fn sixty_four_simultaneous_inserts_get_unique_ids() {
    let bench = Bench::with(&[]).await;
    let inserts = (0..64).map(|n| bench.id_of(named(&format!("n{n}"))));
    let mut ids = futures::future::join_all(inserts).await;
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), bench.sandbox.customers().len()), (64, 64));
    assert_eq!(bench.sandbox.stats().committed, 64);
}

#[tokio::test]
async fn a_delete_needs_the_json_content_type() {
    let bench = Bench::with(&[]).await;
    let id = bench.id_of(named("Ada")).await;
    let bare = || bench.request(Method::DELETE, &format!("/customer/delete/{id}"));
    assert_eq!(answer(bare()).await.unwrap().0, 400);
    bench.sandbox.configure(|options| options.set("delete-type", "any").unwrap());
    assert_eq!(answer(bare()).await.unwrap().0, 200);
}
