//! Reads a list that changes meanwhile: no claim may be false, and no customer may appear twice.

mod scripted;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use futures::future::BoxFuture;
use proptest::prelude::*;
use serde_json::json;

use super::completeness::Verdict;
use super::list_drain::{CustomerList, DrainOptions, ListDrain};
use super::pass_store::PassStore;
use crate::api::{ApiError, Page, PagedList};
use crate::event::Silent;

/// A change of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Append,
    PutFirst,
    PutAmong,
    Delete,
    Edit,
    Swap,
    Reverse,
    Rotate,
}

/// The changes of an account that keeps its order: it adds at the end and deletes anywhere.
const STEADY: &[Event] = &[Event::Append, Event::Delete, Event::Delete, Event::Edit];
/// The changes of an account that does not keep its order.
const WILD: &[Event] = &[
    Event::Append,
    Event::PutFirst,
    Event::PutAmong,
    Event::Delete,
    Event::Delete,
    Event::Edit,
    Event::Swap,
    Event::Reverse,
    Event::Rotate,
];

/// A simulated account.
#[derive(Debug, Clone)]
struct Plan {
    seed: u64,
    start: u64,
    page_size: usize,
    concurrency: usize,
    /// The probability of a change before a page and after it, in thousandths.
    unrest: u64,
    events: &'static [Event],
    /// Added to every total.
    lie: i64,
    /// The page size changes meanwhile.
    resizes: bool,
    /// A page past the end shows the last page again.
    clamps: bool,
}

#[derive(Debug)]
struct World {
    plan: Plan,
    random: u64,
    list: Vec<u64>,
    next: u64,
    page_size: usize,
    versions: BTreeMap<u64, u64>,
    /// The ids after each event.
    history: Vec<BTreeSet<u64>>,
    /// The ids that existed throughout.
    standing: BTreeSet<u64>,
    /// The ids that a page has shown.
    shown: BTreeSet<u64>,
}

struct Account(Mutex<World>);

impl World {
    fn new(plan: &Plan) -> Self {
        let list: Vec<u64> = (1..=plan.start).collect();
        let all: BTreeSet<u64> = list.iter().copied().collect();
        Self {
            random: plan.seed,
            next: plan.start + 1,
            page_size: plan.page_size,
            versions: BTreeMap::new(),
            history: vec![all.clone()],
            standing: all,
            shown: BTreeSet::new(),
            list,
            plan: plan.clone(),
        }
    }

    /// A random number below `end`, which is at least 1 (splitmix64).
    fn draw(&mut self, end: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.random;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % end.max(1) as u64).unwrap()
    }

    fn shake(&mut self) {
        while (self.draw(1000) as u64) < self.plan.unrest {
            let event = self.plan.events[self.draw(self.plan.events.len())];
            self.happen(event);
            self.history.push(self.list.iter().copied().collect());
        }
    }

    fn happen(&mut self, event: Event) {
        let place = self.draw(self.list.len() + 1);
        let other = self.draw(self.list.len());
        let near = place.min(self.list.len().saturating_sub(1));
        match event {
            Event::Append => self.put(self.list.len()),
            Event::PutFirst => self.put(0),
            Event::PutAmong => self.put(place),
            _ if self.list.is_empty() => {}
            Event::Delete => {
                let gone = self.list.remove(near);
                self.standing.remove(&gone);
            }
            Event::Edit => *self.versions.entry(self.list[near]).or_default() += 1,
            Event::Swap => self.list.swap(near, other),
            Event::Reverse => self.list.reverse(),
            Event::Rotate => self.list.rotate_left(near),
        }
        if self.plan.resizes && self.draw(4) == 0 {
            self.page_size = 1 + self.draw(6);
        }
    }

    fn put(&mut self, at: usize) {
        self.list.insert(at, self.next);
        self.next += 1;
    }

    fn page(&mut self, number: u64) -> Page {
        self.shake();
        let size = self.page_size;
        let pages = self.list.len().div_ceil(size).max(1);
        let mut at = usize::try_from(number - 1).unwrap();
        if self.plan.clamps {
            at = at.min(pages - 1);
        }
        let ids: Vec<u64> = self.list.iter().skip(at * size).take(size).copied().collect();
        let record = |id: &u64| {
            let version = self.versions.get(id).copied().unwrap_or_default();
            json!({"id": id.to_string(), "version": version}).as_object().cloned().unwrap()
        };
        let total = u64::try_from(self.list.len() as i64 + self.plan.lie).ok();
        let records: Vec<_> = ids.iter().map(record).map(Into::into).collect();
        self.shown.extend(ids);
        self.shake();
        Page { number, total, per_page: Some(size as u64), has_next: false, records }
    }
}

impl Account {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }
}

impl PagedList for Account {
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
        Box::pin(async move {
            // The server answers concurrent requests in any order.
            let turns = self.world().draw(4);
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            let page = self.world().page(number);
            Ok(page)
        })
    }
}

impl CustomerList for Account {
    fn exists<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>> {
        Box::pin(async move {
            let mut world = self.world();
            world.shake();
            Ok(world.list.contains(&id.parse().unwrap()))
        })
    }
}

/// The result of reading the account.
struct Outcome {
    verdict: Verdict,
    exported: BTreeSet<u64>,
    world: World,
}

/// Reads a simulated account. No customer may be exported twice, and each must have existed.
fn drain(plan: &Plan) -> Outcome {
    let account = Account(Mutex::new(World::new(plan)));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let how = DrainOptions { concurrency: plan.concurrency, max_passes: 5, single_pass: false };
    let store = PassStore::new(&std::env::temp_dir()).unwrap();
    let mut drain = ListDrain::new(&account, how, &Silent, store);
    let verdict = runtime.block_on(drain.run()).unwrap();
    let count = drain.choose(&verdict, plan.seed.is_multiple_of(2)).unwrap();
    let chosen = drain.store.chosen(0, 10_000).unwrap();
    let id = |record: serde_json::Map<_, _>| record["id"].as_str().unwrap().parse().unwrap();
    let exported: Vec<u64> =
        chosen.iter().map(|chosen| id(drain.store.record(chosen).unwrap().into_object())).collect();
    let unique: BTreeSet<u64> = exported.iter().copied().collect();
    assert_eq!((exported.len(), count), (unique.len(), unique.len() as u64), "somebody twice: {plan:?}");
    drop(drain);
    let world = account.0.into_inner().unwrap();
    assert!(unique.iter().all(|id| *id < world.next), "{plan:?}");
    Outcome { verdict, exported: unique, world }
}

/// Checks that the verdict is true under the assumptions of docs/export.md, whatever changed during the export. For
/// `steady`, only customers that some page showed are checked, because the list may not keep its order.
fn check(plan: &Plan) -> Outcome {
    let outcome = drain(plan);
    let Outcome { verdict, exported, world } = &outcome;
    let missing: BTreeSet<u64> = world.standing.difference(exported).copied().collect();
    match verdict {
        Verdict::Snapshot { .. } => {
            assert!(world.history.contains(exported), "no moment had {exported:?}: {plan:?}");
        }
        Verdict::Steady { .. } => {
            let seen: Vec<_> = missing.intersection(&world.shown).collect();
            assert!(seen.is_empty(), "{seen:?} stood, were seen, and are missing: {plan:?}");
        }
        Verdict::Unproven { uncertain: Some(uncertain), .. } => {
            assert!(missing.len() as u64 <= *uncertain, "{} of {uncertain}: {plan:?}", missing.len());
        }
        _ => {}
    }
    outcome
}

fn plans(events: &'static [Event]) -> impl Strategy<Value = Plan> {
    let unrest = prop_oneof![Just(0), 1_u64..60, 60_u64..400];
    (any::<u64>(), 0_u64..60, 1_usize..9, 1_usize..6, unrest, any::<bool>(), any::<bool>()).prop_map(
        move |(seed, start, page_size, concurrency, unrest, resizes, clamps)| Plan {
            seed,
            start,
            page_size,
            concurrency,
            unrest,
            events,
            lie: 0,
            resizes: resizes && events.len() > STEADY.len(),
            clamps,
        },
    )
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// If the list keeps its order, a steady export has every customer that existed throughout.
    #[test]
    fn drain_of_a_list_that_keeps_its_order(plan in plans(STEADY)) {
        let Outcome { verdict, exported, world } = check(&plan);
        if matches!(verdict, Verdict::Steady { .. }) {
            prop_assert!(world.standing.is_subset(&exported), "{plan:?}");
        }
    }

    #[test]
    fn drain_of_a_list_without_order(plan in plans(WILD)) {
        check(&plan);
    }

    /// Without changes, two passes give a snapshot of all customers.
    #[test]
    fn drain_of_an_unchanged_list_is_a_snapshot(plan in plans(STEADY)) {
        let Outcome { verdict, exported, world } = check(&Plan { unrest: 0, ..plan });
        prop_assert_eq!(verdict, Verdict::Snapshot { first: 1 });
        prop_assert_eq!(exported, world.standing);
    }

    /// With a wrong total, nothing is claimed.
    #[test]
    fn drain_with_a_wrong_total_is_unproven(plan in plans(STEADY), lie in prop_oneof![-3_i64..0, 1_i64..4]) {
        let Outcome { verdict, exported, world } = drain(&Plan { unrest: 0, lie, start: plan.start + 5, ..plan });
        let unproven = matches!(verdict, Verdict::Unproven { .. });
        prop_assert!(unproven, "{verdict:?}");
        prop_assert_eq!(exported, world.standing);
    }
}

/// How often each verdict is reached, and how often `steady` missed a customer that no page ever showed.
fn tally(events: &'static [Event], unrest: u64, cases: u64) -> BTreeMap<&'static str, u64> {
    let mut tally = BTreeMap::new();
    for seed in 0..cases {
        let plan = Plan {
            seed: seed * 7919,
            start: 20 + seed % 41,
            page_size: 5,
            concurrency: 3,
            unrest,
            events,
            lie: 0,
            resizes: false,
            clamps: false,
        };
        let Outcome { verdict, exported, world } = check(&plan);
        *tally.entry(verdict.word()).or_default() += 1;
        let deceived = matches!(verdict, Verdict::Steady { .. }) && !world.standing.is_subset(&exported);
        *tally.entry("deceived").or_default() += u64::from(deceived);
    }
    tally
}

#[test]
fn drain_reaches_every_verdict() {
    let quiet = tally(STEADY, 10, 150);
    let busy = tally(STEADY, 120, 150);
    let wild = tally(WILD, 60, 150);
    println!("few changes in order {quiet:?}; many {busy:?}; wild {wild:?}");
    assert!(quiet["snapshot"] > 100, "{quiet:?}");
    assert!(busy.get("steady").is_some_and(|steady| *steady > 5), "{busy:?}");
    assert!(wild.get("unproven").is_some_and(|unproven| *unproven > 20), "{wild:?}");
    assert_eq!((quiet["deceived"], busy["deceived"]), (0, 0));
}

/// The figures of docs/performance.md: `cargo test --release --lib drain_in_figures -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn drain_in_figures() {
    for (name, events) in [("in order", STEADY), ("wild", WILD)] {
        for unrest in [10, 30, 60, 120, 250] {
            println!("{name}, {unrest} of 1000: {:?}", tally(events, unrest, 5000));
        }
    }
}
