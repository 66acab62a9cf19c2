//! The machine: its name, its system, and the time that all of its processes share.

use std::path::PathBuf;

/// The name of the machine.
#[cfg(unix)]
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// The name of the machine.
#[cfg(windows)]
pub(crate) fn host_name() -> String {
    use winapi_util::sysinfo::{ComputerNameKind, get_computer_name};
    let name = get_computer_name(ComputerNameKind::PhysicalDnsHostname);
    name.map_or_else(|_| "this machine".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The system and its release.
#[cfg(unix)]
pub(crate) fn system_name() -> String {
    let system = rustix::system::uname();
    let word = |text: &std::ffi::CStr| text.to_string_lossy().into_owned();
    format!("{} {}", word(system.sysname()), word(system.release()))
}

/// The system; no safe call tells the release.
#[cfg(windows)]
pub(crate) fn system_name() -> String {
    "Windows".to_owned()
}

#[cfg(any(target_os = "linux", target_os = "android"))]
const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const CLOCK: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

/// Nanoseconds since the machine started.
#[cfg(unix)]
pub(crate) fn time_since_start() -> u64 {
    let time = rustix::time::clock_gettime(CLOCK);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::try_from(time.tv_nsec).unwrap_or_default())
}

/// Nanoseconds since 1970: no safe call tells the time since the start. Setting the clock changes it for processes that
/// begin later.
#[cfg(windows)]
pub(crate) fn time_since_start() -> u64 {
    use std::sync::LazyLock;
    use std::time::{Instant, SystemTime, UNIX_EPOCH};
    static BEGIN: LazyLock<(Instant, u64)> = LazyLock::new(|| {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        (Instant::now(), u64::try_from(since_1970.as_nanos()).unwrap_or_default())
    });
    let passed = u64::try_from(BEGIN.0.elapsed().as_nanos()).unwrap_or(u64::MAX);
    BEGIN.1.saturating_add(passed)
}

/// The user's home folder: the one that `HOME` names.
#[cfg(unix)]
pub(crate) fn home_folder(named: Option<PathBuf>) -> Option<PathBuf> {
    named
}

/// The profile folder, whatever a shell has set `HOME` to.
#[cfg(windows)]
pub(crate) fn home_folder(_: Option<PathBuf>) -> Option<PathBuf> {
    std::env::home_dir()
}
