//! Reads and writes at a place of a file, without moving the place where the next ordinary write begins.

use std::fs::File;
use std::io;

/// A file with places.
pub(crate) trait PositionedFile {
    /// Reads some bytes from a place.
    fn read_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<usize>;
    /// Fills the buffer from a place.
    fn read_exact_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<()>;
    /// Writes all bytes to a place.
    fn write_all_at_place(&self, bytes: &[u8], place: u64) -> io::Result<()>;
}

#[cfg(unix)]
impl PositionedFile for File {
    fn read_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, bytes, place)
    }

    fn read_exact_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, bytes, place)
    }

    fn write_all_at_place(&self, bytes: &[u8], place: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(self, bytes, place)
    }
}

/// Windows moves the place with each of them, so it is set back.
#[cfg(windows)]
impl PositionedFile for File {
    fn read_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<usize> {
        kept(self, || std::os::windows::fs::FileExt::seek_read(self, bytes, place))
    }

    fn read_exact_at_place(&self, bytes: &mut [u8], place: u64) -> io::Result<()> {
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match self.read_at_place(rest, place + read as u64) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn write_all_at_place(&self, bytes: &[u8], place: u64) -> io::Result<()> {
        let mut written = 0;
        while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
            let at = place + written as u64;
            match kept(self, || std::os::windows::fs::FileExt::seek_write(self, rest, at)) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(more) => written += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(windows)]
fn kept<T>(file: &File, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    use std::io::{Seek as _, SeekFrom};
    let mut file = file;
    let place = file.stream_position()?;
    let done = work();
    file.seek(SeekFrom::Start(place))?;
    done
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, Write as _};

    use super::*;

    #[test]
    fn an_ordinary_write_goes_on_where_the_last_one_ended() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"abc").unwrap();
        let mut read = [0; 2];
        file.read_exact_at_place(&mut read, 0).unwrap();
        assert_eq!(&read, b"ab");
        file.write_all_at_place(b"X", 0).unwrap();
        file.write_all(b"def").unwrap();
        assert!(file.read_exact_at_place(&mut read, 5).is_err(), "there is one byte");
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "Xbcdef");
    }
}
