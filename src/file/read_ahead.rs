//! Reads ahead: one thread reads, hashes and decompresses the next blocks while another processes the last ones.

use std::io::{self, Read};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

/// The size of a block in bytes.
pub(super) const BLOCK: usize = 256 * 1024;
/// The maximum number of blocks in the queue.
const BLOCKS: usize = 4;

/// A block, which is empty at the end of the file; or the error that ended reading.
type Block = io::Result<Vec<u8>>;

/// A reader that reads ahead on a thread of its own. When it is dropped, the thread ends with its next block.
pub(super) struct ReadAhead {
    blocks: Receiver<Block>,
    used: Sender<Vec<u8>>,
    block: Vec<u8>,
    at: usize,
    ended: bool,
}

impl ReadAhead {
    /// Starts the thread.
    pub(super) fn new(reader: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, blocks) = bounded(BLOCKS);
        let (used, reuse) = bounded(BLOCKS + 2);
        let run = move || read_blocks(reader, &sender, &reuse);
        thread::Builder::new().name("deskferry-read".to_owned()).spawn(run)?;
        Ok(Self { blocks, used, block: Vec::new(), at: 0, ended: false })
    }

    fn next_block(&mut self) -> io::Result<()> {
        let gone = || io::Error::other("the reading thread ended unexpectedly");
        let next = self.blocks.recv().unwrap_or_else(|_| Err(gone()));
        self.ended = !matches!(&next, Ok(block) if !block.is_empty());
        _ = self.used.try_send(std::mem::replace(&mut self.block, next?));
        self.at = 0;
        Ok(())
    }
}

fn read_blocks(mut reader: impl Read, sender: &Sender<Block>, reuse: &Receiver<Vec<u8>>) {
    loop {
        let mut block = reuse.try_recv().unwrap_or_default();
        block.clear();
        let read = reader.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        let ended = !matches!(read, Ok(count) if count > 0);
        if sender.send(read.map(|_| block)).is_err() || ended {
            return;
        }
    }
}

impl Read for ReadAhead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() && !self.ended {
            self.next_block()?;
        }
        let count = self.block.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns `left` bytes, then an error.
    struct Breaks(usize);

    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(self.0);
            self.0 -= count;
            if count == 0 { Err(io::Error::other("broken")) } else { Ok(count) }
        }
    }

    #[test]
    fn all_bytes_arrive_in_order() {
        let bytes: Vec<u8> = (0..BLOCK * 7 + 5).map(|at| (at % 251) as u8).collect();
        let mut read = Vec::new();
        let mut ahead = ReadAhead::new(io::Cursor::new(bytes.clone())).unwrap();
        ahead.read_to_end(&mut read).unwrap();
        assert!(read == bytes);
        assert_eq!(ahead.read(&mut [0; 9]).unwrap(), 0, "the end stays the end");
    }

    #[test]
    fn read_errors_are_passed_on() {
        let mut ahead = ReadAhead::new(Breaks(BLOCK + 1)).unwrap();
        let fault = ahead.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(fault.to_string(), "broken");
    }
}
