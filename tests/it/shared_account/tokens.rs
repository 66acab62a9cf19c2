//! The processes of a user share one token, also where a new token ends the one before.

use std::time::{Duration, Instant};

use deskferry::sandbox::{PresentedCredential, RequestKind};

use super::{export, pages};
use crate::command_line::{Desk, Ferry, SIMPLE};
use crate::import::{HELD, Running, people, wait_until};

fn import(desk: &Desk, rows: usize, flags: &str) -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(rows)).sandbox(desk);
    ferry.line("import a.csv -m m.toml --no-progress").line(flags)
}

/// Starts an export and, when it works, an import and two more exports beside it.
fn four(desk: &Desk, rate: &str) -> [Running; 4] {
    let first = Running::start(export(desk, rate));
    wait_until("the export works", || desk.requests().len() > 5);
    let second = Running::start(import(desk, 40, rate));
    [first, second, Running::start(export(desk, rate)), Running::start(export(desk, rate))]
}

#[track_caller]
fn all_succeed(all: [Running; 4]) {
    for running in all {
        let ended = running.end();
        // An import beside them changes the list, so an export may not be complete (1). It must not fail (3).
        assert!(ended.status <= 1 && !ended.stderr.contains("401"), "{ended}");
    }
}

fn token_calls(desk: &Desk) -> usize {
    desk.requests_of(RequestKind::Token).len()
}

#[test]
fn an_export_beside_an_import_and_two_more_need_one_token() {
    let desk = pages(60, "old-tokens=end");
    all_succeed(four(&desk, "--rate 80"));
    assert_eq!(token_calls(&desk), 1);
    // A later command uses it, too.
    export(&desk, "--rate 80").run();
    assert_eq!(token_calls(&desk), 1);
    assert!(desk.requests().iter().all(|request| request.credential != PresentedCredential::Expired(0)));
}

#[test]
fn a_token_that_ends_with_four_processes_at_work_is_fetched_once() {
    let desk = pages(60, "old-tokens=end");
    let all = four(&desk, "--rate 80");
    wait_until("all work", || desk.requests().len() > 60);
    desk.revoke_tokens();
    all_succeed(all);
    assert_eq!(token_calls(&desk), 2);
}

#[test]
fn tokens_with_a_short_life_are_renewed_by_one_process_each() {
    let desk = pages(80, "old-tokens=end token-life=2s");
    let begun = Instant::now();
    all_succeed(four(&desk, "--rate 60"));
    let (calls, most) =
        (desk.requests_of(RequestKind::Token), 2 + begun.elapsed().as_secs() as usize * 5 / 9);
    assert!((3..=most).contains(&calls.len()), "{} in {:?}", calls.len(), begun.elapsed());
    let apart = calls.windows(2).map(|pair| pair[1].at - pair[0].at);
    assert!(apart.clone().all(|time| time > Duration::from_millis(500)), "{:?}", apart.collect::<Vec<_>>());
}

#[test]
fn a_process_killed_while_it_fetches_a_token_holds_up_nobody() {
    let desk = pages(20, "");
    desk.fail_next(RequestKind::Token, 1, HELD);
    let killed = Running::start(export(&desk, "--rate 100"));
    wait_until("the token call", || token_calls(&desk) == 1);
    let waits = Running::start(export(&desk, "--rate 100 --concurrency 20"));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(token_calls(&desk), 1, "the second one waits");
    killed.signal("KILL");
    assert_eq!(killed.end().status, -1);
    let ended = waits.end();
    assert!(ended.status == 0 && token_calls(&desk) == 2, "{ended}");
}

#[test]
fn another_api_token_does_not_use_the_token_of_the_first() {
    let desk = pages(3, "");
    export(&desk, "--rate 0").run().status(0);
    desk.configure(|options| options.api_token = "another-api-token".to_owned());
    let changed = export(&desk, "--rate 0").env("DESKERO_API_TOKEN", "another-api-token");
    changed.run().status(0);
    assert_eq!(token_calls(&desk), 2);
    // The API token of the first is not valid any more, but its access token is, and has a file of its own.
    export(&desk, "--rate 0").run().status(0);
    assert_eq!(token_calls(&desk), 2);
    desk.revoke_tokens();
    let refused = export(&desk, "--rate 0").run().status(3);
    assert!(refused.stderr.contains("401"), "{refused}");
}

#[test]
fn the_token_is_in_no_output_and_in_no_file_that_others_can_read() {
    let desk = pages(3, "");
    let ran = export(&desk, "--rate 0 -vv").run().status(0);
    assert!(!ran.stderr.contains("sandbox-token-") && !ran.stdout.contains("sandbox-token-"), "{ran}");
    crate::command_line::assert_not_in_files(ran.path(), "sandbox-token-");
    super::users::nothing_shows(&desk, "sandbox-token-");
}
