//! Named points at which a test lets the process die as `kill -9` would have it: no buffer flushed, nothing told.
//!
//! `DESKFERRY_FAIL_POINT=name[:count]` names one, and at which passing it strikes. Without it a point is one look at
//! an empty cell. Only the binary calls [`arm`]: whoever uses the library can't be struck, whatever the environment says.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// All points, in the order in which a run, then a backup, comes through them. [`arm`] refuses any other name.
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
];

#[derive(Debug)]
struct Armed {
    name: String,
    left: AtomicU64,
}

static ARMED: OnceLock<Armed> = OnceLock::new();

/// Chooses the point of this process: `name` or `name:count`. What names none is told.
pub fn arm(text: &str) -> Result<(), String> {
    let (name, count) = text.split_once(':').unwrap_or((text, "1"));
    let count = count.parse().ok().filter(|count| *count > 0);
    let (true, Some(count)) = (POINTS.contains(&name), count) else {
        return Err(format!("there is no fail point {text:?}: give NAME or NAME:COUNT, of {POINTS:?}"));
    };
    // Whoever comes second finds it armed with the same text.
    drop(ARMED.set(Armed { name: name.to_owned(), left: AtomicU64::new(count) }));
    Ok(())
}

/// Passes a point; dies there when it is the armed one and has been passed often enough.
pub(crate) fn pass(name: &str) {
    let Some(armed) = ARMED.get().filter(|armed| armed.name == name) else { return };
    if armed.left.fetch_sub(1, Ordering::SeqCst) == 1 {
        die();
    }
}

static SHIFT: OnceLock<i64> = OnceLock::new();

/// Sets the wall clock of this process forward or back by so many seconds, as `DESKFERRY_CLOCK_SHIFT` has it.
pub fn shift_clock(seconds: &str) -> Result<(), String> {
    let seconds: i64 = seconds.parse().map_err(|_| format!("{seconds:?} is no number of seconds"))?;
    SHIFT.get_or_init(|| seconds.saturating_mul(1000));
    Ok(())
}

/// The wall clock as this process sees it, in epoch milliseconds.
pub(crate) fn wall_clock() -> i64 {
    let shift = SHIFT.get().copied().unwrap_or_default();
    jiff::Timestamp::now().as_millisecond().saturating_add(shift)
}

fn die() -> ! {
    let killed = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    // The signal comes before the call returns; should a system refuse it, nothing more is done either.
    _ = killed;
    loop {
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_point_has_a_name_that_is_known_and_a_count_from_one() {
        for wrong in ["", "nowhere", "sent:", "sent:0", "sent:x", ":1"] {
            assert!(super::arm(wrong).unwrap_err().contains("folder-making"), "{wrong:?}");
        }
    }
}
