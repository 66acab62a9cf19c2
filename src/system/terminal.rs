//! A terminal that does not show what is typed.

use std::io;

#[cfg(unix)]
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

/// The settings of the terminal; dropping it restores them.
#[cfg(unix)]
struct Restored(Termios);

#[cfg(unix)]
impl Drop for Restored {
    fn drop(&mut self) {
        // If the terminal is gone, there is nothing to restore.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

/// Asks, and reads a line without showing it. `typed` reads the keys as they come, so Ctrl-C is its error, and the terminal
/// gets its settings back.
#[cfg(unix)]
pub fn ask_hidden_line(
    ask: impl FnOnce(),
    typed: impl FnOnce() -> io::Result<Option<Vec<u8>>>,
) -> io::Result<Option<Vec<u8>>> {
    let before = tcgetattr(io::stdin())?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    silent.special_codes[SpecialCodeIndex::VMIN] = 1;
    silent.special_codes[SpecialCodeIndex::VTIME] = 0;
    let restored = Restored(before);
    tcsetattr(io::stdin(), OptionalActions::Now, &silent)?;
    ask();
    let typed = typed();
    drop(restored);
    typed
}

/// Asks, and reads a line from the console without showing it. The console itself takes the keys for corrections.
#[cfg(windows)]
pub fn ask_hidden_line(
    ask: impl FnOnce(),
    _: impl FnOnce() -> io::Result<Option<Vec<u8>>>,
) -> io::Result<Option<Vec<u8>>> {
    let console = console::Term::stderr();
    if !console.is_term() {
        let text = "standard error is no console, so what is typed can't be hidden";
        return Err(io::Error::new(io::ErrorKind::Unsupported, text));
    }
    ask();
    let mut line = String::new();
    loop {
        match console.read_key_raw()? {
            console::Key::Enter => return Ok(Some(line.into_bytes())),
            console::Key::Backspace | console::Key::Char('\x08') => drop(line.pop()),
            console::Key::CtrlC => return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted")),
            console::Key::Char(letter) => line.push(letter),
            _ => {}
        }
    }
}
