//! How soon a new customer is found by a search, and listed.

use std::time::{Duration, Instant};

use super::halt::Step;
use super::lost_insert::Witness;
use super::mark::email_of;
use super::state::{ProbeState, text_of};
use crate::api::{Page, id_of};
use crate::behavior::{IndexLag, Learned};

/// How long the probe waits before each look for a new customer, in milliseconds. Each look comes at most twice as late as
/// the one before it, plus two seconds. So a reported lag may exceed the real one by that much.
const LOOKS: [u64; 5] = [0, 1500, 3000, 4500, 5000];

impl ProbeState {
    /// Searches until the first customer is found. As long as a search finds nothing, the list is looked at too: what is
    /// listed and not found is not late, but can't be searched.
    pub(super) async fn learn_search_lag(&mut self) -> Step<()> {
        let first = self.first()?.clone();
        let Some(email) = text_of(&first.shown, "email") else { return Ok(()) };
        let mut lag = IndexLag { search_ms: None, list_ms: None, hidden_ms: 0 };
        let mut unlisted = Some(0);
        let mut is_alone = false;
        for wait in LOOKS {
            self.desk.wait(Duration::from_millis(wait)).await?;
            let looked = self.since_insert();
            match self.desk.page(1, &[("email", email)]).await? {
                Some(page) if shows(&page, &first.id) => {
                    lag.search_ms = Some(self.since_insert());
                    is_alone = page.records.len() == 1 && email.to_lowercase() == email_of(&first.mark);
                    break;
                }
                Some(page) if page.records.is_empty() => lag.hidden_ms = looked,
                // It is refused, or shows others: the field is not searched, so waiting does not help.
                _ => break,
            }
            if lag.list_ms.is_none() && unlisted.is_some() {
                let looked = self.since_insert();
                let page = self.desk.page(1, &[]).await?;
                match page.and_then(|page| self.shown_on(&page).0) {
                    Some(true) => lag.list_ms = Some(self.since_insert()),
                    Some(false) => unlisted = Some(looked),
                    None => unlisted = None,
                }
            }
        }
        if lag.search_ms.is_none() && lag.list_ms.is_some() {
            lag.hidden_ms = unlisted.unwrap_or_default();
        }
        self.own.witness = lag.search_ms.or(lag.list_ms).map(|found| Witness {
            id: first.id.clone(),
            lag: Duration::from_millis(found),
            is_searched: is_alone,
        });
        self.known.index_lag = match (lag.search_ms.or(lag.list_ms), lag.hidden_ms) {
            (None, 0) => Learned::unknown("a search by email does not find single customers"),
            _ => lag.into(),
        };
        Ok(())
    }

    /// Reads the first page of the list until both customers are listed. `None` if the help desk refuses it.
    pub(super) async fn listed(&mut self) -> Step<Option<Page>> {
        let searched = self.known.index_lag.get();
        let mut lag = searched.unwrap_or(IndexLag { search_ms: None, list_ms: None, hidden_ms: 0 });
        let mut last = None;
        // The second customer is as late as the first one was.
        let late = lag.search_ms.or(lag.list_ms).filter(|late| *late > LOOKS[1]);
        let waits = late.map_or_else(|| LOOKS.to_vec(), |late| vec![0, late, LOOKS[4]]);
        for wait in waits {
            self.desk.wait(Duration::from_millis(wait)).await?;
            let looked = self.since_insert();
            let Some(page) = self.desk.page(1, &[]).await? else { return Ok(None) };
            let (is_first, are_all) = self.shown_on(&page);
            match is_first {
                Some(true) if lag.list_ms.is_none() => lag.list_ms = Some(self.since_insert()),
                Some(false) => lag.hidden_ms = lag.hidden_ms.max(looked),
                _ => {}
            }
            last = Some(page);
            if are_all != Some(false) {
                break;
            }
        }
        if searched.is_some() || lag.list_ms.is_some() {
            self.known.index_lag = lag.into();
        }
        Ok(last)
    }

    /// Whether the list shows the first customer, and both: on this first page, or in its total. `None` if that can't be
    /// seen.
    fn shown_on(&self, page: &Page) -> (Option<bool>, Option<bool>) {
        let ours = [&self.first, &self.second].into_iter().flatten();
        let (all, on_page) =
            ours.fold((0, 0), |(all, on_page), one| (all + 1, on_page + u64::from(shows(page, &one.id))));
        let is_first = self.first.as_ref().is_some_and(|first| shows(page, &first.id));
        let had = if self.before.records.is_empty() { Some(0) } else { self.before.total };
        let more = page.total.zip(had).map(|(now, had)| now.saturating_sub(had));
        match more {
            _ if is_first && on_page == all => (Some(true), Some(true)),
            Some(more) => (Some(is_first || more > 0), Some(more >= all)),
            None if page.has_next => (is_first.then_some(true), None),
            None => (Some(is_first), Some(false)),
        }
    }

    /// Without a look that has shown the customer, it is not known whether it is late.
    pub(super) fn forget_lag_of_nothing(&mut self) {
        let lag = self.known.index_lag.get();
        if lag.is_some_and(|lag| lag.search_ms.is_none() && lag.list_ms.is_none()) {
            let reason = "neither a search nor the list has shown the new customer while the probe waited";
            self.known.index_lag = Learned::unknown(reason);
        }
    }

    fn since_insert(&self) -> u64 {
        let since = self.inserted.map(|inserted: Instant| inserted.elapsed());
        u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
    }
}

fn shows(page: &Page, id: &str) -> bool {
    page.records.iter().any(|record| id_of(record).as_deref() == Some(id))
}
