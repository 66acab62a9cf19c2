//! Reads a line from the terminal without showing it.

use std::io::{self, BufRead};

use deskferry::system::ask_hidden_line;

use super::console;

const INTERRUPT: u8 = 0x03;
const END: u8 = 0x04;
const ERASE: [u8; 2] = [0x08, 0x7f];
const ERASE_LINE: u8 = 0x15;

/// Asks for a secret on the terminal; `None` at the end of the input. Ctrl-C is an error, so that the terminal gets its
/// settings back.
pub(crate) fn ask_hidden(question: &str) -> io::Result<Option<String>> {
    let mut is_asked = false;
    let ask = || {
        is_asked = true;
        console::say(question);
    };
    let typed = ask_hidden_line(ask, || typed_bytes(io::stdin().lock()));
    if is_asked {
        console::say("\n");
    }
    let text = typed?.map(|bytes| String::from_utf8(bytes).map_err(|_| not_text()));
    text.transpose()
}

fn not_text() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "what was typed is not UTF-8 text, as an API token is; type it again, or paste it",
    )
}

/// The bytes up to the end of the line, with the corrections that the user typed.
fn typed_bytes(input: impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    for byte in input.bytes() {
        match byte? {
            b'\r' | b'\n' => return Ok(Some(line)),
            INTERRUPT => return Err(io::Error::new(io::ErrorKind::Interrupted, "interrupted")),
            END if line.is_empty() => return Ok(None),
            END => return Ok(Some(line)),
            ERASE_LINE => line.clear(),
            byte if ERASE.contains(&byte) => erase_letter(&mut line),
            byte => line.push(byte),
        }
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}

/// Removes the last letter, which may have several bytes.
fn erase_letter(line: &mut Vec<u8>) {
    while line.pop().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> Option<String> {
        String::from_utf8(typed_bytes(keys).ok()??).ok()
    }

    #[test]
    fn a_line_can_be_corrected() {
        assert_eq!(typed(b"abc\nrest").as_deref(), Some("abc"));
        assert_eq!(typed("a\u{e9}\x7f\x08b\r".as_bytes()).as_deref(), Some("b"));
        assert_eq!(typed(b"wrong\x15right\n").as_deref(), Some("right"));
        assert_eq!(typed(b"\x7f\n").as_deref(), Some(""));
        assert_eq!((typed(b"\x04"), typed(b"")), (None, None));
        assert_eq!(typed(b"ab\x04").as_deref(), Some("ab"));
        assert!(typed_bytes(&b"ab\x03"[..]).is_err());
    }
}
