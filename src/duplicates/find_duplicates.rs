//! Reads the list, and groups its customers.

use super::account_index::AccountIndex;
use super::customer_link::CustomerLink;
use super::error::DuplicatesError;
use super::grade::Grade;
use super::keep::Keep;
use super::merge_advice::MergeRules;
use crate::event::Event;
use crate::export::{ChosenChunks, Evidence, ReadListJob, WrittenExport};
use crate::wording::counted;
use crate::writer::Stop;

/// What looking for duplicates needs.
pub struct DuplicatesJob {
    /// How to read the list.
    pub drain: ReadListJob,
    /// Which customer of a group to keep.
    pub keep: Keep,
    /// The weakest evidence that joins customers into one group, and that a plan acts on: phone or name-and-field.
    pub joined: Grade,
    /// The address at which a person finds a customer.
    pub link: CustomerLink,
    /// Ends the command.
    pub stop: Stop,
}

/// The groups of an account.
pub struct FoundDuplicates {
    pub(super) index: AccountIndex,
    pub(super) rules: MergeRules,
    pub(super) link: CustomerLink,
    /// How the list was read, and whether it is complete.
    pub evidence: Evidence,
    /// The number of customers that were compared.
    pub customers: u64,
    /// Customers without an id, which can't be told apart.
    pub without_id: u64,
    /// The number of groups and of their customers, for each grade that has any.
    pub counts: Vec<(Grade, u64, u64)>,
    /// False if the help desk counts tickets for nobody.
    pub counts_tickets: bool,
}

/// Reads the list as an export does, and looks for customers that may be the same. Nothing is written.
pub async fn find_duplicates(job: DuplicatesJob) -> Result<FoundDuplicates, DuplicatesError> {
    let stopped = || job.stop.reason().map_or(Ok(()), |reason| Err(DuplicatesError::Stopped(reason)));
    let (index, evidence) = tokio::select! {
        biased;
        () = job.stop.requested() => return Err(DuplicatesError::Stopped(job.stop.reason().unwrap_or_default())),
        read = job.read() => read.or_else(|error| stopped().and(Err(error)))?,
    };
    let customers = index.count()?;
    let what = format!("comparing {}", counted(customers, "customer", "customers"));
    job.drain.listener.hear(&Event::Stage { what, steps: 0 });
    tokio::task::block_in_place(|| {
        if job.keep == Keep::Oldest {
            index.check_ages()?;
        }
        index.complete(&stopped)?;
        index.group(job.joined, &stopped)
    })?;
    let rules = MergeRules { keep: job.keep, joined: job.joined };
    let (without_id, counts, counts_tickets) = (index.without_id, index.counts()?, index.counts_tickets()?);
    let link = job.link;
    Ok(FoundDuplicates { index, rules, link, evidence, customers, without_id, counts, counts_tickets })
}

impl FoundDuplicates {
    /// By what the customers to keep were chosen.
    pub fn keep(&self) -> Keep {
        self.rules.keep
    }
}

impl DuplicatesJob {
    async fn read(&self) -> Result<(AccountIndex, Evidence), DuplicatesError> {
        let folder = tempfile::tempdir().map_err(DuplicatesError::Temporary)?;
        let mut list = self.drain.run(folder.path()).await?;
        let mut index = AccountIndex::new()?;
        let mut chunks = ChosenChunks::default();
        while let Some(chunk) = chunks.next(&list.store)? {
            for chosen in &chunk {
                index.add(chosen.turn, &list.store.text(chosen)?)?;
            }
            tokio::task::yield_now().await;
        }
        let evidence = self.drain.evidence(&list, no_file(index.count()? + index.without_id))?;
        Ok((index, evidence))
    }
}

/// The evidence is about the list only: no file of customers is written.
fn no_file(customers: u64) -> WrittenExport {
    WrittenExport {
        path: String::new(),
        format: "none",
        compression: "none",
        fields: None,
        excel_safe: false,
        customers,
        bytes: 0,
        sha256: String::new(),
        notes: Vec::new(),
    }
}
