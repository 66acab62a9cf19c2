//! The chain of every export and backup: drain, verdict, details; and the evidence for what was written of them.

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
use crate::api::{ApiError, Client, FilteredList};
use crate::event::Listener;
use crate::journal::HelpDeskAccount;
use crate::lookup::Filter;

/// Whom to read, and how.
pub struct ReadListJob {
    /// The help desk, as runs know it.
    pub account: HelpDeskAccount,
    /// The help desk.
    pub client: Client,
    /// The most requests in flight.
    pub concurrency: usize,
    /// Which customers; empty is everybody.
    pub filter: Filter,
    /// When the detail of every customer is read.
    pub details: DetailsMode,
    /// For a backup, or to compare with one.
    pub backup: bool,
    /// In the order of the list, not of arrival.
    pub ordered: bool,
    /// One pass, which proves nothing.
    pub single_pass: bool,
    /// Passes before nothing is claimed, from 2.
    pub max_passes: u32,
    /// Hears what happens.
    pub listener: Arc<dyn Listener>,
}

/// What was read: the verdict, and the records of those whom it exports, on disk.
pub(crate) struct CompleteList {
    pub(crate) spool: PassStore,
    verdict: Verdict,
    /// Customers that the verdict is about.
    returned: u64,
    refined: DetailsSummary,
    passes: Vec<PassCounts>,
    totals: Vec<CountRequest>,
    began: String,
    started: Instant,
}

impl CustomerList for (&FilteredList, &Filter) {
    fn stands<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>> {
        Box::pin(async move {
            let found = match self.0.client.detail(id).await {
                // Nobody knows, so it is not taken to be gone.
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
    /// Reads the list until something can be claimed of it; the records lie in a folder without a name meanwhile.
    pub(crate) async fn run(&self, temporary: &Path) -> Result<CompleteList, ExportError> {
        let began = utc_now();
        let started = Instant::now();
        let list = FilteredList { client: self.client.clone(), filter: self.filter.pairs().to_vec() };
        let desk = (&list, &self.filter);
        let mut drain = ListDrain::new(&desk, self.draining(), &*self.listener, PassStore::new(temporary)?);
        let verdict = drain.run().await?;
        let returned = drain.choose(&verdict, self.ordered)?;
        let refined = self.refining().run(&mut drain.spool).await?;
        let verdict = refined.judged(verdict);
        let ListDrain { spool, passes, totals, .. } = drain;
        Ok(CompleteList { spool, verdict, returned, refined, passes, totals, began, started })
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

    /// What speaks for the completeness of the file that was written.
    pub(crate) fn evidence(
        &self,
        drained: &CompleteList,
        file: WrittenExport,
    ) -> Result<Evidence, ExportError> {
        let CompleteList { spool, verdict, refined, passes, totals, began, started, returned } = drained;
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
            came: spool.came()?,
            went: spool.went(last)?,
            changed: spool.changed()?,
            malformed: spool.malformed()?,
            requests: RequestCounts::of(&self.client.stats()),
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

/// Between which two times the account was as a snapshot has it.
fn snapshot_moment(verdict: &Verdict, totals: &[CountRequest]) -> Option<(String, String)> {
    let Verdict::Snapshot { first } = verdict else { return None };
    let total = totals.iter().find(|total| total.after_pass == *first)?;
    Some((total.sent.clone(), total.answered.clone()))
}
