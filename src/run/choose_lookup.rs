//! Chooses between the list and searches, whichever takes fewer calls.

use super::error::RunError;
use super::lookup_source::{LookupSource, Matched};
use super::matcher::Matcher;
use crate::api::Page;
use crate::event::Event;
use crate::lookup::{CustomerLookup, DrainStep, ListEnd, WantedKinds, pages};
use crate::wording::counted;

impl Matcher<'_> {
    /// Chooses where to look up the keys of this many open rows: in the list or by searches.
    pub(crate) async fn choose_lookup(&self, rows: u64) -> Result<(LookupSource, Matched), RunError> {
        let Some(lookup) = self.lookup else {
            return Ok((LookupSource::Nowhere, Matched::by("no lookup (the mapping has no [match])")));
        };
        if rows == 0 {
            return Ok((LookupSource::Nowhere, Matched::by("no lookup (no rows are left to match)")));
        }
        let first = self.client.list(1, &[]).await?;
        let mark = ListEnd::of(self.client, &first).await?;
        let mark = mark.map(|mark| mark.that_hides(lookup.hidden_details(&first)));
        let Some(pages) = pages(&first) else {
            let how = "no lookup (the help desk has no customers)".to_owned();
            return Ok((LookupSource::Nowhere, Matched::with_mark(how, mark)));
        };
        let searches = self.open_searches(lookup)?;
        let list = counted(pages, "page", "pages");
        if searches + 2 < pages {
            let wanted = self.wanted(lookup)?;
            let known = self.behavior.and_then(|behavior| lookup.known_unreliable(behavior, &wanted));
            let proof = match known {
                Some(reason) => Err(reason),
                None => lookup.prove(&first, wanted).await?,
            };
            let reason = match proof {
                Ok(search) => {
                    let most = if searches > rows { "at most " } else { "" };
                    let searches = counted(searches, "search", "searches");
                    let how = format!("{most}{searches} (the whole list would be {list})");
                    return Ok((LookupSource::Server(search), Matched::with_mark(how, mark)));
                }
                Err(reason) => reason,
            };
            let how =
                format!("the whole list, {list}, because the server's search is not reliable: {reason}");
            let (source, how) = self.drain(lookup, &first, how, None).await?;
            return Ok((source, Matched::with_mark(how, mark)));
        }
        let each = if rows == 1 { "" } else { " each" };
        let rows = counted(rows, "row", "rows");
        let how = format!("the whole list, {list} ({rows} would need a search{each})");
        let (source, how) = self.drain(lookup, &first, how, Some(searches)).await?;
        Ok((source, Matched::with_mark(how, mark)))
    }

    /// The kinds of keys that open rows have.
    pub(crate) fn wanted(&self, lookup: &CustomerLookup) -> Result<WantedKinds, RunError> {
        let mut wanted = WantedKinds::default();
        self.plan_writer.each_open_key(|key| lookup.want(&mut wanted, &key.key, &key.values))?;
        Ok(wanted)
    }

    /// The searches for all keys: one for each form in which a key is looked for.
    fn open_searches(&self, lookup: &CustomerLookup) -> Result<u64, RunError> {
        if !lookup.matching.is_respelled() {
            return Ok(self.plan_writer.open_keys()?);
        }
        let mut searches = 0;
        self.plan_writer.each_open_key(|key| searches += lookup.forms_of(key).len() as u64)?;
        Ok(searches)
    }

    /// Reads the complete list into an index. If the list hides the match key of many customers, chooses this number of
    /// searches instead when that takes fewer calls than reading each hidden customer.
    async fn drain(
        &self,
        lookup: &CustomerLookup,
        first: &Page,
        how: String,
        searches: Option<u64>,
    ) -> Result<(LookupSource, String), RunError> {
        self.listener.hear(&Event::Matching { how: how.clone(), steps: pages(first).unwrap_or_default() });
        let mut index = lookup.listed(first, |step| self.report_step(step, &mut None)).await?;
        if let Some(miscounted) = index.miscounted() {
            let text = format!("The count of the list seems to be wrong: {miscounted}.");
            self.listener.hear(&Event::Note(text));
        }
        let hidden = lookup.many_hidden(&index, first)?;
        if let Some(searches) = searches.filter(|searches| searches + 2 < hidden)
            && let Ok(search) = lookup.prove(first, self.wanted(lookup)?).await?
        {
            let hidden = counted(hidden, "customer", "customers");
            let searches = counted(searches, "search", "searches");
            index.each_id(|id| self.known.take_in(id))?;
            let how = format!("{how}; it does not show the match key of {hidden}, so {searches} followed");
            return Ok((LookupSource::Server(search), how));
        }
        let mut details = None;
        lookup.read_hidden(&mut index, first, |step| self.report_step(step, &mut details)).await?;
        let how = match details {
            Some(of) => {
                let of = counted(of, "customer", "customers");
                format!("{how}; it does not show the match key of {of}, so each of these was read")
            }
            None => how,
        };
        Ok((LookupSource::Index(index), how))
    }

    fn report_step(&self, step: DrainStep, details: &mut Option<u64>) -> Result<(), RunError> {
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
