//! Who can change or read a file besides the user.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

/// True if it belongs to the user and others can't write to it.
pub(crate) fn is_ours(found: &Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o022 == 0
}

/// True if it belongs to the user, and nobody else can read it or write to it.
pub(crate) fn is_private(found: &Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}

/// True if only the user and root can change it.
pub(crate) fn is_trusted(found: &Metadata) -> bool {
    [0, rustix::process::geteuid().as_raw()].contains(&found.uid()) && found.mode() & 0o022 == 0
}
