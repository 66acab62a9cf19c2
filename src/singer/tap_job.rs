//! A tap: reads the list until its completeness is known, then sends the customers and a STATE.

use std::path::Path;

use serde_json::{Value, json};

use super::customer_stream::CustomerStream;
use super::properties::STREAM;
use crate::api::{Client, CustomerRecord};
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::export::{ChosenChunks, CompleteList, Evidence, ExportError, ReadListJob, WrittenExport};
use crate::file::{FileError, Output, create_until};
use crate::run::{RunError, ask_definitions};
use crate::stop::Stop;
use crate::wording::counted;

/// What a tap needs.
pub struct TapJob {
    /// Which customers to read, and how.
    pub drain: ReadListJob,
    /// The stream.
    pub stream: CustomerStream,
    /// The value of the STATE of an earlier run; it is sent again if the stream is not selected.
    pub state: Option<Value>,
    /// Stops the tap.
    pub stop: Stop,
    /// Customers without an id, which are not sent.
    without_id: u64,
}

/// A tap that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedTap {
    /// How complete the records are; `None` if the stream was not selected.
    pub evidence: Option<Evidence>,
    /// What the records lack of the customers, as sentences.
    pub lacks: Vec<String>,
}

/// The names of the custom fields of an account; none, with a note, if it does not tell them.
pub async fn custom_fields(client: &Client, listener: &dyn Listener) -> Result<Vec<String>, RunError> {
    let (found, why) = ask_definitions(client).await?;
    if let Some(why) = why.filter(|why| !why.contains("has none")) {
        listener.hear(&Event::Note(format!(
            "the definitions of the custom fields are not available ({why}), so the schema does not name them"
        )));
    }
    Ok(CustomFieldDefinitions::read(&found.definitions).iter().map(|field| field.name.clone()).collect())
}

/// Sends SCHEMA, RECORDs and STATE to standard output. Nothing is sent before the list is read.
///
/// # Errors
/// The list can't be read, or standard output can't be written.
pub async fn tap(mut job: TapJob) -> Result<FinishedTap, ExportError> {
    let stop = job.stop.clone();
    tokio::select! {
        biased;
        () = stop.requested() => Err(ExportError::Stopped(stop.reason().unwrap_or_default())),
        finished = job.run() => finished.map_err(|error| stop.reason().map_or(error, ExportError::Stopped)),
    }
}

const STDOUT: &str = "standard output";

impl TapJob {
    /// A job for the customers that `drain` reads.
    pub fn new(drain: ReadListJob, stream: CustomerStream, state: Option<Value>, stop: Stop) -> Self {
        Self { drain, stream, state, stop, without_id: 0 }
    }

    async fn run(&mut self) -> Result<FinishedTap, ExportError> {
        let out = create_until(Path::new("-"), &self.stop).map_err(ExportError::Output)?;
        if self.stream.is_left_out() {
            let state = self.state.take().unwrap_or_else(|| json!({}));
            end(out, &state)?;
            return Ok(FinishedTap { evidence: None, lacks: Vec::new() });
        }
        let mut drained = self.drain.run(&std::env::temp_dir()).await?;
        let (out, customers) = self.send(&mut drained, out).await?;
        let evidence = self.drain.evidence(&drained, written(customers))?;
        let state = json!({"bookmarks": {STREAM: {
            "customers": customers, "verdict": evidence.verdict.name(), "began": evidence.began, "ended": evidence.ended
        }}});
        end(out, &state)?;
        Ok(FinishedTap { evidence: Some(evidence), lacks: self.lacks() })
    }

    /// Sends the schema and the records.
    async fn send(
        &mut self,
        drained: &mut CompleteList,
        mut out: Box<dyn Output>,
    ) -> Result<(Box<dyn Output>, u64), ExportError> {
        put(&mut *out, &self.stream.schema_message())?;
        let mut sent = 0;
        let mut chunks = ChosenChunks::default();
        while let Some(chunk) = chunks.next(&drained.store)? {
            for chosen in &chunk {
                let customer = CustomerRecord::read(&drained.store.text(chosen)?);
                let Some(record) = self.stream.record(&customer) else {
                    self.without_id += 1;
                    continue;
                };
                put(&mut *out, &json!({"type": "RECORD", "stream": STREAM, "record": record}))?;
                sent += 1;
            }
            tokio::task::yield_now().await;
        }
        Ok((out, sent))
    }

    /// What the records lack, as a sentence.
    fn lacks(&self) -> Vec<String> {
        let without_id = (self.without_id > 0).then(|| {
            let customers = counted(self.without_id, "customer has", "customers have");
            format!("{customers} no id and could not be sent; `deskferry export` keeps them")
        });
        let misfits = self.stream.misfits().map(|(values, name)| {
            let values = counted(values, "value does", "values do");
            format!("{values} not fit the schema and were sent as null, first of {name}; `deskferry export` keeps them")
        });
        without_id.into_iter().chain(misfits).collect()
    }
}

fn put(out: &mut dyn Output, message: &Value) -> Result<(), ExportError> {
    let written = serde_json::to_writer(&mut *out, message).map_err(std::io::Error::from);
    written
        .and_then(|()| out.write_all(b"\n"))
        .map_err(|error| ExportError::Write(FileError::writing(STDOUT, error)))
}

/// Sends the last STATE.
fn end(mut out: Box<dyn Output>, state: &Value) -> Result<(), ExportError> {
    put(&mut *out, &json!({"type": "STATE", "value": state}))?;
    out.finish().map_err(ExportError::Write)
}

fn written(customers: u64) -> WrittenExport {
    WrittenExport {
        path: "-".to_owned(),
        format: "singer",
        compression: "none",
        fields: None,
        excel_safe: false,
        customers,
        bytes: 0,
        sha256: String::new(),
        notes: Vec::new(),
    }
}
