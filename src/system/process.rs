//! Processes: begun apart from this one, asked to end, killed.

use std::process::Command;

/// The program that opens a file with the program that is made for it, and its first arguments.
pub const OPENER: (&str, &[&str]) = if cfg!(windows) {
    ("rundll32", &["url.dll,FileProtocolHandler"])
} else if cfg!(target_os = "macos") {
    ("open", &[])
} else {
    ("xdg-open", &[])
};

/// Starts the program in a process group of its own, so that Ctrl-C in the terminal ends only this process.
#[cfg(unix)]
pub fn own_group(command: &mut Command) -> &mut Command {
    std::os::unix::process::CommandExt::process_group(command, 0)
}

/// The same on Windows.
#[cfg(windows)]
pub fn own_group(command: &mut Command) -> &mut Command {
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP)
}

/// Ends this process as `kill -9` does: no buffer is flushed, nothing is unlocked by us.
#[cfg(unix)]
pub(crate) fn kill_self() -> ! {
    let killed = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    // The signal arrives before the call returns. If the system refuses it, the thread stops here anyway.
    _ = killed;
    loop {
        std::thread::park();
    }
}

/// The nearest to it on Windows: an abort flushes nothing either.
#[cfg(windows)]
pub(crate) fn kill_self() -> ! {
    std::process::abort()
}

/// Asks a process to end in order, as Ctrl-C does. False if there is none of this number.
#[cfg(all(unix, feature = "workbench"))]
pub(crate) fn request_end(pid: u32) -> std::io::Result<bool> {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    let Some(pid) = pid else { return Ok(false) };
    Ok(rustix::process::kill_process(pid, rustix::process::Signal::INT).is_ok())
}

/// No safe call of Windows asks another process to end; killing it would leave requests in doubt.
#[cfg(all(windows, feature = "workbench"))]
pub(crate) fn request_end(pid: u32) -> std::io::Result<bool> {
    let text = format!(
        "Windows lets no program ask another one to end in order: wait for it, or end process {pid} in the Task \
         Manager and go on with the run, which settles what is in doubt"
    );
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, text))
}

/// Ends a process group at once: its leader, and what it has started.
#[cfg(unix)]
pub(crate) fn end_group(leader: u32) {
    signal_group(leader, rustix::process::Signal::KILL);
}

/// Not reached: on Windows deskferry runs no program that it would have to end.
#[cfg(windows)]
pub(crate) fn end_group(_: u32) {}

/// Passes a signal on to a process group. False if the number is no signal's.
#[cfg(unix)]
pub(crate) fn pass_to_group(leader: u32, signal: i32) -> bool {
    let signal = rustix::process::Signal::from_named_raw(signal);
    signal.map(|signal| signal_group(leader, signal)).is_some()
}

/// Not reached, for the same reason.
#[cfg(windows)]
pub(crate) fn pass_to_group(_: u32, _: i32) -> bool {
    false
}

#[cfg(unix)]
fn signal_group(leader: u32, signal: rustix::process::Signal) {
    let group = i32::try_from(leader).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(Err(error)) = group.map(|group| rustix::process::kill_process_group(group, signal)) {
        tracing::debug!(%error, "the process group has ended already");
    }
}
