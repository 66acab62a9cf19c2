//! Writes the chosen customers to a file. For a table, it first goes through them to find the columns.

use std::sync::Arc;

use super::error::ExportError;
use super::pass_store::{ChosenChunks, PassStore};
use crate::api::CustomerRecord;
use crate::event::{Event, Listener};
use crate::file::Output;
use crate::sink::{SinkColumns, SinkFormat, SinkOptions, SinkSummary, open_sink};
use crate::wording::counted;

/// Writes one file.
pub(crate) struct ExportWriter<'a> {
    pub(crate) format: SinkFormat,
    pub(crate) columns: SinkColumns,
    pub(crate) options: SinkOptions,
    pub(crate) listener: &'a Arc<dyn Listener>,
}

impl ExportWriter<'_> {
    /// Writes all chosen customers.
    pub(crate) async fn run(
        mut self,
        store: &mut PassStore,
        out: Box<dyn Output>,
    ) -> Result<SinkSummary, ExportError> {
        if self.columns.depend_on_customers(self.format) {
            self.observe(store).await?;
        }
        let mut sink = open_sink(self.format, &self.columns, &self.options, out)?;
        each(store, self.listener, "writing", |customer| Ok(sink.write(customer)?)).await?;
        Ok(sink.finish()?)
    }

    /// Finds the columns: the header, which comes first, must have all of them.
    async fn observe(&mut self, store: &mut PassStore) -> Result<(), ExportError> {
        let columns = &mut self.columns;
        each(store, self.listener, "finding the columns of", |customer| {
            columns.observe(&CustomerRecord::read(customer));
            Ok(())
        })
        .await
    }
}

/// Passes the text of each chosen record to `work`.
async fn each(
    store: &mut PassStore,
    listener: &Arc<dyn Listener>,
    what: &str,
    mut work: impl FnMut(&[u8]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut done = 0;
    let all = store.chosen_count()?;
    listener.hear(&Event::Stage {
        what: format!("{what} {}", counted(all, "customer", "customers")),
        steps: all,
    });
    let mut chunks = ChosenChunks::default();
    while let Some(chunk) = chunks.next(store)? {
        for chosen in &chunk {
            work(&store.text(chosen)?)?;
            done += 1;
        }
        listener.hear(&Event::Step { steps: done });
        tokio::task::yield_now().await;
    }
    Ok(())
}
