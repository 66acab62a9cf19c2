//! A command that is killed at random instants, and continued until it is done.

use std::path::PathBuf;

use super::kills::{Dice, Score, killed_at_random, now};
use super::{Place, Said, Server};

/// Where the command runs, and how often it is killed.
pub(super) struct KilledCommand<'a> {
    pub(super) server: &'a Server,
    pub(super) place: &'a Place,
    pub(super) dice: &'a mut Dice,
    /// The number of kills in all rounds.
    pub(super) wanted: u64,
    pub(super) score: &'a mut Score,
}

impl KilledCommand<'_> {
    /// `next` is the command line that continues; it is told whether writes have failed. `folder` is the folder of the
    /// run, once it has one.
    pub(super) fn run_to_its_end(
        &mut self,
        next: impl Fn(bool) -> String,
        folder: impl Fn() -> Option<PathBuf>,
    ) {
        let mut failed = false;
        for _ in 0..1000 {
            let line = next(failed);
            let since = now();
            let said: Said = match self.score.kills < self.wanted {
                true => killed_at_random(self.server, self.place, self.dice, &line),
                false => self.place.run(&line),
            };
            if said.status.is_none() {
                self.score.killed(self.place, folder().as_deref(), since);
            }
            match said.status {
                Some(0) => return,
                None | Some(4) => failed = false,
                // By turns, failed writes are retried and unknown ones are looked up again.
                Some(1) => failed = !failed,
                _ => panic!("{line}: {said:?}"),
            }
        }
        panic!("it does not come to its end: {}", next(failed));
    }
}

/// Turns on the faults of a round.
pub(super) fn turn_on(server: &Server, switches: &str, seed: u64, round: usize) {
    for switch in format!("{switches} seed={}", seed * 1000 + round as u64).split_whitespace() {
        let (name, value) = switch.split_once('=').unwrap();
        server.set(name, value);
    }
}
