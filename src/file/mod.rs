//! Files as bytes. Reading opens a path or standard input, then decompresses, hashes and counts. Writing is atomic:
//! a reader sees the old file or the new one, never a mixture.

mod atomic_file;
mod compressed_output;
mod compression;
mod contained_file;
#[cfg_attr(not(feature = "encryption"), path = "no_encryption.rs")]
mod encryption;
mod error;
mod hashing_reader;
mod hashing_writer;
mod input_stream;
mod kept_owner;
mod name;
mod output;
mod ownership;
mod pipe;
mod pipe_copy;
mod read_ahead;
mod regular_file;
mod remote_error;
mod terminal_escape;

pub(crate) use output::create_until;
pub(crate) use ownership::{changeable_part, is_ours, is_private, is_trusted};
pub(crate) use regular_file::{check_file_type, is_descriptor};
#[cfg(feature = "workbench")]
pub(crate) use regular_file::{open_unlinked, read_unlinked_text};

pub use atomic_file::AtomicFile;
pub use compressed_output::compressed;
pub use compression::Compression;
pub use contained_file::{ContainedFileError, is_contained, read_contained, read_small};
pub use encryption::{DecryptionKey, Encryption, EncryptionError};
pub use error::{FileError, NoRoom};
pub use hashing_reader::sha256_hex;
pub use hashing_reader::{Digest, ReadProgress};
pub(crate) use hashing_reader::{HashingReader, sha256_of};
pub use hashing_writer::{HashingWriter, Receipt, StoredDigest};
pub use input_stream::{InputStream, Reopen, STDIN};
pub use kept_owner::KeptOwner;
pub(crate) use name::byte_of_placeholder;
pub use name::{name_of, path_of};
pub use output::{Output, create, is_same_file};
pub use pipe::Interrupt;
pub use regular_file::read_text;
pub(crate) use regular_file::{open_given, open_regular, read_regular, read_regular_text};
pub use remote_error::RemoteError;
pub use terminal_escape::{EscapingWriter, is_hidden, on_one_line, written_out};
