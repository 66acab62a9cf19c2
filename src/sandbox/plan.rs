//! Which fault the next request meets: a planned one first, else one by chance.

use super::fault::Fault;
use super::kind::Kind;
use super::options::Options;
use std::collections::{HashMap, VecDeque};

#[derive(Debug, Default)]
pub(super) struct Plan {
    planned: HashMap<Kind, VecDeque<Option<Fault>>>,
    reads: u64,
    writes: u64,
}

impl Plan {
    /// Plans the next requests of a kind; `None` is one without a fault.
    pub(super) fn extend(&mut self, kind: Kind, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.planned.entry(kind).or_default().extend(faults);
    }

    /// Forgets what was planned and hasn't come.
    pub(super) fn clear(&mut self) {
        self.planned.clear();
    }

    /// The fault of the next request of a kind. Reads and writes are counted apart, so that one's series
    /// doesn't depend on the other's; a planned request isn't counted.
    pub(super) fn next(&mut self, kind: Kind, options: &Options) -> Option<Fault> {
        if let Some(planned) = self.planned.get_mut(&kind).and_then(VecDeque::pop_front) {
            return planned;
        }
        let (count, rates, seed) = if kind.is_write() {
            (&mut self.writes, &options.write_faults, options.seed)
        } else {
            (&mut self.reads, &options.read_faults, !options.seed)
        };
        *count += 1;
        rates.decide(seed, *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_faults_come_in_their_order_and_for_their_kind() {
        let (mut plan, options) = (Plan::default(), Options::default());
        plan.extend(Kind::Insert, [Some(Fault::DropAfter), None, Some(Fault::Html)]);
        assert_eq!(plan.next(Kind::Update, &options), None);
        let seen: Vec<_> = (0..4).map(|_| plan.next(Kind::Insert, &options)).collect();
        assert_eq!(seen, [Some(Fault::DropAfter), None, Some(Fault::Html), None]);
    }

    #[test]
    fn reads_do_not_disturb_the_series_of_writes() {
        let mut options = Options::default();
        options.set("fault.drop-after", "0.5").unwrap();
        let series = |reads: usize| {
            let mut plan = Plan::default();
            let mut next = || {
                for _ in 0..reads {
                    assert_eq!(plan.next(Kind::List, &options), None);
                }
                plan.next(Kind::Insert, &options)
            };
            (0..50).map(|_| next()).collect::<Vec<_>>()
        };
        assert_eq!(series(0), series(3));
    }
}
