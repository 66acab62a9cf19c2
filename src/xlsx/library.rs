//! The errors of the library.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::XlsxError;

/// The library panics if it can't write its temporary file. That means a full disk and not an internal error.
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    let full = || io::Error::other("can't write its temporary file (see TMPDIR)");
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(XlsxError::IoError(full())))
}

/// Keeps the first error of the output, and ignores everything after it. The library would wrap the error, and print
/// it.
pub(crate) struct FirstErrorWriter<'a> {
    out: &'a mut (dyn Write + Send),
    fault: Option<io::Error>,
}

impl<'a> FirstErrorWriter<'a> {
    pub(crate) fn new(out: &'a mut (dyn Write + Send)) -> Self {
        Self { out, fault: None }
    }

    /// The first error.
    pub(crate) fn fault(self) -> Option<io::Error> {
        self.fault
    }
}

impl Write for FirstErrorWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.fault.is_none() {
            self.fault = self.out.write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_library_is_an_error() {
        let fault = caught(|| -> Result<(), XlsxError> { panic!("couldn't write to xml file") }).unwrap_err();
        assert!(fault.to_string().contains("temporary file"), "{fault}");
    }
}
