//! Who can change or read a file besides the user.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use crate::system::{mode, own_user, owner};

const STICKY: u32 = 0o1000;

/// True if it belongs to the user and others can't write to it.
pub(crate) fn is_ours(found: &Metadata) -> bool {
    owner(found) == own_user() && mode(found) & 0o022 == 0
}

/// True if it belongs to the user, and nobody else can read it or write to it.
pub(crate) fn is_private(found: &Metadata) -> bool {
    owner(found) == own_user() && mode(found) & 0o077 == 0
}

/// True if only the user and root can change it.
pub(crate) fn is_trusted(found: &Metadata) -> bool {
    [0, own_user()].contains(&owner(found)) && mode(found) & 0o022 == 0
}

/// The part of a path that others can change: the file, a folder in which they can put another one in its place, or the
/// same where a link leads. In a folder with the sticky bit, nobody can replace what is another user's.
pub(crate) fn changeable_part(path: &Path) -> io::Result<Option<PathBuf>> {
    let (absolute, real) = (std::path::absolute(path)?, path.canonicalize()?);
    for whole in [&absolute, &real] {
        for part in whole.ancestors() {
            let found = part.metadata()?;
            let is_fixed = found.is_dir() && mode(&found) & STICKY != 0;
            let is_safe = is_trusted(&found) || is_fixed && is_owner_trusted(&found);
            if !is_safe {
                return Ok(Some(part.to_owned()));
            }
        }
    }
    Ok(None)
}

fn is_owner_trusted(found: &Metadata) -> bool {
    [0, own_user()].contains(&owner(found))
}
