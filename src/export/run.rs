//! The chain: drain, verdict, details, file, evidence.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;
use jiff::Timestamp;

use super::census::{Total, Verdict};
use super::details::{Details, Refined, Refining};
use super::drain::{Desk, Drain, Draining};
use super::error::ExportError;
use super::evidence::{self, Evidence, Requests, Searched, Written};
use super::moment;
use super::output::{Begun, Places};
use super::spool::Spool;
use super::writing::Writing;
use crate::api::{ApiError, Client, Filtered};
use crate::event::{Event, Listener};
use crate::file::store::StoreOptions;
use crate::file::{Compression, FileError, Output, Receipt};
use crate::journal::Account;
use crate::lookup::Filter;
use crate::sink::{Columns, Format, Options, Summary};
use crate::writer::Stop;

/// Everything that an export needs to know.
pub struct ExportJob {
    /// The help desk, as runs know it.
    pub account: Account,
    /// The help desk.
    pub client: Client,
    /// The most requests in flight.
    pub concurrency: usize,
    /// A file, a folder, `-` for standard output, or an address as [`Target`](crate::file::store::Target) has it. It is
    /// packed as its ending says.
    pub output: PathBuf,
    /// The settings of the object store.
    pub store: StoreOptions,
    /// The format.
    pub format: Format,
    /// The columns.
    pub columns: Columns,
    /// CSV: a guard against formulas.
    pub excel_safe: bool,
    /// Where the evidence goes; without it, beside a file.
    pub manifest: Option<PathBuf>,
    /// Which customers; empty is everybody.
    pub filter: Filter,
    /// When the detail of every customer is read.
    pub details: Details,
    /// In the order of the list, not of arrival.
    pub ordered: bool,
    /// One pass, which proves nothing.
    pub single_pass: bool,
    /// Passes before nothing is claimed, from 2.
    pub max_passes: u32,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
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

impl Desk for (&Filtered, &Filter) {
    fn stands<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>> {
        Box::pin(async move {
            let found = self.0.client.detail(id).await?;
            Ok(found.is_some_and(|customer| self.1.matches(&customer)))
        })
    }
}

impl crate::api::Listing for (&Filtered, &Filter) {
    fn page(&self, number: u64) -> BoxFuture<'_, Result<crate::api::Page, ApiError>> {
        self.0.page(number)
    }
}

/// Reads the list until something can be claimed of it, and writes the file and its evidence. Where it fails or is
/// stopped, nothing is left behind.
pub async fn export(job: &ExportJob) -> Result<Finished, ExportError> {
    tokio::select! {
        biased;
        () = job.stop.requested() => Err(job.stopped()),
        finished = job.run() => finished,
    }
}

impl ExportJob {
    fn stopped(&self) -> ExportError {
        ExportError::Stopped(self.stop.reason().unwrap_or_default())
    }

    async fn run(&self) -> Result<Finished, ExportError> {
        let (began, started) = (moment(), Instant::now());
        let places = Places::of(&self.output, self.manifest.as_deref(), self.format, Timestamp::now())?;
        let Begun { out, receipt, manifest } = places.begin(&self.store)?;
        let columns = self.defined().await;
        let list = Filtered { client: self.client.clone(), filter: self.filter.pairs().to_vec() };
        let desk = (&list, &self.filter);
        let mut drain = Drain::new(&desk, self.draining(), &*self.listener, Spool::new(&places.temporary)?);
        let verdict = drain.run().await?;
        let returned = drain.choose(&verdict, self.ordered)?;
        let refined = self.refining().run(&mut drain.spool).await?;
        let summary = self.writing(columns, places.name()).run(&mut drain.spool, out).await?;
        let file = self.written(&places, &summary, &receipt);
        let mut evidence = self.evidence(&drain, verdict, refined, file)?;
        evidence.searched = self.searched(returned);
        (evidence.began, evidence.seconds) = (began, started.elapsed().as_secs_f64());
        if let Some(manifest) = manifest {
            write_manifest(manifest, &places, &evidence)?;
        }
        Ok(Finished { output: places.output, manifest: places.manifest, evidence })
    }

    fn draining(&self) -> Draining {
        let Self { concurrency, max_passes, single_pass, .. } = *self;
        Draining { concurrency, max_passes: max_passes.max(2), single_pass }
    }

    fn refining(&self) -> Refining<'_> {
        Refining {
            client: &self.client,
            filter: &self.filter,
            details: self.details,
            concurrency: self.concurrency,
            listener: &self.listener,
        }
    }

    fn searched(&self, returned: u64) -> Option<Searched> {
        let fields = self.filter.pairs().to_vec();
        (!fields.is_empty()).then_some(Searched { fields, returned })
    }

    /// The columns, with the custom fields that the account defines where one is chosen.
    async fn defined(&self) -> Columns {
        let mut columns = self.columns.clone();
        if !columns.choose_custom() {
            return columns;
        }
        match self.client.custom_fields().await {
            Ok(found) => {
                let names = found.iter().filter_map(|field| field.get("name")?.as_str());
                names.for_each(|name| columns.define(name));
            }
            Err(error) => self.listener.hear(&Event::Note(format!(
                "the definitions of the custom fields can't be had ({error}); one that no customer has counts as unknown"
            ))),
        }
        columns
    }

    fn writing(&self, columns: Columns, name: String) -> Writing<'_> {
        let options = Options { excel_safe: self.excel_safe, ..Options::new(name) };
        Writing { format: self.format, columns, options, listener: &self.listener }
    }

    fn written(&self, places: &Places, summary: &Summary, receipt: &Receipt) -> Written {
        let (bytes, sha256) = receipt.get().map(|stored| (stored.bytes, stored.sha256)).unwrap_or_default();
        Written {
            path: places.name(),
            format: self.format.name(),
            compression: word(places.compression()),
            fields: self.columns.names(),
            excel_safe: self.excel_safe,
            customers: summary.customers,
            bytes,
            sha256,
            notes: summary.notes.iter().map(ToString::to_string).collect(),
        }
    }

    fn evidence<D>(
        &self,
        drain: &Drain<'_, D>,
        verdict: Verdict,
        refined: Refined,
        file: Written,
    ) -> Result<Evidence, ExportError> {
        let last = u32::try_from(drain.passes.len()).unwrap_or(u32::MAX);
        let moment_of = snapshot_moment(&verdict, &drain.totals);
        Ok(Evidence {
            version: evidence::VERSION,
            deskferry: env!("CARGO_PKG_VERSION"),
            account: self.account.clone(),
            completeness: evidence::completeness(&verdict, self.single_pass, moment_of.as_ref()),
            verdict,
            moment: moment_of,
            file,
            searched: None,
            details: self.details,
            refined,
            passes: drain.passes.clone(),
            totals: drain.totals.clone(),
            came: drain.spool.came()?,
            went: drain.spool.went(last)?,
            changed: drain.spool.changed()?,
            requests: Requests::of(&self.client.stats()),
            began: String::new(),
            ended: moment(),
            seconds: 0.0,
        })
    }
}

/// Between which two times the account was as a snapshot has it.
fn snapshot_moment(verdict: &Verdict, totals: &[Total]) -> Option<(String, String)> {
    let Verdict::Snapshot { first } = verdict else { return None };
    let total = totals.iter().find(|total| total.after_pass == *first)?;
    Some((total.sent.clone(), total.answered.clone()))
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
    places: &Places,
    evidence: &Evidence,
) -> Result<(), ExportError> {
    let written = serde_json::to_writer_pretty(&mut manifest, evidence).map_err(std::io::Error::from);
    let written = written.and_then(|()| manifest.write_all(b"\n"));
    let name = places.manifest.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    written.map_err(|error| ExportError::Write(FileError::writing(&name, error)))?;
    manifest.finish().map_err(ExportError::Write)
}
