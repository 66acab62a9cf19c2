//! Who owns a file, and who else may use it. Windows has access lists instead, which no safe call reads: there every file
//! counts as the user's own.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

#[cfg(unix)]
use std::fs::Permissions;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

/// False on Windows. What rests on owners and modes alone must then be refused, or said to be unknown.
pub(crate) const KNOWS_OWNERS: bool = cfg!(unix);

/// The number of the user who runs this process.
#[cfg(unix)]
pub(crate) fn own_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The only user whom deskferry knows on Windows.
#[cfg(windows)]
pub(crate) fn own_user() -> u32 {
    0
}

/// True for root, who can give files away.
#[cfg(unix)]
pub(crate) fn is_administrator() -> bool {
    rustix::process::geteuid().is_root()
}

/// Nobody gives files away on Windows.
#[cfg(windows)]
pub(crate) fn is_administrator() -> bool {
    false
}

/// The number of a file's owner.
#[cfg(unix)]
pub(crate) fn owner(found: &Metadata) -> u32 {
    found.uid()
}

/// On Windows every file counts as the user's own.
#[cfg(windows)]
pub(crate) fn owner(_: &Metadata) -> u32 {
    own_user()
}

/// The number of a file's group.
#[cfg(unix)]
pub(crate) fn group(found: &Metadata) -> u32 {
    found.gid()
}

/// There are no groups of files on Windows.
#[cfg(windows)]
pub(crate) fn group(_: &Metadata) -> u32 {
    0
}

/// The permissions, with the sticky bit.
#[cfg(unix)]
pub(crate) fn mode(found: &Metadata) -> u32 {
    found.mode() & 0o7777
}

/// On Windows as for a private file: who else may read it, the access list of its folder says.
#[cfg(windows)]
pub(crate) fn mode(found: &Metadata) -> u32 {
    if found.is_dir() { 0o700 } else { 0o600 }
}

/// True if the permissions and the sticky bit are these.
#[cfg(unix)]
pub(crate) fn has_mode(found: &Metadata, expected: u32) -> bool {
    found.mode() & 0o1777 == expected
}

/// Windows has no modes that could differ.
#[cfg(windows)]
pub(crate) fn has_mode(_: &Metadata, _: u32) -> bool {
    true
}

/// Sets the permissions of what is at a path.
#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}

/// It keeps the access list that it has inherited.
#[cfg(windows)]
pub(crate) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Sets the permissions of an open file.
#[cfg(unix)]
pub(crate) fn set_file_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(mode))
}

/// It keeps the access list that it has inherited.
#[cfg(windows)]
pub(crate) fn set_file_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Gives an open file to a user and a group.
#[cfg(unix)]
pub(crate) fn change_owner(file: &File, user: u32, group: u32) -> io::Result<()> {
    std::os::unix::fs::fchown(file, Some(user), Some(group))
}

/// Not reached: on Windows no file has another owner.
#[cfg(windows)]
pub(crate) fn change_owner(_: &File, _: u32, _: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The name of a user, if the system lists users in a file.
#[cfg(unix)]
pub(crate) fn owner_name(_: u32) -> Option<String> {
    None
}

/// The name of the user who runs this process.
#[cfg(windows)]
pub(crate) fn owner_name(user: u32) -> Option<String> {
    std::env::var("USERNAME").ok().filter(|_| user == own_user())
}
