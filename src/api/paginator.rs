//! One pass over the pages of a list: side by side, and on until nothing comes any more.

use std::collections::HashSet;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesOrdered, FuturesUnordered};

use super::client::Client;
use super::error::ApiError;
use super::page_content::content_hash;
use super::response_bodies::Page;

/// A list that comes in pages.
pub trait PagedList: Sync {
    /// One page, from 1; it may be empty, and the list may change between two of them.
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>>;
}

/// The list of an account, or of those customers that a search finds.
#[derive(Debug, Clone)]
pub struct FilteredList {
    /// The account.
    pub client: Client,
    /// Fields and values of the search; none is everybody.
    pub filter: Vec<(String, String)>,
}

impl PagedList for FilteredList {
    fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
        Box::pin(self.client.list(number, &self.filter))
    }
}

impl Page {
    /// How many pages the list has by this answer's own count; 0 when it is empty. An empty first page of a list that
    /// counts customers is not the whole of it.
    pub fn pages(&self) -> u64 {
        let on_page = self.records.len() as u64;
        let total = self.total.unwrap_or(on_page).max(on_page);
        let size = self.per_page.filter(|size| *size > 0).unwrap_or(on_page).max(1);
        total.div_ceil(size)
    }
}

/// So many pages in a row without anything new, beyond those in flight, and the server is taken to repeat itself.
const STALE_LIMIT: u64 = 64;

/// So many pages that no total accounts for are read, at most: a list that invents customers has no other end. At ten calls
/// a second that is 67 minutes. At 25 records a page, the size that the API's page shows, it is a million customers, and at 10
/// it is 400,000. An account with more has a list that counts, or is read in parts by a search.
const MOST_UNCOUNTED: u64 = 40_000;

/// The pages in flight.
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

/// A pass from the first page on. As many pages are in flight as allowed while the answers count more; then one after
/// the other, until a page is empty or brings nothing new: a short page is not the end.
///
/// Whoever walks says after each page whether it [`brought`](Walk::brought) anything: only there it is known who was
/// seen before.
pub struct Paginator<'a, L> {
    listing: &'a L,
    flight: PagesInFlight<'a>,
    concurrency: usize,
    next: u64,
    /// How many pages there are, by the answers so far.
    counted: u64,
    ended: bool,
    stale: u64,
    /// What stood on the pages of a list without totals, but for the ids: eight bytes a page.
    contents: HashSet<u64>,
    repeated: u64,
}

impl<'a, L: PagedList> Paginator<'a, L> {
    /// A pass whose pages come as they arrive.
    pub fn as_they_come(listing: &'a L, concurrency: usize) -> Self {
        Self::new(listing, concurrency, PagesInFlight::Arrival(FuturesUnordered::new()))
    }

    /// A pass whose pages come in the order of the list, of which so many are known to be there.
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

    /// The next page; `None` at the end of the pass.
    pub async fn next(&mut self) -> Result<Option<Page>, ApiError> {
        while !self.ended && self.next <= self.counted && self.flight.len() < self.concurrency {
            self.depart();
        }
        if self.flight.len() == 0 && !self.ended {
            self.depart();
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

    /// True where a list without totals showed the same records again and again, be it under new ids, or did not end
    /// within the most pages that are read of one.
    pub fn is_endless(&self) -> bool {
        self.repeated > STALE_LIMIT || self.too_many().is_some()
    }

    /// The most pages that are read of a list without totals, where it did not end within them.
    pub fn too_many(&self) -> Option<u64> {
        (self.contents.len() as u64 >= MOST_UNCOUNTED).then_some(MOST_UNCOUNTED)
    }

    fn depart(&mut self) {
        self.flight.push(self.listing.page(self.next));
        self.next += 1;
    }

    /// Says whether the page that came last held somebody new. Past what the server counts, one without ends the pass.
    pub fn brought(&mut self, fresh: bool) {
        self.stale = if fresh { 0 } else { self.stale + 1 };
        let past_the_count = self.next > self.counted + 1 && self.flight.len() == 0;
        self.ended |= !fresh && past_the_count;
        self.ended |= self.stale > STALE_LIMIT + self.concurrency as u64;
    }

    /// Asks for no further page; those in flight still come.
    pub fn stop(&mut self) {
        self.ended = true;
    }

    /// How many pages there are, by the answers so far.
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

    /// Pages of ids as `1 2|3`, of a server that says it has so many on pages of two.
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
    #[case::whole("1 2|3 4|5", Some(5), "1 2 3 4")]
    #[case::empty("", None, "1")]
    #[case::no_total("1 2|3", None, "1 2 3")]
    #[case::a_short_page_is_not_the_end("1 2|3|4 5", Some(5), "1 2 3 4")]
    #[case::more_than_counted("1 2|3 4|5 6", Some(4), "1 2 3 4")]
    #[case::the_last_page_again("1 2|3 4|3 4|3 4|3 4", Some(4), "1 2 3")]
    #[case::an_empty_page_ends_a_count_that_lies("1 2|3 4||", Some(90), "1 2 3 4")]
    #[tokio::test]
    async fn asks_until_nothing_comes(#[case] text: &str, #[case] total: Option<u64>, #[case] asked: &str) {
        let pages = pages(text, total);
        let mut walk = Paginator::as_they_come(&pages, 2);
        let mut seen = BTreeSet::new();
        while let Some(page) = walk.next().await.unwrap() {
            let before = seen.len();
            seen.extend(page.records.iter().map(|record| record["id"].as_u64()));
            walk.brought(seen.len() > before);
        }
        let all = pages.asked.lock().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(all, asked);
    }

    #[tokio::test]
    async fn a_server_that_repeats_one_page_is_left() {
        let text = vec!["1 2"; 500].join("|");
        let pages = pages(&text, Some(1000));
        let mut walk = Paginator::as_they_come(&pages, 4);
        let mut first = true;
        while walk.next().await.unwrap().is_some() {
            walk.brought(first);
            first = false;
        }
        assert!(pages.asked.lock().unwrap().len() < 80);
    }

    #[rstest]
    #[case::the_same_names("Ada", true)]
    #[case::ids_alone("", false)]
    #[tokio::test]
    async fn a_list_without_totals_that_shows_the_same_under_new_ids_is_left(
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
        let mut walk = Paginator::as_they_come(&pages, 4);
        while walk.next().await.unwrap().is_some() {
            walk.brought(true);
        }
        assert_eq!(walk.is_endless(), endless);
        assert_eq!(pages.0.asked.lock().unwrap().len() < 80, endless);
    }

    #[tokio::test]
    async fn a_list_that_invents_customers_for_ever_is_left() {
        struct Invented;
        impl PagedList for Invented {
            fn page(&self, number: u64) -> BoxFuture<'_, Result<Page, ApiError>> {
                let record = json!({"id": number, "name": format!("Ada {number}")});
                let records = vec![record.as_object().cloned().unwrap().into()];
                Box::pin(async move { Ok(Page { number, records, ..Page::default() }) })
            }
        }
        let mut walk = Paginator::as_they_come(&Invented, 4);
        let mut read = 0;
        while walk.next().await.unwrap().is_some() {
            walk.brought(true);
            read += 1;
        }
        assert_eq!((read, walk.too_many()), (MOST_UNCOUNTED, Some(MOST_UNCOUNTED)));
    }

    #[test]
    fn pages_are_counted_by_the_answer() {
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
