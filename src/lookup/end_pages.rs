//! The pages at the end of the list where new customers appear.

use std::ops::RangeInclusive;

use futures::{StreamExt, TryStreamExt, stream};

use super::insert_order::InsertOrder;
use crate::api::{ApiError, Client, Object, Page, id_of};

/// Pages of the list, each read once.
pub(super) struct EndPages<'a> {
    client: &'a Client,
    /// The maximum number of requests in flight.
    concurrency: usize,
    per_page: u64,
    pages: Vec<Page>,
}

impl<'a> EndPages<'a> {
    /// No pages yet. `per_page` is 0 if the page size is not known.
    pub(super) fn new(client: &'a Client, concurrency: usize, per_page: u64) -> Self {
        Self { client, concurrency, per_page, pages: Vec::new() }
    }

    /// How many records a page holds; 0 until a page with records was read.
    pub(super) fn per_page(&self) -> u64 {
        self.per_page
    }

    /// One page, from 1.
    pub(super) async fn page(&mut self, number: u64) -> Result<&Page, ApiError> {
        let at = match self.pages.iter().position(|page| page.number == number) {
            Some(at) => at,
            None => {
                self.pages.push(self.client.list(number, &[]).await?);
                self.pages.len() - 1
            }
        };
        if self.per_page == 0 {
            let page = self.pages.get(at);
            self.per_page = page.map_or(0, |page| page.per_page.unwrap_or(page.records.len() as u64));
        }
        static EMPTY: Page =
            Page { number: 0, total: None, per_page: None, has_next: false, records: Vec::new() };
        Ok(self.pages.get(at).unwrap_or(&EMPTY))
    }

    /// Reads pages concurrently.
    async fn fetch(&mut self, numbers: RangeInclusive<u64>) -> Result<(), ApiError> {
        let known = |number: &u64| self.pages.iter().any(|page| page.number == *number);
        let missing: Vec<u64> = numbers.filter(|number| !known(number)).collect();
        let pages = stream::iter(missing).map(|number| self.client.list(number, &[]));
        let pages: Vec<Page> = pages.buffered(self.concurrency.max(1)).try_collect().await?;
        self.pages.extend(pages);
        Ok(())
    }

    /// How many customers the list counts, according to a page.
    pub(super) async fn total(&mut self, number: u64) -> Result<Option<u64>, ApiError> {
        let page = self.page(number).await?;
        match (page.total, page.records.is_empty()) {
            (None, true) => Ok((number == 1).then_some(0)),
            (total, _) => Ok(total),
        }
    }

    /// The place of the anchor, from 1. Besides its expected page, one neighboring page is read: deletions may have moved
    /// it there (oldest first), or further inserts (newest first). An empty list has no anchor: its place is 0.
    pub(super) async fn place(
        &mut self,
        anchor: Option<&str>,
        order: InsertOrder,
        number: u64,
    ) -> Result<Option<u64>, ApiError> {
        let Some(anchor) = anchor else {
            return Ok((order == InsertOrder::OldestFirst).then_some(0));
        };
        let other = match order {
            InsertOrder::OldestFirst => number.saturating_sub(1),
            InsertOrder::NewestFirst => number + 1,
        };
        for number in [number, other].into_iter().filter(|number| *number > 0) {
            let per_page = self.per_page;
            let page = self.page(number).await?;
            let at = page.records.iter().position(|record| id_of(record).as_deref() == Some(anchor));
            if let Some(at) = at {
                return Ok(Some((number - 1) * per_page.max(self.per_page) + at as u64 + 1));
            }
        }
        Ok(None)
    }

    /// The records at these places; `None` if a page is not full or the count has changed.
    pub(super) async fn records(
        &mut self,
        places: RangeInclusive<u64>,
        total: u64,
    ) -> Result<Option<Vec<Object>>, ApiError> {
        let mut all = Vec::new();
        if places.is_empty() {
            return Ok(Some(all));
        }
        let mut number = page_of(*places.start(), self.per_page);
        self.fetch(number..=page_of(*places.end(), self.per_page)).await?;
        loop {
            let page = self.page(number).await?.clone();
            let per_page = self.per_page.max(1);
            let before = (number - 1) * self.per_page;
            let whole = page.records.len() as u64 == per_page.min(total.saturating_sub(before));
            if page.total != Some(total) || !whole {
                return Ok(None);
            }
            let placed = (before + 1..).zip(page.records);
            all.extend(
                placed.filter(|(place, _)| places.contains(place)).map(|(_, record)| record.into_object()),
            );
            if before + per_page >= *places.end() {
                return Ok(Some(all));
            }
            number += 1;
        }
    }
}

/// The number of the page that holds a place; both count from 1.
pub(super) fn page_of(place: u64, per_page: u64) -> u64 {
    place.div_ceil(per_page.max(1)).max(1)
}
