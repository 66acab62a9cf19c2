//! Writes a history part.

use std::io::{self, Write};

use xxhash_rust::xxh3::Xxh3;

use super::block::Block;
use crate::backup::manifest::ManifestFile;
use crate::file::{FileError, Output};

/// The first bytes of a part.
pub(super) const MAGIC: &[u8] = b"deskferry history part\n";
/// The version of the format.
pub(super) const VERSION: u32 = 1;
/// What is before a block, and before the end.
pub(super) const BLOCK: u8 = 1;
pub(super) const END: u8 = 0;

/// A part that is being written. Without its end, a reader does not use it.
pub(super) struct PartWriter {
    out: Box<dyn Output>,
    hash: Xxh3,
    rows: u64,
}

/// The file of customers that a part is made from.
pub(super) fn source_text(customers: &ManifestFile) -> Vec<u8> {
    [&customers.bytes.to_le_bytes(), customers.sha256.as_bytes()].concat()
}

impl PartWriter {
    /// Begins the part of a file of customers.
    pub(super) fn begin(out: Box<dyn Output>, customers: &ManifestFile) -> io::Result<Self> {
        let mut writer = Self { out, hash: Xxh3::new(), rows: 0 };
        writer.put(MAGIC)?;
        writer.put(&VERSION.to_le_bytes())?;
        writer.put(&source_text(customers))?;
        Ok(writer)
    }

    /// Adds a block.
    pub(super) fn add(&mut self, block: &Block) -> io::Result<()> {
        self.rows += block.ids.len() as u64;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
        self.put(&[BLOCK])?;
        self.put(&count(block.new_fields.len()))?;
        for name in &block.new_fields {
            self.put(&count(name.len()))?;
            self.put(name.as_bytes())?;
        }
        self.put(&count(block.ids.len()))?;
        let hashes: Vec<u8> =
            block.ids.iter().chain(&block.records).flat_map(|hash| hash.to_le_bytes()).collect();
        self.put(&hashes)?;
        block.columns.iter().try_for_each(|column| self.put(column))
    }

    /// Writes the end; `is_cut`: some fields are left out.
    pub(super) fn finish(mut self, is_cut: bool) -> Result<(), FileError> {
        let rows = self.rows.to_le_bytes();
        let end = [&[END, u8::from(is_cut)], rows.as_slice()].concat();
        let fault = |error| FileError::writing("the history part", error);
        self.put(&end).map_err(fault)?;
        let hash = self.hash.digest().to_le_bytes();
        self.out.write_all(&hash).map_err(fault)?;
        self.out.finish()
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes)
    }
}
