//! The pages of a list one after the other, as long as they bring new records.

use std::collections::HashSet;

use super::body_summary::body_summary;
use super::call::{Call, CallKind};
use super::error::ApiError;
use super::page_content::record_hash;
use super::paginator::{PagedList, Paginator};
use super::response_bodies::Page;

/// A server that sends this many pages in a row without a new record repeats itself.
const STALE_LIMIT: u32 = 3;

/// The pages of a list that hold a record not on an earlier page, in order, with one request in flight.
///
/// Writes during the reading can move a customer between pages, so it may come twice or not at all.
pub struct DistinctPages<'a, L> {
    paginator: Paginator<'a, L>,
    /// The hash of each record so far: eight bytes a record.
    seen: HashSet<u64>,
    /// The hashes of the records on the last page, in order.
    last: Vec<u64>,
    stale: u32,
}

/// What a page means for the pass.
#[derive(Debug, PartialEq, Eq)]
enum PageStep {
    /// Return it and continue.
    Yield,
    /// Return it and end.
    Last,
    /// It holds nothing new; continue.
    Skip,
    /// End without it.
    End,
    /// The server repeats its pages and has not sent everything.
    Stuck,
}

impl<'a, L: PagedList> DistinctPages<'a, L> {
    /// A pass from the first page on.
    pub fn new(list: &'a L) -> Self {
        let paginator = Paginator::in_order(list, 1, 0);
        Self { paginator, seen: HashSet::new(), last: Vec::new(), stale: 0 }
    }

    /// The next page with a new record; `None` at the end.
    ///
    /// Fails if the server repeats its pages although its total counts more records than it sent, or if a list without
    /// a total does not end.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        while let Some(page) = self.paginator.next().await? {
            let step = if self.paginator.is_endless() { PageStep::Stuck } else { self.observe(&page) };
            if !matches!(step, PageStep::Yield | PageStep::Skip) {
                self.paginator.stop();
            }
            match step {
                PageStep::Yield | PageStep::Last => return Ok(Some(page)),
                PageStep::Skip => {}
                PageStep::End => return Ok(None),
                PageStep::Stuck => return Err(stuck(&page)),
            }
        }
        Ok(None)
    }

    fn observe(&mut self, page: &Page) -> PageStep {
        let hashes: Vec<u64> = page.records.iter().map(record_hash).collect();
        let fresh = hashes.iter().filter(|hash| self.seen.insert(**hash)).count();
        let repeated = hashes == self.last;
        self.last = hashes;
        if page.records.is_empty() {
            return if page.number <= 1 { PageStep::Last } else { PageStep::End };
        }
        if fresh == 0 {
            return self.nothing_new(page, repeated);
        }
        self.stale = 0;
        if self.is_complete(page) { PageStep::Last } else { PageStep::Yield }
    }

    /// Some servers repeat their last page past the end, so a repeated page ends the list. It is an error if the server
    /// counts more records than it sent.
    fn nothing_new(&mut self, page: &Page, repeated: bool) -> PageStep {
        self.stale += 1;
        if !repeated && self.stale < STALE_LIMIT {
            PageStep::Skip
        } else if self.has_all(page.total.unwrap_or(0)) {
            PageStep::End
        } else {
            PageStep::Stuck
        }
    }

    /// True only if everything agrees: the count of records, the count of pages, and no next page is named.
    fn is_complete(&self, page: &Page) -> bool {
        let (Some(total), Some(per_page)) = (page.total, page.per_page) else { return false };
        self.has_all(total) && page.number >= total.div_ceil(per_page) && !page.has_next
    }

    fn has_all(&self, total: u64) -> bool {
        self.seen.len() as u64 >= total
    }
}

/// The error for a server that sends the same pages again and again.
fn stuck(page: &Page) -> ApiError {
    let query = vec![("page".to_owned(), page.number.to_string())];
    ApiError::BadAnswer {
        call: Call::new(CallKind::List).query(query).label(),
        status: 200,
        reason: "the server sends the same records again, although its total says there are more".to_owned(),
        shape: body_summary(b""),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::future::BoxFuture;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    /// Pages with these ids (`1 2|3`), two to a page, and the total in the answers.
    struct Pages {
        ids: Vec<Vec<u64>>,
        total: Option<u64>,
        has_next: bool,
        asked: Mutex<u64>,
    }

    impl PagedList for Pages {
        fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
            *self.asked.lock().unwrap() = number;
            let ids = &self.ids[usize::try_from(number - 1).unwrap()];
            let records = ids.iter().map(|id| json!({ "id": id }).as_object().cloned().unwrap().into());
            let total = self.total;
            let has_next = self.has_next;
            let page = Page { number, total, per_page: Some(2), has_next, records: records.collect() };
            Box::pin(async move { Ok(page) })
        }
    }

    fn pages(total: Option<u64>, text: &str) -> Pages {
        let ids = |page: &str| page.split_whitespace().map(|id| id.parse().unwrap()).collect();
        Pages { ids: text.split('|').map(ids).collect(), total, has_next: false, asked: Mutex::default() }
    }

    /// The numbers of the returned pages, with `!` for the error, and how many pages were asked for.
    async fn outcome(list: &Pages) -> (String, u64) {
        let mut pages = DistinctPages::new(list);
        let mut shown = Vec::new();
        loop {
            match pages.next().await {
                Ok(Some(page)) => shown.push(page.number.to_string()),
                Ok(None) => break,
                Err(_) => shown.push("!".to_owned()),
            }
        }
        (shown.join(" "), *list.asked.lock().unwrap())
    }

    #[rstest]
    #[case::complete(Some(3), "1 2|3", "1 2", 2)]
    #[case::the_last_page_is_full(Some(4), "1 2|3 4", "1 2", 2)]
    #[case::empty(Some(0), "", "1", 1)]
    #[case::no_total(None, "1 2|3|", "1 2", 3)]
    #[case::a_short_page_is_not_the_end(Some(5), "1 2|3|4 5", "1 2 3", 3)]
    #[case::moved_records(Some(4), "1 2|2 3|4|", "1 2 3", 3)]
    #[case::one_record_is_missing(Some(4), "1 2|2 3|", "1 2", 3)]
    #[case::page_ignored(Some(4), "1 2|1 2", "1 !", 2)]
    #[case::clamped_past_the_end(None, "1 2|3|3", "1 2", 3)]
    #[case::pages_in_a_circle(Some(9), "1 2|3 4|1 2|3 4|1 2", "1 2 !", 5)]
    #[case::one_stale_page(Some(5), "1 2|3 4|1 4|5", "1 2 4", 4)]
    #[tokio::test]
    async fn pages_are_returned_once_until_the_list_ends(
        #[case] total: Option<u64>,
        #[case] text: &str,
        #[case] expected: &str,
        #[case] asked: u64,
    ) {
        assert_eq!(outcome(&pages(total, text)).await, (expected.to_owned(), asked));
    }

    #[tokio::test]
    async fn an_announced_next_page_is_read_even_if_the_counts_say_end() {
        let list = Pages { has_next: true, ..pages(Some(2), "1 2|") };
        assert_eq!(outcome(&list).await, ("1".to_owned(), 2));
    }
}
