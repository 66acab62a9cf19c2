//! Properties whose cases depend on a seed only, so that a failure comes again.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Panics unless `holds` returns for each of the cases that the seed makes. Names the smallest case that fails.
#[track_caller]
pub fn holds_for<S: Strategy>(cases_of: &S, cases: u32, seed: u64, holds: impl Fn(S::Value)) {
    let config = Config {
        cases,
        max_shrink_iters: 40,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let held = TestRunner::new(config).run(cases_of, |case| {
        holds(case);
        Ok(())
    });
    held.unwrap();
}
