//! The file of an OLE container ([MS-CFB]).
//!
//! The table of sectors has entries in multiples of 128. Some writers, such as SheetJS, end the file after the last
//! used sector, so the table covers more than the file has. The missing sectors are read as zeros.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// True if the table of sectors, or a sector in use, is beyond the end of the file.
pub(crate) fn is_cut(file: &mut File) -> io::Result<bool> {
    let real = file.seek(SeekFrom::End(0))?;
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    Read::by_ref(file).take(SECTOR).read_to_end(&mut head)?;
    let sector = if long(&head, 30) & 0xffff == 12 { 4096 } else { SECTOR };
    let tables = head.get(76..).unwrap_or_default().chunks_exact(4).map(|bytes| u64::from(long(bytes, 0)));
    let mut last = 0;
    for (table, number) in tables.take(long(&head, 44) as usize).filter(|at| *at < FREE).enumerate() {
        let mut entries = Vec::new();
        file.seek(SeekFrom::Start((number + 1) * sector))?;
        Read::by_ref(file).take(sector).read_to_end(&mut entries)?;
        let used = entries.chunks_exact(4).rposition(|entry| long(entry, 0) != u32::MAX);
        last = last.max(number).max(used.map_or(0, |used| table as u64 * sector / 4 + used as u64));
    }
    // The last sector may be incomplete.
    Ok(real < SECTOR || (last + 1) * sector >= real)
}

const SECTOR: u64 = 512;
/// Entries from here on are markers, not sectors.
const FREE: u64 = 0xffff_fffa;

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The file, padded with zeros up to the end of its table of sectors.
pub(crate) struct Ole {
    file: BufReader<File>,
    /// The size of the file, and that with padding.
    real: u64,
    whole: u64,
    at: u64,
}

impl Ole {
    pub(crate) fn new(mut file: File) -> io::Result<Self> {
        let real = file.seek(SeekFrom::End(0))?;
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        (&mut file).take(48).read_to_end(&mut head)?;
        let sector = if long(&head, 30) & 0xffff == 12 { 4096 } else { 512 };
        // The table has four bytes for each sector. The header takes one more sector.
        let covered =
            u64::from(long(&head, 44)).saturating_mul(sector / 4).saturating_add(1).saturating_mul(sector);
        let close = covered.saturating_sub(real) < sector / 4 * sector;
        file.seek(SeekFrom::Start(0))?;
        let whole = if close { real.max(covered) } else { real };
        Ok(Self { file: BufReader::new(file), real, whole, at: 0 })
    }
}

impl Read for Ole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.whole.saturating_sub(self.at);
        let end = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..end).unwrap_or_default();
        let count = if self.at < self.real {
            self.file.read(buffer)?
        } else {
            buffer.fill(0);
            buffer.len()
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Ole {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.whole.checked_add_signed(by),
        };
        let target = target.ok_or(io::ErrorKind::InvalidInput)?;
        if target < self.real {
            let by = target as i64 - self.at.min(self.real) as i64;
            self.file.seek_relative(by)?;
        } else {
            self.file.seek(SeekFrom::Start(self.real))?;
        }
        self.at = target;
        Ok(target)
    }
}
