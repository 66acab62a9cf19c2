//! Where an export and its evidence are written.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::error::ExportError;
use crate::file::{AtomicFile, Compression, FileError, HashingWriter, Output, Receipt, compressed};
use crate::sink::SinkFormat;
use crate::storage::{Location, StoreOptions};
use crate::writer::Stop;

/// The paths of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutputPaths {
    /// The file or object, as it is shown; `-` is standard output.
    pub(super) output: PathBuf,
    /// The evidence.
    pub(super) manifest: Option<PathBuf>,
    /// The folder for temporary files.
    pub(super) temporary: PathBuf,
}

impl OutputPaths {
    /// The paths for `-o` and `--manifest`. In a folder, or below an address that ends with `/`, the time names the
    /// file.
    pub(super) fn new(
        output: &Path,
        manifest: Option<&Path>,
        format: SinkFormat,
        now: Timestamp,
    ) -> Result<Self, ExportError> {
        let name = format!("{}.{format}", now.strftime("customers-%Y%m%dT%H%M%SZ"));
        let output = named(output, &name)?;
        let (is_named, temporary) = match target(&output)? {
            Location::Path(path) if !is_special(&path) => (true, folder(&path)),
            Location::Bucket { .. } => (true, std::env::temp_dir()),
            _ => (false, std::env::temp_dir()),
        };
        let manifest = manifest.map(Path::to_owned).or_else(|| is_named.then(|| manifest_path(&output)));
        if manifest.as_ref() == Some(&output) {
            return Err(ExportError::SamePlace(output.display().to_string()));
        }
        Ok(Self { output, manifest, temporary })
    }

    /// The name of the output in messages.
    pub(super) fn name(&self) -> String {
        self.output.display().to_string()
    }

    /// How the output is compressed.
    pub(super) fn compression(&self) -> Compression {
        Compression::of(&self.name()).1
    }

    /// Creates both files before anything is read, so that errors show early.
    pub(super) fn begin(&self, store: &StoreOptions, stop: &Stop) -> Result<OpenOutputs, ExportError> {
        if self.output.as_os_str() != "-" {
            AtomicFile::sweep(&self.temporary);
        }
        let create = |path: &Path| target(path)?.create(store).map_err(ExportError::Output);
        let manifest = self.manifest.as_deref().map(create).transpose()?;
        let out = target(&self.output)?.create_until(store, stop).map_err(ExportError::Output)?;
        let (out, receipt) = HashingWriter::around(out);
        let out = compressed(&self.name(), out, self.compression()).map_err(ExportError::Output)?;
        Ok(OpenOutputs { out, receipt, manifest })
    }
}

/// Files that were created. If they are dropped, they disappear.
pub(super) struct OpenOutputs {
    /// The output.
    pub(super) out: Box<dyn Output>,
    /// Size and hash of the output, once it is finished.
    pub(super) receipt: Receipt,
    /// The evidence.
    pub(super) manifest: Option<Box<dyn Output>>,
}

/// A path that is not UTF-8 can't be an address.
fn target(path: &Path) -> Result<Location, ExportError> {
    let parsed = path.to_str().map_or_else(|| Ok(Location::Path(path.to_owned())), Location::parse);
    parsed.map_err(|error| ExportError::Output(error.into()))
}

/// The output, or the file `name` in a folder.
fn named(given: &Path, name: &str) -> Result<PathBuf, ExportError> {
    let text = given.to_str().unwrap_or_default();
    match target(given)? {
        Location::Path(path) if path.is_dir() => Ok(path.join(name)),
        Location::Path(_) if text.ends_with('/') => {
            let folder = text.trim_end_matches('/').to_owned();
            Err(ExportError::Output(FileError::NoFolder { folder }))
        }
        Location::Path(path) => Ok(path),
        Location::Bucket { key, .. } if key.is_empty() || text.ends_with('/') => {
            Ok(PathBuf::from(format!("{}/{name}", text.trim_end_matches('/'))))
        }
        _ => Ok(given.to_owned()),
    }
}

fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file())
}

fn folder(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// `FILE.manifest.json`.
fn manifest_path(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".manifest.json");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(output: &Path) -> OutputPaths {
        let now = "2026-11-23T20:45:00Z".parse().unwrap();
        OutputPaths::new(output, None, SinkFormat::Csv, now).unwrap()
    }

    #[test]
    fn a_file_has_a_manifest_next_to_it_and_a_pipe_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let in_folder = paths(folder.path());
        let file = folder.path().join("customers-20261123T204500Z.csv");
        assert_eq!(in_folder.output, file);
        assert_eq!(in_folder.manifest, Some(manifest_path(&file)));
        assert_eq!(in_folder.temporary, folder.path());
        assert_eq!(paths(Path::new("a.jsonl")).manifest, Some(PathBuf::from("a.jsonl.manifest.json")));
        assert_eq!(paths(Path::new("a.jsonl")).temporary, Path::new("."));
        assert_eq!(paths(Path::new("-")).manifest, None);
        assert_eq!(paths(Path::new("/dev/null")).manifest, None);
    }

    #[test]
    fn a_prefix_gets_an_object_name_and_an_object_keeps_its_own() {
        for (given, expected) in [
            ("s3://bucket", "s3://bucket/customers-20261123T204500Z.csv"),
            ("s3://bucket/a%20b/", "s3://bucket/a%20b/customers-20261123T204500Z.csv"),
            ("s3://bucket/a/b.csv.gz", "s3://bucket/a/b.csv.gz"),
            ("file:///nowhere/b.csv", "/nowhere/b.csv"),
        ] {
            let paths = paths(Path::new(given));
            assert_eq!(paths.output, Path::new(expected));
            assert_eq!(paths.manifest, Some(PathBuf::from(format!("{expected}.manifest.json"))));
        }
    }

    #[test]
    fn invalid_outputs_are_refused() {
        let refused = |output: &str, manifest: Option<&str>| {
            let now = Timestamp::UNIX_EPOCH;
            let paths = OutputPaths::new(Path::new(output), manifest.map(Path::new), SinkFormat::Jsonl, now);
            paths.unwrap_err().to_string()
        };
        assert!(refused("nowhere/", None).contains("there is no folder \"nowhere\""));
        assert!(refused("gs://bucket/x", None).contains("gs:// addresses are not supported"));
        assert!(refused("-", Some("-")).contains("--manifest"));
        assert!(refused("a.csv", Some("a.csv")).contains("--manifest"));
    }
}
