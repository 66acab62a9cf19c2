//! Escapes invisible characters for a terminal, so that no text can move the cursor, hide, or imitate other text.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::name::byte_of_placeholder;

/// True for an invisible character: control characters, and those that make one text look like another.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || is_format(letter)
        || byte_of_placeholder(letter).is_some()
        || letter.width().is_none()
}

/// Unicode format characters and similar ones.
fn is_format(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Escapes the invisible characters of a text with several lines: `\r`, `\u{202e}`. Line ends and tabs stay.
pub fn written_out(text: &str) -> Cow<'_, str> {
    escaped(text, |letter| is_hidden(letter) && !matches!(letter, '\n' | '\t'))
}

/// Escapes the invisible characters of a single line, such as a file name, including line ends.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return bytes_shown(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match byte_of_placeholder(letter) {
            Some(byte) => out.push_str(&format!("\\x{byte:02x}")),
            None if hidden(letter) => out.extend(letter.escape_default()),
            None => out.push(letter),
        }
    }
    bytes_shown(&out).into_owned().into()
}

/// Replaces `\u{10fee9}`, which stands for a byte in a quoted name, by `\xe9`.
fn bytes_shown(text: &str) -> Cow<'_, str> {
    const BEGIN: &str = "\\u{10fe";
    if !text.contains(BEGIN) {
        return text.into();
    }
    let mut parts = text.split(BEGIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .split_once('}')
            .filter(|(byte, _)| u8::from_str_radix(byte, 16).is_ok_and(|byte| byte > 127))
        {
            Some((byte, rest)) => out.extend(["\\x", byte, rest]),
            None => out.extend([BEGIN, part]),
        }
    }
    out.into()
}

/// A writer that escapes invisible characters on a terminal. Anything else receives the bytes unchanged.
#[derive(Debug)]
pub struct EscapingWriter<W: Write> {
    inner: W,
    is_terminal: bool,
    /// The first bytes of a character that is not complete yet.
    begun: Vec<u8>,
}

impl<W: Write + io::IsTerminal> EscapingWriter<W> {
    /// Wraps standard output or standard error.
    pub fn new(inner: W) -> Self {
        let is_terminal = inner.is_terminal();
        Self { inner, is_terminal, begun: Vec::new() }
    }
}

impl<W: Write> Write for EscapingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_terminal {
            return self.inner.write(bytes);
        }
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.inner.write_all(written_out(chunk.valid()).as_bytes())?;
            // A character has at most four bytes.
            if chunks.peek().is_none() && chunk.invalid().len() < 4 && is_begun(chunk.invalid()) {
                self.begun = chunk.invalid().to_vec();
            } else {
                let bytes = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}"));
                self.inner.write_all(bytes.collect::<String>().as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// True if more bytes could complete these to a character.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn invisible_characters_are_escaped() {
        assert_eq!(
            written_out("a\n\tb \u{1b}[2J\r\u{9b}\u{202e}é日"),
            "a\n\tb \\u{1b}[2J\\r\\u{9b}\\u{202e}é日"
        );
        assert_eq!(on_one_line("a\n\tb"), "a\\n\\tb");
        let name = super::super::name::name_of(std::ffi::OsStr::from_bytes(b"caf\xe9\xff.csv"));
        assert_eq!(on_one_line(&name), "caf\\xe9\\xff.csv");
        assert_eq!(written_out(&format!("{name:?}\n")), "\"caf\\xe9\\xff.csv\"\n");
    }

    #[test]
    fn letters_may_be_split_between_writes() {
        let text = "é日\u{9b}\u{1b}x".as_bytes();
        let mut seen = EscapingWriter { inner: Vec::new(), is_terminal: true, begun: Vec::new() };
        text.iter().for_each(|byte| seen.write_all(&[*byte]).unwrap());
        seen.write_all(b"\x9b\xff.").unwrap();
        assert_eq!(String::from_utf8(seen.inner).unwrap(), "é日\\u{9b}\\u{1b}x\\x9b\\xff.");
        let mut plain = EscapingWriter { inner: Vec::new(), is_terminal: false, begun: Vec::new() };
        plain.write_all(text).unwrap();
        assert_eq!(plain.inner, text);
    }
}
