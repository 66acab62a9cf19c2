//! Matching works with every setting of every sandbox switch: however the server behaves, the same customers result.

use deskferry::sandbox::{RequestKind, SandboxOptions};
use rstest::rstest;
use serde_json::{Value, json};

use super::{again, import, places_of, side_by_side, writes};
use crate::command_line::{Desk, Ran};

const BY_EMAIL: &str = r#"["email"]"#;
const BY_OLD_ID: &str = r#"["customFields.legacyId"]"#;
const BY_NAME_AND_PHONE: &str = r#"["name", "phoneNumber"]"#;
const BY_EITHER: &str = r#"[["customFields.legacyId"], ["email"]]"#;
const ALL_KEYS: [&str; 4] = [BY_EMAIL, BY_OLD_ID, BY_NAME_AND_PHONE, BY_EITHER];

/// The switches and the keys of one import.
#[derive(Debug, Clone)]
struct Case {
    switches: String,
    keys: &'static str,
}

fn mapping(keys: &str) -> String {
    format!(
        "version = 1\nname = \"Switches\"\n[match]\nkeys = {keys}\n[fields]\nname = {{ from = \"Name\" }}\n\
         email = {{ from = \"Email\" }}\nphoneNumber = {{ from = \"Phone\" }}\n\
         company = {{ from = \"Company\" }}\nmemo = {{ from = \"Memo\" }}\n\
         [custom_fields]\nlegacyId = {{ from = \"Old id\" }}\nsegment = {{ from = \"Segment\" }}\n"
    )
}

/// Customers that the rows match, each with many fields that the mapping does not name.
fn held() -> Vec<Value> {
    let customer = |name: &str, n: u32| {
        json!({
            "name": name, "email": format!("row{n}@example.net"), "phoneNumber": format!("+39 02 000{n}"),
            "company": "Acme", "memo": "old", "city": "Milano", "state": "IT", "birthDate": -72_748_800_000_i64,
            "topClient": true, "tags": ["a", "b"], "account": {"id": "agent-7", "login": "x"},
            "website": "https://example.net/", "ticketCount": 4,
            "customFields": {"legacyId": format!("R-{n}"), "segment": "Gold", "vatNumber": "IT123", "level": "C"},
        })
    };
    vec![
        customer("Unchanged One", 1),
        customer("CHANGED TWO", 2),
        customer("Twice Three", 3),
        customer("Twice Three", 3),
        // Shares parts of its keys with the new rows.
        customer("Nearly New Five", 55),
    ]
}

const ROWS: &str = "\
Name,Email,Phone,Company,Memo,Old id,Segment
Unchanged One,row1@example.net,+39 02 0001,Acme,old,R-1,Gold
Changed Two,ROW2@example.net,+39 02 0002,Acme,new,r-2,Silver
Twice Three,row3@example.net,+39 02 0003,Acme,old,R-3,Gold
Fresh Four,row4@example.net,+39 02 0004,Other,,R-4,
New Five,w55@example.net,02 00055,,,-55,
";

/// Small pages and many customers, so that one search per row is cheaper than the list.
const SEARCHED: &str = "start-customers=150 page-size=10";
/// So few customers that the list is cheaper.
const LISTED: &str = "start-customers=30 page-size=25";

fn desk(switches: &str) -> Desk {
    Desk::with(|options: &mut SandboxOptions| {
        for switch in switches.split_whitespace() {
            let (name, value) = switch.split_once('=').unwrap();
            options.set(name, value).unwrap();
        }
        options.start.extend(held());
    })
}

/// Checks the outcome, which must be the same for every server.
fn check(case: &Case) {
    let desk = desk(&case.switches);
    let before = desk.customers();
    let ran = import(&desk, &mapping(case.keys), ROWS, "").run();
    let told = format!("{case:?}\n{ran}");
    let places = places_of(&ran);
    assert_eq!(places.get("unchanged"), Some(&vec!["Unchanged One".to_owned()]), "{told}");
    assert_eq!(places.get("update"), Some(&vec!["Changed Two".to_owned()]), "{told}");
    assert_eq!(places.get("insert"), Some(&vec!["Fresh Four".to_owned(), "New Five".to_owned()]), "{told}");
    assert_eq!(ran.rejects().column("_codes"), ["E403"], "{told}");
    assert_eq!((ran.status, writes(&desk).len()), (1, 3), "{told}");

    let after = desk.customers();
    assert_eq!(after.len(), before.len() + 2, "{told}");
    for (was, is) in before.iter().zip(&after) {
        let mut expected = was.clone();
        if was["name"] == "CHANGED TWO" {
            expected["name"] = "Changed Two".into();
            expected["memo"] = "new".into();

            expected["customFields"]["legacyId"] = "r-2".into();
            expected["customFields"]["segment"] = "Silver".into();
        }
        assert_eq!(without_empty(is), without_empty(&expected), "{told}");
    }

    desk.clear_requests();
    let second = again(&ran, &desk, "").run();
    assert_eq!(second.count("unchanged"), 4, "{case:?}\n{second}");
    assert!(writes(&desk).is_empty(), "{case:?}\n{second}");
}

/// A customer without its null members.
fn without_empty(customer: &Value) -> Value {
    let members = customer.as_object().unwrap().iter();
    members.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn check_all(cases: impl IntoIterator<Item = Case>) {
    let cases: Vec<Case> = cases.into_iter().collect();
    side_by_side(&cases, check);
}

/// Each setting with each key, by search and by list.
fn everywhere(positions: &[&str]) -> Vec<Case> {
    let mut cases = Vec::new();
    for position in positions {
        for keys in ALL_KEYS {
            for size in [SEARCHED, LISTED] {
                cases.push(Case { switches: format!("{size} {position}"), keys });
            }
        }
    }
    cases
}

/// Each setting by search and by list, with one pair of keys.
fn twice(positions: &[&str]) -> Vec<Case> {
    everywhere(positions).into_iter().filter(|case| case.keys == BY_EITHER).collect()
}

/// Each setting by search and by list, with one of the keys in turn.
fn in_turn(positions: &[&str], keys: &[&str]) -> Vec<Case> {
    let cases = positions.iter().enumerate().flat_map(|(at, position)| {
        everywhere(&[position]).into_iter().filter(move |case| case.keys == keys[at % keys.len()])
    });
    cases.collect()
}

const SEARCHES: [&str; 5] =
    ["search=exact", "search=case", "search=ascii", "search=substring", "search=ignored"];
const SEVERAL: [&str; 4] =
    ["several=any", "several=first", "several=any search=substring", "unknown-search=refuse"];
const THIN: [&str; 4] = [
    "thin-list=memo",
    "thin-list=company,memo,phoneNumber",
    "thin-list=customFields",
    "thin-list=name,email",
];

/// All settings with all keys; the plain tests below try each setting with one key only.
#[rstest]
#[case::search(&SEARCHES, &ALL_KEYS)]
#[case::several(&SEVERAL, &[BY_NAME_AND_PHONE, BY_OLD_ID])]
#[case::thin(&THIN, &ALL_KEYS)]
#[ignore = "long; .ci/campaigns runs it"]
fn each_setting_with_each_key_in_full(#[case] positions: &[&str], #[case] keys: &[&str]) {
    check_all(everywhere(positions).into_iter().filter(|case| keys.contains(&case.keys)));
}

#[test]
fn every_kind_of_search_gives_the_same_outcome() {
    check_all(in_turn(&SEARCHES, &ALL_KEYS));
}

#[test]
fn several_or_unknown_search_fields_change_nothing() {
    check_all(in_turn(&SEVERAL, &[BY_NAME_AND_PHONE, BY_OLD_ID]));
}

#[test]
fn a_thin_list_gives_the_same_outcome() {
    check_all(in_turn(&THIN, &ALL_KEYS));
}

#[test]
fn every_kind_of_put_gives_the_same_outcome() {
    check_all(twice(&["put=replace put-custom=replace", "put=replace put-custom=merge"]));
    check_all(twice(&["put=merge put-custom=replace", "put=merge put-custom=merge"]));
}

#[test]
fn every_kind_of_page_gives_the_same_outcome() {
    let sizes = ["page-size=1", "page-size=10", "page-size=25", "page-size=1 short-pages=yes"];
    let others = ["short-pages=yes", "past-end=empty", "past-end=empty short-pages=yes", "order=newest"];
    check_all(twice(&sizes).into_iter().chain(twice(&others)));
}

#[test]
fn every_form_of_values_gives_the_same_outcome() {
    let shapes =
        ["company=object", "id=number", "empty=null", "missing=400", "missing=404", "create-status=200"];
    let strict = ["duplicate-email=take unknown=keep", "unknown-custom=refuse", "retry-after=none quota=60"];
    check_all(twice(&shapes).into_iter().chain(twice(&strict)));
}

#[test]
fn several_switches_at_once_give_the_same_outcome() {
    check_all(twice(&[
        "search=substring thin-list=customFields,memo put=merge id=number empty=null company=object",
        "search=case short-pages=yes order=newest past-end=empty several=any put-custom=merge missing=404",
        "search=ignored thin-list=name,customFields page-size=7 order=newest company=object create-status=200",
    ]));
}

/// A dry run, with its number of list and search requests.
fn looked_up(switches: &str, keys: &str) -> (Ran, usize, usize) {
    let desk = desk(switches);
    let ran = import(&desk, &mapping(keys), ROWS, "--dry-run").run();
    (ran, desk.requests_of(RequestKind::List).len(), desk.requests_of(RequestKind::Search).len())
}

#[test]
fn few_rows_are_searched_for() {
    let (ran, lists, searches) = looked_up("start-customers=2000 page-size=10", BY_EMAIL);
    let ran = ran.says("5 searches (the whole list would be 201 pages)");
    assert!(lists < 5 && (6..12).contains(&searches), "{lists} {searches} {ran}");
}

#[test]
fn many_rows_are_found_in_the_list() {
    let (ran, lists, searches) = looked_up(LISTED, BY_EMAIL);
    let ran = ran.says("the whole list, 2 pages (5 rows would need a search each)");
    assert!((2..6).contains(&lists) && searches == 0, "{lists} {searches} {ran}");
}

#[test]
fn an_unreliable_search_is_not_used() {
    for search in ["case", "ignored"] {
        let (ran, lists, searches) = looked_up(&format!("{SEARCHED} search={search}"), BY_EMAIL);
        let ran = ran.says("because the server's search is not reliable");
        // Three of them search for keys that nobody has.
        assert!(lists >= 16 && (1..=4).contains(&searches), "{lists} {searches} {ran}");
    }
}

/// deskferry also tries the last customer of the list. Many databases compare `o` and `O` as equal but not `ò` and `Ò`.
#[test]
fn non_ascii_keys_are_searched_only_if_the_search_found_one() {
    for (search, first, listed) in [
        ("ascii", "Zoë First", true),
        ("ascii", "Zoe First", true),
        ("exact", "Zoe First", false),
        ("exact", "Zoë First", false),
    ] {
        let desk = Desk::with(|options| {
            options.set("search", search).unwrap();
            options.page_size = 10;
            let others =
                (1..150).map(|n| json!({"name": format!("Person {n}"), "email": format!("p{n}@x.org")}));
            options.start.push(json!({"name": first, "email": "first@x.org"}));
            options.start.extend(others);
            options.start.push(json!({"name": "Nicolò Rossi", "email": "nr@x.org"}));
        });
        let csv = "Name,Email,Phone,Company,Memo,Old id,Segment\nNICOLÒ ROSSI,nr@x.org,,,new,,\n";
        let ran = import(&desk, &mapping(r#"["name"]"#), csv, "").run().status(0);
        assert_eq!((ran.count("inserted"), ran.count("updated")), (0, 1), "{search}, {first}: {ran}");
        assert_eq!(desk.requests_of(RequestKind::List).len() > 10, listed, "{search}, {first}: {ran}");
    }
}

#[test]
fn an_absurd_total_causes_no_internal_error() {
    let desk = desk(&format!("{LISTED} search=ignored"));
    desk.configure(|options| options.total_lie = i64::MAX);
    let ran = import(&desk, &mapping(BY_EMAIL), ROWS, "").run().status(4).says("customers but shows");
    assert!(writes(&desk).is_empty(), "{ran}");
}
