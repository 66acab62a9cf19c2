//! By default signals end the process at once. A watch notices them instead, while another program runs for this one. No
//! library restores a default, so it is imitated after the watch, until somebody else listens.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::{SigId, flag, low_level};

/// True if a signal ends the process at once, although it is caught.
static DEFAULT: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// The same for SIGQUIT, to which nobody else listens: it always ends the process, except during a watch.
static QUITS: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// True if the default is imitated already.
static IMITATED: AtomicBool = AtomicBool::new(false);
/// True once somebody listens to the end of the process.
static HANDED_OVER: AtomicBool = AtomicBool::new(false);

/// From now on the signals belong to whoever has begun to listen: none of them ends the process by itself.
pub fn hand_over() {
    HANDED_OVER.store(true, Ordering::SeqCst);
    DEFAULT.store(false, Ordering::SeqCst);
}

/// True under `nohup`, which starts a program with SIGHUP ignored. Without unsafe code only Linux shows this. Elsewhere
/// a run under `nohup` stops with its reports and can be resumed.
pub fn ignores_hangup() -> bool {
    is_ignored(SIGHUP)
}

/// True if the process was started to ignore a signal, as the shell starts a program in the background.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    (mask >> (signal - 1)) & 1 == 1
}

/// Notices the signals while it lives.
pub(crate) struct SignalWatch {
    came: Arc<AtomicUsize>,
    actions: Vec<SigId>,
}

impl SignalWatch {
    pub(crate) fn begin() -> io::Result<Self> {
        let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].into_iter().filter(|signal| !is_ignored(*signal));
        let signals: Vec<i32> = signals.collect();
        let mut watch = Self { came: Arc::default(), actions: Vec::new() };
        for signal in &signals {
            let number = usize::try_from(*signal).unwrap_or_default();
            watch.actions.push(flag::register_usize(*signal, watch.came.clone(), number)?);
        }
        DEFAULT.store(false, Ordering::SeqCst);
        QUITS.store(false, Ordering::SeqCst);
        if !IMITATED.swap(true, Ordering::SeqCst) {
            for signal in signals {
                let is_default = if signal == SIGQUIT { &QUITS } else { &DEFAULT };
                flag::register_conditional_default(signal, Arc::clone(is_default))?;
            }
        }
        Ok(watch)
    }

    /// The last signal that came: its number and its name.
    pub(crate) fn came(&self) -> Option<(i32, &'static str)> {
        let number = i32::try_from(self.came.load(Ordering::SeqCst)).ok().filter(|number| *number != 0)?;
        Some((number, low_level::signal_name(number).unwrap_or("a signal")))
    }

    /// Ends the watch. Returns the signal that came until then.
    pub(crate) fn end(mut self) -> Option<(i32, &'static str)> {
        self.restore();
        self.came()
    }

    fn restore(&mut self) {
        DEFAULT.store(!HANDED_OVER.load(Ordering::SeqCst), Ordering::SeqCst);
        QUITS.store(true, Ordering::SeqCst);
        for action in self.actions.drain(..) {
            low_level::unregister(action);
        }
    }
}

impl Drop for SignalWatch {
    fn drop(&mut self) {
        self.restore();
    }
}
