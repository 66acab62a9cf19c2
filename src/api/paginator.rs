//! One pass over the pages of a list, read concurrently until nothing new comes.

use std::collections::HashSet;

use futures::future::BoxFuture;
use futures::stream::{FuturesOrdered, FuturesUnordered};
use futures::{FutureExt, StreamExt};
use tracing::Instrument;

use super::client::Client;
use super::error::ApiError;
use super::page_content::content_hash;
use super::response_bodies::Page;

/// A list that comes in pages.
pub trait PagedList: Sync {
    /// One page, from 1. It may be empty, and the list may change between two calls.
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>>;
}

/// The list of an account, or of the customers that a search finds.
#[derive(Debug, Clone)]
pub struct FilteredList {
    /// The account.
    pub client: Client,
    /// Fields and values of the search; empty for all customers.
    pub filter: Vec<(String, String)>,
}

impl PagedList for FilteredList {
    /// The call is a task of its own: its answer is read and parsed while the caller works on another page. The task
    /// ends if the future is dropped.
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
        let Self { client, filter } = self.clone();
        // Boxed first, because it is moved several times.
        let call = async move { client.list(number, &filter).await }.boxed();
        let (call, page) = call.remote_handle();
        tokio::spawn(call.in_current_span());
        Box::pin(page)
    }
}

impl Page {
    /// How many pages the list has according to this answer; 0 if it is empty. An empty first page is not the end of a
    /// list that counts customers.
    pub fn pages(&self) -> u64 {
        let on_page = self.records.len() as u64;
        let total = self.total.unwrap_or(on_page).max(on_page);
        let size = self.per_page.filter(|size| *size > 0).unwrap_or(on_page).max(1);
        total.div_ceil(size)
    }
}

/// A server that sends this many pages in a row without anything new, beyond those in flight, repeats itself.
const STALE_LIMIT: u64 = 64;

/// The maximum number of pages read of a list without a total, which may be endless. At ten calls per second that takes
/// 67 minutes. At 25 records per page, as in the API's documentation, it is a million customers. A larger account needs
/// a list with a total, or can be read in parts by searches.
const MOST_UNCOUNTED: u64 = 40_000;

/// The pages in flight, returned in the order of the list or of arrival.
enum PagesInFlight<'a> {
    Ordered(FuturesOrdered<BoxFuture<'a, Result<Page, ApiError>>>),
    Arrival(FuturesUnordered<BoxFuture<'a, Result<Page, ApiError>>>),
}

impl<'a> PagesInFlight<'a> {
    fn push(&mut self, page: BoxFuture<'a, Result<Page, ApiError>>) {
        match self {
            Self::Ordered(flight) => flight.push_back(page),
            Self::Arrival(flight) => flight.push(page),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Ordered(flight) => flight.len(),
            Self::Arrival(flight) => flight.len(),
        }
    }

    async fn next(&mut self) -> Option<Result<Page, ApiError>> {
        match self {
            Self::Ordered(flight) => flight.next().await,
            Self::Arrival(flight) => flight.next().await,
        }
    }
}

/// A pass that starts at the first page. Pages are fetched concurrently as far as the total in the answers reaches, and
/// then one by one until a page is empty or brings nothing new; a short page is not the end.
///
/// After each page the caller reports whether it [`brought`](Self::brought) anything new.
pub struct Paginator<'a, L> {
    listing: &'a L,
    flight: PagesInFlight<'a>,
    concurrency: usize,
    next: u64,
    /// How many pages the answers so far count.
    counted: u64,
    ended: bool,
    stale: u64,
    /// The content hashes of the pages of a list without totals: eight bytes a page.
    contents: HashSet<u64>,
    repeated: u64,
}

impl<'a, L: PagedList> Paginator<'a, L> {
    /// A pass that returns pages as they arrive.
    pub fn as_they_come(listing: &'a L, concurrency: usize) -> Self {
        Self::new(listing, concurrency, PagesInFlight::Arrival(FuturesUnordered::new()))
    }

    /// A pass that returns pages in the order of the list, which is known to have `counted` pages.
    pub fn in_order(listing: &'a L, concurrency: usize, counted: u64) -> Self {
        Self { counted, ..Self::new(listing, concurrency, PagesInFlight::Ordered(FuturesOrdered::new())) }
    }

    fn new(listing: &'a L, concurrency: usize, flight: PagesInFlight<'a>) -> Self {
        let concurrency = concurrency.max(1);
        let contents = HashSet::new();
        Self {
            listing,
            flight,
            concurrency,
            next: 1,
            counted: 0,
            ended: false,
            stale: 0,
            contents,
            repeated: 0,
        }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        self.refill();
        if self.flight.len() == 0 && !self.ended {
            self.request_next();
        }
        let Some(page) = self.flight.next().await.transpose()? else { return Ok(None) };
        self.counted = self.counted.max(page.pages());
        self.ended |= page.records.is_empty();
        if page.total.is_none() {
            self.repeated = if self.contents.insert(content_hash(&page)) { 0 } else { self.repeated + 1 };
            self.ended |= self.is_endless();
        }
        Ok(Some(page))
    }

    /// Requests further pages that the answers so far count, so that they are on their way while the last page is worked
    /// on.
    pub fn refill(&mut self) {
        while !self.ended && self.next <= self.counted && self.flight.len() < self.concurrency {
            self.request_next();
        }
    }

    /// True if a list without totals repeats the same records, even under new ids, or does not end within the most
    /// pages that are read.
    pub fn is_endless(&self) -> bool {
        self.repeated > STALE_LIMIT || self.too_many().is_some()
    }

    /// The maximum number of pages that are read of a list without totals, if it did not end within them.
    pub fn too_many(&self) -> Option<u64> {
        (self.contents.len() as u64 >= MOST_UNCOUNTED).then_some(MOST_UNCOUNTED)
    }

    fn request_next(&mut self) {
        self.flight.push(self.listing.page(self.next));
        self.next += 1;
    }

    /// Reports whether the last page had a new customer. Beyond the counted pages, a page without one ends the pass.
    pub fn brought(&mut self, fresh: bool) {
        self.stale = if fresh { 0 } else { self.stale + 1 };
        let past_the_count = self.next > self.counted + 1 && self.flight.len() == 0;
        self.ended |= !fresh && past_the_count;
        self.ended |= self.stale > STALE_LIMIT + self.concurrency as u64;
    }

    /// Requests no further pages; those in flight are still returned.
    pub fn stop(&mut self) {
        self.ended = true;
    }

    /// How many pages the answers so far count.
    pub fn counted(&self) -> u64 {
        self.counted
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use rstest::rstest;
    use serde_json::json;

    use super::*;

    /// Pages with these ids (`1 2|3`); `total` is the total in the answers, and a page holds two.
    struct Pages {
        ids: Vec<Vec<u64>>,
        total: Option<u64>,
        asked: Mutex<Vec<u64>>,
    }

    impl PagedList for Pages {
        fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
            self.asked.lock().unwrap().push(number);
            let ids = usize::try_from(number - 1).ok().and_then(|at| self.ids.get(at));
            let records =
                ids.into_iter().flatten().map(|id| json!({ "id": id }).as_object().cloned().unwrap().into());
            let records: Vec<_> = records.collect();
            let total = self.total.filter(|_| !records.is_empty());
            Box::pin(async move { Ok(Page { number, total, per_page: Some(2), records, ..Page::default() }) })
        }
    }

    fn pages(text: &str, total: Option<u64>) -> Pages {
        let ids = |page: &str| page.split_whitespace().map(|id| id.parse().unwrap()).collect();
        Pages { ids: text.split('|').map(ids).collect(), total, asked: Mutex::default() }
    }

    #[rstest]
    #[case::complete("1 2|3 4|5", Some(5), "1 2 3 4")]
    #[case::empty("", None, "1")]
    #[case::no_total("1 2|3", None, "1 2 3")]
    #[case::a_short_page_is_not_the_end("1 2|3|4 5", Some(5), "1 2 3 4")]
    #[case::more_than_counted("1 2|3 4|5 6", Some(4), "1 2 3 4")]
    #[case::the_last_page_is_repeated("1 2|3 4|3 4|3 4|3 4", Some(4), "1 2 3")]
    #[case::an_empty_page_ends_a_wrong_count("1 2|3 4||", Some(90), "1 2 3 4")]
    #[tokio::test]
    async fn pages_are_requested_until_nothing_new_arrives(
        #[case] text: &str,
        #[case] total: Option<u64>,
        #[case] asked: &str,
    ) {
        let pages = pages(text, total);
        let mut paginator = Paginator::as_they_come(&pages, 2);
        let mut seen = BTreeSet::new();
        while let Some(page) = paginator.next().await.unwrap() {
            let before = seen.len();
            seen.extend(page.records.iter().map(|record| record["id"].as_u64()));
            paginator.brought(seen.len() > before);
        }
        let all = pages.asked.lock().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(all, asked);
    }

    #[tokio::test]
    async fn a_server_that_repeats_one_page_is_given_up() {
        let text = vec!["1 2"; 500].join("|");
        let pages = pages(&text, Some(1000));
        let mut paginator = Paginator::as_they_come(&pages, 4);
        let mut first = true;
        while paginator.next().await.unwrap().is_some() {
            paginator.brought(first);
            first = false;
        }
        assert!(pages.asked.lock().unwrap().len() < 80);
    }

    #[rstest]
    #[case::the_same_names("Ada", true)]
    #[case::ids_alone("", false)]
    #[tokio::test]
    async fn a_list_without_a_total_that_repeats_content_under_new_ids_is_given_up(
        #[case] name: &'static str,
        #[case] endless: bool,
    ) {
        struct Named(Pages, &'static str);
        impl PagedList for Named {
            fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
                Box::pin(async move {
                    let mut page = self.0.page(number).await?;
                    for (at, record) in page.records.iter_mut().enumerate().filter(|_| !self.1.is_empty()) {
                        record.insert("name".to_owned(), json!(format!("{} {at}", self.1)));
                    }
                    Ok(page)
                })
            }
        }
        let text: Vec<String> = (0..200).map(|page| format!("{} {}", 2 * page, 2 * page + 1)).collect();
        let pages = Named(pages(&text.join("|"), None), name);
        let mut paginator = Paginator::as_they_come(&pages, 4);
        while paginator.next().await.unwrap().is_some() {
            paginator.brought(true);
        }
        assert_eq!(paginator.is_endless(), endless);
        assert_eq!(pages.0.asked.lock().unwrap().len() < 80, endless);
    }

    #[tokio::test]
    async fn an_endless_list_of_new_customers_is_given_up() {
        struct Invented;
        impl PagedList for Invented {
            fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
                let record = json!({"id": number, "name": format!("Ada {number}")});
                let records = vec![record.as_object().cloned().unwrap().into()];
                Box::pin(async move { Ok(Page { number, records, ..Page::default() }) })
            }
        }
        let mut paginator = Paginator::as_they_come(&Invented, 4);
        let mut read = 0;
        while paginator.next().await.unwrap().is_some() {
            paginator.brought(true);
            read += 1;
        }
        assert_eq!((read, paginator.too_many()), (MOST_UNCOUNTED, Some(MOST_UNCOUNTED)));
    }

    #[test]
    fn the_answer_determines_the_number_of_pages() {
        let page = |total, per_page, records| {
            let records = vec![crate::api::CustomerRecord::default(); records];
            Page { number: 1, total, per_page, has_next: false, records }.pages()
        };
        assert_eq!([page(None, None, 0), page(Some(0), Some(25), 0)], [0, 0]);
        assert_eq!(
            [page(Some(50), Some(25), 0), page(Some(51), Some(25), 25), page(None, None, 7)],
            [2, 3, 1]
        );
    }
}
