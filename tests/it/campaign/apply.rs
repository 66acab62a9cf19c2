//! An `apply` killed at every boundary of its journal and at random instants, then resumed: it writes each row once.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;

use super::killed_command::{KilledCommand, turn_on};
use super::kills::{Dice, Score, campaign, sample};
use super::{CALM, Place, Server, check_folder, check_no_leftovers, read_json, tally};

/// Rows of the plan; every third changes an existing customer.
const ROWS: usize = 120;
const TROUBLE: &str = "fault.drop-before=0.03 fault.drop-after=0.03 fault.status-before=0.02 fault.status-after=0.03 \
                       fault.truncated=0.01 fault.html=0.01 read-fault.status=0.02 read-fault.drop=0.02 \
                       index-lag=200ms quota=400 token-life=2s latency=5ms";

fn email(row: usize) -> String {
    format!("c{row}@example.org")
}

/// A plan made while the server behaves well; its sources are deleted.
fn planned(switches: &str, settle_for: &str) -> (Server, Place) {
    let server = Server::start(switches);
    let old = |row| json!({"name": "Old", "email": email(row), "city": "Rome", "customFields": {"tier": format!("T{row}")}});
    server.put((0..ROWS).step_by(3).map(old).collect());
    // Longer than any `index-lag` above, so that the plan finds them all.
    std::thread::sleep(Duration::from_millis(100));
    let place = Place::before(&server);
    place.source("a.csv", 0..ROWS);
    let dry = format!(
        "import a.csv -m m.toml --dry-run --plan-out plan.jsonl --settle-for {settle_for} --run-dir dry {CALM}"
    );
    place.run(&dry).status(0);
    std::fs::remove_file(place.path("a.csv")).unwrap();
    std::fs::remove_file(place.path("m.toml")).unwrap();
    assert_eq!(server.sent(), 0);
    let plan = std::fs::read_to_string(place.path("plan.jsonl")).unwrap();
    assert!(plan.contains(r#"{"all":120,"insert":80,"update":40,"#), "a plan of both kinds");
    (server, place)
}

/// The command that continues the apply, from wherever it stopped.
fn next(place: &Place, failed: bool) -> String {
    let more = format!("--max-failures 0 {CALM}");
    match (place.newest("deskferry-runs"), failed) {
        (None, _) => format!("apply plan.jsonl {more}"),
        (Some(_), false) => format!("resume latest {more}"),
        (Some(_), true) => format!("retry latest {more}"),
    }
}

/// Every row is written once; existing customers keep the fields that the plan does not name.
#[track_caller]
fn check_applied(server: &Server, place: &Place) {
    let customers = server.customers();
    assert_eq!(tally(&customers, (0..ROWS).map(email)), (0, 0), "(doubled, lost)");
    assert_eq!(customers.len(), ROWS);
    for customer in &customers {
        let row: usize =
            customer["name"].as_str().and_then(|name| name.strip_prefix("Cust ")).unwrap().parse().unwrap();
        assert_eq!(customer["email"], json!(email(row)));
        let tier = customer["customFields"]["tier"].as_str().map(ToOwned::to_owned);
        assert_eq!(tier, row.is_multiple_of(3).then(|| format!("T{row}")), "{customer}");
    }
    let folder = place.newest("deskferry-runs").unwrap();
    let counts = check_folder(&folder, ROWS);
    let good = ["inserted", "updated", "unchanged"].map(|name| counts[name].as_u64().unwrap());
    assert_eq!(good.iter().sum::<u64>(), ROWS as u64, "{counts}");
    assert_eq!(read_json(&folder.join("run.json"))["command"], "apply");
    check_no_leftovers(&folder);
}

#[rstest]
#[case(&["folder-making"])]
#[case(&["folder-making", "folder-named"])]
#[case(&["anew-matched"])]
#[case(&["anew-committed"])]
#[case(&["folder-named", "anew-committed", "intent-written"])]
#[case(&["intent-committed"])]
#[case(&["intent-committed:3", "intent-written:2"])]
#[case(&["sent"])]
#[case(&["sent:70", "sent:20", "sent"])]
#[case(&["outcome-written"])]
#[case(&["outcome-committed:60"])]
#[case(&["all-written"])]
#[case(&["results-named"])]
#[case(&["report-named", "run-reopened"])]
fn killed_at_a_boundary_an_apply_goes_on(#[case] points: &[&str]) {
    let (server, place) = planned("latency=1ms index-lag=50ms", "300ms");
    for point in points {
        let named = place.newest("deskferry-runs").is_some();
        let said = place.run_to(point, &next(&place, false));
        assert_eq!(said.status, None, "it dies at {point}: {said:?}");
        assert!(named || place.newest("deskferry-runs").is_some() || server.sent() == 0, "{said:?}");
    }
    place.run(&next(&place, false)).status(0);
    check_applied(&server, &place);
    // Applying the plan from a folder that does not know of the run doubles nobody either.
    place.run(&format!("apply plan.jsonl --run-dir elsewhere {CALM}")).status(0);
    check_applied(&server, &place);
    place.run(&format!("apply plan.jsonl {CALM}")).status(5).says("was already applied");
}

/// Applies plans on new servers until there were enough kills.
fn play(seed: u64, wanted: u64) -> Score {
    let (mut score, mut dice) = (Score::default(), Dice(seed));
    while score.kills < wanted {
        let (server, place) = planned("", "1s");
        turn_on(&server, TROUBLE, seed, score.rounds);
        let mut command =
            KilledCommand { server: &server, place: &place, dice: &mut dice, wanted, score: &mut score };
        command.run_to_its_end(|failed| next(&place, failed), || place.newest("deskferry-runs"));
        check_applied(&server, &place);
        score.rounds += 1;
        score.customers += ROWS;
    }
    score
}

#[test]
fn killed_at_random_instants_an_apply_writes_each_row_once() {
    sample("apply", play);
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn an_apply_writes_each_row_once_in_full() {
    campaign("apply", play);
}
