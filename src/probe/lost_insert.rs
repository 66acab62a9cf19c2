//! Looks for a customer whose insert was not answered, or was refused.

use std::time::Duration;

use super::desk::Desk;
use super::halt::Step;
use super::mark::{carries, is_ours};
use crate::api::{CustomerRecord, id_of};
use crate::behavior::{Aspects, Learned, SearchMatch, StoredAs, StoredForm};
use crate::journal::ProbedCustomer;

/// What was found.
#[derive(Debug)]
pub(super) struct SearchOutcome {
    /// The ids of customers with the mark.
    pub(super) ids: Vec<String>,
    /// True if a customer that is there would surely have been found.
    pub(super) is_proof: bool,
}

/// A customer of the probe that was found, and how.
#[derive(Debug, Clone)]
pub(super) struct Witness {
    pub(super) id: String,
    /// So soon after its insert it was found.
    pub(super) lag: Duration,
    /// True if a search by e-mail has found it and nobody else.
    pub(super) is_searched: bool,
}

/// Where to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct SearchScope<'a> {
    /// True if a search is known to find customers by their mark, so that the list need not be read.
    pub(super) trusts_search: bool,
    /// The most pages of the list that are read.
    pub(super) pages: u64,
    /// True if the e-mail address is enough, because no other customer of the probe has it any more, or these are known.
    pub(super) takes_email: bool,
    /// The ids of other customers of the probe, which may have the same address.
    pub(super) known: &'a [String],
    /// The customer that a list must show if it is to prove anything.
    pub(super) witness: Option<&'a str>,
}

/// True if a search by e-mail address finds the customers of probes: it has found one, and the help desk keeps such an
/// address as it is sent.
pub(super) fn finds_marks(known: &Aspects) -> bool {
    let how = known.search.get("email").and_then(Learned::get);
    let is_searched = how.is_some_and(|how| !matches!(how, SearchMatch::Ignored | SearchMatch::Nothing));
    let is_harmless = |how: &StoredAs| matches!(how, StoredAs::Trim | StoredAs::Blanks | StoredAs::Lower);
    let is_kept = |form: &StoredForm| !form.changes.is_empty() && form.changes.iter().all(is_harmless);
    is_searched && known.stores.known().is_some_and(|stores| stores.get("email").is_none_or(is_kept))
}

/// Searches for the e-mail address, and reads the list if that finds nothing.
pub(super) async fn look_for(
    desk: &Desk,
    customer: &ProbedCustomer,
    look: SearchScope<'_>,
) -> Step<SearchOutcome> {
    let page = desk.page(1, &[("email", &customer.email)]).await?;
    let is_answered = page.is_some();
    let ids = page.map(|page| ours(&page.records, customer, look)).unwrap_or_default();
    if !ids.is_empty() || is_answered && look.trusts_search {
        return Ok(SearchOutcome { ids, is_proof: true });
    }
    let (records, is_whole) = listed(desk, look.pages).await?;
    let shows = |id: &str| records.iter().any(|record| id_of(record).as_deref() == Some(id));
    let is_proof = is_whole && look.witness.is_none_or(shows);
    Ok(SearchOutcome { ids: ours(&records, customer, look), is_proof })
}

/// The first page of the list, the last one, and those between; and whether these are all customers. Without counts,
/// only an empty page is the end.
async fn listed(desk: &Desk, most: u64) -> Step<(Vec<CustomerRecord>, bool)> {
    let Some(first) = desk.page(1, &[]).await? else { return Ok((Vec::new(), false)) };
    let last = first.total.zip(first.per_page).map(|(total, size)| total.div_ceil(size.max(1)));
    let mut is_whole = last.map_or(first.records.is_empty(), |last| last <= 1);
    let mut records = first.records;
    let numbers = last.filter(|last| *last > 1).into_iter().chain(2..last.unwrap_or(u64::MAX));
    for (read, number) in (2..=most).zip(numbers) {
        if is_whole {
            break;
        }
        let Some(page) = desk.page(number, &[]).await? else { return Ok((records, false)) };
        is_whole = last.map_or(page.records.is_empty(), |last| read >= last);
        records.extend(page.records);
    }
    let are_counted = first.total.is_none_or(|total| records.len() as u64 >= total);
    let can_show_mark = |record: &CustomerRecord| record.contains_key("name") || record.contains_key("email");
    let is_proof = is_whole && are_counted && records.iter().all(can_show_mark);
    Ok((records, is_proof))
}

fn ours(records: &[CustomerRecord], customer: &ProbedCustomer, look: SearchScope<'_>) -> Vec<String> {
    let is_known = |record: &CustomerRecord| id_of(record).is_some_and(|id| look.known.contains(&id));
    let is_it = |record: &&CustomerRecord| {
        carries(record, &customer.mark) || look.takes_email && is_ours(record, customer) && !is_known(record)
    };
    records.iter().filter(is_it).filter_map(|record| id_of(record)).collect()
}
