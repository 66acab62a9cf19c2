//! The parts of a packed workbook (XLSX, XLSB, ODS are zip archives), counted while they are unpacked.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::read::{ZipArchive, ZipFile};

use super::limits;
use super::trouble::Trouble;

/// How many packed bytes may still be read. Parts can lie over each other, and sheets can share one; read over and over,
/// a small file takes hours.
#[derive(Clone)]
pub(super) struct Allowance {
    left: Arc<AtomicU64>,
    whole: u64,
}

impl Allowance {
    fn new(size: u64) -> Self {
        let whole = size.saturating_add(limits::READ_TWICE);
        Self { left: Arc::new(AtomicU64::new(whole)), whole }
    }

    /// As much again, for another pass.
    pub(super) fn renew(&self) {
        self.left.store(self.whole, Ordering::Relaxed);
    }
}

/// The file as the readers of others take it.
pub(super) struct Bytes {
    content: BufReader<File>,
    allowance: Allowance,
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.left.load(Ordering::Relaxed);
        if left == 0 {
            let what = "its parts lie over each other, and it would be read over and over";
            return Err(Trouble::TooMuch(what.to_owned()).into());
        }
        let count = self.content.read(buffer)?;
        self.allowance.left.store(left.saturating_sub(count as u64), Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.content.seek(to)
    }
}

/// A packed workbook.
pub(super) struct Package {
    archive: ZipArchive<Bytes>,
    /// The size of the file.
    size: u64,
    /// What may still be unpacked.
    left: u64,
    allowance: Allowance,
}

impl Package {
    pub(super) fn open(mut content: File) -> Result<Self, Trouble> {
        let size = content.seek(SeekFrom::End(0))?;
        content.seek(SeekFrom::Start(0))?;
        let allowance = Allowance::new(size);
        let content = BufReader::with_capacity(64 * 1024, content);
        let archive = ZipArchive::new(Bytes { content, allowance: allowance.clone() })?;
        Ok(Self { archive, size, left: limits::unpacked(size), allowance })
    }

    /// What may still be read of it.
    pub(super) fn allowance(&self) -> Allowance {
        self.allowance.clone()
    }

    /// The file again.
    pub(super) fn into_inner(self) -> Bytes {
        self.archive.into_inner()
    }

    /// The size of the file in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The number of its parts.
    pub(super) fn len(&self) -> usize {
        self.archive.len()
    }

    /// Begins another pass, which may unpack as much again.
    pub(super) fn rewind(&mut self) {
        self.left = limits::unpacked(self.size);
        self.allowance.renew();
    }

    /// A part; `None` where there is none of this name. Case does not matter, nor which way its slashes lean.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, Trouble> {
        self.part_up_to(name, u64::MAX)
    }

    /// The same, where this part alone may not unpack to more than `most` bytes.
    pub(super) fn part_up_to(&mut self, name: &str, most: u64) -> Result<Option<Part<'_>>, Trouble> {
        let Some(index) = self.find(name) else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|error| Trouble::from(error).at(name))?;
        Ok(Some(Part::new(file, name.to_owned(), &mut self.left, most)))
    }

    /// A part by its number; `None` where it can't be unpacked by anybody.
    pub(super) fn numbered(&mut self, index: usize, most: impl Fn(&str) -> u64) -> Option<Part<'_>> {
        let file = self.archive.by_index(index).ok()?;
        let name = file.name().map_or_else(|_| format!("part {}", index + 1), |name| name.into_owned());
        let most = most(&name);
        Some(Part::new(file, name, &mut self.left, most))
    }

    /// The bytes of a part that is no bomb by what is said of it: it unpacks to no more than [`limits::PLAIN`] times what it
    /// is packed to, and whoever reads on is stopped by the archive. They are counted with the others.
    pub(super) fn plain(&mut self, index: usize) -> Option<u64> {
        let file = self.archive.by_index(index).ok()?;
        let (size, packed) = (file.size(), file.compressed_size());
        drop(file);
        let plain = size <= packed.saturating_mul(limits::PLAIN) && packed <= self.size && size <= self.left;
        if plain {
            self.left -= size;
        }
        plain.then_some(size)
    }

    fn find(&self, name: &str) -> Option<usize> {
        let folded = |other: &str| other.replace('\\', "/").eq_ignore_ascii_case(name);
        let index = self.archive.index_for_name(name);
        index.or_else(|| {
            let mut names = self.archive.file_names();
            let found = names
                .find_map(|other| other.ok().filter(|other| folded(other)).map(|other| other.into_owned()));
            self.archive.index_for_name(&found?)
        })
    }
}

/// A part that is being unpacked. Reading ends with a [`Trouble`] where more comes out than may.
pub(super) struct Part<'a> {
    name: String,
    bytes: BufReader<ZipFile<'a, Bytes>>,
    /// What all parts together may still unpack to.
    left: &'a mut u64,
    /// What this one may still unpack to, and could at first.
    own: u64,
    most: u64,
    /// Since the last cell.
    piece: u64,
}

impl<'a> Part<'a> {
    fn new(file: ZipFile<'a, Bytes>, name: String, left: &'a mut u64, most: u64) -> Self {
        let bytes = BufReader::with_capacity(32 * 1024, file);
        Self { name, bytes, left, own: most, most, piece: 0 }
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A cell, or whatever stands for itself, ends here.
    pub(super) fn settle(&mut self) {
        self.piece = 0;
    }

    fn check(&self) -> Result<(), Trouble> {
        let name = &self.name;
        if self.piece > limits::CELL {
            let most = limits::CELL / 1024 / 1024;
            return Err(Trouble::TooMuch(format!("its part {name:?} has a cell of more than {most} MB")));
        }
        if self.own == 0 {
            let most = self.most / 1024 / 1024;
            return Err(Trouble::TooMuch(format!("its part {name:?} unpacks to more than {most} MB")));
        }
        if *self.left == 0 {
            let what = format!(
                "it unpacks to far more than a table of its size does, at the latest in its part {name:?}"
            );
            return Err(Trouble::TooMuch(what));
        }
        Ok(())
    }
}

impl BufRead for Part<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let checked = self.check();
        let name = &self.name;
        let chunk = self.bytes.fill_buf().map_err(|error| Trouble::from(&error).at(&format!("{name:?}")))?;
        if !chunk.is_empty() {
            checked?;
        }
        let most = self.own.min(*self.left).min(chunk.len() as u64);
        Ok(chunk.get(..most as usize).unwrap_or(chunk))
    }

    fn consume(&mut self, count: usize) {
        let bytes = count as u64;
        *self.left = self.left.saturating_sub(bytes);
        self.own = self.own.saturating_sub(bytes);
        self.piece = self.piece.saturating_add(bytes);
        self.bytes.consume(count);
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
