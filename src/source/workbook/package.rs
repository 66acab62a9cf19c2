//! The parts of a packed workbook (XLSX, XLSB and ODS are zip archives), counted while they are unpacked.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::read::ZipArchive;

use super::error::WorkbookError;
use super::limits;

/// How many packed bytes may still be read. Parts can overlap and sheets can share one, so a small file could otherwise
/// be read for hours.
#[derive(Clone)]
pub(crate) struct Allowance {
    left: Arc<AtomicU64>,
    whole: u64,
}

impl Allowance {
    pub(crate) fn new(size: u64) -> Self {
        let whole = size.saturating_add(limits::READ_TWICE);
        Self { left: Arc::new(AtomicU64::new(whole)), whole }
    }

    /// Restores the full allowance for another pass.
    pub(crate) fn renew(&self) {
        self.left.store(self.whole, Ordering::Relaxed);
    }
}

/// The file, counting what the archive reads.
struct CountedFile {
    content: BufReader<File>,
    allowance: Allowance,
}

impl Read for CountedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.left.load(Ordering::Relaxed);
        if left == 0 {
            let what = "its parts overlap";
            return Err(WorkbookError::TooMuch(what.to_owned()).into());
        }
        let count = self.content.read(buffer)?;
        self.allowance.left.store(left.saturating_sub(count as u64), Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for CountedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.content.seek(to)
    }
}

/// The signature of the end record of a zip archive, after which a comment may follow.
const END: &[u8] = b"PK\x05\x06";
const END_WITHIN: u64 = 22 + 65_535;

/// True if the archive has no end record.
pub(crate) fn is_cut(content: &mut File) -> io::Result<bool> {
    let mut end = Vec::new();
    let length = content.seek(SeekFrom::End(0))?;
    content.seek(SeekFrom::Start(length.saturating_sub(END_WITHIN)))?;
    content.take(END_WITHIN).read_to_end(&mut end)?;
    Ok(memchr::memmem::find(&end, END).is_none())
}

/// A packed workbook.
pub(crate) struct Package {
    archive: ZipArchive<CountedFile>,
    /// Part numbers by folded name; built when a name is not found as written.
    folded: Option<HashMap<String, usize>>,
    /// The size of the file.
    size: u64,
    /// Bytes that may still be unpacked.
    left: u64,
    allowance: Allowance,
}

impl Package {
    pub(crate) fn open(mut content: File) -> Result<Self, WorkbookError> {
        let size = content.seek(SeekFrom::End(0))?;
        content.seek(SeekFrom::Start(0))?;
        let allowance = Allowance::new(size);
        let content = BufReader::with_capacity(64 * 1024, content);
        let mut again = content.get_ref().try_clone()?;
        let archive = ZipArchive::new(CountedFile { content, allowance: allowance.clone() });
        let archive = match archive {
            Err(_) if is_cut(&mut again)? => {
                return Err(WorkbookError::cut("it ends before its list of parts"));
            }
            archive => archive?,
        };
        Ok(Self { archive, folded: None, size, left: limits::unpacked(size), allowance })
    }

    /// The size of the file in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Resets the limits for another pass.
    pub(crate) fn rewind(&mut self) {
        self.left = limits::unpacked(self.size);
        self.allowance.renew();
    }

    /// The names of all parts.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.archive.file_names().filter_map(|name| name.ok().map(|name| name.into_owned()))
    }

    /// True if there is a part of this name.
    pub(crate) fn has(&mut self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A part by its name, ignoring case and the direction of slashes; `None` if it does not exist.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<PackagePart<'_>>, WorkbookError> {
        self.part_up_to(name, u64::MAX)
    }

    /// The same, for a part that may unpack to at most `most` bytes.
    pub(crate) fn part_up_to(
        &mut self,
        name: &str,
        most: u64,
    ) -> Result<Option<PackagePart<'_>>, WorkbookError> {
        let Some(index) = self.find(name) else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|error| WorkbookError::from(error).at(name))?;
        let bytes = BufReader::with_capacity(32 * 1024, file);
        Ok(Some(PackagePart::new(Box::new(bytes), name.to_owned(), &mut self.left, most)))
    }

    /// A part that must exist.
    pub(crate) fn needed(&mut self, name: &str) -> Result<PackagePart<'_>, WorkbookError> {
        self.part(name)?.ok_or_else(|| WorkbookError::damaged(format!("it has no part {name:?}")))
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        if let Some(index) = self.archive.index_for_name(name) {
            return Some(index);
        }
        let archive = &self.archive;
        let folded = self.folded.get_or_insert_with(|| {
            let names = archive.file_names().filter_map(|name| name.ok().map(|name| name.into_owned()));
            let named = |name: String| Some((fold(&name), archive.index_for_name(&name)?));
            names.filter_map(named).collect()
        });
        folded.get(&fold(name)).or_else(|| folded.get(&fold(&unquoted(name)?))).copied()
    }
}

/// Folds a part name for comparison.
pub(crate) fn fold(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// A name with its percent codes (`%20`) decoded.
fn unquoted(name: &str) -> Option<String> {
    let mut pieces = name.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// A part that is being unpacked, or a file without a package. Reading fails with a [`WorkbookError`] beyond the
/// limits.
pub(crate) struct PackagePart<'a> {
    name: String,
    bytes: Box<dyn BufRead + 'a>,
    /// Bytes that all parts together may still unpack to.
    left: &'a mut u64,
    /// Bytes that this part may still unpack to, and the initial value.
    own: u64,
    most: u64,
    /// Bytes since the last [`PackagePart::end_cell`].
    cell_bytes: u64,
}

impl<'a> PackagePart<'a> {
    pub(crate) fn new(bytes: Box<dyn BufRead + 'a>, name: String, left: &'a mut u64, most: u64) -> Self {
        Self { name, bytes, left, own: most, most, cell_bytes: 0 }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Marks the end of a cell, or of another unit with a limited size.
    pub(crate) fn end_cell(&mut self) {
        self.cell_bytes = 0;
    }

    fn check(&self) -> Result<(), WorkbookError> {
        let name = &self.name;
        if self.cell_bytes > limits::CELL {
            let most = limits::CELL / 1024 / 1024;
            return Err(WorkbookError::TooMuch(format!(
                "its part {name:?} has a cell of more than {most} MB"
            )));
        }
        if self.own == 0 {
            let most = self.most / 1024 / 1024;
            return Err(WorkbookError::TooMuch(format!("its part {name:?} unpacks to more than {most} MB")));
        }
        if *self.left == 0 {
            let what = format!(
                "it unpacks to far more than a table of its size should (noticed in its part {name:?})"
            );
            return Err(WorkbookError::TooMuch(what));
        }
        Ok(())
    }
}

impl BufRead for PackagePart<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let checked = self.check();
        let name = &self.name;
        let chunk =
            self.bytes.fill_buf().map_err(|error| WorkbookError::from(&error).at(&format!("{name:?}")))?;
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
        self.cell_bytes = self.cell_bytes.saturating_add(bytes);
        self.bytes.consume(count);
    }
}

impl Read for PackagePart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_names_are_folded() {
        assert_eq!(fold("XL\\Worksheets\\Sheet1.XML"), "xl/worksheets/sheet1.xml");
        assert_eq!(fold("./xl/a.xml"), fold("/xl/a.xml"));
        assert_eq!(unquoted("xl/my%20sheet.xml").as_deref(), Some("xl/my sheet.xml"));
        assert_eq!(unquoted("100%"), None);
    }
}
