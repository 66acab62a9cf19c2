use super::super::start_customers;
use super::*;
use std::time::Duration;

async fn with_start(switches: &[&str], count: usize) -> Bench {
    Bench::start(SandboxOptions { start: start_customers(count), ..options(switches) }).await
}

#[tokio::test]
async fn a_page_has_counts_and_links() {
    let bench = with_start(&["page-size=2"], 5).await;
    let (_, first) = bench.get("/customer/list?page=1").await;
    let base = bench.sandbox.base_url();
    let first = &first["customer"];
    assert_eq!((&first["totalRecords"], &first["recordsPerPage"]), (&json!(5), &json!(2)));
    assert_eq!(first["previousQuery"], Value::Null);
    assert_eq!(first["nextQuery"], json!(format!("{base}/customer/list?page=2")));
    let (_, last) = bench.get("/customer/list?page=3").await;
    assert_eq!(last["customer"]["nextQuery"], Value::Null);
    assert_eq!(last["customer"]["records"].as_array().unwrap().len(), 1);
    assert_eq!(bench.get("/customer/list").await.1, bench.get("/customer/list?page=1").await.1);
    assert_eq!(bench.get("/customer/list?page=0").await.0, 400);
}

#[tokio::test]
async fn links_can_point_elsewhere() {
    let bench = with_start(&["page-size=2", "next-base=https://elsewhere.test"], 5).await;
    let next = bench.get("/customer/list?page=1").await.1["customer"]["nextQuery"].clone();
    assert_eq!(next, "https://elsewhere.test/customer/list?page=2");
}

#[tokio::test]
async fn all_pages_together_are_the_complete_list() {
    for switches in
        [vec!["page-size=7"], vec!["page-size=7", "short-pages=yes"], vec!["page-size=7", "order=newest"]]
    {
        let bench = with_start(&switches, 40).await;
        let mut emails = Vec::new();
        for page in 1.. {
            let (status, envelope) = bench.get(&format!("/customer/list?page={page}")).await;
            if status == 204 {
                break;
            }
            let records = envelope["customer"]["records"].as_array().unwrap().clone();
            emails.extend(records.iter().map(|record| record["email"].as_str().unwrap().to_owned()));
        }
        let mut expected: Vec<_> = (0..40).map(|n| format!("customer{n}@example.org")).collect();
        if switches.contains(&"order=newest") {
            expected.reverse();
        }
        assert_eq!(emails, expected, "{switches:?}");
    }
}

#[tokio::test]
async fn answers_past_the_end_and_for_an_empty_list() {
    let bench = with_start(&[], 1).await;
    assert_eq!(bench.get("/customer/list?page=2").await, (204, Value::Null));
    let (status, empty) = with_start(&["past-end=empty"], 1).await.get("/customer/list?page=2").await;
    assert_eq!((status, &empty["customer"]["records"]), (200, &json!([])));
    for switch in ["past-end=204", "past-end=empty"] {
        assert_eq!(with_start(&[switch], 0).await.get("/customer/list?page=1").await.0, 204);
    }
}

#[tokio::test]
async fn a_list_can_be_thinner_than_a_detail() {
    let bench = with_start(&["thin-list=memo,customFields"], 1).await;
    let (_, list) = bench.get("/customer/list?page=1").await;
    let record = &list["customer"]["records"][0];
    assert_eq!((record.get("memo"), record.get("customFields")), (None, None));
    let detail = bench.detail(record["id"].as_str().unwrap()).await;
    assert!(detail["memo"].is_string() && detail["customFields"].is_object());
    let plain = with_start(&[], 1).await.get("/customer/list?page=1").await.1;
    assert!(plain["customer"]["records"][0]["memo"].is_string());
}

#[tokio::test]
async fn a_list_can_show_null_and_be_thin_for_some_customers() {
    let switches = ["thin-list-null=memo,customFields.legacyId", "thin-list=email", "thin-every=2"];
    let bench = with_start(&switches, 2).await;
    let (_, list) = bench.get("/customer/list?page=1").await;
    let [one, other] = [0, 1].map(|at| list["customer"]["records"][at].clone());
    assert!(one["memo"].is_string() && one["email"].is_string(), "{one}");
    assert!(other.get("memo").is_some_and(Value::is_null) && other.get("email").is_none(), "{other}");
    assert!(other["customFields"]["legacyId"].is_null(), "{other}");
    assert!(bench.detail(other["id"].as_str().unwrap()).await["memo"].is_string());
}

#[tokio::test]
async fn every_nth_search_has_a_wrong_body() {
    let bench = with_start(&["search-odd=2"], 3).await;
    for expected in [204, 200, 204, 200] {
        assert_eq!(bench.get("/customer/list?page=1&email=nobody").await.0, expected);
        assert_eq!(bench.get("/customer/list?page=1").await.0, 200, "a list is no search");
    }
}

#[tokio::test]
async fn searches_follow_the_switches() {
    for (switches, query, expected) in [
        (vec![], "email=ADA@x.org", vec!["Ada"]),
        (vec![], "email=ada%40x.org&name=ada", vec!["Ada"]),
        (vec![], "email=ada%40x.org&name=bob", vec![]),
        (vec!["several=any"], "email=ada%40x.org&name=bob", vec!["Ada", "Bob"]),
        (vec!["several=first"], "email=ada%40x.org&name=bob", vec!["Ada"]),
        (vec!["search=case"], "email=ADA@x.org", vec![]),
        (vec!["search=case"], "email=ada@x.org", vec!["Ada"]),
        (vec!["search=substring"], "email=X.ORG", vec!["Ada", "Bob"]),
        (vec!["search=ignored"], "email=nobody", vec!["Ada", "Bob"]),
        (vec![], "colour=red", vec!["Ada", "Bob"]),
        (vec![], "customFields.legacyId=l-2", vec!["Bob"]),
        (vec![], "sort=name_DESC", vec!["Bob", "Ada"]),
        (vec!["search-blind=@"], "email=ada@x.org", vec![]),
        (vec!["search-blind=."], "email=ada@x.org", vec!["Ada"]),
        (vec!["search-lacks=1"], "email=ada@x.org", vec!["Ada"]),
        (vec!["search-lacks=1", "search=substring"], "email=x.org", vec!["Ada"]),
        (vec!["search-like=yes"], "email=%25a_a*g", vec!["Ada"]),
        (vec!["search=substring", "search-cut=yes", "page-size=1"], "email=x.org", vec!["Ada"]),
    ] {
        let bench = Bench::with(&switches).await;
        bench.id_of(json!({"name": "Ada", "email": "ada@x.org"})).await;
        bench.id_of(json!({"name": "Bob", "email": "bob@x.org", "customFields": {"legacyId": "L-2"}})).await;
        let names = bench.names(&format!("/customer/list?page=1&{query}")).await;
        assert_eq!(names, expected, "{switches:?} {query}");
    }
    let bench = Bench::with(&["unknown-search=refuse"]).await;
    assert_eq!(bench.get("/customer/list?page=1&colour=red").await.0, 400);
}

#[tokio::test]
async fn a_new_customer_is_found_only_after_the_lag() {
    let bench = with_start(&["index-lag=1h"], 1).await;
    let id = bench.id_of(json!({"name": "New", "email": "new@x.org"})).await;
    assert_eq!(bench.detail(&id).await["name"], "New");
    let search = "/customer/list?page=1&email=new@x.org";
    assert_eq!(bench.names(search).await, [""; 0]);
    let (_, list) = bench.get("/customer/list?page=1").await;
    assert_eq!(list["customer"]["totalRecords"], 1);
    bench.sandbox.configure(|options| options.index_lag = Duration::from_millis(20));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(bench.names(search).await, ["New"]);
    assert_eq!(bench.names("/customer/list?page=1").await.len(), 2);
}
