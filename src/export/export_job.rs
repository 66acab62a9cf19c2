//! An export: reads the list, writes a file and its evidence.

use std::io::Write as _;
use std::path::PathBuf;

use jiff::Timestamp;

use super::drain_pipeline::ReadListJob;
use super::error::ExportError;
use super::evidence::{Evidence, WrittenExport};
use super::output::{OpenOutputs, OutputPaths};
use super::write_customers::ExportWriter;
use crate::event::Event;
use crate::file::{Compression, FileError, Output, Receipt};
use crate::sink::{SinkColumns, SinkFormat, SinkOptions, SinkSummary};
use crate::storage::StoreOptions;
use crate::writer::Stop;

/// What an export needs.
pub struct ExportJob {
    /// Which customers to read, and how.
    pub drain: ReadListJob,
    /// A file, a folder, `-` for standard output, or an address as in [`Location`](crate::storage::Location). Its
    /// ending decides on the compression.
    pub output: PathBuf,
    /// The settings of the object store.
    pub store: StoreOptions,
    /// The format.
    pub format: SinkFormat,
    /// The columns.
    pub columns: SinkColumns,
    /// CSV: add a formula guard.
    pub excel_safe: bool,
    /// Where to write the evidence; by default next to the file.
    pub manifest: Option<PathBuf>,
    /// Stops the export.
    pub stop: Stop,
}

/// A finished export.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedExport {
    /// The path of the file.
    pub output: PathBuf,
    /// The path of the evidence.
    pub manifest: Option<PathBuf>,
    /// The evidence.
    pub evidence: Evidence,
}

/// Reads the list until there is a verdict, and writes the file and its evidence. If it fails or is stopped, it leaves
/// no file behind.
pub async fn export(job: &ExportJob) -> Result<FinishedExport, ExportError> {
    tokio::select! {
        biased;
        () = job.stop.requested() => Err(ExportError::Stopped(job.stop.reason().unwrap_or_default())),
        finished = job.run() => finished.map_err(|error| job.stop.reason().map_or(error, ExportError::Stopped)),
    }
}

impl ExportJob {
    /// An export to a file or bucket with all columns. The ending of the name decides on the format; without one that is
    /// known, it is JSON Lines.
    pub fn new(drain: ReadListJob, output: impl Into<PathBuf>) -> Self {
        let output = output.into();
        Self {
            drain,
            format: output.to_str().and_then(SinkFormat::from_path).unwrap_or(SinkFormat::Jsonl),
            output,
            store: StoreOptions::default(),
            columns: SinkColumns::all(),
            excel_safe: false,
            manifest: None,
            stop: Stop::default(),
        }
    }

    async fn run(&self) -> Result<FinishedExport, ExportError> {
        let paths = OutputPaths::new(&self.output, self.manifest.as_deref(), self.format, Timestamp::now())?;
        let OpenOutputs { out, receipt, manifest } = paths.begin(&self.store, &self.stop)?;
        let columns = self.defined().await?;
        let mut drained = self.drain.run(&paths.temporary).await?;
        let summary = self.writing(columns, paths.name()).run(&mut drained.store, out).await?;
        let evidence = self.drain.evidence(&drained, self.written(&paths, &summary, &receipt))?;
        if let Some(manifest) = manifest {
            write_manifest(manifest, &paths, &evidence)?;
        }
        Ok(FinishedExport { output: paths.output, manifest: paths.manifest, evidence })
    }

    /// The columns, with the defined custom fields if one is chosen. A filter by an undefined custom field is an error,
    /// because it would find nothing.
    async fn defined(&self) -> Result<SinkColumns, ExportError> {
        let mut columns = self.columns.clone();
        if !columns.choose_custom() && !self.drain.filter.has_custom() {
            return Ok(columns);
        }
        match self.drain.client.custom_fields().await {
            Ok(found) => {
                if let Some(unknown) = self.drain.filter.undefined(&found) {
                    return Err(ExportError::Field(unknown));
                }
                let names = found.iter().filter_map(|field| field.get("name")?.as_str());
                names.for_each(|name| columns.define(name));
            }
            Err(error) => self.drain.listener.hear(&Event::Note(format!(
                "the definitions of the custom fields are not available ({error}); a field of --fields \
                 that no customer has counts as unknown, and --where is not checked against them"
            ))),
        }
        Ok(columns)
    }

    fn writing(&self, columns: SinkColumns, name: String) -> ExportWriter<'_> {
        let options = SinkOptions { excel_safe: self.excel_safe, ..SinkOptions::new(name) };
        ExportWriter { format: self.format, columns, options, listener: &self.drain.listener }
    }

    fn written(&self, paths: &OutputPaths, summary: &SinkSummary, receipt: &Receipt) -> WrittenExport {
        let (bytes, sha256) = receipt.get().map(|stored| (stored.bytes, stored.sha256)).unwrap_or_default();
        WrittenExport {
            path: paths.name(),
            format: self.format.name(),
            compression: word(paths.compression()),
            fields: self.columns.names(),
            excel_safe: self.excel_safe,
            customers: summary.customers,
            bytes,
            sha256,
            notes: summary.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

fn word(compression: Compression) -> &'static str {
    match compression {
        Compression::None => "none",
        Compression::Gzip => "gzip",
        Compression::Zstd => "zstd",
    }
}

fn write_manifest(
    mut manifest: Box<dyn Output>,
    paths: &OutputPaths,
    evidence: &Evidence,
) -> Result<(), ExportError> {
    let written = serde_json::to_writer_pretty(&mut manifest, evidence).map_err(std::io::Error::from);
    let written = written.and_then(|()| manifest.write_all(b"\n"));
    let name = paths.manifest.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    written.map_err(|error| ExportError::Write(FileError::writing(&name, error)))?;
    manifest.finish().map_err(ExportError::Write)
}
