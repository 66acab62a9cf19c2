//! Searches that miss some customers: nobody is doubled, whatever the search can't find, alone and in pairs.

use deskferry::sandbox::RequestKind;
use rstest::rstest;
use serde_json::json;

use super::side_by_side;
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

/// Addresses that may confuse a search; each belongs to a customer among 400.
const KNOWN: [&str; 13] = [
    "ada+news@x.org",
    "o'hara@x.org",
    "ada.b.c@x.org",
    "a_b@x.org",
    "a%b@x.org",
    "a*b@x.org",
    "Upper.Case@X.org",
    "renée@x.org",
    "strasse@y.org",
    "a/b&c=d@x.org",
    "plain@x.org",
    "ross@x.org",
    "x-y@x.org",
];

/// Plain customers are at both ends, those with the odd addresses in the middle. The first page has others with the
/// same characters.
fn desk(switches: &str) -> Desk {
    Desk::with(|options| {
        options.page_size = 15;
        for (name, value) in switches.split_whitespace().map(|switch| switch.split_once('=').unwrap()) {
            options.set(name, value).unwrap();
        }
        let others = |from: usize| {
            (from..from + 200).map(|n| json!({"name": format!("N {n}"), "email": format!("p{n}@x.org")}))
        };
        let known = KNOWN.map(|email| json!({"name": format!("Known {email}"), "email": email}));
        let twins = KNOWN.map(|email| json!({"name": format!("Twin {email}"), "email": format!("z{email}")}));
        let first = others(3000).take(1).chain(twins);
        options.start = first.chain(others(1000)).chain(known).chain(others(2000)).collect();
    })
}

fn import(desk: &Desk, emails: &[&str]) -> Ran {
    let rows: String = emails.iter().map(|email| format!("Somebody,\"{email}\"\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows}"));
    ferry.line("import a.csv -m m.toml --dry-run").fast().sandbox(desk).run()
}

/// Each customer of these addresses is found, by search or by the list.
fn finds(desk: &Desk, emails: &[&str]) -> Ran {
    let ran = import(desk, emails);
    let counts = ["planned_inserts", "planned_updates"].map(|name| ran.count(name));
    assert_eq!(counts, [0, emails.len() as u64], "{ran}");
    ran
}

#[rstest]
#[case("search-blind=+", "ada+news@x.org")]
#[case("search-blind='", "o'hara@x.org")]
#[case("search-blind=.", "ada.b.c@x.org")]
#[case("search-blind=_", "a_b@x.org")]
#[case("search-blind=%*", "a%b@x.org")]
#[case("search-blind=*", "a*b@x.org")]
#[case("search-blind=é", "renée@x.org")]
#[case("search-blind=É", "renée@x.org")]
#[case("search-blind=/&=", "a/b&c=d@x.org")]
#[case("search-blind=-", "x-y@x.org")]
#[case("search=ascii", "RENÉE@x.org")]
#[case("search=case", "upper.case@x.org")]
fn a_search_that_can_not_find_some_characters(#[case] switches: &str, #[case] email: &str) {
    finds(&desk(switches), &[email]).says("because the server's search is not reliable");
}

/// The newest customers are not in the search index yet.
#[rstest]
#[case("search-lacks=1")]
#[case("search-lacks=3 order=newest")]
fn an_index_that_lacks_the_newest(#[case] switches: &str) {
    finds(&desk(switches), &["p2199@x.org", "plain@x.org"])
        .says("is not reliable: it does not find a customer");
}

/// The result is cut to one page, and its total claims that this is all.
#[rstest]
#[case("search=substring search-cut=yes", "s@x.org")]
#[case("search-like=yes search-cut=yes", "p_19@x.org")]
fn a_result_that_is_cut(#[case] switches: &str, #[case] email: &str) {
    let desk = desk(switches);
    desk.put(json!({"name": "Last", "email": email})).unwrap();
    (0..20).for_each(|n| drop(desk.put(json!({"name": "N", "email": format!("p{n}19s@x.org")}))));
    let all = desk.customers();
    // Moved to the end, after all customers that match by a part of their address.
    let customer = all.iter().find(|one| one["email"] == email).unwrap().clone();
    desk.remove(customer["id"].as_str().unwrap()).unwrap();
    desk.put(customer).unwrap();
    finds(&desk, &[email]);
}

/// The result has no total, and its next page repeats the first.
#[test]
fn a_result_that_is_repeated() {
    let desk = desk("search=substring search-repeats=yes");
    (0..20).for_each(|n| drop(desk.put(json!({"name": "N", "email": format!("a{n}s@x.org")}))));
    desk.put(json!({"name": "Last", "email": "s@x.org"})).unwrap();
    finds(&desk, &["s@x.org"]);
}

/// A stored letter that full case folding equates with the row's letters.
#[rstest]
#[case("straße@x.org", "STRASSE@x.org")]
#[case("of\u{fb01}ce@x.org", "office@x.org")]
fn a_key_in_another_spelling(#[case] stored: &str, #[case] email: &str) {
    let desk = desk("");
    // Moves the customer to the middle of the list, where no trial looks.
    let all = desk.customers();
    desk.put(json!({"name": "Spelled", "email": stored})).unwrap();
    for other in &all[all.len() - 150..] {
        desk.remove(other["id"].as_str().unwrap()).unwrap();
        desk.put(other.clone()).unwrap();
    }
    let ran = finds(&desk, &[email]);
    assert!(!ran.stderr.contains("is not reliable"), "{ran}");
}

/// One answer of many is odd: the search is repeated, and if it stays odd, the list is read.
#[rstest]
#[case("search-odd=2 search-odd-body=empty")]
#[case("search-odd=3 search-odd-body=null")]
#[case("search-odd=3 search-odd-body=html")]
#[case("search-odd=1")]
#[case("search-odd=3 search-odd-body=array")]
#[case("search-odd=3 search-odd-body=no-records")]
#[case("search-odd=5 search-odd-body=array")]
fn an_odd_search_answer_is_not_believed(#[case] switches: &str) {
    let desk = desk(switches);
    let emails = ["plain@x.org", "ross@x.org", "p1003@x.org", "p2003@x.org", "p2007@x.org", "p1008@x.org"];
    finds(&desk, &emails);
}

/// The third search is odd, after all trials are over.
#[test]
fn a_search_that_turns_odd_leads_to_the_list() {
    let desk = desk("");
    desk.fail_where(RequestKind::Search, "p1003@x.org", deskferry::sandbox::SimulatedFault::Html);
    let ran = finds(&desk, &["plain@x.org", "p1003@x.org", "p2003@x.org"]);
    let how = ran.run_json()["matching"].as_str().unwrap().to_owned();
    assert!(
        how.contains("then the whole list after all, because a search answer can't be understood"),
        "{how}"
    );
}

/// A correct search is used, with few calls.
#[test]
fn a_search_that_finds_all_kinds_is_used() {
    let desk = desk("");
    let ran = finds(&desk, &["ada.b.c@x.org", "p1003@x.org"]);
    assert!(!ran.stderr.contains("is not reliable"), "{ran}");
    let calls = (desk.requests_of(RequestKind::List).len(), desk.requests_of(RequestKind::Search).len());
    assert!(calls.0 <= 3 && calls.1 <= 11, "{calls:?} {ran}");
}

/// Nobody has such a key, so no known customer can test the search for it.
#[test]
fn characters_that_nobody_has_lead_to_the_list() {
    let ran = import(&desk(""), &["new#one@x.org"]);
    let ran = ran.says("no known customer can be used to test it for keys with `#`");
    assert_eq!(ran.count("planned_inserts"), 1);
}

/// Each quirk with its neighbor.
#[test]
fn quirks_in_pairs() {
    check_pairs(|one, other| other == one + 1);
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn quirks_in_all_pairs_in_full() {
    check_pairs(|_, _| true);
}

fn check_pairs(wanted: fn(usize, usize) -> bool) {
    let quirks = [
        "search-blind=+'",
        "search-blind=_.",
        "search-lacks=2",
        "search-like=yes",
        "search=substring",
        "search-cut=yes",
        "search-odd=3",
        "thin-list=email",
        "thin-list-null=email thin-every=7",
        "search=case",
    ];
    let pairs: Vec<String> = (0..quirks.len())
        .flat_map(|one| {
            (one + 1..quirks.len())
                .filter(move |other| wanted(one, *other))
                .map(move |other| format!("{} {}", quirks[one], quirks[other]))
        })
        .collect();
    side_by_side(&pairs, |switches| {
        let ran = finds(
            &desk(switches),
            &["ada+news@x.org", "o'hara@x.org", "a_b@x.org", "UPPER.case@x.org", "p2199@x.org"],
        );
        assert_eq!(ran.status, 0, "{switches}: {ran}");
    });
}
