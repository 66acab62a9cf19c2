//! The list: page size, counts, order, short pages, and what is past its end.

use super::halt::Step;
use super::state::ProbeState;
use crate::api::{CustomerRecord, Page, id_of};
use crate::behavior::{Learned, ListOrder, PastEnd, ShortPages, Totals};

/// With fewer customers, their order may be so by chance.
const ENOUGH: usize = 5;
/// How many pages at the end of the list are looked at.
const LAST_PAGES: u64 = 3;
/// A page that no list has.
const FAR: u64 = 1_000_003;

impl ProbeState {
    /// The list before the first insert, and a page past its end.
    pub(super) async fn learn_list_before(&mut self) -> Step<()> {
        self.before = self.desk.page(1, &[]).await?.unwrap_or_default();
        let pages = self.before.total.zip(self.before.per_page).map(|(total, size)| total.div_ceil(size));
        let past = pages.map_or(FAR, |pages| 2 * pages + 3);
        self.known.past_end = match self.desk.page_and_status(past).await? {
            (_, None) => PastEnd::Refused,
            (204, Some(_)) => PastEnd::NoContent,
            (_, Some(page)) if page.records.is_empty() => PastEnd::Empty,
            (_, Some(_)) => PastEnd::Repeats,
        }
        .into();
        Ok(())
    }

    /// The list with both customers.
    pub(super) async fn learn_list(&mut self) -> Step<()> {
        let Some(page) = self.listed().await? else { return Ok(()) };
        let reason = "the list does not say it, and has one page only";
        let shown = page.per_page.or_else(|| page.has_next.then_some(page.records.len() as u64));
        self.known.page_size = Learned::or_reason(shown, reason);
        self.known.totals = if page.total.is_some() { Totals::Shown } else { Totals::None }.into();
        let rest = self.pages_after(&page, shown).await?;
        self.known.short_pages = short_pages(&page, &rest, shown);
        self.known.order = self.order(&page, &rest);
        Ok(())
    }

    /// The second page and the last ones, as far as they are needed.
    async fn pages_after(&self, first: &Page, size: Option<u64>) -> Step<Vec<Page>> {
        let mut pages: Vec<Page> = Vec::new();
        if !first.has_next {
            return Ok(pages);
        }
        pages.extend(self.desk.page(2, &[]).await?);
        // The page of the last but one customer: the last page may have one only.
        let last = |(total, size): (u64, u64)| total.saturating_sub(1).div_ceil(size.max(1));
        let mut number = first.total.zip(size).map_or(2, last).max(2);
        for _ in 0..LAST_PAGES {
            if pages.iter().all(|page| page.number != number) {
                pages.extend(self.desk.page(number, &[]).await?.filter(|page| !page.records.is_empty()));
            }
            match pages.last() {
                Some(page) if page.number == number && page.has_next => number += 1,
                _ => break,
            }
        }
        Ok(pages)
    }

    fn order(&self, first: &Page, rest: &[Page]) -> Learned<ListOrder> {
        let (Some(one), Some(two)) = (&self.first, &self.second) else {
            return Learned::unknown("it takes two new customers to see it");
        };
        let last = rest.last().unwrap_or(first);
        let is_whole = rest.iter().zip(2..).all(|(page, number)| page.number == number) && !last.has_next;
        let all: Vec<&CustomerRecord> =
            first.records.iter().chain(rest.iter().flat_map(|page| &page.records)).collect();
        let place = |id: &str| all.iter().position(|record| id_of(record).as_deref() == Some(id));
        let count = first.total.map_or(all.len(), |total| usize::try_from(total).unwrap_or(usize::MAX));
        if count < ENOUGH {
            return Learned::unknown("the account has too few customers to see it");
        }
        let had = if self.before.records.is_empty() { Some(0) } else { self.before.total };
        let is_counted = first.total.zip(had).is_some_and(|(now, before)| now == before + 2);
        match (place(&one.id), place(&two.id)) {
            (Some(1), Some(0)) => ListOrder::Newest.into(),
            (Some(one), Some(two)) if !last.has_next && one + 1 == two && two + 1 == all.len() => {
                ListOrder::Oldest.into()
            }
            (Some(_), Some(_)) if is_whole => ListOrder::Scattered.into(),
            // A customer that is counted and not at either end is in between.
            _ if is_counted && !last.has_next => ListOrder::Scattered.into(),
            _ => Learned::unknown("the new customers are not among the first and last ones that were read"),
        }
    }
}

/// Looks for a page that is not full although another page follows.
fn short_pages(first: &Page, rest: &[Page], size: Option<u64>) -> Learned<ShortPages> {
    let Some(size) = size else { return Learned::unknown("the size of a page is not known") };
    let is_short = |page: &Page| (page.records.len() as u64) < size;
    let Some(second) = rest.first().filter(|page| page.number == 2) else {
        return Learned::unknown("the list has one page only");
    };
    match [first, second].into_iter().any(|page| page.has_next && is_short(page)) {
        true => ShortPages::Yes.into(),
        false if !is_short(second) => ShortPages::No.into(),
        false if second.records.len() as u64 > size.div_ceil(2) => ShortPages::No.into(),
        false => Learned::unknown("the second page is the last one, so it need not be full"),
    }
}
