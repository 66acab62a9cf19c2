//! The steps of every export and backup: read the list, decide the verdict, read details; then the evidence.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;

use super::completeness::{CountRequest, PassCounts, Verdict};
use super::details::{DetailReader, DetailsMode, DetailsSummary};
use super::error::ExportError;
use super::evidence::{self, Evidence, RequestCounts, SearchedFor, WrittenExport};
use super::evidence_time::utc_now;
use super::list_drain::{CustomerList, DrainOptions, ListDrain};
use super::pass_store::PassStore;
use crate::account::HelpDeskAccount;
use crate::api::{ApiError, Client, FilteredList};
use crate::event::{Listener, Silent};
use crate::lookup::Filter;

/// Which customers to read, and how.
pub struct ReadListJob {
    /// The account, as the journals of runs identify it.
    pub account: HelpDeskAccount,
    /// The client of the help desk.
    pub client: Client,
    /// The maximum number of requests in flight at once.
    pub concurrency: usize,
    /// Which customers; an empty filter means all.
    pub filter: Filter,
    /// When the detail of every customer is read.
    pub details: DetailsMode,
    /// For a backup, or for a comparison with one.
    pub backup: bool,
    /// Keep the order of the list instead of the order of arrival.
    pub ordered: bool,
    /// Only one pass, which proves nothing.
    pub single_pass: bool,
    /// The maximum number of passes, at least 2. After the last one the verdict may be `unproven`.
    pub max_passes: u32,
    /// Receives the events.
    pub listener: Arc<dyn Listener>,
}

impl ReadListJob {
    /// The list of all customers, with the defaults: at most five passes, 8 requests in flight.
    pub fn new(client: Client, account: HelpDeskAccount) -> Self {
        Self {
            account,
            client,
            concurrency: 8,
            filter: Filter::default(),
            details: DetailsMode::default(),
            backup: false,
            ordered: false,
            single_pass: false,
            max_passes: 5,
            listener: Arc::new(Silent),
        }
    }
}

/// The list as it was read: the verdict, and the records of the exported customers, on disk.
pub(crate) struct CompleteList {
    pub(crate) store: PassStore,
    verdict: Verdict,
    /// The number of customers that the verdict is about.
    returned: u64,
    refined: DetailsSummary,
    passes: Vec<PassCounts>,
    totals: Vec<CountRequest>,
    began: String,
    started: Instant,
}

impl CustomerList for (&FilteredList, &Filter) {
    fn exists<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>> {
        Box::pin(async move {
            let found = match self.0.client.detail(id).await {
                // It may exist, so it does not count as gone.
                Err(ApiError::AnotherCustomer { .. }) => return Ok(true),
                other => other?,
            };
            Ok(found.is_some_and(|customer| self.1.matches(&customer)))
        })
    }
}

impl crate::api::PagedList for (&FilteredList, &Filter) {
    fn page(&self, number: u64) -> BoxFuture<'_, Result<crate::api::Page, ApiError>> {
        self.0.page(number)
    }
}

impl ReadListJob {
    /// Reads the list until there is a verdict. The records are in an unnamed file in the folder `temporary` meanwhile.
    pub(crate) async fn run(&self, temporary: &Path) -> Result<CompleteList, ExportError> {
        let began = utc_now();
        let started = Instant::now();
        let filtered = FilteredList { client: self.client.clone(), filter: self.filter.pairs().to_vec() };
        let list = (&filtered, &self.filter);
        let mut drain = ListDrain::new(&list, self.draining(), &*self.listener, PassStore::new(temporary)?);
        let verdict = drain.run().await?;
        let returned = drain.choose(&verdict, self.ordered)?;
        let refined = self.refining().run(&mut drain.store).await?;
        let verdict = refined.final_verdict(verdict);
        let ListDrain { store, passes, totals, .. } = drain;
        Ok(CompleteList { store, verdict, returned, refined, passes, totals, began, started })
    }

    fn draining(&self) -> DrainOptions {
        let Self { concurrency, max_passes, single_pass, .. } = *self;
        DrainOptions { concurrency, max_passes: max_passes.max(2), single_pass }
    }

    fn refining(&self) -> DetailReader<'_> {
        DetailReader {
            client: &self.client,
            filter: &self.filter,
            details: self.details,
            backup: self.backup,
            concurrency: self.concurrency,
            listener: &self.listener,
        }
    }

    /// The evidence for the completeness of the file that was written.
    pub(crate) fn evidence(
        &self,
        drained: &CompleteList,
        file: WrittenExport,
    ) -> Result<Evidence, ExportError> {
        let CompleteList { store, verdict, refined, passes, totals, began, started, returned } = drained;
        let last = u32::try_from(passes.len()).unwrap_or(u32::MAX);
        let moment_of = snapshot_moment(verdict, totals);
        Ok(Evidence {
            version: evidence::EVIDENCE_VERSION,
            deskferry: env!("CARGO_PKG_VERSION"),
            account: self.account.clone(),
            completeness: evidence::completeness(
                verdict,
                self.single_pass,
                moment_of.as_ref(),
                self.filter.pairs(),
            ),
            verdict: verdict.clone(),
            moment: moment_of,
            file,
            searched: self.searched(*returned),
            details: self.details,
            refined: refined.clone(),
            passes: passes.clone(),
            totals: totals.clone(),
            came: store.came()?,
            went: store.went(last)?,
            changed: store.changed()?,
            malformed: store.malformed()?,
            requests: RequestCounts::from_stats(&self.client.stats()),
            began: began.clone(),
            ended: utc_now(),
            seconds: started.elapsed().as_secs_f64(),
        })
    }

    fn searched(&self, returned: u64) -> Option<SearchedFor> {
        let fields = self.filter.pairs().to_vec();
        (!fields.is_empty()).then_some(SearchedFor { fields, returned })
    }
}

/// The time range of a snapshot's moment.
fn snapshot_moment(verdict: &Verdict, totals: &[CountRequest]) -> Option<(String, String)> {
    let Verdict::Snapshot { first } = verdict else { return None };
    let total = totals.iter().find(|total| total.after_pass == *first)?;
    Some((total.sent.clone(), total.answered.clone()))
}
