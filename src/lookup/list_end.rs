//! The end of the list at one moment, and which customers were added since. It shows whether someone else inserts
//! during a run.
//!
//! The server's count alone does not show a delete and an insert that cancel each other. So the customer who was last
//! must still be in the same place, followed only by customers that this run inserted. After many inserts that would
//! take too many calls, so only the newest customer is read.

use std::ops::RangeInclusive;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::end_pages::{EndPages, page_of};
use super::insert_order::InsertOrder;
use crate::api::{ApiError, Client, FilteredList, Object, Page, Paginator, id_of};

/// The list at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEnd {
    /// How many customers there were.
    pub total: u64,
    /// How many records a page holds; 0 if the list was empty.
    per_page: u64,
    /// The ids of the first and the last customer.
    first: Option<String>,
    last: Option<String>,
    order: Option<InsertOrder>,
    /// About how many details reading the complete list takes; 0 if that is not known.
    #[serde(skip)]
    hidden: u64,
    /// When it was read from the server, or from disk if it was kept there.
    #[serde(skip, default = "Instant::now")]
    pub read: Instant,
}

/// What has happened since a [`ListEnd`] was read.
#[derive(Debug, Clone, PartialEq)]
pub enum SinceListEnd {
    /// Every customer added since is known.
    Known {
        /// The list as it is now.
        mark: ListEnd,
        /// Customers that this run did not insert, as the list shows them.
        others: Vec<Object>,
        /// Customers that it inserted, as the list shows them; `None` if only the newest of them was read.
        own: Option<Vec<Object>>,
        /// How many inserts of this run the list does not show yet. Negative if it shows an insert in doubt that was
        /// not counted.
        missing: i64,
    },
    /// The list does not show who was added: its order is unknown, it has no total, or it changed while it was read.
    Unknown {
        /// How many customers it counts, if it has a count.
        total: Option<u64>,
    },
}

/// Where a customer of the list comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This run inserted it.
    Inserted,
    /// Someone else inserted it, and this run updates it.
    Matched,
    /// Someone else inserted it.
    Other,
}

/// How to look at the list.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The help desk.
    pub client: &'a Client,
    /// The maximum number of requests in flight.
    pub concurrency: usize,
    /// How many customers the run has inserted since the [`ListEnd`].
    pub inserted: u64,
    /// Reads every customer added since, whatever it costs.
    pub reads_all: bool,
}

/// An order that the list may have, and how many customers it counts now.
#[derive(Debug, Clone, Copy)]
struct OrderedList {
    order: InsertOrder,
    total: u64,
}

/// With larger pages than this, every new customer is read: it takes few calls.
const CHEAP_PAGE: u64 = 200;

/// If others have inserted more customers than this, none of those is read: someone else's import is running.
const MOST_OTHERS: u64 = 500;

/// A list of up to this many pages is cheap to read.
pub const SHORT_LIST: u64 = 8;

impl ListEnd {
    /// How many pages the list had.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page.max(1))
    }

    /// How many records a page holds; 0 if the list was empty.
    pub fn per_page(&self) -> u64 {
        self.per_page
    }

    /// The same, for a list that hides the match keys of about this many customers.
    #[must_use]
    pub fn that_hides(self, hidden: u64) -> Self {
        Self { hidden, ..self }
    }

    /// About how many details reading the complete list takes.
    pub fn hidden(&self) -> u64 {
        self.hidden
    }

    /// True if it is known at which end of the list new customers appear.
    pub fn has_order(&self) -> bool {
        self.order.is_some()
    }

    /// True if reading the complete list costs little.
    pub fn is_short(&self) -> bool {
        self.total <= SHORT_LIST.saturating_mul(self.per_page)
    }

    /// The list now, with its first page just read; `None` if its end can't be determined.
    pub async fn of(client: &Client, first: &Page) -> Result<Option<Self>, ApiError> {
        let read = Instant::now();
        let total = match (first.total, first.records.is_empty()) {
            (None | Some(0), true) => {
                return Ok(Some(Self {
                    total: 0,
                    per_page: 0,
                    first: None,
                    last: None,
                    order: None,
                    hidden: 0,
                    read,
                }));
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
        let known = whole && first.is_some() && last.is_some();
        Ok(known.then_some(Self { total, per_page, first, last, order: None, hidden: 0, read }))
    }

    /// Which customers were added since. Takes two calls if nobody else added any and not every customer must be read.
    pub async fn since(
        &self,
        look: Look<'_>,
        owner: impl Fn(&str) -> Owner,
    ) -> Result<SinceListEnd, ApiError> {
        let mut pages = EndPages::new(look.client, look.concurrency, self.per_page);
        let mut total = None;
        let orders = match self.order {
            Some(order) => vec![order],
            None => vec![InsertOrder::OldestFirst, InsertOrder::NewestFirst],
        };
        for order in orders {
            let number = self.anchor_page(order, look.inserted);
            let Some(now) = pages.total(number).await? else { continue };
            total = Some(now);
            let list = OrderedList { order, total: now };
            if let Some(known) = self.behind_anchor(&mut pages, list, look, &owner).await? {
                return Ok(known);
            }
        }
        Ok(SinceListEnd::Unknown { total })
    }

    /// The ids of this run's customers that were in the list before `earlier` was read. Reads the complete list; empty
    /// if its order is not known.
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
        let mut paginator = Paginator::in_order(&list, concurrency, self.pages());
        let mut ours = Vec::new();
        let mut seen = 0;
        let mut passed = false;
        while let Some(page) = paginator.next().await? {
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
            paginator.brought(true);
        }
        Ok(if passed { ours } else { Vec::new() })
    }

    /// The page on which the anchor should be after `inserted` more customers were added.
    fn anchor_page(&self, order: InsertOrder, inserted: u64) -> u64 {
        match order {
            InsertOrder::OldestFirst => page_of(self.total.max(1), self.per_page),
            InsertOrder::NewestFirst => page_of(inserted + 1, self.per_page),
        }
    }

    /// Everyone behind the anchor; `None` if it is not found or the list is not in this order.
    async fn behind_anchor(
        &self,
        pages: &mut EndPages<'_>,
        list: OrderedList,
        look: Look<'_>,
        owner: &impl Fn(&str) -> Owner,
    ) -> Result<Option<SinceListEnd>, ApiError> {
        let OrderedList { order, total } = list;
        let inserted = look.inserted;
        let number = self.anchor_page(order, inserted);
        let Some(place) = pages.place(self.anchor(order), order, number).await? else { return Ok(None) };
        let (region, youngest) = match order {
            InsertOrder::OldestFirst => (place + 1..=total, total),
            InsertOrder::NewestFirst => (1..=place.saturating_sub(1), 1),
        };
        let came = (region.end() + 1).saturating_sub(*region.start());
        if came > inserted + MOST_OTHERS || !self.is_plausible(list, place, came) {
            return Ok(None);
        }
        let owner = |record: &Object| id_of(record).map_or(Owner::Other, |id| owner(&id));
        let reads_all = look.reads_all || pages.per_page() > CHEAP_PAGE;
        if !reads_all && came == inserted && (order == InsertOrder::NewestFirst || place == self.total) {
            let Some(newest) = pages.records(newest(&region, youngest), total).await? else {
                return Ok(None);
            };
            if newest.iter().all(|record| owner(record) == Owner::Inserted) {
                let mark = self.moved(list, pages.per_page(), &newest, inserted);
                return Ok(Some(SinceListEnd::Known { mark, others: Vec::new(), own: None, missing: 0 }));
            }
        }
        let Some(records) = pages.records(region, total).await? else { return Ok(None) };
        let own = records.iter().filter(|record| owner(record) == Owner::Inserted);
        let own: Vec<Object> = own.cloned().collect();
        let seen = own.len() as u64;
        let none_of_ours = seen == 0 && inserted > 0;
        if none_of_ours && self.total > 0 && self.order.is_none() && !self.is_unchanged(pages, total).await? {
            // The list lags, or it has another order.
            return Ok(None);
        }
        let mark = self.moved(list, pages.per_page(), &records, seen);
        let others = records.into_iter().filter(|record| owner(record) == Owner::Other).collect();
        let missing = inserted as i64 - seen as i64;
        Ok(Some(SinceListEnd::Known { mark, others, own: Some(own), missing }))
    }

    /// True if neither end of the list shows a new customer.
    async fn is_unchanged(&self, pages: &mut EndPages<'_>, total: u64) -> Result<bool, ApiError> {
        let first = pages.page(1).await?.records.first().and_then(|record| id_of(record));
        Ok(total == self.total && first == self.first)
    }

    /// False if the list can't be in this order. Until the order is known, no customer may have been deleted; later,
    /// deletions may have moved the anchor towards the first place.
    fn is_plausible(&self, list: OrderedList, place: u64, came: u64) -> bool {
        match (list.order, self.order) {
            (InsertOrder::OldestFirst, None) => place == self.total,
            (InsertOrder::OldestFirst, Some(_)) => place <= self.total,
            (InsertOrder::NewestFirst, None) => list.total == self.total + came,
            (InsertOrder::NewestFirst, Some(_)) => list.total <= self.total + came,
        }
    }

    /// The customer at the end where new customers appear.
    fn anchor(&self, order: InsertOrder) -> Option<&str> {
        match order {
            InsertOrder::OldestFirst => self.last.as_deref(),
            InsertOrder::NewestFirst => self.first.as_deref(),
        }
    }

    /// The new end of the list behind these records. If `seen` of them are this run's, its order is now known, unless
    /// the list was empty before.
    fn moved(&self, list: OrderedList, per_page: u64, records: &[Object], seen: u64) -> Self {
        let OrderedList { order, total } = list;
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

/// The place of the newest customer in a region; empty if the region is.
fn newest(region: &RangeInclusive<u64>, youngest: u64) -> RangeInclusive<u64> {
    if region.is_empty() { region.clone() } else { youngest..=youngest }
}
