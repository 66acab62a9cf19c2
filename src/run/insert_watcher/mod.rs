//! Watches for customers that others insert while a run writes, and matches them with pending inserts.
//!
//! Between two write batches, two calls show whether the end of the list has moved
//! ([`ListEnd`](crate::lookup::ListEnd)). New customers are read and matched. If the list does not show who is new,
//! pending inserts are looked up again before they are sent. At the end, each key of the run is looked up, so that
//! every duplicate is reported. The rule is in docs/journal.md.

mod batch_size;
mod between_batches;
mod doubles;
mod expected_calls;
mod list_end;
mod lookup_again;
mod new_forms;
mod newcomers;
mod own_inserts;
mod reconciliation;
mod watch_state;
mod watcher;

pub(crate) use expected_calls::WatchedRun;
pub(crate) use watcher::InsertWatcher;
