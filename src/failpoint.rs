//! Fail points: named places at which a test ends the process like `kill -9`, without flushing any buffer.
//!
//! `DESKFERRY_FAIL_POINT=name[:count]` arms one; the process ends when it is passed for the `count`th time. An unarmed
//! point only reads an empty cell. Only the binary calls [`arm`], so the environment has no effect on users of the
//! library.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::system::kill_self;

/// All points, in the order in which a run, a backup and a probe pass them. [`arm`] rejects other names.
pub const POINTS: &[&str] = &[
    "folder-making",
    "folder-named",
    "plan-begun",
    "plan-read",
    "plan-matched",
    "plan-on-disk",
    "plan-taken-over",
    "plan-named",
    "intent-written",
    "intent-committed",
    "update-read",
    "sent",
    "outcome-written",
    "outcome-committed",
    "doubt-written",
    "doubt-committed",
    "adoption-written",
    "adoption-committed",
    "absence-written",
    "absence-committed",
    "sent-again",
    "all-written",
    "report-row",
    "results-named",
    "report-named",
    "run-closed",
    "run-reopened",
    "plan-removed",
    "taken-back",
    "anew-matched",
    "anew-committed",
    "backup-begun",
    "backup-customers",
    "backup-manifest",
    "backup-whole",
    "backup-named",
    "backup-accepting",
    "forget-noted",
    "forget-deleted",
    "forget-flagged",
    "forget-customers",
    "forget-swapped",
    "forget-cleaning",
    "forget-part",
    "forget-backup-done",
    "forget-journal",
    "forget-run-done",
    "forget-runs",
    "probe-asks",
    "probe-asked",
];

#[derive(Debug)]
struct Armed {
    name: String,
    left: AtomicU64,
}

static ARMED: OnceLock<Armed> = OnceLock::new();

/// Arms the fail point `name` or `name:count` of this process. The error is a message for an unknown name or count.
pub fn arm(text: &str) -> Result<(), String> {
    let (name, count) = text.split_once(':').unwrap_or((text, "1"));
    let count = count.parse().ok().filter(|count| *count > 0);
    let (true, Some(count)) = (POINTS.contains(&name), count) else {
        return Err(format!("there is no fail point {text:?}: give NAME or NAME:COUNT, of {POINTS:?}"));
    };
    // A second call has the same text, so it may be ignored.
    drop(ARMED.set(Armed { name: name.to_owned(), left: AtomicU64::new(count) }));
    Ok(())
}

/// Passes a point; ends the process if it is armed and has been passed often enough.
pub(crate) fn pass(name: &str) {
    let Some(armed) = ARMED.get().filter(|armed| armed.name == name) else { return };
    if armed.left.fetch_sub(1, Ordering::SeqCst) == 1 {
        kill_self();
    }
}

static SHIFT: OnceLock<i64> = OnceLock::new();

/// Shifts the wall clock of this process by the seconds in `DESKFERRY_CLOCK_SHIFT`.
pub fn shift_clock(seconds: &str) -> Result<(), String> {
    let seconds: i64 = seconds.parse().map_err(|_| format!("{seconds:?} is no number of seconds"))?;
    SHIFT.get_or_init(|| seconds.saturating_mul(1000));
    Ok(())
}

/// The shifted wall clock in epoch milliseconds.
pub(crate) fn wall_clock() -> i64 {
    let shift = SHIFT.get().copied().unwrap_or_default();
    jiff::Timestamp::now().as_millisecond().saturating_add(shift)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_fail_point_needs_a_known_name_and_a_count_of_at_least_one() {
        for wrong in ["", "nowhere", "sent:", "sent:0", "sent:x", ":1"] {
            assert!(super::arm(wrong).unwrap_err().contains("folder-making"), "{wrong:?}");
        }
    }
}
