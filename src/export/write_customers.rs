//! The chosen customers to a file: looked over for their columns where it is a table, then written one by one.

use std::sync::Arc;

use super::error::ExportError;
use super::pass_store::PassStore;
use crate::api::CustomerRecord;
use crate::event::{Event, Listener};
use crate::file::Output;
use crate::sink::{SinkColumns, SinkFormat, SinkOptions, SinkSummary, open};
use crate::wording::counted;

/// Records at once. Between two chunks the export can be stopped.
const CHUNK: usize = 512;

/// How the file is written.
pub(crate) struct ExportWriter<'a> {
    pub(crate) format: SinkFormat,
    pub(crate) columns: SinkColumns,
    pub(crate) options: SinkOptions,
    pub(crate) listener: &'a Arc<dyn Listener>,
}

impl ExportWriter<'_> {
    /// Writes all who are chosen.
    pub(crate) async fn run(
        mut self,
        spool: &mut PassStore,
        out: Box<dyn Output>,
    ) -> Result<SinkSummary, ExportError> {
        if self.columns.depend_on_customers(self.format) {
            self.observe(spool).await?;
        }
        let mut sink = open(self.format, &self.columns, &self.options, out)?;
        each(spool, self.listener, "writing", |customer| Ok(sink.write(customer)?)).await?;
        Ok(sink.finish()?)
    }

    /// A header can't grow, so all columns are known before it is written.
    async fn observe(&mut self, spool: &mut PassStore) -> Result<(), ExportError> {
        let columns = &mut self.columns;
        each(spool, self.listener, "finding the columns of", |customer| {
            columns.observe(&CustomerRecord::read(customer));
            Ok(())
        })
        .await
    }
}

/// Hands all who are chosen to `work`, each as the text of its record.
async fn each(
    spool: &mut PassStore,
    listener: &Arc<dyn Listener>,
    what: &str,
    mut work: impl FnMut(&[u8]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut after = 0;
    let mut done = 0;
    let all = spool.chosen_count()?;
    listener.hear(&Event::Stage {
        what: format!("{what} {}", counted(all, "customer", "customers")),
        steps: all,
    });
    loop {
        let chunk = spool.chosen(after, CHUNK)?;
        let Some(last) = chunk.last() else { return Ok(()) };
        after = last.turn;
        for chosen in &chunk {
            work(&spool.text(chosen)?)?;
            done += 1;
        }
        listener.hear(&Event::Step { steps: done });
        tokio::task::yield_now().await;
    }
}
