//! Looks for other customers with the match keys of a run's rows: somebody else, or a second run, may have inserted them.

use futures::{StreamExt, TryStreamExt, stream};

use super::error::RunError;
use super::lookup_source::LookupSource;
use super::stopping::check_stop;
use crate::api::{Client, Page};
use crate::customer::KeySpelling;
use crate::event::{Event, Listener};
use crate::journal::{JournalError, JournalReader, OwnKeyRow, RunFile};
use crate::lookup::{CustomerLookup, DrainStep, KeylessCache, LookupError, WantedKinds, pages};
use crate::mapping::MatchRules;
use crate::writer::Stop;

/// Rows read from the journal at once.
const PAGE: usize = 512;

/// Looks up the keys of a run.
pub(super) struct OwnKeyCheck<'a> {
    pub(super) client: &'a Client,
    pub(super) concurrency: usize,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
    /// How the help desk stores keys.
    pub(super) spelling: &'a KeySpelling,
}

/// Whether the keys could be looked up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OwnKeysChecked {
    /// They were, or there are none.
    Yes,
    /// They were not, for this reason.
    No(String),
}

impl OwnKeyCheck<'_> {
    /// Calls `twice` with each row whose own key several customers have, and with the ids of all of them. A restore is
    /// left out: a backup may contain customers with the same key.
    pub(super) async fn run(
        &self,
        run: &RunFile,
        reader: &JournalReader,
        mut twice: impl FnMut(&OwnKeyRow, &[String]) -> Result<(), JournalError>,
    ) -> Result<OwnKeysChecked, RunError> {
        let Some(matching) = MatchRules::by(&run.match_keys).filter(|_| run.restores.is_none()) else {
            return Ok(OwnKeysChecked::Yes);
        };
        let keys = tokio::task::block_in_place(|| reader.own_key_count())?;
        if keys == 0 {
            return Ok(OwnKeysChecked::Yes);
        }
        match self.look_up(matching.spelled(self.spelling), keys, reader, &mut twice).await {
            Err(RunError::Lookup(error)) => Ok(OwnKeysChecked::No(error.to_string())),
            other => other.map(|()| OwnKeysChecked::Yes),
        }
    }

    async fn look_up(
        &self,
        matching: MatchRules,
        keys: u64,
        reader: &JournalReader,
        twice: &mut impl FnMut(&OwnKeyRow, &[String]) -> Result<(), JournalError>,
    ) -> Result<(), RunError> {
        let first = self.client.list(1, &[]).await?;
        let Some(pages) = pages(&first) else { return Ok(()) };
        let (client, concurrency) = (self.client.clone(), self.concurrency.max(1));
        let lookup = CustomerLookup { client, matching, concurrency, keyless: KeylessCache::default() };
        let source = self.source(&lookup, &first, keys + 2 < pages, reader).await?;
        let mut after = 0;
        loop {
            check_stop(self.stop)?;
            let page = tokio::task::block_in_place(|| reader.own_keys(after, PAGE))?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let found = stream::iter(page).map(|row| async {
                let ids = ids(&lookup, &source, &row).await?;
                Ok::<_, RunError>((row, ids))
            });
            let mut found = std::pin::pin!(found.buffered(concurrency));
            while let Some((row, ids)) = found.try_next().await? {
                if ids.len() > 1 {
                    twice(&row, &ids)?;
                }
            }
        }
    }

    /// Where to look: by searches if there are few keys and the search is reliable, otherwise in the complete list.
    async fn source(
        &self,
        lookup: &CustomerLookup,
        first: &Page,
        are_few: bool,
        reader: &JournalReader,
    ) -> Result<LookupSource, RunError> {
        if are_few {
            let wanted = tokio::task::block_in_place(|| wanted(lookup, reader))?;
            if let Ok(search) = lookup.prove(first, wanted).await? {
                return Ok(LookupSource::Server(search));
            }
        }
        let steps = pages(first).unwrap_or_default();
        let what = "looking for other customers with the same match keys".to_owned();
        self.listener.hear(&Event::Stage { what, steps });
        let index = lookup.index(first, |step| {
            check_stop(self.stop)?;
            if let DrainStep::Pages(steps) = step {
                self.listener.hear(&Event::Step { steps });
            }
            Ok::<_, RunError>(())
        });
        Ok(LookupSource::Index(index.await?))
    }
}

fn wanted(lookup: &CustomerLookup, reader: &JournalReader) -> Result<WantedKinds, JournalError> {
    let mut wanted = WantedKinds::default();
    let mut after = 0;
    loop {
        let page = reader.own_keys(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(wanted) };
        after = last.id;
        page.iter().for_each(|row| lookup.want(&mut wanted, &row.key.key, &row.key.values));
    }
}

async fn ids(
    lookup: &CustomerLookup,
    source: &LookupSource,
    row: &OwnKeyRow,
) -> Result<Vec<String>, LookupError> {
    match source {
        LookupSource::Nowhere => Ok(Vec::new()),
        LookupSource::Index(index) => index.ids(&lookup.forms_of(&row.key)),
        LookupSource::Server(search) => {
            let found = search.find(&row.key.key, &row.key.values).await?;
            Ok(found.into_iter().map(|found| found.id).collect())
        }
    }
}
