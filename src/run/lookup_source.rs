//! Where the customers of the help desk are looked up: in an index of the whole list, or by a search for each row.

use super::error::ImportError;
use super::matching::Matcher;
use crate::api::Page;
use crate::event::Event;
use crate::lookup::{CustomerIndex, CustomerLookup, DrainStep, ListEnd, ServerSearch, WantedKinds, pages};
use crate::wording::counted;

/// Where customers are looked up.
pub(crate) enum LookupSource {
    /// Nowhere: there are none, or the mapping has no key.
    Nowhere,
    /// In an index of the whole list.
    Index(CustomerIndex),
    /// On the server, one search a row.
    Server(ServerSearch),
}

/// How the customers were looked up.
#[derive(Debug)]
pub(crate) struct Matched {
    /// In a sentence.
    pub(crate) how: String,
    /// The list before anybody was looked up; `None` where it does not tell its end.
    pub(crate) mark: Option<ListEnd>,
}

impl Matched {
    fn by(how: &str) -> Self {
        Self { how: how.to_owned(), mark: None }
    }
}

/// How the customers were looked up, and that a search was odd after all.
pub(crate) async fn describe_lookup(how: String, place: &LookupSource) -> String {
    let LookupSource::Server(search) = place else { return how };
    match search.fell_back().await {
        Some(reason) => format!("{how}; then the whole list after all, because {reason}"),
        None => how,
    }
}

impl Matcher<'_> {
    /// Where the customers are looked up that have a key of so many rows: the list or searches, whichever takes fewer calls.
    pub(crate) async fn choose_lookup(&self, rows: u64) -> Result<(LookupSource, Matched), ImportError> {
        let Some(lookup) = self.lookup else {
            return Ok((LookupSource::Nowhere, Matched::by("no lookup: the mapping has no [match]")));
        };
        if rows == 0 {
            return Ok((LookupSource::Nowhere, Matched::by("no lookup: no rows left to match")));
        }
        let first = self.client.list(1, &[]).await?;
        let mark = ListEnd::of(self.client, &first).await?;
        let Some(pages) = pages(&first) else {
            let how = "no lookup: the help desk has no customers".to_owned();
            return Ok((LookupSource::Nowhere, Matched { how, mark }));
        };
        let searches = self.spool.open_keys()?;
        let list = counted(pages, "page", "pages");
        if searches + 2 < pages {
            let reason = match lookup.prove(&first, self.wanted()?).await? {
                Ok(search) => {
                    let most = if searches > rows { "at most " } else { "" };
                    let searches = counted(searches, "search", "searches");
                    let how = format!("{most}{searches} (the whole list would be {list})");
                    return Ok((LookupSource::Server(search), Matched { how, mark }));
                }
                Err(reason) => reason,
            };
            let how =
                format!("the whole list, {list}, because the server's search is not reliable: {reason}");
            let (place, how) = self.drain(lookup, &first, how, None).await?;
            return Ok((place, Matched { how, mark }));
        }
        let each = if rows == 1 { "" } else { " each" };
        let rows = counted(rows, "row", "rows");
        let how = format!("the whole list, {list} ({rows} would need a search{each})");
        let (place, how) = self.drain(lookup, &first, how, Some(searches)).await?;
        Ok((place, Matched { how, mark }))
    }

    /// Which keys are to be looked up.
    pub(crate) fn wanted(&self) -> Result<WantedKinds, ImportError> {
        let mut wanted = WantedKinds::default();
        self.spool.each_open_key(|key| wanted.add(&key.key, &key.values))?;
        Ok(wanted)
    }

    /// The whole list; where it does not show the match key of many customers, so many searches in the place of their
    /// details, if that takes fewer calls.
    async fn drain(
        &self,
        lookup: &CustomerLookup,
        first: &Page,
        how: String,
        searches: Option<u64>,
    ) -> Result<(LookupSource, String), ImportError> {
        self.listener.hear(&Event::Matching { how: how.clone(), steps: pages(first).unwrap_or_default() });
        let mut remote = lookup.listed(first, |step| self.stepped(step, &mut None)).await?;
        if let Some(miscounted) = remote.miscounted() {
            let text = format!("The count of the list seems to be wrong: {miscounted}.");
            self.listener.hear(&Event::Note(text));
        }
        let hidden = lookup.many_hidden(&remote, first)?;
        if let Some(searches) = searches.filter(|searches| searches + 2 < hidden)
            && let Ok(search) = lookup.prove(first, self.wanted()?).await?
        {
            let (hidden, searches) =
                (counted(hidden, "customer", "customers"), counted(searches, "search", "searches"));
            remote.each_id(|id| self.known.take_in(id))?;
            let how = format!("{how}; it does not show the match key of {hidden}, so {searches} followed");
            return Ok((LookupSource::Server(search), how));
        }
        let mut details = None;
        lookup.read_hidden(&mut remote, first, |step| self.stepped(step, &mut details)).await?;
        let how = match details {
            Some(of) => {
                let of = counted(of, "customer", "customers");
                format!("{how}; it does not show the match key of {of}, so each of these was read")
            }
            None => how,
        };
        Ok((LookupSource::Index(remote), how))
    }

    fn stepped(&self, step: DrainStep, details: &mut Option<u64>) -> Result<(), ImportError> {
        self.check_stop()?;
        let steps = match step {
            DrainStep::Pages(pages) => pages,
            DrainStep::Details { done, of } => {
                if details.replace(of).is_none() {
                    let whom = counted(of, "customer", "customers");
                    let how = format!("the list does not show the match key of {whom}: reading each of them");
                    self.listener.hear(&Event::Matching { how, steps: of });
                }
                done
            }
        };
        self.listener.hear(&Event::Matched { steps });
        Ok(())
    }
}
