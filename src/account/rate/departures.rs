//! When a process has sent its calls in the last second, counted in milliseconds.

/// Nanoseconds of a millisecond.
const MS: u64 = 1_000_000;

/// The milliseconds of the wheel, more than any window has.
pub(super) const TICKS: usize = 1024;

/// The number of calls in each of the last milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Departures {
    /// The latest millisecond with a call.
    pub(super) last: u64,
    pub(super) counts: Box<[u16; TICKS]>,
}

impl Default for Departures {
    fn default() -> Self {
        Self { last: 0, counts: Box::new([0; TICKS]) }
    }
}

impl Departures {
    /// Adds calls that were sent now. A time before the latest counts as the latest.
    pub(super) fn record(&mut self, now: u64, calls: u16) {
        let tick = (now / MS).max(self.last);
        if tick - self.last >= TICKS as u64 {
            self.counts.fill(0);
        } else {
            (self.last + 1..=tick).for_each(|passed| self.counts[at(passed)] = 0);
        }
        self.last = tick;
        self.counts[at(tick)] = self.counts[at(tick)].saturating_add(calls);
    }

    /// Adds its calls of the last `window` milliseconds to `sum`, oldest first. What claims to be later counts as now.
    fn add_to(&self, sum: &mut [u32], window: u64, now: u64) {
        let tick = now / MS;
        let first = (tick + 1).saturating_sub(window);
        if self.last < first || self.last > tick + window {
            return;
        }
        let oldest = first.max((self.last + 1).saturating_sub(TICKS as u64));
        for counted in oldest..=self.last {
            let place = (counted + window - 1).saturating_sub(tick).min(window - 1);
            sum[place as usize] += u32::from(self.counts[at(counted)]);
        }
    }
}

fn at(tick: u64) -> usize {
    tick as usize % TICKS
}

/// When one more call would not exceed `most` calls in `window` milliseconds, which are fewer than [`TICKS`]; `None` if
/// that is now.
pub(super) fn full_until<'a>(
    all: impl Iterator<Item = &'a Departures>,
    window: u64,
    most: u32,
    now: u64,
) -> Option<u64> {
    let mut sum = [0_u32; TICKS];
    all.for_each(|departures| departures.add_to(&mut sum, window, now));
    let total: u32 = sum.iter().sum();
    let mut excess = (total + 1).checked_sub(most).filter(|excess| *excess > 0)?;
    let first = (now / MS + 1).saturating_sub(window);
    for (tick, calls) in (first..).zip(sum) {
        match excess.checked_sub(calls) {
            None | Some(0) => return Some((tick + window) * MS),
            Some(rest) => excess = rest,
        }
    }
    // More calls than there are can't leave: the limit is below one.
    Some(now + window * MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same as a list of times, for any times of several processes.
        #[test]
        fn the_wheel_counts_like_a_list(
            steps in prop::collection::vec((0_usize..3, 0_u64..200 * MS), 1..400),
            most in 1_u32..40,
            window in 1001_u64..1024,
        ) {
            let mut all = [Departures::default(), Departures::default(), Departures::default()];
            let (mut now, mut times) = (5_000 * MS, Vec::new());
            for (who, passes) in steps {
                now += passes;
                let in_window = |at: u64| {
                    times.iter().filter(|time| **time / MS + window > at / MS).count()
                };
                match full_until(all.iter(), window, most, now) {
                    None => {
                        prop_assert!(in_window(now) < most as usize);
                        all[who].record(now, 1);
                        times.push(now);
                    }
                    Some(until) => {
                        prop_assert!(in_window(now) >= most as usize && until > now);
                        prop_assert!(in_window(until) < most as usize);
                        prop_assert!(in_window(until - 1) >= most as usize);
                    }
                }
            }
        }
    }

    #[test]
    fn times_of_another_start_of_the_machine_do_not_count() {
        let mut later = Departures::default();
        later.record(1_000_000 * MS, 50);
        assert_eq!(full_until([&later].into_iter(), 1004, 1, 10 * MS), None);
        assert_eq!(full_until([&later].into_iter(), 1004, 1, 9_000_000 * MS), None);
        assert!(full_until([&later].into_iter(), 1004, 50, 1_000_000 * MS).is_some());
    }
}
