//! How files and folders are opened and made, so that nobody else reads them and none keeps its opener waiting.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
#[cfg(windows)]
use std::os::windows::fs::OpenOptionsExt as _;

#[cfg(unix)]
use rustix::fs::OFlags;

/// `FILE_FLAG_OPEN_REPARSE_POINT`: what is opened is no regular file then.
#[cfg(windows)]
pub(super) const THE_LINK_ITSELF: u32 = 0x0020_0000;

/// What deskferry adds to the options of the standard library.
pub trait SafeOpen {
    /// A new file is its owner's alone: mode 0600. On Windows it inherits the access list of its folder.
    fn private(&mut self) -> &mut Self;
    /// All users can read a new file: mode 0644. On Windows it inherits the access list of its folder.
    fn readable_by_all(&mut self) -> &mut Self;
    /// Does not wait for the other end of a pipe. Windows does not wait.
    fn at_once(&mut self) -> &mut Self;
    /// The same, and follows no link. Windows opens the link itself, which is no regular file.
    fn unlinked(&mut self) -> &mut Self;
}

#[cfg(unix)]
impl SafeOpen for OpenOptions {
    fn private(&mut self) -> &mut Self {
        self.mode(0o600)
    }

    fn readable_by_all(&mut self) -> &mut Self {
        self.mode(0o644)
    }

    fn at_once(&mut self) -> &mut Self {
        self.custom_flags(OFlags::NONBLOCK.bits().cast_signed())
    }

    fn unlinked(&mut self) -> &mut Self {
        self.custom_flags((OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed())
    }
}

#[cfg(windows)]
impl SafeOpen for OpenOptions {
    fn private(&mut self) -> &mut Self {
        self
    }

    fn readable_by_all(&mut self) -> &mut Self {
        self
    }

    fn at_once(&mut self) -> &mut Self {
        self
    }

    fn unlinked(&mut self) -> &mut Self {
        self.custom_flags(THE_LINK_ITSELF)
    }
}

/// [`SafeOpen::at_once`] for a file below a folder.
#[cfg(unix)]
pub(crate) fn not_waiting(options: &mut cap_std::fs::OpenOptions) {
    cap_std::fs::OpenOptionsExt::custom_flags(options, OFlags::NONBLOCK.bits().cast_signed());
}

/// No folder of Windows has pipes in it.
#[cfg(windows)]
pub(crate) fn not_waiting(_: &mut cap_std::fs::OpenOptions) {}

/// Makes folders that only their owner can enter: mode 0700.
#[cfg(unix)]
pub(crate) fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// On Windows a folder inherits the access list of the one above.
#[cfg(windows)]
pub(crate) fn private_folders() -> DirBuilder {
    DirBuilder::new()
}

/// True for the error of [`SafeOpen::unlinked`] at a link.
#[cfg(unix)]
pub(crate) fn is_refused_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Windows has opened the link, and whoever asks for a regular file refuses it.
#[cfg(windows)]
pub(crate) fn is_refused_link(_: &io::Error) -> bool {
    false
}

/// Makes a temporary folder that only its owner can enter.
#[cfg(unix)]
pub fn private_tempdir(
    builder: &mut tempfile::Builder<'_, '_>,
    folder: &Path,
) -> io::Result<tempfile::TempDir> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o700)).tempdir_in(folder)
}

/// On Windows it inherits the access list of the folder that it is in.
#[cfg(windows)]
pub fn private_tempdir(
    builder: &mut tempfile::Builder<'_, '_>,
    folder: &Path,
) -> io::Result<tempfile::TempDir> {
    builder.tempdir_in(folder)
}
