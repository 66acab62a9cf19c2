//! Plays each file of `tests/scenarios` with the real program against the real sandbox.
//! `tests/scenarios/README.md` describes the format of the files.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the scenarios tell their figures")]

pub(super) mod disk;
mod figures;
mod file;
mod player;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use file::Scenario;
use rstest::rstest;

/// How many are played at once: they mostly wait.
const AT_ONCE: usize = 4;

/// The scenarios by file name: all, or the one that `DESKFERRY_SCENARIO` names.
fn scenarios() -> Vec<(String, Scenario)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let only = std::env::var("DESKFERRY_SCENARIO").ok();
    let mut scenarios = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|end| end == "toml") && only.as_ref().is_none_or(|only| *only == name)
        {
            let text = std::fs::read_to_string(&path).unwrap();
            let scenario = Scenario::read(&text).unwrap_or_else(|error| panic!("{name}.toml: {error}"));
            scenarios.push((name, scenario));
        }
    }
    scenarios.sort_by(|one, other| one.0.cmp(&other.0));
    scenarios
}

#[test]
fn every_scenario_goes_as_its_file_says() {
    play(scenarios().into_iter().filter(|(_, scenario)| !scenario.alone).collect(), AT_ONCE);
}

/// The scenarios that measure requests in flight: other tests on the machine would make the server look slow.
#[test]
#[ignore = "nothing may run beside it; .ci/run runs it by itself"]
fn every_scenario_that_is_played_alone_goes_as_its_file_says() {
    play(scenarios().into_iter().filter(|(_, scenario)| scenario.alone).collect(), 1);
}

fn play(scenarios: Vec<(String, Scenario)>, at_once: usize) {
    let only = std::env::var_os("DESKFERRY_SCENARIO").is_some();
    assert!(only || !scenarios.is_empty(), "there are no scenarios");
    let jobs: Vec<_> = scenarios
        .iter()
        .flat_map(|(name, scenario)| (1..=scenario.seeds).map(move |s| (name, scenario, s)))
        .collect();
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some((name, scenario, seed)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let played = std::panic::catch_unwind(|| player::play(scenario, *seed));
                    match played {
                        Ok(Some(figures)) => println!("scenario {name}, seed {seed}: {figures}"),
                        Ok(None) => println!("scenario {name}, seed {seed}: not possible here, skipped"),
                        Err(_) => failed.lock().unwrap().push(format!("{name}, seed {seed}")),
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "what went wrong stands above: {failed:#?}");
}

const GOOD: &str = "about = \"A good one.\"\nsource = { rows = 3 }\n[[step]]\ndo = \"run\"\ncommand = \"import a.csv\"\n\
                    status = [0]\n[expect]\nseconds = [0, 9]\n";

#[rstest]
#[case::good("", "", None)]
#[case::an_unknown_key("source =", "colour = 1\nsource =", Some("unknown field `colour`"))]
#[case::an_unknown_key_of_a_step("status =", "stats =", Some("unknown field `stats`"))]
#[case::an_unknown_step("\"run\"", "\"dance\"", Some("unknown variant `dance`"))]
#[case::no_expectations("seconds = [0, 9]\n", "", Some("it expects nothing"))]
#[case::nothing_about_expectations("[expect]\nseconds = [0, 9]\n", "", Some("missing field `expect`"))]
#[case::no_status("status = [0]\n", "", Some("missing field `status`"))]
#[case::an_empty_status("[0]\n", "[]\n", Some("no status is expected"))]
#[case::no_run("\"run\"\ncommand = \"import a.csv\"\nstatus = [0]", "\"tear-wal\"", Some("nothing is run"))]
#[case::a_range_the_wrong_way("[0, 9]", "[9, 0]", Some("9 to 0"))]
fn a_file_that_can_not_fail_is_refused(#[case] from: &str, #[case] to: &str, #[case] fault: Option<&str>) {
    assert!(GOOD.contains(from), "{from}");
    let error = Scenario::read(&GOOD.replace(from, to)).err();
    match fault {
        None => assert_eq!(error, None),
        Some(fault) => assert!(error.as_ref().is_some_and(|error| error.contains(fault)), "{error:?}"),
    }
}
