//! Addresses that the user has confirmed for settings files in working directories, each in a file of the state
//! folder. A confirmation is valid for one settings file and one address.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use url::Url;

use crate::file::is_ours;
use crate::journal::own_dir;

/// True if the user has confirmed this address for this settings file.
pub(super) fn is_trusted(state_dir: &Path, file: &Path, address: &Url) -> bool {
    let is_there =
        |(entry, _): (PathBuf, String)| entry.symlink_metadata().is_ok_and(|found| is_ours(&found));
    folder_is_ours(state_dir) && entry(state_dir, file, address).is_ok_and(is_there)
}

/// The folder may be a link; its target counts.
fn folder_is_ours(state_dir: &Path) -> bool {
    state_dir.metadata().is_ok_and(|found| is_ours(&found))
}

/// Confirms this address for this settings file. If that can't be stored, the address must be given each time.
pub(super) fn trust(state_dir: &Path, file: &Path, address: &Url) {
    if is_trusted(state_dir, file, address) {
        return;
    }
    let kept = entry(state_dir, file, address).and_then(|(entry, text)| {
        own_dir(state_dir)?;
        if folder_is_ours(state_dir) {
            std::fs::write(entry, text)
        } else {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "other users can write to it"))
        }
    });
    match kept {
        Ok(()) => tracing::info!("remembered {address} as the address in {}", file.display()),
        Err(error) => {
            let state_dir = state_dir.display();
            tracing::warn!("can't remember the address in {state_dir} ({error}): pass --base-url each time");
        }
    }
}

/// The file of a confirmation, and its text for people.
fn entry(state_dir: &Path, file: &Path, address: &Url) -> io::Result<(PathBuf, String)> {
    let file = file.canonicalize()?;
    let text = format!("{address}\n{}\n", file.display());
    let mut hasher = Sha256::new_with_prefix(address.as_str());
    hasher.update(b"\n");
    hasher.update(file.as_os_str().as_encoded_bytes());
    let name: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok((state_dir.join(format!("address-{name}")), text))
}
