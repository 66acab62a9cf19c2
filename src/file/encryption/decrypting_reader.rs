//! Reads an encrypted file chunk by chunk; each chunk is authenticated before it is returned.

use std::io::{self, Read};

use age::stream::StreamReader;

use super::error::{EncryptionError, is_cut};

pub(super) struct DecryptingReader<R> {
    path: String,
    reader: StreamReader<R>,
}

impl<R: Read> DecryptingReader<R> {
    pub(super) fn new(path: &str, reader: StreamReader<R>) -> Self {
        Self { path: path.to_owned(), reader }
    }
}

impl<R: Read> Read for DecryptingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            if is_cut(&error) {
                return io::Error::new(error.kind(), EncryptionError::Damaged { path: self.path.clone() });
            }
            error
        })
    }
}
