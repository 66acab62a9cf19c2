//! All pages as a stream: where it goes on and where it ends.

use std::collections::HashSet;

use futures::Stream;
use futures::stream::try_unfold;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::client::Client;
use super::customer_record::CustomerRecord;
use super::error::ApiError;
use super::response_bodies::{self, Page};

/// So many pages in a row without a new record, and the server is taken to go round in circles.
const STALE_LIMIT: u32 = 3;

/// So many pages in a row that show what earlier ones showed, under other ids: a list without totals and without an end.
const REPEATED_LIMIT: u32 = 64;

impl Client {
    /// All pages, one after the other; ends where nothing new comes.
    ///
    /// Customers that are written meanwhile can move between pages, and so come twice or not at all. The stream ends
    /// with an error where the server repeats its pages although it counts more records than it gave.
    pub fn pages(
        &self,
        filter: Vec<(String, String)>,
    ) -> impl Stream<Item = Result<Page, ApiError>> + Send + use<> {
        walk(self.clone(), filter)
    }
}

/// The pages that a filter leaves, in order.
fn walk(client: Client, filter: Vec<(String, String)>) -> impl Stream<Item = Result<Page, ApiError>> + Send {
    try_unfold((client, filter, Some(PageTracker::default())), |(client, filter, walk)| async move {
        let Some(mut walk) = walk else { return Ok(None) };
        loop {
            walk.number += 1;
            let page = client.list(walk.number, &filter).await?;
            match walk.observe(&page) {
                PageStep::Yield => return Ok(Some((page, (client, filter, Some(walk))))),
                PageStep::Last => return Ok(Some((page, (client, filter, None)))),
                PageStep::Skip => {}
                PageStep::End => return Ok(None),
                PageStep::Stuck => return Err(client.stuck(&page)),
            }
        }
    })
}

/// What to do with a page, and after it.
#[derive(Debug, PartialEq, Eq)]
enum PageStep {
    /// Hand it out and go on.
    Yield,
    /// Hand it out and end.
    Last,
    /// It holds nothing new; go on.
    Skip,
    /// End without it.
    End,
    /// The server goes round in circles, and has not given everything.
    Stuck,
}

/// What is remembered of the pages so far: eight bytes a record.
#[derive(Debug, Default)]
struct PageTracker {
    number: u64,
    seen: HashSet<u64>,
    /// The records of the last page, in order.
    last: Vec<u64>,
    stale: u32,
    /// What stood on the pages of a list without totals, but for the ids.
    contents: HashSet<u64>,
    repeated: u32,
}

impl PageTracker {
    fn observe(&mut self, page: &Page) -> PageStep {
        if page.total.is_none() && !page.records.is_empty() {
            self.repeated = if self.contents.insert(content(page)) { 0 } else { self.repeated + 1 };
            if self.repeated > REPEATED_LIMIT {
                return PageStep::Stuck;
            }
        }
        let keys: Vec<u64> = page.records.iter().map(key).collect();
        let fresh = keys.iter().filter(|key| self.seen.insert(**key)).count();
        let repeated = keys == self.last;
        self.last = keys;
        if page.records.is_empty() {
            return if page.number <= 1 { PageStep::Last } else { PageStep::End };
        }
        if fresh == 0 {
            return self.nothing_new(page, repeated);
        }
        self.stale = 0;
        if self.is_past_the_end(page) { PageStep::Last } else { PageStep::Yield }
    }

    /// A page that was there before is the end, where the server repeats its last page past the end; it is a fault,
    /// where the server counts more records than came.
    fn nothing_new(&mut self, page: &Page, repeated: bool) -> PageStep {
        self.stale += 1;
        match repeated || self.stale >= STALE_LIMIT {
            false => PageStep::Skip,
            true if self.has_all(page.total.unwrap_or(0)) => PageStep::End,
            true => PageStep::Stuck,
        }
    }

    /// True only where everything agrees: the count of records, the count of pages, and no next page is named.
    fn is_past_the_end(&self, page: &Page) -> bool {
        let (Some(total), Some(per_page)) = (page.total, page.per_page) else { return false };
        self.has_all(total) && page.number >= total.div_ceil(per_page) && !page.has_next
    }

    fn has_all(&self, total: u64) -> bool {
        self.seen.len() as u64 >= total
    }
}

/// What stands on a page, but for the ids; with them where nothing else tells its records from one another.
pub(super) fn content(page: &Page) -> u64 {
    let contents: Vec<u64> = page.records.iter().map(record_content).collect();
    let nothing = record_content(&CustomerRecord::default());
    let alike = contents.iter().all(|one| Some(one) == contents.first());
    let with_ids = alike && (contents.len() > 1 || contents.first() == Some(&nothing));
    let mut hash = Xxh3::new();
    for (record, content) in page.records.iter().zip(contents) {
        hash.update(&if with_ids { key(record) } else { content }.to_ne_bytes());
    }
    hash.digest()
}

fn record_content(record: &CustomerRecord) -> u64 {
    let mut hash = Xxh3::new();
    for (name, value) in record.iter().filter(|(name, value)| *name != "id" && !value.is_null()) {
        hash.update(name.as_bytes());
        hash.update(value.to_string().as_bytes());
    }
    hash.digest()
}

/// A record's key: its id, or its whole text where it has none.
fn key(record: &CustomerRecord) -> u64 {
    match record.get("id").and_then(response_bodies::id) {
        Some(id) => xxh3_64(id.as_bytes()),
        None => xxh3_64(&record.text().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    /// A page of these ids.
    fn page(number: u64, total: Option<u64>, ids: &[u64]) -> Page {
        let record = |id: &u64| json!({ "id": id }).as_object().cloned().unwrap();
        let records = ids.iter().map(record).map(CustomerRecord::from).collect();
        Page { number, total, per_page: Some(2), records, ..Page::default() }
    }

    /// The steps that pages with these ids (`1 2|3`) lead to, up to the first that ends the walk.
    fn steps(total: Option<u64>, pages: &str) -> String {
        let mut walk = PageTracker::default();
        let mut out = String::new();
        for (number, ids) in (1..).zip(pages.split('|')) {
            let ids: Vec<u64> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
            let step = walk.observe(&page(number, total, &ids));
            out.push(format!("{step:?}").chars().next().unwrap());
            if step == PageStep::Stuck {
                out.push('!');
            }
            if !matches!(step, PageStep::Yield | PageStep::Skip) {
                break;
            }
        }
        out
    }

    #[rstest]
    #[case::whole(Some(3), "1 2|3", "YL")]
    #[case::exact(Some(4), "1 2|3 4", "YL")]
    #[case::nothing(Some(0), "", "L")]
    #[case::no_total(None, "1 2|3|", "YYE")]
    #[case::a_short_page_is_not_the_end(Some(5), "1 2|3|4 5", "YYL")]
    #[case::moved_records(Some(4), "1 2|2 3|4|", "YYL")]
    #[case::one_never_comes(Some(4), "1 2|2 3|", "YYE")]
    #[case::page_ignored(Some(4), "1 2|1 2", "YS!")]
    #[case::clamped_past_the_end(None, "1 2|3|3", "YYE")]
    #[case::circle(Some(9), "1 2|3 4|1 2|3 4|1 2", "YYSSS!")]
    #[case::one_stale_page(Some(5), "1 2|3 4|1 4|5", "YYSL")]
    fn ends(#[case] total: Option<u64>, #[case] pages: &str, #[case] expected: &str) {
        assert_eq!(steps(total, pages), expected);
    }

    #[test]
    fn a_named_next_page_is_looked_at_though_the_counts_say_end() {
        let mut walk = PageTracker::default();
        assert_eq!(walk.observe(&Page { has_next: true, ..page(1, Some(2), &[1, 2]) }), PageStep::Yield);
    }

    #[test]
    fn pages_of_ids_alone_are_told_apart_by_them() {
        let other = |ids: &[u64]| content(&page(1, None, ids));
        assert_ne!(other(&[1, 2]), other(&[3, 4]));
        assert_eq!(other(&[1, 2]), other(&[1, 2]));
        let named = |ids: &[u64]| {
            let mut page = page(1, None, ids);
            for (at, record) in page.records.iter_mut().enumerate() {
                record.insert("name".to_owned(), json!(at));
            }
            content(&page)
        };
        assert_eq!(named(&[1, 2]), named(&[3, 4]));
    }

    #[test]
    fn records_without_an_id_are_told_apart_by_their_text() {
        let record = |name: &str| CustomerRecord::from(json!({ "name": name }).as_object().cloned().unwrap());
        assert_ne!(key(&record("a")), key(&record("b")));
        assert_eq!(key(&record("a")), key(&record("a")));
    }
}
