//! Changes at particular calls.

use std::sync::{Mutex, MutexGuard};

use futures::future::BoxFuture;
use serde_json::json;

use super::super::completeness::Verdict;
use super::super::list_drain::{CustomerList, DrainOptions, ListDrain};
use super::super::pass_store::PassStore;
use crate::api::{ApiError, Page, PagedList};
use crate::event::Silent;

/// A list that changes just before particular calls, which come one at a time.
struct Script {
    list: Mutex<(u64, Vec<u64>)>,
    page_size: usize,
    before: fn(u64, &mut Vec<u64>),
}

impl Script {
    fn call(&self) -> MutexGuard<'_, (u64, Vec<u64>)> {
        let mut list = self.list.lock().unwrap();
        list.0 += 1;
        let number = list.0;
        (self.before)(number, &mut list.1);
        list
    }
}

impl PagedList for Script {
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
        let list = self.call();
        let from = usize::try_from(number - 1).unwrap() * self.page_size;
        let record = |id: &u64| json!({"id": id.to_string()}).as_object().cloned().unwrap();
        let records = list.1.iter().skip(from).take(self.page_size).map(record).map(Into::into).collect();
        let total = Some(list.1.len() as u64);
        let per_page = Some(self.page_size as u64);
        Box::pin(async move { Ok(Page { number, total, per_page, has_next: false, records }) })
    }
}

impl CustomerList for Script {
    fn exists<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>> {
        let exists = self.call().1.contains(&id.parse().unwrap());
        Box::pin(async move { Ok(exists) })
    }
}

/// Reads the list; returns the verdict and the exported ids.
fn played(customers: u64, before: fn(u64, &mut Vec<u64>)) -> (Verdict, Vec<String>) {
    let script = Script { list: Mutex::new((0, (1..=customers).collect())), page_size: 2, before };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let how = DrainOptions { concurrency: 1, max_passes: 5, single_pass: false };
    let mut drain = ListDrain::new(&script, how, &Silent, PassStore::new(&std::env::temp_dir()).unwrap());
    let verdict = runtime.block_on(drain.run()).unwrap();
    drain.choose(&verdict, true).unwrap();
    let ids = drain.store.chosen(0, 100).unwrap().into_iter().filter_map(|chosen| chosen.id);
    (verdict, ids.collect())
}

/// Customer 9 moves across a page boundary just before it would be read: in pass one, in pass two, and again if pass
/// three is a forward pass. Each time a customer that was seen is deleted, so the totals do not show it.
#[test]
fn drain_finds_a_customer_that_every_forward_pass_misses() {
    let (verdict, ids) = played(12, |call, list| {
        if matches!(call, 5 | 9 | 12 | 15 | 19) {
            list.remove(0);
        }
    });
    assert_eq!(ids, ["6", "7", "8", "9", "10", "11", "12"], "{verdict:?}");
    assert_eq!(verdict, Verdict::Snapshot { first: 3 });
}

/// Customer 2 changes places with customer 3 while the last page is read.
#[test]
fn drain_looks_for_a_customer_missing_from_a_later_pass() {
    let (verdict, ids) = played(6, |call, list| match call {
        5 => list.push(7),
        6 => drop(list.pop()),
        15 | 16 => list.swap(1, 2),
        _ => {}
    });
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6"], "{verdict:?}");
    assert_eq!(verdict, Verdict::Steady { pass: 4 });
}
