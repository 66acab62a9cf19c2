//! Reads a history part. Nothing of it counts before its end was read and its hash matches.

use std::io::{self, BufReader, Read};

use xxhash_rust::xxh3::Xxh3;

use super::block::{Block, FIELDS, ROWS, VALUE};
use super::part_writer::{BLOCK, END, MAGIC, VERSION, source_text};
use crate::backup::manifest::ManifestFile;

/// Why a part can't be used.
#[derive(Debug)]
pub(super) enum PartFault {
    /// It is damaged or cut off.
    Torn,
    /// It belongs to another file of customers.
    Stale,
    /// A newer deskferry wrote it.
    Newer,
    /// It can't be read.
    Read(io::Error),
}

impl From<io::Error> for PartFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Self::Torn,
            _ => Self::Read(error),
        }
    }
}

/// A part that is being read.
pub(super) struct PartReader<R: Read> {
    input: BufReader<R>,
    hash: Xxh3,
    fields: usize,
    rows: u64,
    is_over: bool,
    is_cut: bool,
}

impl<R: Read> PartReader<R> {
    /// Begins to read the decompressed part of a file of customers.
    pub(super) fn begin(input: R, customers: &ManifestFile) -> Result<Self, PartFault> {
        let input = BufReader::with_capacity(1 << 17, input);
        let mut reader = Self { input, hash: Xxh3::new(), fields: 0, rows: 0, is_over: false, is_cut: false };
        if reader.bytes(MAGIC.len())? != MAGIC {
            return Err(PartFault::Torn);
        }
        match reader.number()? {
            VERSION => {}
            0 => return Err(PartFault::Torn),
            _ => return Err(PartFault::Newer),
        }
        let source = source_text(customers);
        if reader.bytes(source.len())? != source {
            return Err(PartFault::Stale);
        }
        Ok(reader)
    }

    /// The next block; `None` at the end, if the part is whole.
    pub(super) fn next(&mut self) -> Result<Option<Block>, PartFault> {
        if self.is_over {
            return Ok(None);
        }
        match self.bytes(1)?.first() {
            Some(&BLOCK) => self.block().map(Some),
            Some(&END) => self.end().map(|()| None),
            _ => Err(PartFault::Torn),
        }
    }

    /// True if some fields are left out. Known at the end.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    fn block(&mut self) -> Result<Block, PartFault> {
        let mut block = Block::default();
        for _ in 0..self.limited(FIELDS - self.fields)? {
            let length = self.limited(1 << 20)?;
            let name = String::from_utf8(self.bytes(length)?).map_err(|_| PartFault::Torn)?;
            block.new_fields.push(name);
        }
        self.fields += block.new_fields.len();
        let rows = self.limited(ROWS)?;
        block.ids = self.hashes(rows)?;
        block.records = self.hashes(rows)?;
        for _ in 0..self.fields {
            block.columns.push(self.bytes(rows * VALUE)?);
        }
        self.rows += rows as u64;
        Ok(block)
    }

    fn end(&mut self) -> Result<(), PartFault> {
        self.is_cut = self.bytes(1)? != [0];
        let rows = self.bytes(8)?;
        let hash = self.hash.digest();
        let mut rest = Vec::new();
        // One byte more would show that something follows.
        self.input.by_ref().take(9).read_to_end(&mut rest)?;
        if rows != self.rows.to_le_bytes() || rest != hash.to_le_bytes() {
            return Err(PartFault::Torn);
        }
        self.is_over = true;
        Ok(())
    }

    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, PartFault> {
        let mut bytes = vec![0; count];
        self.input.read_exact(&mut bytes)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, PartFault> {
        let bytes = self.bytes(4)?.try_into().map_err(|_| PartFault::Torn)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// A number that is not more than a limit.
    fn limited(&mut self, most: usize) -> Result<usize, PartFault> {
        let number = self.number()? as usize;
        if number > most { Err(PartFault::Torn) } else { Ok(number) }
    }

    fn hashes(&mut self, count: usize) -> Result<Vec<u64>, PartFault> {
        let bytes = self.bytes(count * 8)?;
        Ok(bytes.as_chunks().0.iter().map(|hash| u64::from_le_bytes(*hash)).collect())
    }
}
