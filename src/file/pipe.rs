//! Pipes whose other end may never send or receive; waiting for it can be interrupted.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::stop::Stop;
use crate::system::{
    SafeOpen as _, has_no_reader, is_ready_to_read, is_ready_to_write, stdin_file, stdout_file,
};

/// A shared flag that ends waiting for pipes, and the reading of a source.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Ends all waiting for pipes with this flag, within a tenth of a second.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Fails once somebody has asked.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) {
            Err(io::Error::other("stopped while reading it"))
        } else {
            Ok(())
        }
    }
}

/// How often the flag is checked.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A pipe, a terminal or another file that may keep its reader waiting.
#[derive(Debug)]
pub(super) struct Pipe {
    file: File,
    interrupt: Interrupt,
}

impl Pipe {
    pub(super) fn new(file: File, interrupt: Interrupt) -> Self {
        Self { file, interrupt }
    }

    pub(super) fn stdin(interrupt: Interrupt) -> io::Result<Self> {
        Ok(Self::new(stdin_file()?, interrupt))
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.interrupt.check()?;
            if !is_ready_to_read(&self.file, LOOK_EVERY)? {
                continue;
            }
            match self.file.read(buffer) {
                // Possible if the pipe was opened with `O_NONBLOCK`.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read,
            }
        }
    }
}

/// A pipe for writing, whose reader may not exist or may stop reading.
pub(super) struct OutPipe {
    file: File,
    stop: Stop,
}

/// How many bytes a ready pipe accepts without blocking: `PIPE_BUF` of the system.
const AT_ONCE: usize = if cfg!(target_os = "linux") { 4096 } else { 512 };

impl OutPipe {
    /// Opens a named pipe and waits for its reader.
    pub(super) fn open(path: &Path, stop: &Stop) -> io::Result<Self> {
        loop {
            match File::options().write(true).at_once().open(path) {
                Err(error) if has_no_reader(&error) => {
                    asked(stop)?;
                    std::thread::sleep(LOOK_EVERY);
                }
                opened => return Ok(Self { file: opened?, stop: stop.clone() }),
            }
        }
    }

    /// Standard output.
    pub(super) fn stdout(stop: &Stop) -> io::Result<Self> {
        Ok(Self { file: stdout_file()?, stop: stop.clone() })
    }
}

fn asked(stop: &Stop) -> io::Result<()> {
    stop.reason().map_or(Ok(()), |reason| Err(io::Error::other(reason)))
}

impl Write for OutPipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = bytes.get(..AT_ONCE).unwrap_or(bytes);
        loop {
            asked(&self.stop)?;
            if !is_ready_to_write(&self.file, LOOK_EVERY)? {
                continue;
            }
            match self.file.write(part) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::OwnedFd;
    use std::time::{Duration, Instant};

    use super::*;

    fn pipe(interrupt: &Interrupt) -> (Pipe, io::PipeWriter) {
        let (reader, writer) = io::pipe().unwrap();
        (Pipe::new(File::from(OwnedFd::from(reader)), interrupt.clone()), writer)
    }

    #[test]
    fn a_pipe_is_read_to_its_end() {
        let (mut pipe, mut writer) = pipe(&Interrupt::default());
        let sender = std::thread::spawn(move || {
            for part in ["one,", "two"] {
                std::thread::sleep(Duration::from_millis(150));
                writer.write_all(part.as_bytes()).unwrap();
            }
        });
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one,two");
        sender.join().unwrap();
    }

    #[test]
    fn reading_a_silent_pipe_can_be_interrupted() {
        let interrupt = Interrupt::default();
        let (mut pipe, _writer) = pipe(&interrupt);
        let asked = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(150));
            interrupt.ask();
        });
        let begun = Instant::now();
        assert!(pipe.read_to_end(&mut Vec::new()).is_err());
        assert!(begun.elapsed() < Duration::from_secs(20));
        asked.join().unwrap();
    }
}
