//! An opened file: decompressed, counted and hashed while it is read. Its first bytes can be peeked at.

use std::fs::{File, FileType};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compression::Compression;
use super::error::{FileError, NoRoom};
use super::hashing_reader::{Digest, HashingReader, ReadProgress};
use super::name::path_of;
use super::pipe::{Interrupt, Pipe};
use super::pipe_copy::{CopyingReader, PipeCopy};
use super::read_ahead::{BLOCK, ReadAhead};
use super::regular_file::{is_descriptor, kind, open_at_once};
use crate::system::is_pipe;

/// The path that means standard input.
pub const STDIN: &str = "-";

/// An opened file, read as decompressed bytes.
pub struct InputStream {
    name: String,
    origin: ReopenFrom,
    compression: Compression,
    progress: ReadProgress,
    digest: Digest,
    head: Vec<u8>,
    given: usize,
    rest: ReadAhead,
}

impl InputStream {
    /// Opens a file; `-` is standard input. A named pipe may keep the reader waiting until the interrupt. Devices
    /// are refused.
    pub fn open(path: &str, interrupt: &Interrupt) -> Result<Self, FileError> {
        let fault = |source| FileError::reading(path, source);
        if path == STDIN {
            return Self::from_reader(STDIN, Pipe::stdin(interrupt.clone()).map_err(fault)?);
        }
        let named = path_of(path);
        refuse_devices(path, named.metadata().map_err(fault)?.file_type())?;
        let file = open_at_once(&named).map_err(fault)?;
        let facts = file.metadata().map_err(fault)?;
        refuse_devices(path, facts.file_type())?;
        if !facts.is_file() {
            return Self::from_reader(path, Pipe::new(file, interrupt.clone()));
        }
        Self::build(path, file, Some(facts.len()), ReopenFrom::Path(named.into_owned()))
    }

    /// Like [`InputStream::open`], but refuses named pipes, which may have no writer.
    pub fn open_given(path: &str, interrupt: &Interrupt) -> Result<Self, FileError> {
        let named = path_of(path);
        let named_pipe = named.metadata().is_ok_and(|found| is_pipe(found.file_type()));
        if path != STDIN && named_pipe && !is_descriptor(&named) {
            return Err(FileError::NotRegular { path: path.to_owned(), kind: "a pipe" });
        }
        Self::open(path, interrupt)
    }

    /// Reads from any reader; `name` appears in errors.
    pub fn from_reader(name: &str, reader: impl Read + Send + 'static) -> Result<Self, FileError> {
        let kept = PipeCopy::new();
        Self::build(name, CopyingReader::new(reader, Arc::clone(&kept)), None, ReopenFrom::Kept(kept))
    }

    fn build(
        name: &str,
        reader: impl Read + Send + 'static,
        total: Option<u64>,
        origin: ReopenFrom,
    ) -> Result<Self, FileError> {
        let progress = ReadProgress::new(total);
        let digest = Digest::default();
        let mut raw = HashingReader::new(reader, progress.clone(), digest.clone());
        let mut magic = Vec::with_capacity(Compression::MAGIC);
        let read = raw.by_ref().take(Compression::MAGIC as u64).read_to_end(&mut magic);
        read.map_err(|source| FileError::reading(name, source))?;
        let compression = Compression::detect(&magic);
        let rest = compression.unpack(io::Cursor::new(magic).chain(raw));
        let rest = rest.and_then(ReadAhead::new).map_err(|source| FileError::reading(name, source))?;
        let head = Vec::new();
        let given = 0;
        Ok(Self { name: name.to_owned(), origin, compression, progress, digest, head, given, rest })
    }

    /// The path as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path of a regular file, which can be opened again; `None` for pipes.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            ReopenFrom::Path(path) => Some(path),
            ReopenFrom::Kept(_) => None,
        }
    }

    /// A way to read the file again. The bytes of a pipe are kept until [`Reopen::forget`].
    pub fn again(&self) -> Reopen {
        Reopen { name: self.name.clone(), origin: self.origin.clone() }
    }

    /// The compression format.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// How much has been read.
    pub fn progress(&self) -> ReadProgress {
        self.progress.clone()
    }

    /// The hash of the file as stored, before decompression. A thread reads a few blocks ahead, so the hash of a
    /// small file is known before it is read to its end.
    pub fn digest(&self) -> Digest {
        self.digest.clone()
    }

    /// The first decompressed bytes, at most `count`, without consuming them. Call it before reading.
    pub fn peek(&mut self, count: usize) -> Result<&[u8], FileError> {
        let missing = count.saturating_sub(self.head.len()) as u64;
        let read = self.rest.by_ref().take(missing).read_to_end(&mut self.head);
        read.map_err(|source| self.fault(source))?;
        Ok(self.head.get(..count).unwrap_or(&self.head))
    }

    /// Appends up to `count` decompressed bytes to `buffer`. Returns their number; 0 at the end.
    pub fn read_some(&mut self, buffer: &mut Vec<u8>, count: usize) -> Result<usize, FileError> {
        let read = self.by_ref().take(count as u64).read_to_end(buffer);
        read.map_err(|source| self.fault(source))
    }

    /// Converts an error of reading into one of this file.
    pub fn fault(&self, source: io::Error) -> FileError {
        let packed = self.compression != Compression::None;
        if packed && source.raw_os_error().is_none() && !FileError::is_below(&source) {
            return FileError::Damaged { path: self.name.clone(), compression: self.compression, source };
        }
        FileError::reading(&self.name, source)
    }

    /// A seekable file with all decompressed bytes: the file itself, or a temporary copy of a compressed file or a
    /// pipe. Reads and hashes the whole file.
    pub fn into_seekable(mut self) -> Result<File, FileError> {
        let plain = self.compression == Compression::None;
        let own = self.path().filter(|_| plain).map(Path::to_path_buf);
        let Some(path) = own else { return self.copy_to_temporary_file() };
        let mut sink = io::sink();
        io::copy(&mut self, &mut sink).map_err(|source| self.fault(source))?;
        File::open(path).map_err(|source| FileError::reading(&self.name, source))
    }

    fn copy_to_temporary_file(mut self) -> Result<File, FileError> {
        let mut copy = tempfile::tempfile().map_err(NoRoom::new)?;
        let mut block = Vec::with_capacity(BLOCK);
        while self.read_some(&mut block, BLOCK)? > 0 {
            copy.write_all(&block).map_err(NoRoom::new)?;
            block.clear();
        }
        copy.seek(SeekFrom::Start(0)).map_err(NoRoom::new)?;
        Ok(copy)
    }
}

fn refuse_devices(path: &str, found: FileType) -> Result<(), FileError> {
    let path = || path.to_owned();
    match found {
        found if found.is_dir() => Err(FileError::Directory { path: path() }),
        found if found.is_file() || is_pipe(found) => Ok(()),
        found => Err(FileError::Device { path: path(), kind: kind(found) }),
    }
}

impl Read for InputStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(kept) = self.head.get(self.given..).filter(|kept| !kept.is_empty()) else {
            return self.rest.read(buffer);
        };
        let count = kept.len().min(buffer.len());
        let to = buffer.get_mut(..count);
        let from = kept.get(..count);
        if let (Some(to), Some(from)) = (to, from) {
            to.copy_from_slice(from);
        }
        self.given += count;
        if self.given == self.head.len() {
            (self.head, self.given) = (Vec::new(), 0);
        }
        Ok(count)
    }
}

/// Where an opened file can be read again.
#[derive(Debug, Clone)]
enum ReopenFrom {
    Path(PathBuf),
    Kept(Arc<PipeCopy>),
}

/// A way to read an opened file again from its start.
#[derive(Debug, Clone)]
pub struct Reopen {
    name: String,
    origin: ReopenFrom,
}

impl Reopen {
    /// True if the file can be read again only after it was read to its end.
    pub fn is_kept(&self) -> bool {
        matches!(self.origin, ReopenFrom::Kept(_))
    }

    /// Opens the file from its start.
    ///
    /// # Errors
    /// The errors of opening a file; and an error if a pipe was not read to its end before.
    pub fn open(&self) -> Result<InputStream, FileError> {
        match &self.origin {
            ReopenFrom::Path(path) => InputStream::open(&path.to_string_lossy(), &Interrupt::default()),
            ReopenFrom::Kept(kept) => {
                let (reader, length) =
                    kept.read_again().map_err(|source| FileError::reading(&self.name, source))?;
                InputStream::build(&self.name, reader, Some(length), ReopenFrom::Kept(Arc::clone(kept)))
            }
        }
    }

    /// Frees the bytes kept for reading again.
    pub fn forget(&self) {
        if let ReopenFrom::Kept(kept) = &self.origin {
            kept.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        zstd::encode_all(text, 1).unwrap()
    }

    fn read(raw: Vec<u8>) -> (String, InputStream) {
        let mut input = InputStream::from_reader("x", io::Cursor::new(raw)).unwrap();
        assert_eq!(input.peek(2).unwrap(), b"on");
        let mut text = Vec::new();
        while input.read_some(&mut text, 3).unwrap() > 0 {}
        (String::from_utf8(text).unwrap(), input)
    }

    #[test]
    fn all_gzip_members_and_zstd_frames_are_decompressed() {
        for pack in [|text: &[u8]| text.to_vec(), gzip, zstd] {
            let raw = [pack(b"one,"), pack(b"two")].concat();
            let size = raw.len() as u64;
            let (text, input) = read(raw.clone());
            assert_eq!(text, "one,two");
            assert_eq!(input.progress().read(), size);
            use sha2::Digest as _;
            let hash: String = sha2::Sha256::digest(&raw).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(input.digest().get(), Some(hash), "the hash is of the raw bytes");
        }
    }

    #[test]
    fn the_hash_is_available_only_at_the_end() {
        let mut input = InputStream::from_reader("x", io::Cursor::new(vec![b'x'; 9_000_000])).unwrap();
        input.read_some(&mut Vec::new(), 3).unwrap();
        assert_eq!(input.digest().get(), None);
    }

    #[test]
    fn a_truncated_gzip_file_is_damaged() {
        let mut raw = gzip(b"one two three four");
        raw.truncate(raw.len() - 6);
        let mut input = InputStream::from_reader("x.gz", io::Cursor::new(raw)).unwrap();
        let fault = input.read_some(&mut Vec::new(), 1000).unwrap_err();
        assert!(matches!(fault, FileError::Damaged { .. }), "{fault:?}");
        assert!(fault.to_string().contains("cut off"), "{fault}");
    }

    #[test]
    fn a_folder_and_a_missing_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().to_str().unwrap();
        assert!(matches!(InputStream::open(name, &Interrupt::default()), Err(FileError::Directory { .. })));
        assert!(matches!(
            InputStream::open(&format!("{name}/none"), &Interrupt::default()),
            Err(FileError::NotFound { .. })
        ));
    }

    #[test]
    fn a_compressed_file_becomes_seekable() {
        let input = InputStream::from_reader("x", io::Cursor::new(gzip(b"one,two"))).unwrap();
        let digest = input.digest();
        let mut text = String::new();
        input.into_seekable().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "one,two");
        assert!(digest.get().is_some());
    }

    fn read_all(input: &mut InputStream) -> Vec<u8> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_pipe_can_be_read_several_times() {
        let packed = zstd::encode_all(&b"one,two"[..], 1).unwrap();
        for (raw, text) in [(packed, b"one,two".to_vec()), (vec![7; 9_000_000], vec![7; 9_000_000])] {
            let mut input = InputStream::from_reader("-", io::Cursor::new(raw.clone())).unwrap();
            let again = input.again();
            assert!(read_all(&mut input) == text);
            for _ in 0..2 {
                let mut second = again.open().unwrap();
                assert_eq!(second.progress().total(), Some(raw.len() as u64));
                assert!(read_all(&mut second) == text);
                assert_eq!(second.digest().get(), input.digest().get());
                assert!(read_all(&mut second.again().open().unwrap()) == text);
            }
        }
    }

    #[test]
    fn a_forgotten_pipe_cannot_be_read_again() {
        let mut input = InputStream::from_reader("-", io::Cursor::new(b"one".to_vec())).unwrap();
        input.again().forget();
        read_all(&mut input);
        assert!(input.again().open().is_err());
    }
}
