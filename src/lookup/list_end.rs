//! The end of the list at one moment, and who has come since: what tells that nobody else inserts while a run writes.
//!
//! A server's count alone would not show a delete and an insert that cancel each other. So the customer who stood last
//! must still stand in the same place, and behind it nobody but those that this run inserted. Where so many customers were
//! inserted that this would cost too many calls, only the newest of them is looked at.

use std::ops::RangeInclusive;
use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use super::customer_index::id_of;
use crate::api::{ApiError, Client, FilteredList, Object, Page, Paginator};

/// The list at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEnd {
    /// How many customers there were.
    pub total: u64,
    /// How many records a page holds; 0 where the list was empty.
    per_page: u64,
    /// The ids that stood first and last.
    first: Option<String>,
    last: Option<String>,
    order: Option<InsertOrder>,
    /// When it was read; of a mark that was kept on disk, when it was taken from there.
    #[serde(skip, default = "Instant::now")]
    pub read: Instant,
}

/// Where new customers come into the list, as far as it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum InsertOrder {
    OldestFirst,
    NewestFirst,
}

/// What has happened since a mark.
#[derive(Debug, Clone, PartialEq)]
pub enum SinceListEnd {
    /// Everybody who has come is known.
    Known {
        /// The list as it is now.
        mark: ListEnd,
        /// Those that this run did not insert, as the list shows them.
        others: Vec<Object>,
        /// Those that it did insert, as the list shows them; `None` where only the newest of them was looked at.
        own: Option<Vec<Object>>,
        /// How many of our own the list does not show yet. Negative where it shows some that had not been counted when it
        /// was read: an insert in doubt that was found meanwhile.
        missing: i64,
    },
    /// The list does not tell: it has no order that is known, no count, or changed while it was read.
    Unknown {
        /// How many customers it counts, where it does.
        total: Option<u64>,
    },
}

/// Whose a customer is that the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This run's, which inserted it.
    Inserted,
    /// Somebody else's, whom this run updates.
    Matched,
    /// Somebody else's.
    Other,
}

/// What a look needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The help desk.
    pub client: &'a Client,
    /// The most requests in flight.
    pub concurrency: usize,
    /// So many customers the run inserted that the mark does not have.
    pub inserted: u64,
    /// Reads everybody who has come, whatever that costs.
    pub reads_all: bool,
}

/// Where not everybody is to be read, they are read all the same where a page holds more than so many customers.
const CHEAP_PAGE: u64 = 200;

/// More than so many customers beside our own are not read: an import by somebody else is at work.
const MOST_OTHERS: u64 = 500;

/// A list of so few pages costs little to read.
pub const SHORT_LIST: u64 = 8;

impl ListEnd {
    /// How many pages the list had.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page.max(1))
    }

    /// True where it was seen at which end new customers come into the list.
    pub fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// True where the whole list costs little to read.
    pub fn is_short(&self) -> bool {
        self.total <= SHORT_LIST.saturating_mul(self.per_page)
    }

    /// The list as it is now, of which the first page has just been read; `None` where it tells nothing of its end.
    pub async fn of(client: &Client, first: &Page) -> Result<Option<Self>, ApiError> {
        let read = Instant::now();
        let total = match (first.total, first.records.is_empty()) {
            (None | Some(0), true) => {
                return Ok(Some(Self { total: 0, per_page: 0, first: None, last: None, order: None, read }));
            }
            (Some(total), false) => total,
            _ => return Ok(None),
        };
        let per_page = first.per_page.unwrap_or(first.records.len() as u64);
        let number = total.div_ceil(per_page.max(1));
        let page = if number == 1 { first.clone() } else { client.list(number, &[]).await? };
        let whole = page.total == Some(total) && (number - 1) * per_page + page.records.len() as u64 == total;
        let first = first.records.first().and_then(|record| id_of(record));
        let last = page.records.last().and_then(|record| id_of(record));
        Ok((whole && first.is_some() && last.is_some()).then_some(Self {
            total,
            per_page,
            first,
            last,
            order: None,
            read,
        }))
    }

    /// Who has come since. Takes two calls where nobody else has come and not everybody is to be read.
    pub async fn since(
        &self,
        look: Look<'_>,
        owner: impl Fn(&str) -> Owner,
    ) -> Result<SinceListEnd, ApiError> {
        let Look { client, concurrency, inserted, .. } = look;
        let mut list = EndPages { client, concurrency, per_page: self.per_page, pages: Vec::new() };
        let mut total = None;
        let orders = match self.order {
            Some(order) => vec![order],
            None => vec![InsertOrder::OldestFirst, InsertOrder::NewestFirst],
        };
        for order in orders {
            let Some(now) = list.total(self.page(order, self.total, inserted)).await? else { continue };
            total = Some(now);
            if let Some(known) = self.behind(&mut list, (order, now), look, &owner).await? {
                return Ok(known);
            }
        }
        Ok(SinceListEnd::Unknown { total })
    }

    /// Customers of this run that stand before an earlier mark: they were there already. Reads the whole list; none where
    /// its order is not known.
    pub async fn ours_before(
        &self,
        earlier: &Self,
        client: &Client,
        concurrency: usize,
        is_ours: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, ApiError> {
        let Some(order) = self.order else { return Ok(Vec::new()) };
        let Some(anchor) = earlier.anchor(order) else { return Ok(Vec::new()) };
        let list = FilteredList { client: client.clone(), filter: Vec::new() };
        let mut walk = Paginator::in_order(&list, concurrency, self.pages());
        let mut ours = Vec::new();
        let mut seen = 0;
        let mut passed = false;
        while let Some(page) = walk.next().await? {
            for id in page.records.iter().filter_map(|record| id_of(record)) {
                let is_anchor = id == anchor;
                let older = match order {
                    InsertOrder::OldestFirst => !passed,
                    InsertOrder::NewestFirst => passed || is_anchor,
                };
                if older && is_ours(&id) {
                    ours.push(id);
                }
                passed |= is_anchor;
            }
            seen += page.records.len() as u64;
            if page.records.is_empty() || seen > self.total.saturating_mul(2) + MOST_OTHERS {
                break;
            }
            walk.brought(true);
        }
        Ok(if passed { ours } else { Vec::new() })
    }

    /// The page on which the anchor should be: it stood last, or first, before `inserted` more came.
    fn page(&self, order: InsertOrder, total: u64, inserted: u64) -> u64 {
        match order {
            InsertOrder::OldestFirst => page_of(total.max(1), self.per_page),
            InsertOrder::NewestFirst => page_of(inserted + 1, self.per_page),
        }
    }

    /// Everybody behind the anchor, where it is found and the list is in this order.
    async fn behind(
        &self,
        list: &mut EndPages<'_>,
        (order, total): (InsertOrder, u64),
        Look { inserted, reads_all, .. }: Look<'_>,
        owner: &impl Fn(&str) -> Owner,
    ) -> Result<Option<SinceListEnd>, ApiError> {
        let number = self.page(order, self.total, inserted);
        let Some(place) = list.place(self.anchor(order), order, number).await? else { return Ok(None) };
        let (region, youngest) = match order {
            InsertOrder::OldestFirst => (place + 1..=total, total),
            InsertOrder::NewestFirst => (1..=place.saturating_sub(1), 1),
        };
        let came = (region.end() + 1).saturating_sub(*region.start());
        if came > inserted + MOST_OTHERS || !self.is_plausible(order, place, (total, came)) {
            return Ok(None);
        }
        let owner = |record: &Object| id_of(record).map_or(Owner::Other, |id| owner(&id));
        let cheap = reads_all || list.per_page > CHEAP_PAGE;
        if !cheap && came == inserted && (order == InsertOrder::NewestFirst || place == self.total) {
            let Some(end) = list.records(ends(&region, youngest), total).await? else { return Ok(None) };
            if end.iter().all(|record| owner(record) == Owner::Inserted) {
                let mark = self.moved(order, &end, (total, list.per_page), inserted);
                return Ok(Some(SinceListEnd::Known { mark, others: Vec::new(), own: None, missing: 0 }));
            }
        }
        let Some(records) = list.records(region, total).await? else { return Ok(None) };
        let own = records.iter().filter(|record| owner(record) == Owner::Inserted);
        let own: Vec<Object> = own.cloned().collect();
        let seen = own.len() as u64;
        if seen == 0
            && inserted > 0
            && self.total > 0
            && self.order.is_none()
            && !self.is_unchanged(list, total).await?
        {
            // They may be missing because the list lags, or because it has another order.
            return Ok(None);
        }
        let mark = self.moved(order, &records, (total, list.per_page), seen);
        let others = records.into_iter().filter(|record| owner(record) == Owner::Other).collect();
        Ok(Some(SinceListEnd::Known { mark, others, own: Some(own), missing: inserted as i64 - seen as i64 }))
    }

    /// True where the list shows nobody who was not there, at neither end.
    async fn is_unchanged(&self, list: &mut EndPages<'_>, total: u64) -> Result<bool, ApiError> {
        let first = list.page(1).await?.records.first().and_then(|record| id_of(record));
        Ok(total == self.total && first == self.first)
    }

    /// False where the list can't be in this order. Those that are deleted move the anchor towards the first; until the order
    /// was seen nobody may have been.
    fn is_plausible(&self, order: InsertOrder, place: u64, (total, came): (u64, u64)) -> bool {
        match (order, self.order) {
            (InsertOrder::OldestFirst, None) => place == self.total,
            (InsertOrder::OldestFirst, Some(_)) => place <= self.total,
            (InsertOrder::NewestFirst, None) => total == self.total + came,
            (InsertOrder::NewestFirst, Some(_)) => total <= self.total + came,
        }
    }

    /// Who stood at the end at which new customers come in.
    fn anchor(&self, order: InsertOrder) -> Option<&str> {
        match order {
            InsertOrder::OldestFirst => self.last.as_deref(),
            InsertOrder::NewestFirst => self.first.as_deref(),
        }
    }

    /// The mark behind these records, of which `seen` told the order. The list that was empty told none.
    fn moved(
        &self,
        order: InsertOrder,
        records: &[Object],
        (total, per_page): (u64, u64),
        seen: u64,
    ) -> Self {
        let mut mark = Self { total, per_page, read: Instant::now(), ..self.clone() };
        let first = records.first().and_then(id_of);
        let last = records.last().and_then(id_of);
        if self.total == 0 {
            return Self { first, last, ..mark };
        }
        match order {
            InsertOrder::OldestFirst => mark.last = last.or(mark.last),
            InsertOrder::NewestFirst => mark.first = first.or(mark.first),
        }
        mark.order = mark.order.or(Some(order).filter(|_| seen > 0));
        mark
    }
}

/// Of a region that holds as many as were inserted only the youngest is looked at; nobody where it is empty.
fn ends(region: &RangeInclusive<u64>, youngest: u64) -> RangeInclusive<u64> {
    if region.is_empty() { region.clone() } else { youngest..=youngest }
}

/// Pages of the list as they were just read.
struct EndPages<'a> {
    client: &'a Client,
    /// The most requests in flight.
    concurrency: usize,
    per_page: u64,
    pages: Vec<Page>,
}

impl EndPages<'_> {
    async fn page(&mut self, number: u64) -> Result<&Page, ApiError> {
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

    /// Reads pages side by side.
    async fn fetch(&mut self, numbers: RangeInclusive<u64>) -> Result<(), ApiError> {
        let known = |number: &u64| self.pages.iter().any(|page| page.number == *number);
        let missing: Vec<u64> = numbers.filter(|number| !known(number)).collect();
        let pages = stream::iter(missing).map(|number| self.client.list(number, &[]));
        let pages: Vec<Page> = pages.buffered(self.concurrency.max(1)).try_collect().await?;
        self.pages.extend(pages);
        Ok(())
    }

    /// How many customers the list counts, as a page says.
    async fn total(&mut self, number: u64) -> Result<Option<u64>, ApiError> {
        let page = self.page(number).await?;
        match (page.total, page.records.is_empty()) {
            (None, true) => Ok((number == 1).then_some(0)),
            (total, _) => Ok(total),
        }
    }

    /// Where the anchor stands, counted from 1: on its page, or on the one towards which it moves when others are
    /// deleted. Before the first of an empty list stands nobody, which is 0.
    async fn place(
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

    /// The records at some places; `None` where pages are not whole, or the count changes meanwhile.
    async fn records(
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

fn page_of(place: u64, per_page: u64) -> u64 {
    place.div_ceil(per_page.max(1)).max(1)
}
