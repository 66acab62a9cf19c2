//! Exports of an account that changes: the verdict is compared with what the sandbox knows.

use std::collections::{BTreeMap, BTreeSet};

use deskferry::sandbox::ChurnChange;
use rstest::rstest;
use serde_json::Value;

use super::{desk, export, exported, ids, manifest};
use crate::command_line::{Desk, Ran};

type Ids = BTreeSet<String>;

/// The account after each change.
fn moments(start: &Ids, changes: &[ChurnChange]) -> Vec<Ids> {
    let mut account = start.clone();
    let mut moments = vec![account.clone()];
    for change in changes {
        match change {
            ChurnChange::Inserted(id) => account.insert(id.clone()),
            ChurnChange::Deleted(id) => account.remove(id),
        };
        moments.push(account.clone());
    }
    moments
}

/// Compares the verdict with the truth, and returns the verdict.
#[track_caller]
fn check(ran: &Ran, desk: &Desk, start: &Ids) -> String {
    let (evidence, exported) = (manifest(ran), exported(ran));
    let moments = moments(start, &desk.changes());
    assert_eq!(moments.last(), Some(&ids(&desk.customers())), "the test knows every moment");
    let stood: Ids = moments.iter().fold(start.clone(), |stood, moment| &stood & moment);
    let missing = stood.difference(&exported).count() as u64;
    let verdict = evidence["verdict"].as_str().unwrap().to_owned();
    match verdict.as_str() {
        "snapshot" => assert!(moments.contains(&exported), "no moment had these: {ran}"),
        "steady" => assert_eq!(missing, 0, "{ran}"),
        _ => {
            let bound = evidence["uncertain"].as_u64();
            assert!(bound.is_none_or(|bound| missing <= bound), "{missing} of {bound:?}: {ran}");
        }
    }
    assert_eq!(ran.status, if verdict == "unproven" { 5 } else { 0 }, "{ran}");
    assert_eq!(evidence["file"]["customers"], exported.len());
    verdict
}

#[rstest]
#[case::at_the_end("oldest", "insert:2", &["steady"])]
#[case::few("oldest", "delete:23", &["snapshot", "steady"])]
#[case::comes_and_goes("oldest", "insert:3,delete:4", &["steady"])]
#[case::at_the_front("newest", "insert:3,delete:4", &["unproven"])]
#[case::anywhere("scattered", "insert:3,delete:4", &["unproven"])]
#[case::turned_round("oldest", "insert:9,delete:7,reorder:11", &["unproven"])]
#[case::shuffled("scattered", "delete:9,reorder:5", &["unproven"])]
fn the_verdict_is_never_false(#[case] order: &str, #[case] churn: &str, #[case] expected: &[&str]) {
    let mut verdicts: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..5 {
        let switches = format!("page-size=6 order={order} churn={churn} seed={seed}");
        let desk = desk(100 + seed, &switches);
        let start = ids(&desk.customers());
        let ran = export(&desk, "--concurrency 4").run();
        *verdicts.entry(check(&ran, &desk, &start)).or_default() += 1;
    }
    for verdict in expected {
        assert!(verdicts.contains_key(*verdict), "{verdicts:?}");
    }
}

#[test]
fn added_gone_and_changed_customers_are_reported() {
    let desk = desk(100, "page-size=6 churn=insert:9,delete:13,edit:5");
    let start = ids(&desk.customers());
    let ran = export(&desk, "").run();
    check(&ran, &desk, &start);
    let evidence = manifest(&ran);
    for what in ["came", "went", "changed"] {
        let (count, ids) =
            (evidence[what]["count"].as_u64().unwrap(), evidence[what]["ids"].as_array().unwrap());
        assert!(count > 0 && ids.len() as u64 == count, "{what}: {}", evidence[what]);
    }
    let known: Ids = start.iter().cloned().chain(desk.changes().into_iter().filter_map(inserted)).collect();
    let told = |what: &str| -> Vec<Value> { evidence[what]["ids"].as_array().unwrap().clone() };
    assert!(told("came").iter().chain(&told("went")).all(|id| known.contains(id.as_str().unwrap())));
}

fn inserted(change: ChurnChange) -> Option<String> {
    match change {
        ChurnChange::Inserted(id) => Some(id),
        ChurnChange::Deleted(_) => None,
    }
}

#[test]
fn the_number_of_passes_is_limited() {
    let desk = desk(80, "page-size=6 order=scattered churn=reorder:3");
    let ran = export(&desk, "--max-passes 3").run().status(5).says("completeness not proven");
    assert_eq!(manifest(&ran)["passes"].as_array().unwrap().len(), 3);
}
