//! Where an export goes, and where its evidence.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::error::ExportError;
use crate::file::{self, AtomicFile, FileError, Output, STDIN};

/// Where an export goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// The file itself; `-` is standard output.
    pub(super) output: PathBuf,
    /// The evidence.
    pub(super) manifest: Option<PathBuf>,
    /// A folder for what lies on disk meanwhile.
    pub(super) temporary: PathBuf,
}

impl Places {
    /// What `-o` and `--manifest` mean. A folder gets a file that is named by the time.
    pub(super) fn of(output: &Path, manifest: Option<&Path>, now: Timestamp) -> Self {
        let output = match output.is_dir() {
            true => output.join(now.strftime("customers-%Y%m%dT%H%M%SZ.jsonl").to_string()),
            false => output.to_owned(),
        };
        let is_file = output.to_str() != Some(STDIN) && !is_special(&output);
        let beside = || is_file.then(|| beside(&output));
        let manifest = manifest.map(Path::to_owned).or_else(beside);
        let temporary = match output.parent() {
            Some(parent) if is_file && parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) if is_file => parent.to_owned(),
            _ => std::env::temp_dir(),
        };
        Self { output, manifest, temporary }
    }

    /// Begins both files, so that what can't be written is known before anything is read.
    pub(super) fn begin(&self) -> Result<Begun, ExportError> {
        let inner = file::create(&self.output).map_err(ExportError::Output)?;
        let manifest = self.manifest.as_ref().map(AtomicFile::create).transpose();
        let tally = Tally::default();
        let out = Box::new(Counted { inner, tally: tally.clone() });
        Ok(Begun { out, tally, manifest: manifest.map_err(ExportError::Output)? })
    }
}

/// Files that were begun. Dropped, they leave nothing behind.
pub(super) struct Begun {
    /// The output.
    pub(super) out: Box<dyn Output>,
    /// What went into it.
    pub(super) tally: Tally,
    /// The evidence.
    pub(super) manifest: Option<AtomicFile>,
}

fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file())
}

/// `FILE.manifest.json`
fn beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".manifest.json");
    PathBuf::from(name)
}

/// Bytes that were written, and their SHA-256.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(Arc<Mutex<(u64, Sha256)>>);

impl Tally {
    /// The bytes, and the SHA-256 as 64 hexadecimal digits.
    pub(super) fn get(&self) -> (u64, String) {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = inner.1.clone().finalize();
        (inner.0, digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn add(&self, bytes: &[u8]) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.0 += bytes.len() as u64;
        inner.1.update(bytes);
    }
}

/// An output that is counted and hashed.
struct Counted {
    inner: Box<dyn Output>,
    tally: Tally,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.tally.add(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Output for Counted {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        self.inner.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_stands_beside_a_file_and_nowhere_beside_a_pipe() {
        let now: Timestamp = "2026-11-23T20:45:00Z".parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let places = |output: &Path| Places::of(output, None, now);
        let in_folder = places(folder.path());
        let file = folder.path().join("customers-20261123T204500Z.jsonl");
        assert_eq!(in_folder.output, file);
        assert_eq!(in_folder.manifest, Some(beside(&file)));
        assert_eq!(in_folder.temporary, folder.path());
        assert_eq!(places(Path::new("a.jsonl")).manifest, Some(PathBuf::from("a.jsonl.manifest.json")));
        assert_eq!(places(Path::new("a.jsonl")).temporary, Path::new("."));
        assert_eq!(places(Path::new("-")).manifest, None);
        assert_eq!(places(Path::new("/dev/null")).manifest, None);
        assert_eq!(Places::of(Path::new("-"), Some(Path::new("m")), now).manifest, Some(PathBuf::from("m")));
    }
}
