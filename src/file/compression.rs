//! Compression formats: recognized by the first bytes when reading, and by the extension when writing.

use std::fmt;
use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::read_ahead::BLOCK;

/// A compression format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Not compressed.
    #[default]
    None,
    /// gzip, with one or more members.
    Gzip,
    /// Zstandard, with one or more frames.
    Zstd,
}

impl Compression {
    /// The number of bytes that [`Compression::detect`] needs.
    pub(super) const MAGIC: usize = 4;

    /// Detects the format from the first bytes of a file. A Zstandard file may begin with a skippable frame.
    pub fn detect(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Splits `.gz` or `.zst`, in upper or lower case, from a name. Returns the rest of the name and the format.
    pub fn of(name: &str) -> (&str, Self) {
        let ends = [(".gz", Self::Gzip), (".zst", Self::Zstd)];
        let cut = |(end, compression): (&str, Self)| {
            let (stem, tail) = name.split_at_checked(name.len().checked_sub(end.len())?)?;
            (!stem.is_empty() && tail.eq_ignore_ascii_case(end)).then_some((stem, compression))
        };
        ends.into_iter().find_map(cut).unwrap_or((name, Self::None))
    }

    /// A reader of the decompressed bytes.
    pub(super) fn unpack(self, raw: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        let raw = BufReader::with_capacity(BLOCK, raw);
        Ok(match self {
            Self::None => Box::new(raw),
            Self::Gzip => Box::new(MultiGzDecoder::new(raw)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(raw)?),
        })
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no compression",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}
