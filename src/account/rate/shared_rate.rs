//! Waits for the turn of this process among all that use the account.

use std::fs::{File, TryLockError};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::clock::uptime;
use super::ledger::Ledger;
use super::stated_rate::{RateToKeep, StatedRate};
use super::told::MS;
use super::turn::Verdict;
use crate::account::{AccountError, AccountRoom};

/// Work under the folder's lock takes far less than a millisecond. Whoever holds it for longer than this is stopped.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a sleeping process may miss what others have written.
const LONGEST_SLEEP: u64 = 1000 * MS;
/// While no process has a limit, the others are looked at this often.
const FREE: u64 = 10 * MS;
/// By this time after it has come, every process without a limit knows of a new one.
const KNOWN: u64 = 3 * FREE;

/// The shared rate of an account, for one process.
#[derive(Debug)]
pub struct SharedRate {
    ledger: Mutex<Ledger>,
    folder: File,
    /// Only one caller waits for a slot; the others wait for it.
    queue: tokio::sync::Mutex<()>,
    waiting: AtomicU64,
    /// Until when calls need no slot.
    free_until: AtomicU64,
    free_calls: AtomicU64,
    /// When the first call may be sent.
    begins: u64,
    /// The lowest rate that was kept so far.
    lowest: Mutex<Option<RateToKeep>>,
    /// True while another process holds the folder's lock for too long.
    stuck: AtomicBool,
    /// True once it was said that the files can't be used.
    said: AtomicBool,
}

impl SharedRate {
    /// Joins the processes that use the account.
    pub fn join(room: &AccountRoom, stated: StatedRate) -> Result<Self, AccountError> {
        let fault = |error| AccountError::file(room.dir(), error);
        let ledger = Ledger::join(room.dir(), room.key().hmac(), room.uid(), stated).map_err(fault)?;
        let begins = if ledger.has_unbound() { uptime() + KNOWN } else { 0 };
        Ok(Self {
            folder: ledger.folder().map_err(fault)?,
            ledger: Mutex::new(ledger),
            queue: tokio::sync::Mutex::default(),
            waiting: AtomicU64::new(0),
            free_until: AtomicU64::new(0),
            free_calls: AtomicU64::new(0),
            begins,
            lowest: Mutex::default(),
            stuck: AtomicBool::new(false),
            said: AtomicBool::new(false),
        })
    }

    /// Waits until a call may be sent; the caller must send it immediately.
    pub(crate) async fn turn(&self) {
        if self.is_free() {
            return;
        }
        let _waiting = Waiting::among(&self.waiting);
        let _first = self.queue.lock().await;
        let slot = self.ledger().next_slot();
        wait_until(self.begins.max(slot)).await;
        while let Verdict::Wait(until) = self.ask().await {
            wait_until(until).await;
        }
    }

    /// Makes the calls of all processes wait for this long.
    pub(crate) fn pause(&self, wait: Duration) {
        self.free_until.store(0, Ordering::Release);
        let wait = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        let done = self.ledger().pause(wait);
        self.tell(done);
    }

    /// How long the latest pause of all processes still lasts.
    pub(crate) fn paused(&self) -> Option<Duration> {
        let until = self.ledger().paused()?;
        Some(Duration::from_nanos(until.saturating_sub(uptime())))
    }

    /// The lowest rate that this process has kept so far, and who has set it; `None` before the first call.
    pub fn lowest(&self) -> Option<RateToKeep> {
        self.lowest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Without any limit, most calls look at no file.
    fn is_free(&self) -> bool {
        let free = uptime() < self.free_until.load(Ordering::Acquire);
        if free {
            self.free_calls.fetch_add(1, Ordering::AcqRel);
        }
        free
    }

    async fn ask(&self) -> Verdict {
        let lock = self.enter().await;
        let mut ledger = self.ledger();
        let calls = self.free_calls.swap(0, Ordering::AcqRel);
        let (verdict, done) =
            ledger.ask(u16::try_from(calls).unwrap_or(u16::MAX), self.waiting.load(Ordering::Acquire) > 1);
        let kept = ledger.kept().clone();
        drop((ledger, lock));
        let is_free = kept.per_second.is_none() && verdict == Verdict::Send;
        self.free_until.store(if is_free { uptime() + FREE } else { 0 }, Ordering::Release);
        self.note(kept);
        self.tell(done);
        verdict
    }

    /// Locks the folder; without a lock if another process holds it for too long.
    async fn enter(&self) -> Option<FolderLock<'_>> {
        let begun = Instant::now();
        for attempt in 0_u32.. {
            match self.folder.try_lock() {
                Ok(()) => {
                    self.stuck.store(false, Ordering::Relaxed);
                    return Some(FolderLock(&self.folder));
                }
                Err(TryLockError::WouldBlock) if self.stuck.load(Ordering::Relaxed) => return None,
                Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                    tracing::warn!(
                        "another process has held the lock of the account's shared rate for {} s, although that \
                         takes no millisecond; this one goes on without the lock",
                        PATIENCE.as_secs()
                    );
                    self.stuck.store(true, Ordering::Relaxed);
                    return None;
                }
                Err(TryLockError::WouldBlock) if attempt < 10 => {
                    std::thread::sleep(Duration::from_micros(20))
                }
                Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(1)).await,
                Err(TryLockError::Error(error)) => {
                    self.tell(Err(error));
                    return None;
                }
            }
        }
        None
    }

    fn note(&self, kept: RateToKeep) {
        let mut lowest = self.lowest.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = |kept: &RateToKeep| kept.per_second.unwrap_or(f64::INFINITY);
        if lowest.as_ref().is_none_or(|lowest| rate(&kept) < rate(lowest)) {
            *lowest = Some(kept);
        }
    }

    /// Says once that the files can't be used.
    fn tell(&self, done: io::Result<()>) {
        let Err(error) = done else { return };
        if !self.said.swap(true, Ordering::Relaxed) {
            tracing::warn!("can't share the rate with the other processes of this machine any more: {error}");
        }
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sleeps until this time since the machine started, or for as long as it may not look.
async fn wait_until(time: u64) {
    let left = time.saturating_sub(uptime()).min(LONGEST_SLEEP);
    if left > 0 {
        sleep(Duration::from_nanos(left)).await;
    }
}

/// One caller among those who wait; dropping it ends that.
struct Waiting<'a>(&'a AtomicU64);

impl<'a> Waiting<'a> {
    fn among(all: &'a AtomicU64) -> Self {
        all.fetch_add(1, Ordering::AcqRel);
        Self(all)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The folder's lock; dropping it releases the lock.
struct FolderLock<'a>(&'a File);

impl Drop for FolderLock<'_> {
    fn drop(&mut self) {
        // It ends with the process at the latest.
        _ = self.0.unlock();
    }
}
