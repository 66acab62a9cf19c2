//! The limits of the account: never over the rate, never more in flight than asked for.

use std::time::{Duration, Instant};

use deskferry::sandbox::Kind;

use super::{import, paced_import, people};
use crate::ferry::{Desk, SIMPLE};

#[test]
fn the_rate_is_kept_and_used() {
    let desk = Desk::new();
    let ran = paced_import(&desk, &people(60), "--rate 20").run().status(0);
    assert_eq!(ran.count("inserted"), 60, "{ran}");
    let stats = desk.stats();
    assert!(stats.max_per_second <= 21, "{stats:?}");
    let requests = desk.requests();
    let took = requests[requests.len() - 1].at - requests[0].at;
    let ideal = Duration::from_millis(50) * (requests.len() as u32 - 1);
    assert!(took + Duration::from_millis(100) >= ideal, "{took:?} for {} requests", requests.len());
    assert!(took < ideal + Duration::from_millis(1000), "{took:?} for {} requests", requests.len());
}

#[test]
fn without_a_rate_it_goes_as_fast_as_it_can() {
    let desk = Desk::new();
    let start = Instant::now();
    let ran = import(&desk, SIMPLE, &people(300), "").run().status(0);
    assert_eq!(ran.count("inserted"), 300, "{ran}");
    assert!(start.elapsed() < Duration::from_secs(15), "300 rows at 10 a second would take half a minute");
}

#[test]
fn no_more_are_in_flight_than_asked_for() {
    super::side_by_side(&[1_usize, 4, 16], |concurrency| {
        let desk = Desk::with(|options| options.latency = Duration::from_millis(40));
        let flags = format!("--concurrency {concurrency}");
        let ran = import(&desk, SIMPLE, &people(64), &flags).run().status(0);
        let stats = desk.stats();
        assert_eq!(stats.of(Kind::Insert), 64, "{ran}");
        // It begins with one and adapts, up to what was asked for.
        let least = (*concurrency).min(3);
        assert!((least..=*concurrency).contains(&stats.peak_in_flight), "{} {ran}", stats.peak_in_flight);
    });
}

#[test]
fn a_quota_of_the_server_is_met_without_loss() {
    let desk = Desk::with(|options| options.quota = Some(25));
    let ran = import(&desk, SIMPLE, &people(60), "").run().status(0);
    assert_eq!((ran.count("inserted"), desk.customers().len()), (60, 60), "{ran}");
    assert!(desk.stats().by_status.contains_key(&429), "the quota was met: {ran}");
}

#[test]
fn reading_the_list_keeps_to_rate_and_concurrency_too() {
    let desk = Desk::with(|options| {
        options.set("start-customers", "40").unwrap();
        (options.page_size, options.latency) = (1, Duration::from_millis(30));
    });
    let csv = people(60);
    let ran = paced_import(&desk, &csv, "--rate 40 --concurrency 3 --dry-run").run().status(0);
    let stats = desk.stats();
    assert!(stats.max_per_second <= 41 && stats.peak_in_flight <= 3, "{stats:?} {ran}");
    assert!(stats.of(Kind::List) >= 40, "{stats:?}");
}
