//! The end of a run that was watched: is anybody there twice?

use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};

use super::super::error::ImportError;
use super::{Fault, LAG, State, Watch};
use crate::api::Page;
use crate::event::{Event, many};
use crate::failpoint;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{InsertedRow, Reader, note_doubles};
use crate::lookup::{Glance, Remote, Search, Wanted, pages};
use crate::writer::Progress;

/// Rows read from the journal at once.
const CHUNK: usize = 512;

/// Passes over a list that keeps changing.
const PASSES: u32 = 3;

/// How the keys of a run are looked up at its end.
enum Way<'a> {
    Index(&'a Remote),
    Search(&'a Search),
}

impl Watch {
    /// Looks a last time, and tells who is there twice.
    pub(super) async fn close(&self, state: &mut State, progress: &Progress) -> Result<(), Fault> {
        let begun = Instant::now();
        loop {
            self.read_end(state, progress).await?;
            if state.missing == 0 || !state.complete || begun.elapsed() >= self.patience {
                break;
            }
            tokio::time::sleep(LAG).await;
        }
        failpoint::pass("watched-to-the-end");
        if state.complete && state.missing == 0 && progress.in_doubt() == 0 {
            return match state.others.count() {
                0 => Ok(()),
                _ => self.compare(Way::Index(&state.others)).await.map(drop),
            };
        }
        self.check_keys().await
    }

    /// Looks each key that was inserted up, whichever way takes fewer calls.
    async fn check_keys(&self) -> Result<(), Fault> {
        let keys = Reader::open(&self.journal)?.keyed_insert_count()?;
        if keys == 0 {
            return Ok(());
        }
        let first = self.client.list(1, &[]).await?;
        let list = pages(&first).unwrap_or(0);
        let search = match keys + 2 < list {
            true => self.lookup.prove(&first, self.inserted_kinds()?).await?.ok(),
            false => None,
        };
        let (doubles, how) = match search {
            Some(search) => (self.compare(Way::Search(&search)).await?, many(keys, "search", "searches")),
            None => {
                let Glance { remote, whole, .. } = self.list(&first).await?;
                if !whole {
                    return self.compare_part(&remote, first.total).await;
                }
                (self.compare(Way::Index(&remote)).await?, many(list, "page", "pages") + " of the list")
            }
        };
        if doubles == 0 {
            let text = format!(
                "Others may have inserted customers during this run, so its keys were looked up again \
                 ({how}): no duplicates."
            );
            self.listener.hear(&Event::Note(text));
        }
        Ok(())
    }

    /// The list shows more or fewer than it counts: those that it shows are compared, and that is said.
    async fn compare_part(&self, remote: &Remote, total: Option<u64>) -> Result<(), Fault> {
        self.compare(Way::Index(remote)).await?;
        let counts = total.map_or_else(
            || "does not say how many customers it has".to_owned(),
            |total| format!("counts {}", many(total, "customer", "customers")),
        );
        self.listener.hear(&Event::Note(format!(
            "Others may have inserted customers during this run. The list {counts} but shows {}, so other \
             duplicates can't be ruled out.",
            remote.count()
        )));
        Ok(())
    }

    /// The list, read again where it changes so much that somebody may be missing.
    async fn list(&self, first: &Page) -> Result<Glance, Fault> {
        for _ in 1..PASSES {
            let glance = self.lookup.glance(first).await?;
            if glance.whole {
                return Ok(glance);
            }
            tokio::time::sleep(LAG).await;
        }
        Ok(self.lookup.glance(first).await?)
    }

    /// Which keys the run has inserted.
    fn inserted_kinds(&self) -> Result<Wanted, Fault> {
        let (reader, mut wanted, mut after) = (Reader::open(&self.journal)?, Wanted::default(), 0);
        loop {
            let rows = reader.keyed_inserts(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(wanted) };
            after = last.row;
            rows.iter().for_each(|row| wanted.add(&row.key.canonical, &row.key.values));
        }
    }

    fn check_stop(&self) -> Result<(), ImportError> {
        self.stop.reason().map_or(Ok(()), |reason| Err(ImportError::Stopped(reason)))
    }

    /// How many rows have a key that another customer has too; they are told, and noted in the journal.
    async fn compare(&self, way: Way<'_>) -> Result<u64, Fault> {
        let reader = Reader::open(&self.journal)?;
        let (mut after, mut doubles) = (0, 0);
        loop {
            let rows = reader.keyed_inserts(after, CHUNK)?;
            let Some(last) = rows.last() else { return Ok(doubles) };
            after = last.row;
            self.check_stop()?;
            let found: Vec<(u64, Issue)> = stream::iter(&rows)
                .map(|row| {
                    let others = self.others_with(&way, row);
                    async move { Ok::<_, Fault>((row, others.await?)) }
                })
                .buffered(self.concurrency)
                .try_filter_map(|(row, others)| async move {
                    Ok((!others.is_empty()).then(|| (row.row, doubled(&row.id, &others))))
                })
                .try_collect()
                .await?;
            doubles += found.len() as u64;
            let noted = note_doubles(&self.journal, &found)?;
            noted.into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        }
    }

    async fn others_with(&self, way: &Way<'_>, row: &InsertedRow) -> Result<Vec<String>, Fault> {
        let found = match way {
            Way::Index(remote) => remote.find(&row.key.canonical)?,
            Way::Search(search) => search.find(&row.key.canonical, &row.key.values).await?,
        };
        Ok(found.into_iter().map(|found| found.id).filter(|id| *id != row.id).collect())
    }
}

fn doubled(id: &str, others: &[String]) -> Issue {
    let message = format!(
        "the customer was inserted as {id}, but someone else added one with the same key during the run: {}",
        others.join(", ")
    );
    Issue::warning(Complaint::new(Code::Doubled, message, Code::Doubled.spec().remedy))
}
