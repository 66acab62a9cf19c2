//! `--all-or-nothing`: checks every row before the first write.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value};

use super::error::PlanError;
use crate::customer::{StoredChanges, with_absent};
use crate::event::Event;
use crate::journal::{JournalError, JournalReader, PlanRow, RowAction, RunFile};
use crate::plan::WritePolicies;
use crate::run::{RunError, WriteJob, check_stop};
use crate::wording::counted;
use crate::writer::{conflicts, conflicts_in, late_protected, leave_phones};

/// Rows read from the journal at once.
const PAGE: usize = 512;
/// Maximum number of stale rows in the message.
const NAMED: usize = 10;

/// Rows that can't be written as planned.
#[derive(Default)]
struct StaleRows {
    rows: u64,
    named: Vec<(u64, String)>,
}

impl StaleRows {
    fn add(&mut self, reader: &JournalReader, row: &PlanRow, why: &str) -> Result<(), JournalError> {
        self.rows += 1;
        if self.named.len() < NAMED {
            let source = reader.sources()?.into_iter().nth(usize::from(row.source));
            let file = source.map(|source| source.file).unwrap_or_default();
            self.named.push((row.id, format!("\n  {file}, row {}: {why}", row.row)));
        }
        Ok(())
    }

    fn into_result(mut self, plan: &str) -> Result<(), PlanError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.named.sort();
        let rows = self.rows;
        let named = self.named.len();
        let first = if rows > named as u64 { format!(" (the first {named})") } else { String::new() };
        let lines: Vec<String> = self.named.into_iter().map(|(_, line)| line).collect();
        let rows =
            format!("{} can't be written as planned{first}:{}", counted(rows, "row", "rows"), lines.concat());
        Err(PlanError::Stale { plan: plan.to_owned(), rows })
    }
}

impl WriteJob {
    /// Refuses a plan with stale rows. Its inserts must have been matched again.
    pub(super) async fn check_fresh(
        &self,
        plan: &str,
        reader: &JournalReader,
        run: &RunFile,
    ) -> Result<(), PlanError> {
        let mut stale = StaleRows::default();
        for row in reader.first_no_longer_inserts(NAMED)? {
            stale.add(reader, &row, "the customer now exists in the help desk")?;
        }
        stale.rows = stale.rows.max(reader.no_longer_inserts()?);
        self.check_updates(reader, run, &mut stale).await?;
        check_stop(&self.stop)?;
        stale.into_result(plan)
    }

    async fn check_updates(
        &self,
        reader: &JournalReader,
        run: &RunFile,
        stale: &mut StaleRows,
    ) -> Result<(), RunError> {
        let steps = reader.counts()?.planned_updates;
        if steps > 0 {
            let customers = counted(steps, "customer that is", "customers that are");
            let what = format!("Checking {customers} to be changed");
            self.listener.hear(&Event::Stage { what, steps });
        }
        let (phones, stored) = (run.phone_fields(), self.known_form(run));
        let mut after = 0;
        let mut done = 0;
        loop {
            let page = reader.plan_rows_of(RowAction::Update, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let looked = stream::iter(page).map(|row| async {
                let why = self.why_stale(&row, &run.write_policies, &phones, &stored).await?;
                Ok::<_, RunError>((row, why))
            });
            let looked = looked.buffered(self.settings.concurrency.max(1));
            let mut looked = std::pin::pin!(looked.take_until(self.stop.requested()));
            while let Some((row, why)) = looked.try_next().await? {
                done += 1;
                self.listener.hear(&Event::Step { steps: done });
                why.map_or(Ok(()), |why| stale.add(reader, &row, &why))?;
            }
            if self.stop.reason().is_some() {
                return Ok(());
            }
        }
    }

    /// Why an update is stale; `None` if it is not. A field that its policy will leave as it is does not count.
    async fn why_stale(
        &self,
        row: &PlanRow,
        policies: &WritePolicies,
        phones: &[String],
        stored: &StoredChanges,
    ) -> Result<Option<String>, RunError> {
        let id = row.server_id.as_deref().unwrap_or_default();
        let patch = object(row.payload.as_ref())?;
        let base = object(row.base.as_ref())?;
        let Some(now) = self.client.detail_with(id, &with_absent(&patch, &base)).await? else {
            return Ok(Some(format!("the customer {id} no longer exists")));
        };
        let mut rest = stored.differences(&with_absent(&patch, &base), &now);
        leave_phones(phones, policies, &base, &mut rest, &now);
        late_protected(policies, &base, &mut rest, &now, false);
        let fields = conflicts_in(&rest, conflicts(&patch, &base, &now, stored));
        Ok((!fields.is_empty())
            .then(|| format!("the customer {id} has changed (fields: {})", fields.join(", "))))
    }
}

fn object(text: Option<&String>) -> Result<Map<String, Value>, JournalError> {
    Ok(text.map_or_else(|| Ok(Map::new()), |text| serde_json::from_str(text))?)
}
