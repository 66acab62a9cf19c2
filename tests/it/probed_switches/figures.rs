//! Calls and time of a probe, for docs/performance.md.

use std::time::Instant;

use super::{Account, MANY, Settings, desk, learned, probe};

#[test]
#[ignore = "a measurement for docs/performance.md"]
#[expect(clippy::print_stdout, reason = "the figures are the result")]
fn calls_and_time_of_a_probe() {
    for (flags, others) in [("", 0), ("", MANY), ("--rate 100", 0), ("--rate 100", MANY)] {
        let desk = desk(&Account { of: Settings::default(), others });
        let start = Instant::now();
        let ran = probe(&desk, flags).status(0);
        let took = start.elapsed().as_secs_f64();
        println!("{flags:<10} {others:>3} others: {} calls, {took:.1} s", learned(&ran).calls);
    }
}
