//! The different values of a field's cells, counted over a whole file in the background.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::issue::Issue;
use crate::mapping::{BoundMapping, Mapping};
use crate::record::Record;
use crate::source::{self, ReadOptions};

use crate::workbench::error::WorkbenchError;

/// With more different values, a column is no list: counting stops.
const MOST: usize = 500;
const BATCH: usize = 1024;

/// A value, how often it stands in the file, and the first row with it.
#[derive(Debug, Clone)]
pub(crate) struct CountedValue {
    pub(crate) text: String,
    pub(crate) count: u64,
    pub(crate) record: Record,
}

/// What has been counted so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    pub(crate) values: Vec<CountedValue>,
    pub(crate) rows: u64,
    pub(crate) empty: u64,
    /// True if nothing is counted any more.
    pub(crate) done: bool,
    /// True if there are more different values than are counted.
    pub(crate) more: bool,
    /// Why the file could not be read to its end.
    pub(crate) fault: Option<String>,
}

/// What is counted.
pub(crate) struct CountJob {
    /// Changes if something else would be counted.
    pub(crate) key: String,
    pub(crate) path: String,
    pub(crate) options: ReadOptions,
    pub(crate) mapping: Arc<Mapping>,
    pub(crate) field: String,
}

/// The last counts, the newest first: two windows may show the values of two fields.
#[derive(Default)]
pub(crate) struct ValueCounts {
    last: Mutex<VecDeque<Running>>,
}

/// How many counts are kept; an older one stops.
const COUNTS: usize = 4;

struct Running {
    key: String,
    counted: Arc<Mutex<Counted>>,
    stop: Arc<AtomicBool>,
}

impl ValueCounts {
    /// What is known so far. Starts counting what is not counted yet.
    pub(crate) fn so_far(&self, job: CountJob) -> Counted {
        let mut last = locked(&self.last);
        if let Some(running) = last.iter().find(|running| running.key == job.key) {
            return locked(&running.counted).clone();
        }
        let kept = (COUNTS - 1).min(last.len());
        last.drain(kept..).for_each(|old| old.stop.store(true, Ordering::Relaxed));
        let running = Running { key: job.key.clone(), counted: Arc::default(), stop: Arc::default() };
        let (counted, stop) = (Arc::clone(&running.counted), Arc::clone(&running.stop));
        std::thread::spawn(move || {
            let done = std::panic::catch_unwind(AssertUnwindSafe(|| count(&job, &counted, &stop)));
            let fault = done.unwrap_or(Err(WorkbenchError::Defect)).err().map(|error| error.to_string());
            let mut counted = locked(&counted);
            (counted.done, counted.fault) = (true, fault);
        });
        last.push_front(running);
        Counted::default()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(job: &CountJob, counted: &Mutex<Counted>, stop: &AtomicBool) -> Result<(), WorkbenchError> {
    let mut source = source::open(&job.path, &job.options)?;
    let bound = job.mapping.bind_leniently(source.origin(), source.header())?;
    let mut places: HashMap<String, usize> = HashMap::new();
    while let Some(batch) = source.next_batch(BATCH)?.filter(|_| !stop.load(Ordering::Relaxed)) {
        let mut counted = locked(counted);
        let sound = batch.rows.iter().filter(|row| !row.issues.iter().any(Issue::is_error));
        for row in sound {
            counted.add(&mut places, &bound, &job.field, &row.record);
        }
        if counted.more {
            break;
        }
    }
    Ok(())
}

impl Counted {
    fn add(
        &mut self,
        places: &mut HashMap<String, usize>,
        bound: &BoundMapping,
        field: &str,
        record: &Record,
    ) {
        self.rows += 1;
        let Some(text) = bound.one_field(field).and_then(|one| one.text(record)) else {
            self.empty += 1;
            return;
        };
        if let Some(value) = places.get(&text).and_then(|at| self.values.get_mut(*at)) {
            value.count += 1;
        } else if self.values.len() < MOST {
            places.insert(text.clone(), self.values.len());
            self.values.push(CountedValue { text, count: 1, record: record.clone() });
        } else {
            self.more = true;
        }
    }
}
