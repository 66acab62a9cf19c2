//! Reads the lines of a tap on a thread of their own, so that a tap that is silent for hours keeps nothing waiting.

use std::io::{self, BufRead, BufReader, Read};

use tokio::sync::mpsc::{Receiver, Sender, channel};

/// A line, without its end.
#[derive(Debug)]
pub struct InputLine {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: Vec<u8>,
}

/// Lines that wait for the import. A longer queue would only be memory.
const WAITING: usize = 64;
/// The longest line: a record with an image in it has fewer bytes.
const LONGEST: u64 = 64 << 20;

/// Begins to read. The lines end with the input, or with its error.
pub fn read_messages(input: impl Read + Send + 'static) -> Receiver<io::Result<InputLine>> {
    let (sender, receiver) = channel(WAITING);
    std::thread::spawn(move || send_lines(BufReader::with_capacity(128 * 1024, input), &sender));
    receiver
}

fn send_lines(mut input: impl BufRead, sender: &Sender<io::Result<InputLine>>) {
    for number in 1.. {
        let line = next_line(&mut input, number).transpose();
        let ends = !matches!(line, Some(Ok(_)));
        // The receiver is gone if the command ends.
        if line.is_some_and(|line| sender.blocking_send(line).is_err()) || ends {
            return;
        }
    }
}

fn next_line(input: &mut impl BufRead, number: u64) -> io::Result<Option<InputLine>> {
    let mut text = Vec::new();
    input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut text)?;
    if text.len() as u64 > LONGEST {
        let what = format!("line {number} is longer than {} MiB", LONGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    if text.is_empty() {
        return Ok(None);
    }
    let end = text.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    text.truncate(end);
    Ok(Some(InputLine { number, text }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_numbers_and_the_last_one_needs_no_end() {
        let mut lines = read_messages(&b"a\r\n\n b"[..]);
        let mut read = Vec::new();
        while let Some(line) = lines.blocking_recv() {
            let line = line.unwrap();
            read.push((line.number, String::from_utf8(line.text).unwrap()));
        }
        assert_eq!(read, [(1, "a".to_owned()), (2, String::new()), (3, " b".to_owned())]);
    }
}
