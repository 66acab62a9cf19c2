//! Reads the complete list into an index, until one pass has seen as many customers as the server counts.

use std::time::Duration;

use futures::{StreamExt, stream};

use super::customer_index::{CustomerIndex, IndexSubset, Unread};
use super::customer_lookup::{CustomerLookup, check_complete};
use super::error::{LookupError, Miscounted};
use super::index_pass::IndexPass;
use super::list_end::SHORT_LIST;
use crate::api::{FilteredList, Page, Paginator};

/// The progress of a drain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrainStep {
    /// How many pages of the list have been read.
    Pages(u64),
    /// Details are being read, as the list does not show the match keys.
    Details {
        /// Read so far.
        done: u64,
        /// All of them.
        of: u64,
    },
}

/// The maximum number of passes over a list that keeps changing; more for a short list.
const PASSES: u32 = 3;
const SHORT_PASSES: u32 = 8;
/// The wait before the second pass; longer before later ones. A list may show recent writes with a delay.
const REST: Duration = Duration::from_millis(250);
/// The number of details that is cheap to read, or a tenth of the list's pages if that is more.
const FEW: u64 = 100;
/// Details read per query of the index.
const CHUNK: usize = 512;
/// A pass ends if it has seen more than twice the server's count plus this.
const SURPLUS: u64 = 10_000;

/// The result of one pass over the list.
pub struct SinglePass {
    /// The customers seen.
    pub remote: CustomerIndex,
    /// Every customer that existed at its beginning was seen.
    pub whole: bool,
    /// The total did not change meanwhile either.
    pub still: bool,
}

impl CustomerLookup {
    /// Reads the complete list into an index. Customers that do not show every field of the match keys may have it in
    /// their detail only, so these details are read too: otherwise all of them could be inserted twice. `each` gets
    /// every step and may end the reading.
    pub async fn index<E: From<LookupError>>(
        &self,
        first: &Page,
        mut each: impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<CustomerIndex, E> {
        let mut remote = self.listed(first, &mut each).await?;
        self.read_hidden(&mut remote, first, &mut each).await?;
        Ok(remote)
    }

    /// Like [`CustomerLookup::index`], without details.
    pub async fn listed<E: From<LookupError>>(
        &self,
        first: &Page,
        mut each: impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<CustomerIndex, E> {
        let mut remote = CustomerIndex::new(Some(&self.matching))?;
        let expected = pages(first).unwrap_or(0);
        let mut pass = IndexPass::default();
        let passes = if expected <= SHORT_LIST { SHORT_PASSES } else { PASSES };
        let mut alike = None;
        for rest in 0..passes {
            tokio::time::sleep(REST * rest.min(PASSES)).await;
            pass = self.pass(&mut remote, expected, &mut each).await?;
            if pass.most.is_none() && !pass.ended {
                return Err(LookupError::Endless { seen: remote.seen() }.into());
            }
            if pass.holds(remote.seen()) {
                return Ok(remote);
            }
            let now = (remote.seen_hash()?, pass.least, pass.most);
            alike = if rest == 0 { Some(now) } else { alike.filter(|before| *before == now) };
        }
        let total = pass.most.unwrap_or_default();
        if alike.is_some_and(|(_, least, most)| least == most) {
            let miscounted = Miscounted { total, seen: remote.seen(), passes };
            if pass.is_only_miscounted(remote.seen()) {
                remote.miscounted = Some(miscounted);
                return Ok(remote);
            }
            return Err(LookupError::Miscounted(miscounted).into());
        }
        Err(LookupError::Unsteady { total, seen: remote.seen(), passes }.into())
    }

    /// Like [`CustomerLookup::index`], for callers who need certain fields, or all fields with `None`. Every detail is
    /// read if the list shows one of them for no customer, or shows less than the details of the first customers.
    pub async fn index_with_fields<E: From<LookupError>>(
        &self,
        first: &Page,
        needed: Option<&[String]>,
        mut each: impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<CustomerIndex, E> {
        let mut remote = self.listed(first, &mut each).await?;
        let shows_all = needed.is_some_and(|fields| remote.has_shown(fields));
        if !shows_all || self.is_thin(first).await.map_err(LookupError::from)? {
            self.read_details(&mut remote, IndexSubset::All, &mut each).await?;
        } else {
            self.read_hidden(&mut remote, first, &mut each).await?;
        }
        Ok(remote)
    }

    /// One pass over a list that may be changing.
    pub async fn glance(&self, first: &Page) -> Result<SinglePass, LookupError> {
        let mut remote = CustomerIndex::new(Some(&self.matching))?;
        let each = &mut |_| Ok::<_, LookupError>(());
        let pass = self.pass(&mut remote, pages(first).unwrap_or(0), each).await?;
        self.read_hidden(&mut remote, first, each).await?;
        let (whole, still, empty) =
            (pass.holds(remote.seen()), pass.held_still(remote.seen()), pages(first).is_none());
        // A total that is always wrong never agrees.
        let still = still || pass.is_only_miscounted(remote.seen());
        Ok(SinglePass { remote, whole: whole || empty, still: still || empty })
    }

    /// One pass; pages are read concurrently and processed in order.
    async fn pass<E: From<LookupError>>(
        &self,
        remote: &mut CustomerIndex,
        expected: u64,
        each: &mut impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<IndexPass, E> {
        remote.begin_pass()?;
        let mut pass = IndexPass::default();
        let list = FilteredList { client: self.client.clone(), filter: Vec::new() };
        let mut walk = Paginator::in_order(&list, self.concurrency, expected);
        while let Some(page) = walk.next().await.map_err(LookupError::from)? {
            let before = remote.seen();
            self.take(remote, &mut pass, &page)?;
            each(DrainStep::Pages(page.number))?;
            walk.brought(remote.seen() > before);
            if pass.ended
                || remote.seen() > pass.most.unwrap_or(u64::MAX).saturating_mul(2).saturating_add(SURPLUS)
            {
                break;
            }
        }
        Ok(pass)
    }

    fn take(&self, remote: &mut CustomerIndex, pass: &mut IndexPass, page: &Page) -> Result<(), LookupError> {
        // A page past the end may lack a total.
        if !page.records.is_empty() || page.total.is_some_and(|total| total > 0) {
            pass.take(page);
        }
        pass.ended |= page.records.is_empty();
        page.records.iter().try_for_each(|record| remote.add(&self.matching, record))
    }

    /// How many details must be read to find hidden keys; 0 if they are few.
    pub fn many_hidden(&self, remote: &CustomerIndex, first: &Page) -> Result<u64, LookupError> {
        let hidden = if remote.hides_a_key() { remote.count() } else { remote.keyless()? };
        Ok(if hidden > FEW.max(first.pages() / 10) { hidden } else { 0 })
    }

    /// Reads the details of all customers whose key the list may hide.
    pub async fn read_hidden<E: From<LookupError>>(
        &self,
        remote: &mut CustomerIndex,
        first: &Page,
        mut each: impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<(), E> {
        if remote.hides_a_key() {
            return self.read_details(remote, IndexSubset::All, &mut each).await;
        }
        let few = self.many_hidden(remote, first)? == 0;
        let mut report = |step| each(if few { DrainStep::Pages(first.pages()) } else { step });
        self.read_details(remote, IndexSubset::Keyless, &mut report).await
    }

    async fn read_details<E: From<LookupError>>(
        &self,
        remote: &mut CustomerIndex,
        whose: IndexSubset,
        each: &mut impl FnMut(DrainStep) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = match whose {
            IndexSubset::All => remote.count(),
            IndexSubset::Keyless => remote.keyless()?,
        };
        let mut from = 0;
        let mut read = 0;
        loop {
            let mut unread = remote.unread(whose, from, CHUNK)?;
            let Some(last) = unread.last() else { return Ok(()) };
            from = last.place + 1;
            let before = read;
            let chunk = unread.len() as u64;
            unread.retain(|one| !one.text.is_some_and(|text| self.keyless.has(text)));
            self.read(remote, unread, &mut |done| each(DrainStep::Details { done: before + done, of }))
                .await?;
            read += chunk;
        }
    }

    /// Reads the details of these customers.
    async fn read<E: From<LookupError>>(
        &self,
        remote: &mut CustomerIndex,
        unread: Vec<Unread>,
        each: &mut impl FnMut(u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let details = stream::iter(unread).map(|one| async move {
            let detail = self.client.detail(&one.id).await;
            (one, detail)
        });
        let mut details = std::pin::pin!(details.buffered(self.concurrency.max(1)));
        let mut done = 0;
        while let Some((one, detail)) = details.next().await {
            // A customer that was deleted meanwhile has no key.
            if let Some(detail) = detail.map_err(LookupError::from)? {
                check_complete(&one.id, &detail, remote.keyed())?;
                let more = remote.complete(&self.matching, &one, &detail)?;
                one.text.filter(|_| !more).into_iter().for_each(|text| self.keyless.note(text));
            }
            done += 1;
            each(done)?;
        }
        Ok(())
    }
}

/// How many pages the list has; `None` if it is empty. A list with an empty first page that counts customers is not
/// empty: reading it will show that it changes.
pub fn pages(first: &Page) -> Option<u64> {
    Some(first.pages()).filter(|pages| *pages > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_first_page_with_a_total_is_not_an_empty_list() {
        let page =
            |total| Page { number: 1, total, per_page: Some(25), has_next: false, records: Vec::new() };
        assert_eq!(pages(&page(Some(0))), None);
        assert_eq!(pages(&page(None)), None);
        assert_eq!(pages(&page(Some(50))), Some(2));
    }
}
