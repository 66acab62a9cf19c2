//! The fault of the next request: one for its content, else a planned one, else a random one.

use super::fault::SimulatedFault;
use super::options::SandboxOptions;
use super::request::SandboxRequest;
use super::request_kind::RequestKind;
use std::collections::{HashMap, VecDeque};

#[derive(Debug, Default)]
pub(super) struct FaultPlan {
    planned: HashMap<RequestKind, VecDeque<Option<SimulatedFault>>>,
    standing: Vec<(RequestKind, String, SimulatedFault)>,
    reads: u64,
    writes: u64,
}

impl FaultPlan {
    /// Plans the faults of the next requests of a kind; `None` is a request without a fault.
    pub(super) fn extend(
        &mut self,
        kind: RequestKind,
        faults: impl IntoIterator<Item = Option<SimulatedFault>>,
    ) {
        self.planned.entry(kind).or_default().extend(faults);
    }

    /// Plans a fault for every request of a kind that contains a text.
    pub(super) fn add_permanent(&mut self, kind: RequestKind, text: String, fault: SimulatedFault) {
        self.standing.push((kind, text, fault));
    }

    /// Removes all planned faults, for the next requests and for texts.
    pub(super) fn clear(&mut self) {
        self.planned.clear();
        self.standing.clear();
    }

    /// The fault of a request.
    pub(super) fn meet(&mut self, call: &SandboxRequest, options: &SandboxOptions) -> Option<SimulatedFault> {
        let mut standing = self.standing.iter();
        let met = standing.find(|(kind, text, _)| *kind == call.kind && call.contains(text));
        met.map(|(.., fault)| *fault).or_else(|| self.next(call.kind, options))
    }

    /// The fault of the next request of a kind. Reads and writes are counted separately, so that their random
    /// series are independent; a planned request is not counted.
    fn next(&mut self, kind: RequestKind, options: &SandboxOptions) -> Option<SimulatedFault> {
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
    fn planned_faults_come_in_order_and_only_for_their_request_kind() {
        let mut plan = FaultPlan::default();
        let options = SandboxOptions::default();
        plan.extend(RequestKind::Insert, [Some(SimulatedFault::DropAfter), None, Some(SimulatedFault::Html)]);
        assert_eq!(plan.next(RequestKind::Update, &options), None);
        let seen: Vec<_> = (0..4).map(|_| plan.next(RequestKind::Insert, &options)).collect();
        assert_eq!(seen, [Some(SimulatedFault::DropAfter), None, Some(SimulatedFault::Html), None]);
    }

    #[test]
    fn reads_do_not_change_the_faults_of_writes() {
        let mut options = SandboxOptions::default();
        options.set("fault.drop-after", "0.5").unwrap();
        let series = |reads: usize| {
            let mut plan = FaultPlan::default();
            let mut next = || {
                for _ in 0..reads {
                    assert_eq!(plan.next(RequestKind::List, &options), None);
                }
                plan.next(RequestKind::Insert, &options)
            };
            (0..50).map(|_| next()).collect::<Vec<_>>()
        };
        assert_eq!(series(0), series(3));
    }
}
