//! A target: collects the records of one stream in batches, has each of them imported, and passes on STATEs.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::Receiver;

use super::batch_file::{BatchFile, BatchFolder, BatchLimits, RecordBatch, key_of};
use super::error::SingerError;
use super::message::Message;
use super::message_reader::InputLine;
use super::schema_columns::schema_columns;
use crate::event::{Event, Listener};
use crate::exit_status::ExitStatus;
use crate::file::name_of;
use crate::stop::Stop;
use crate::wording::counted;

/// What a target needs.
pub struct TargetJob {
    /// The stream with the customers; `None` if the tap sends only one.
    pub stream: Option<String>,
    /// The columns that the mapping reads.
    pub columns: Vec<String>,
    /// When a batch is imported.
    pub limits: BatchLimits,
    /// Where the batches are collected.
    pub folder: BatchFolder,
    /// Nothing is written to the help desk, so no STATE is passed on.
    pub dry_run: bool,
    /// Receives notes.
    pub listener: Arc<dyn Listener>,
    /// Asks the target to stop.
    pub stop: Stop,
}

/// How a target has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinishedTarget {
    /// The worst status of all batches.
    pub exit: ExitStatus,
    /// The number of records.
    pub records: u64,
    /// The number of batches.
    pub batches: u64,
    /// The number of STATEs that were passed on.
    pub states: u64,
}

impl FinishedTarget {
    /// A target that could not begin, because a batch of an earlier one stopped again.
    pub fn that_stopped(exit: ExitStatus) -> Self {
        Self { exit, records: 0, batches: 0, states: 0 }
    }

    /// The same after a batch of an earlier target that ended so.
    #[must_use]
    pub fn after(self, left: ExitStatus) -> Self {
        Self { exit: self.exit.max(left), ..self }
    }
}

/// Imports the records of a tap. `import` gets each batch; its file is gone afterwards. A STATE goes to
/// `out`, its value on a line, when the import of all records before it has ended with [`ExitStatus::is_finished`].
///
/// # Errors
/// The input is broken, a stop was requested, or an import fails. The records since the last STATE then come again.
pub async fn load<E: From<(SingerError, bool)>>(
    job: TargetJob,
    mut lines: Receiver<std::io::Result<InputLine>>,
    out: impl Write,
    import: impl AsyncFnMut(&RecordBatch) -> Result<ExitStatus, E>,
) -> Result<FinishedTarget, E> {
    let stop = job.stop.clone();
    let mut target = Target::new(job, out, import);
    loop {
        let due = target.due();
        let line = tokio::select! {
            biased;
            () = stop.requested() => {
                return Err(target.fault(SingerError::Stopped(stop.reason().unwrap_or_default())));
            }
            line = lines.recv() => line,
            () = tokio::time::sleep(due.unwrap_or_default()), if due.is_some() => {
                target.flush().await?;
                continue;
            }
        };
        match line {
            Some(Ok(line)) => target.take(&line).await?,
            Some(Err(error)) => return Err(target.fault(SingerError::Input(error))),
            None => return target.end().await,
        }
        if !target.done.exit.is_finished() {
            return Ok(target.done);
        }
    }
}

struct Target<O, I> {
    job: TargetJob,
    out: O,
    import: I,
    batch: Option<BatchFile>,
    /// The columns of the schema.
    columns: Vec<String>,
    key_properties: Vec<String>,
    /// The values of STATEs that wait for the batch.
    states: Vec<String>,
    /// The stream with the customers, once it has come.
    first: Option<String>,
    /// Other streams that have come.
    others: BTreeSet<String>,
    /// Kinds of messages that were told to be ignored.
    ignored: BTreeSet<String>,
    done: FinishedTarget,
}

impl<O: Write, I> Target<O, I> {
    fn new(job: TargetJob, out: O, import: I) -> Self {
        // Until a SCHEMA comes, records may have any members.
        let columns = job.columns.clone();
        Self {
            job,
            out,
            import,
            batch: None,
            columns,
            key_properties: Vec::new(),
            states: Vec::new(),
            first: None,
            others: BTreeSet::new(),
            ignored: BTreeSet::new(),
            done: FinishedTarget::that_stopped(ExitStatus::Success),
        }
    }

    /// When the batch is imported, even if nothing comes.
    fn due(&self) -> Option<Duration> {
        self.batch.as_ref().map(|batch| batch.left(&self.job.limits))
    }

    fn fault<E: From<(SingerError, bool)>>(&self, error: SingerError) -> E {
        (error, self.done.batches > 0).into()
    }

    fn note(&self, text: String) {
        self.job.listener.hear(&Event::Note(text));
    }

    /// True if this is the stream with the customers. Without a wish it is the first one, and there must be no other.
    fn is_ours(&mut self, stream: &str, line: u64) -> Result<bool, SingerError> {
        let ours = self.job.stream.as_ref().or(self.first.as_ref());
        if ours.is_none_or(|ours| ours == stream) {
            self.first.get_or_insert_with(|| stream.to_owned());
            return Ok(true);
        }
        if self.job.stream.is_none() {
            let first = self.first.clone().unwrap_or_default();
            return Err(SingerError::SeveralStreams { line, first, second: stream.to_owned() });
        }
        if self.others.insert(stream.to_owned()) {
            self.note(format!("The stream {stream:?} is not imported."));
        }
        Ok(false)
    }

    fn ignore(&mut self, kind: &str, why: &str) {
        if self.ignored.insert(kind.to_owned()) {
            self.note(format!("{kind} messages are ignored: {why}."));
        }
    }

    fn pass_states(&mut self) -> Result<(), SingerError> {
        let states = std::mem::take(&mut self.states);
        if self.job.dry_run || states.is_empty() {
            return Ok(());
        }
        self.done.states += states.len() as u64;
        let text = states.join("\n") + "\n";
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).map_err(SingerError::Output)
    }
}

impl<O: Write, I> Target<O, I> {
    /// Adds a record to the batch.
    fn add(&mut self, record: &str, key: Option<&str>) -> Result<(), SingerError> {
        let stream = self.first.clone().unwrap_or_default();
        let batch = match &mut self.batch {
            Some(batch) => batch,
            none => none.insert(self.job.folder.begin(&stream, &self.columns)?),
        };
        batch.add(record, key)?;
        self.done.records += 1;
        Ok(())
    }

    /// The schema and the key of the stream from here on; true if they are others than before.
    fn renew(&mut self, schema: &str, key_properties: Vec<String>, line: u64) -> Result<bool, SingerError> {
        let columns = schema_columns(schema, &self.job.columns)
            .map_err(|error| SingerError::Line { line, what: format!("the schema is broken: {error}") })?;
        let is_new = columns != self.columns || key_properties != self.key_properties;
        (self.columns, self.key_properties) = (columns, key_properties);
        Ok(is_new)
    }

    /// The end of a target that has read everything.
    fn ended(&self) -> Result<FinishedTarget, SingerError> {
        if let (Some(wanted), None) = (&self.job.stream, &self.first)
            && !self.others.is_empty()
        {
            let others: Vec<String> = self.others.iter().map(|other| format!("{other:?}")).collect();
            return Err(SingerError::NoStream { wanted: wanted.clone(), sent: others.join(", ") });
        }
        Ok(self.done)
    }
}

impl<O: Write, I, E> Target<O, I>
where
    E: From<(SingerError, bool)>,
    I: AsyncFnMut(&RecordBatch) -> Result<ExitStatus, E>,
{
    /// Acts on a line.
    async fn take(&mut self, line: &InputLine) -> Result<(), E> {
        let number = line.number;
        if line.text.trim_ascii().is_empty() {
            return Ok(());
        }
        let message =
            Message::read(&line.text).map_err(|what| self.fault(SingerError::Line { line: number, what }))?;
        match message {
            Message::Record { stream, record } => self.take_record(&stream, record.get(), number).await,
            Message::Schema { stream, schema, key_properties } => {
                if !self.is_ours(&stream, number).map_err(|error| self.fault(error))? {
                    return Ok(());
                }
                let renewed = self.renew(schema.get(), key_properties, number);
                if renewed.map_err(|error| self.fault(error))? { self.flush().await } else { Ok(()) }
            }
            Message::State(value) => self.take_state(value.get()).await,
            Message::ActivateVersion { stream } => {
                self.is_ours(&stream, number).map_err(|error| self.fault(error))?;
                self.ignore("ACTIVATE_VERSION", "no customer is deleted because a tap no longer sends it");
                Ok(())
            }
            Message::Other(kind) => {
                self.ignore(&kind, "the Singer specification gives them no meaning");
                Ok(())
            }
        }
    }

    async fn take_record(&mut self, stream: &str, record: &str, line: u64) -> Result<(), E> {
        if !self.is_ours(stream, line).map_err(|error| self.fault(error))? {
            return Ok(());
        }
        let key = key_of(record, &self.key_properties);
        if key.as_deref().is_some_and(|key| self.batch.as_ref().is_some_and(|batch| batch.has(key))) {
            // A later record of the same key changes what the earlier one has written.
            self.flush().await?;
            if !self.done.exit.is_finished() {
                return Ok(());
            }
        }
        self.add(record, key.as_deref()).map_err(|error| self.fault(error))?;
        self.flush_if_full().await
    }

    async fn take_state(&mut self, value: &str) -> Result<(), E> {
        self.states.push(value.to_owned());
        match &mut self.batch {
            None => self.pass_states().map_err(|error| self.fault(error)),
            Some(batch) => {
                batch.note_bytes(value.len());
                self.flush_if_full().await
            }
        }
    }

    async fn flush_if_full(&mut self) -> Result<(), E> {
        if self.batch.as_ref().is_some_and(|batch| batch.is_full(&self.job.limits)) {
            self.flush().await?;
        }
        Ok(())
    }

    /// Has the batch imported, then passes on the STATEs that came with it.
    async fn flush(&mut self) -> Result<(), E> {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        let rows = counted(batch.rows(), "record", "records");
        let stream = self.first.as_deref().unwrap_or_default();
        self.note(format!("Batch {} of the stream {stream:?}: {rows}.", self.done.batches + 1));
        let batch = batch.finish().map_err(|error| self.fault(error.into()))?;
        let imported = (self.import)(&batch).await;
        if let Err(error) = std::fs::remove_file(&batch.path) {
            self.note(format!("can't remove {}: {error}", name_of(&batch.path)));
        }
        self.done.exit = self.done.exit.max(imported?);
        self.done.batches += 1;
        if self.done.exit.is_finished() {
            self.pass_states().map_err(|error| self.fault(error))?;
        }
        Ok(())
    }

    /// Imports what is left.
    async fn end(mut self) -> Result<FinishedTarget, E> {
        self.flush().await?;
        self.ended().map_err(|error| self.fault(error))
    }
}
