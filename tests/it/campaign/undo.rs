//! An `undo` killed at every boundary of its journal and at random instants, then resumed: the server is as before.

use rstest::rstest;
use serde_json::{Value, json};

use super::killed_command::{KilledCommand, turn_on};
use super::kills::{Dice, Score, campaign, sample};
use super::{CALM, Place, Server, check_no_leftovers, read_json};

/// Rows of the source; every second changes an existing customer.
const ROWS: usize = 120;
const TROUBLE: &str = "fault.drop-before=0.03 fault.drop-after=0.05 fault.status-before=0.02 \
                       fault.status-after=0.03 fault.truncated=0.01 fault.html=0.01 read-fault.drop=0.02 \
                       quota=400 token-life=2s latency=5ms";
const MAPPING: &str = "version = 1\nname = \"Undone\"\n[match]\nkeys = [\"email\"]\n[fields]\n\
                       name = { from = \"Name\" }\nemail = { from = \"Email\", as = \"email\" }\n\
                       memo = { from = \"Memo\" }\n[custom_fields]\nsegment = { from = \"Segment\" }\n";

/// The customers as the server stores them, byte for byte, in the order of their ids.
fn state(server: &Server) -> Vec<String> {
    let mut customers: Vec<String> = server.customers().iter().map(Value::to_string).collect();
    customers.sort();
    customers
}

/// A server with customers of every kind, after an import that changed half of them and added others.
fn imported(switches: &str) -> (Server, Place, Vec<String>) {
    let server = Server::start(switches);
    let old = |row: usize| {
        let fields = json!({"segment": "Iron", "tier": format!("T{row}")});
        let mut old = json!({"id": format!("old{row:03}"), "name": format!("Old {row}"),
            "email": format!("c{row}@example.org"), "city": "Rome", "birthDate": -72_748_800_000_i64,
            "memo": format!("note {row}"), "customFields": fields});
        // In every second one, the fields that the import writes were absent, null or empty.
        let fields = old.as_object_mut().unwrap();
        match row / 2 % 8 {
            1 => drop((fields.remove("memo"), fields.remove("customFields"))),
            3 => drop((
                fields.insert("memo".into(), json!(null)),
                fields.insert("customFields".into(), json!(null)),
            )),
            5 => drop((
                fields.insert("memo".into(), json!("")),
                fields.insert("customFields".into(), json!({})),
            )),
            7 => fields["customFields"] = json!({"tier": null}),
            _ => {}
        }
        old
    };
    server.put((0..ROWS + 20).step_by(2).map(old).collect());
    let place = Place::before(&server);
    let row = |row: usize| format!("New {row},c{row}@example.org,called,Gold\n");
    let rows: String = (0..ROWS).map(row).collect();
    std::fs::write(place.path("a.csv"), format!("Name,Email,Memo,Segment\n{rows}")).unwrap();
    std::fs::write(place.path("m.toml"), MAPPING).unwrap();
    let before = state(&server);
    place.run(&format!("import a.csv -m m.toml {CALM}")).status(0);
    assert_ne!(state(&server), before);
    assert_eq!(server.customers().len(), ROWS + 10);
    (server, place, before)
}

/// The name of the undo's run, once it has one.
fn undo(place: &Place) -> Option<String> {
    let runs = std::fs::read_dir(place.path("deskferry-runs")).unwrap();
    let mut names = runs.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.find(|name| !name.starts_with('.') && name.contains("-undo-"))
}

/// The command that continues the undo, from wherever it stopped.
fn next(place: &Place, import: &str, failed: bool) -> String {
    let more = format!("--max-failures 0 {CALM}");
    match (undo(place), failed) {
        (None, _) => format!("undo {import} --yes {more}"),
        (Some(undo), false) => format!("resume {undo} {more}"),
        (Some(undo), true) => format!("retry {undo} {more}"),
    }
}

fn name_of_import(place: &Place) -> String {
    place.newest("deskferry-runs").unwrap().file_name().unwrap().to_str().unwrap().to_owned()
}

/// Everything is taken back, and nothing else.
#[track_caller]
fn check_undone(server: &Server, place: &Place, before: &[String]) {
    let now = state(server);
    let strange: Vec<_> = now.iter().filter(|one| !before.contains(one)).collect();
    assert!(strange.is_empty(), "not as before: {strange:#?}");
    assert_eq!(now.len(), before.len(), "customers that are gone");
    let run = read_json(&place.path("deskferry-runs").join(undo(place).unwrap()).join("run.json"));
    let counts = &run["counts"];
    let good = ["deleted", "updated", "unchanged"].map(|name| counts[name].as_u64().unwrap_or(0));
    assert_eq!((good.iter().sum(), &counts["rows"]), (ROWS as u64, &json!(ROWS)), "{counts}");
    check_no_leftovers(&place.path("deskferry-runs").join(undo(place).unwrap()));
}

#[rstest]
#[case(&["folder-making"])]
#[case(&["folder-named"])]
#[case(&["intent-written"])]
#[case(&["intent-committed"])]
#[case(&["intent-committed:3", "intent-written:2"])]
#[case(&["sent"])]
#[case(&["sent:70", "sent:20", "sent"])]
#[case(&["outcome-written"])]
#[case(&["outcome-committed:60"])]
#[case(&["outcome-written:50", "run-reopened", "outcome-committed:5"])]
#[case(&["all-written"])]
#[case(&["report-row:20"])]
#[case(&["results-named"])]
#[case(&["report-named", "run-reopened"])]
#[case(&["run-closed"])]
fn killed_at_a_boundary_an_undo_goes_on(#[case] points: &[&str]) {
    let (server, place, before) = imported("latency=1ms");
    let import = name_of_import(&place);
    for point in points {
        let said = place.run_to(point, &next(&place, &import, false));
        assert_eq!(said.status, None, "it dies at {point}: {said:?}");
    }
    place.run(&next(&place, &import, false)).status(0);
    check_undone(&server, &place, &before);
}

#[test]
fn killed_during_its_retry_an_undo_goes_on() {
    let (server, place, before) = imported("");
    let import = name_of_import(&place);
    for name in ["old000", "old010"] {
        let fault = json!({"kind": "update", "where": name, "fault": "status-before:400"});
        server.ask("POST", "faults", &fault.to_string());
    }
    place.run(&next(&place, &import, false)).status(1);
    server.ask("DELETE", "faults", "");
    let again = next(&place, &import, true);
    assert_eq!(place.run_to("taken-back", &again).status, None);
    assert_eq!(place.run_to("sent:2", &next(&place, &import, false)).status, None);
    place.run(&next(&place, &import, false)).status(0);
    check_undone(&server, &place, &before);
}

/// Imports and undoes, on new servers, until there were enough kills.
fn play(seed: u64, wanted: u64) -> Score {
    let (mut score, mut dice) = (Score::default(), Dice(seed));
    while score.kills < wanted {
        let (server, place, before) = imported("");
        let import = name_of_import(&place);
        turn_on(&server, TROUBLE, seed, score.rounds);
        let mut command =
            KilledCommand { server: &server, place: &place, dice: &mut dice, wanted, score: &mut score };
        command.run_to_its_end(
            |failed| next(&place, &import, failed),
            || undo(&place).map(|name| place.path("deskferry-runs").join(name)),
        );
        check_undone(&server, &place, &before);
        score.rounds += 1;
        score.customers += ROWS;
    }
    score
}

#[test]
fn killed_at_random_instants_an_undo_brings_everything_back() {
    sample("undo", play);
}

#[test]
#[ignore = "long; .ci/campaigns runs it"]
fn an_undo_brings_everything_back_in_full() {
    campaign("undo", play);
}
