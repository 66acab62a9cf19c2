//! Pipes: recognized, and asked whether they are ready.

use std::fs::{File, FileType};
use std::io;
use std::time::Duration;

#[cfg(unix)]
use std::os::fd::AsFd as _;
#[cfg(unix)]
use std::os::unix::fs::FileTypeExt as _;
#[cfg(windows)]
use std::os::windows::io::AsHandle as _;

#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// True for a named pipe.
#[cfg(unix)]
pub(crate) fn is_pipe(found: FileType) -> bool {
    found.is_fifo()
}

/// Windows has no named pipes among its files.
#[cfg(windows)]
pub(crate) fn is_pipe(_: FileType) -> bool {
    false
}

/// True for a socket.
#[cfg(unix)]
pub(crate) fn is_socket(found: FileType) -> bool {
    found.is_socket()
}

/// Windows has no sockets among its files.
#[cfg(windows)]
pub(crate) fn is_socket(_: FileType) -> bool {
    false
}

/// Standard input as a file without a buffer.
#[cfg(unix)]
pub(crate) fn stdin_file() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// Standard input as a file without a buffer.
#[cfg(windows)]
pub(crate) fn stdin_file() -> io::Result<File> {
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// Standard output as a file without a buffer.
#[cfg(unix)]
pub(crate) fn stdout_file() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Standard output as a file without a buffer.
#[cfg(windows)]
pub(crate) fn stdout_file() -> io::Result<File> {
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// True if standard output is a pipe whose reader can be waited for.
#[cfg(unix)]
pub(crate) fn stdout_is_pipe() -> bool {
    use rustix::fs::FileType;
    let found = rustix::fs::fstat(io::stdout().as_fd());
    found.is_ok_and(|found| FileType::from_raw_mode(found.st_mode) == FileType::Fifo)
}

/// Windows can't be asked whether a pipe is ready.
#[cfg(windows)]
pub(crate) fn stdout_is_pipe() -> bool {
    false
}

/// Waits for this long until bytes, the end or an error can be read. False if there is nothing yet.
#[cfg(unix)]
pub(crate) fn is_ready_to_read(file: &File, time: Duration) -> io::Result<bool> {
    is_ready(file, PollFlags::IN, time)
}

/// The read itself waits on Windows: a request to stop counts once the next bytes have come.
#[cfg(windows)]
pub(crate) fn is_ready_to_read(_: &File, _: Duration) -> io::Result<bool> {
    Ok(true)
}

/// Waits for this long until a pipe takes bytes, or has no reader any more.
#[cfg(unix)]
pub(crate) fn is_ready_to_write(file: &File, time: Duration) -> io::Result<bool> {
    is_ready(file, PollFlags::OUT, time)
}

/// The write itself waits on Windows.
#[cfg(windows)]
pub(crate) fn is_ready_to_write(_: &File, _: Duration) -> io::Result<bool> {
    Ok(true)
}

#[cfg(unix)]
fn is_ready(file: &File, flags: PollFlags, time: Duration) -> io::Result<bool> {
    let time = Timespec { tv_sec: 0, tv_nsec: time.subsec_nanos().into() };
    match poll(&mut [PollFd::new(file, flags)], Some(&time)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// True for the error of opening a named pipe that nobody reads.
#[cfg(unix)]
pub(crate) fn has_no_reader(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error())
}

/// Windows has no named pipes among its files.
#[cfg(windows)]
pub(crate) fn has_no_reader(_: &io::Error) -> bool {
    false
}
