//! An export: the chain, a file, and its evidence.

use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;

use super::chain::DrainJob;
use super::error::ExportError;
use super::evidence::{Evidence, Written};
use super::lines::Lines;
use super::output::{Begun, Places};
use crate::file::FileError;
use crate::writer::Stop;

/// Everything that an export needs to know.
pub struct ExportJob {
    /// Whom to read, and how.
    pub drain: DrainJob,
    /// A file, a folder, or `-` for standard output.
    pub output: PathBuf,
    /// Where the evidence goes; without it, beside a file.
    pub manifest: Option<PathBuf>,
    /// Asks it to stop.
    pub stop: Stop,
}

/// An export that is whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// Where the file is.
    pub output: PathBuf,
    /// Where the evidence is.
    pub manifest: Option<PathBuf>,
    /// What it says.
    pub evidence: Evidence,
}

/// Reads the list until something can be claimed of it, and writes the file and its evidence. Where it fails or is
/// stopped, nothing is left behind.
pub async fn export(job: &ExportJob) -> Result<Finished, ExportError> {
    tokio::select! {
        biased;
        () = job.stop.requested() => Err(ExportError::Stopped(job.stop.reason().unwrap_or_default())),
        finished = job.run() => finished,
    }
}

impl ExportJob {
    async fn run(&self) -> Result<Finished, ExportError> {
        let places = Places::of(&self.output, self.manifest.as_deref(), Timestamp::now());
        let Begun { out, tally, manifest } = places.begin()?;
        let mut drained = self.drain.run(&places.temporary).await?;
        let name = places.output.display().to_string();
        let customers = self.drain.write(&mut drained.spool, Lines::new(name.clone(), out)).await?;
        let (bytes, sha256) = tally.get();
        let file = Written { path: name, format: "jsonl", customers, bytes, sha256 };
        let evidence = self.drain.evidence(&drained, file)?;
        if let Some(manifest) = manifest {
            write_manifest(manifest, &places, &evidence)?;
        }
        Ok(Finished { output: places.output, manifest: places.manifest, evidence })
    }
}

fn write_manifest(
    mut manifest: crate::file::AtomicFile,
    places: &Places,
    evidence: &Evidence,
) -> Result<(), ExportError> {
    let written = serde_json::to_writer_pretty(&mut manifest, evidence).map_err(std::io::Error::from);
    let written = written.and_then(|()| manifest.write_all(b"\n"));
    let name = places.manifest.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    written.map_err(|error| ExportError::Write(FileError::writing(&name, error)))?;
    manifest.finish().map_err(ExportError::Write)
}
