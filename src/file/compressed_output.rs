//! Output compressed with gzip or zstd.

use std::io::{self, Write};

use flate2::write::GzEncoder;

use super::compression::Compression;
use super::error::FileError;
use super::output::Output;

/// An encoder that must write its end before the output below is finished.
trait Compressor: Write + Send {
    fn end(self: Box<Self>) -> io::Result<Box<dyn Output>>;
}

impl Compressor for GzEncoder<Box<dyn Output>> {
    fn end(self: Box<Self>) -> io::Result<Box<dyn Output>> {
        (*self).finish()
    }
}

impl Compressor for zstd::Encoder<'static, Box<dyn Output>> {
    fn end(self: Box<Self>) -> io::Result<Box<dyn Output>> {
        (*self).finish()
    }
}

struct CompressedOutput {
    name: String,
    packer: Box<dyn Compressor>,
}

/// Compresses what is written to `inner`. `name` appears in errors. Without a compression, returns `inner` itself.
pub fn compressed(
    name: &str,
    out: Box<dyn Output>,
    compression: Compression,
) -> Result<Box<dyn Output>, FileError> {
    let packer: Box<dyn Compressor> = match compression {
        Compression::None => return Ok(out),
        Compression::Gzip => Box::new(GzEncoder::new(out, flate2::Compression::default())),
        Compression::Zstd => {
            let mut encoder = zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)
                .map_err(|error| FileError::writing(name, error))?;
            // The checksum reveals flipped bits to readers.
            encoder.include_checksum(true).map_err(|error| FileError::writing(name, error))?;
            Box::new(encoder)
        }
    };
    Ok(Box::new(CompressedOutput { name: name.to_owned(), packer }))
}

impl Write for CompressedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.packer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.packer.flush()
    }
}

impl Output for CompressedOutput {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        let Self { name, packer } = *self;
        packer.end().map_err(|error| FileError::writing(&name, error))?.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::file::{InputStream, Interrupt, create};

    #[test]
    fn compressed_files_are_read_back_and_unfinished_ones_do_not_exist() {
        let folder = tempfile::tempdir().unwrap();
        let text = "one, two\n".repeat(100_000);
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            let path = folder.path().join(compression.to_string());
            let begin = || compressed("x", create(&path).unwrap(), compression).unwrap();
            let mut dropped = begin();
            dropped.write_all(text.as_bytes()).unwrap();
            drop(dropped);
            assert!(!path.exists(), "{compression}");
            let mut out = begin();
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap();
            let mut input = InputStream::open(path.to_str().unwrap(), &Interrupt::default()).unwrap();
            let mut read = String::new();
            input.read_to_string(&mut read).unwrap();
            assert!(read == text && input.compression() == compression);
            let small = std::fs::metadata(&path).unwrap().len() < 10_000;
            assert_eq!(small, compression != Compression::None);
        }
    }

    #[test]
    fn the_extension_determines_the_compression() {
        for (path, stem, compression) in [
            ("a/customers.csv.gz", "a/customers.csv", Compression::Gzip),
            ("x.JSONL.ZST", "x.JSONL", Compression::Zstd),
            ("x.csv", "x.csv", Compression::None),
            (".gz", ".gz", Compression::None),
        ] {
            assert_eq!(Compression::of(path), (stem, compression));
        }
    }
}
