//! Tokens: an expired or revoked token is renewed once for all requests, and nothing is lost.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use deskferry::sandbox::{BEARER, CLIENT_ID, PresentedCredential, RequestKind};

use super::{HELD, Running, import, paced_import, people, sent_names, stored_names, wait_until};
use crate::command_line::{Desk, Ferry, SIMPLE};

#[test]
fn a_token_that_expires_is_renewed_once_for_all() {
    let desk = Desk::with(|options| {
        (options.token_life, options.latency) = (Duration::from_secs(2), Duration::from_millis(100));
    });
    let begun = Instant::now();
    let ran = paced_import(&desk, &people(110), "--rate 20").run().status(0);
    let took = begun.elapsed();
    assert_eq!(ran.count("inserted"), 110, "{ran}");
    assert_eq!(stored_names(&desk).len(), 110);
    assert!(sent_names(&desk).len() == 110);

    let calls = desk.requests_of(RequestKind::Token);
    // It takes about 6 s, and longer on a busy machine.
    let most = 2 + took.as_secs() as usize * 5 / 9;
    assert!((3..=most).contains(&calls.len()), "{} token calls in {took:?}\n{ran}", calls.len());
    let apart = calls.windows(2).map(|pair| pair[1].at - pair[0].at);
    assert!(apart.clone().all(|time| time > Duration::from_millis(500)), "{:?}", apart.collect::<Vec<_>>());
    let used: BTreeSet<usize> =
        desk.requests().iter().filter_map(|request| fetched(request.credential)).collect();
    assert_eq!(used, (0..calls.len()).collect(), "every token was used");
}

fn fetched(credential: PresentedCredential) -> Option<usize> {
    match credential {
        PresentedCredential::Fetched(index) | PresentedCredential::Expired(index) => Some(index),
        _ => None,
    }
}

#[test]
fn a_revoked_token_is_replaced_once_for_all() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, (0..120).map(|at| (at >= 20).then_some(HELD)));
    let running = Running::start(import(&desk, SIMPLE, &people(120), "--concurrency 8"));
    wait_until("some inserts", || desk.stats().of(RequestKind::Insert) > 20);
    desk.revoke_tokens();
    desk.clear_plan();
    desk.end_delays();
    let ended = running.end();
    assert_eq!((ended.status, ended.run_json()["counts"]["inserted"].as_u64()), (0, Some(120)), "{ended}");
    assert_eq!(desk.requests_of(RequestKind::Token).len(), 2, "{ended}");
    let stored = stored_names(&desk);
    assert!(stored.len() == 120 && stored.values().all(|times| *times == 1), "{ended}");
    let refused = desk
        .requests()
        .iter()
        .filter(|request| request.credential == PresentedCredential::Expired(0))
        .count();
    assert!((1..=8).contains(&refused), "{refused} met the end of the token");
}

#[test]
fn a_revoked_bearer_token_stops_the_run_without_loss() {
    let desk = Desk::new();
    desk.plan(RequestKind::Insert, (0..200).map(|at| (at >= 20).then_some(HELD)));
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(200));
    let ferry = ferry.env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
    let ferry = ferry.env("DESKERO_TOKEN", BEARER).line("import a.csv -m m.toml --concurrency 4").fast();
    let running = Running::start(ferry);
    wait_until("some inserts", || desk.stats().of(RequestKind::Insert) > 20);
    desk.configure(|options| options.bearer = None);
    desk.clear_plan();
    desk.end_delays();
    let ended = running.end();
    assert_eq!(ended.status, 3, "{ended}");
    let places = ended.places();
    assert_eq!(places["insert"].len(), desk.customers().len(), "{ended}");
    assert_eq!(places["insert"].len() + places["pending"].len(), 200, "{ended}");
    assert_eq!(desk.requests_of(RequestKind::Token).len(), 0);
    assert!(sent_names(&desk).len() <= places["insert"].len() + 4, "nobody goes on knocking");
}

#[test]
fn token_requests_that_sometimes_fail_lose_nothing() {
    let desk = Desk::new();
    desk.fail_next(RequestKind::Token, 2, deskferry::sandbox::SimulatedFault::StatusBefore(500));
    let ran = import(&desk, SIMPLE, &people(5), "").run().status(0);
    assert_eq!((ran.count("inserted"), desk.requests_of(RequestKind::Token).len()), (5, 3), "{ran}");
}
