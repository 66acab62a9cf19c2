//! Files as bytes: opened by path or from standard input, unpacked, hashed and counted while they are read;
//! and written so that a reader sees the old file or the new one, never half of either.

mod ahead;
mod atomic;
mod compression;
mod contained;
mod error;
mod hashed;
mod input;
mod kept;
mod name;
mod output;
mod packed;
mod pipe;
mod regular;
mod seal;
pub mod store;
mod tally;
mod terminal;

pub use atomic::AtomicFile;
pub use compression::Compression;
pub use contained::{ContainedError, is_contained, read_contained, read_small};
pub use error::FileError;
pub use hashed::{Digest, Progress};
pub(crate) use hashed::{Hashed, sha256_of};
pub use input::{Input, STDIN};
pub use kept::{Again, NoRoom};
pub(crate) use name::stands_for;
pub use name::{name_of, path_of};
pub use output::{Output, create, is_same_file};
pub use packed::packed;
pub use pipe::Interrupt;
pub use regular::read_text;
pub(crate) use regular::{open_given, open_regular, read_regular, read_regular_text};
pub use seal::{Key, Seal, SealError};
pub use tally::{Receipt, Stored, Tally};
pub use terminal::{Visible, is_hidden, on_one_line, written_out};
