//! Writes the records of a backup to the journal of the run, as rows that still have to be matched.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use serde_json::Value;

use super::backup_index::BackupIndex;
use super::error::RestoreError;
use super::plan_photos::not_in_backup;
use super::record_selection::RecordSelection;
use super::restore_keys::RestoreKeys;
use super::restore_source::{Object, RestoreSource};
use crate::api::CustomerRecord;
use crate::backup::{CustomerLine, CustomerLines};
use crate::customer::{CustomerColumn, is_empty_value};
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{InputFile, JournalError, NewRow, PlanWriter, RestoredFields, SearchKey};
use crate::lookup::{ShownFields, id_of};
use crate::run::RunError;
use crate::wording::counted;
use crate::writer::Stop;

/// Writes records to the journal.
pub(super) struct RecordStager<'a> {
    pub(super) plan_writer: &'a PlanWriter,
    pub(super) index: &'a BackupIndex,
    pub(super) keys: &'a RestoreKeys,
    pub(super) fields: &'a RestoredFields,
    /// The ids of the customers whose photos are in the backup.
    pub(super) photos: HashSet<String>,
    /// Which records are restored; `None` for all.
    pub(super) selection: Option<&'a RecordSelection>,
    /// The number of customers whose photos are not in the backup.
    pub(super) without_photo: Cell<u64>,
    /// The fields that at least one record has.
    pub(super) seen: RefCell<ShownFields>,
    pub(super) listener: &'a dyn Listener,
    pub(super) stop: &'a Stop,
}

/// Records in one transaction.
const COMMIT_ROWS: u64 = 8192;

impl RecordStager<'_> {
    /// Reads a backup to its end. It is damaged if its number of customers differs from its manifest.
    pub(super) fn run(&self, backup: RestoreSource) -> Result<InputFile, RestoreError> {
        let RestoreSource { mut records, about, expected, .. } = backup;
        let mut file = InputFile { file: about.backup, ..InputFile::unread(records.name()) };
        file.read_as = format!("a backup, JSON Lines, compression: {}", records.compression());
        self.listener.hear(&Event::Opened {
            file: file.file.clone(),
            read_as: file.read_as.clone(),
            bytes: records.progress().total(),
        });
        let columns = columns(self.keys);
        self.plan_writer.add_source(0, &file.file, None, &columns)?;
        let mut read = 0;
        while let Some(line) = records.next().transpose()? {
            read += 1;
            let record = line.record();
            if self.selection.is_some_and(|selection| !selection.takes(&record)) {
                self.pass_over(read, &record)?;
            } else {
                file.rows += 1;
                self.add(file.rows, &line, &record, &columns)?;
            }
            if read.is_multiple_of(COMMIT_ROWS) {
                self.pause(read, &records)?;
            }
        }
        self.pause(read, &records)?;
        check_count(read, expected)?;
        if let Some(selection) = self.selection {
            let found = selection.found(file.rows, read, &file.file).map_err(RunError::Usage)?;
            self.listener.hear(&Event::Note(found));
        }
        let missing = not_in_backup(self.without_photo.get()).filter(|_| self.fields.take_photos());
        missing.into_iter().for_each(|text| self.listener.hear(&Event::Note(text)));
        file.sha256 = records.sha256();
        Ok(file)
    }

    fn pause(&self, rows: u64, records: &CustomerLines) -> Result<(), RunError> {
        self.plan_writer.commit()?;
        self.listener.hear(&Event::Read { rows, bytes: records.progress().read() });
        self.stop.reason().map_or(Ok(()), |reason| Err(RunError::Stopped(reason)))
    }

    /// A record that is not restored. Its customer is not taken for another record, and its keys are not unique.
    fn pass_over(&self, row: u64, record: &CustomerRecord) -> Result<(), RunError> {
        self.seen.borrow_mut().see(record);
        for key in self.keys.matching.remote_keys(record).iter().map(SearchKey::from) {
            self.index.add_key(&key.key)?;
        }
        Ok(id_of(record).map_or(Ok(()), |id| self.index.add_other(row, &id))?)
    }

    fn add(
        &self,
        id: u64,
        line: &CustomerLine,
        record: &CustomerRecord,
        columns: &[String],
    ) -> Result<(), RunError> {
        let issue = self.issue(id, line, record)?;
        let cells: Vec<String> = columns.iter().map(|column| cell(record, column)).collect();
        let cells = serde_json::to_string(&cells).map_err(JournalError::from)?;
        let number = line.number;
        let issues = issue.as_slice();
        self.plan_writer.add_row(&NewRow {
            id,
            source: 0,
            row: number,
            line: number,
            cells: &cells,
            issues,
        })?;
        self.see_photo(record);
        self.seen.borrow_mut().see(record);
        let keys: Vec<SearchKey> =
            self.keys.matching.remote_keys(record).iter().map(SearchKey::from).collect();
        for key in &keys {
            self.index.add_key(&key.key)?;
        }
        if issue.is_some() {
            return Ok(self.plan_writer.add_rejected(id)?);
        }
        let payload = serde_json::to_string(&self.fields.payload(record)).map_err(JournalError::from)?;
        Ok(self.plan_writer.add_open(id, &keys, &payload)?)
    }

    fn see_photo(&self, record: &Object) {
        let has_one = record.get("profilePhotoUrl").is_some_and(|url| !is_empty_value(url));
        if has_one && id_of(record).is_none_or(|id| !self.photos.contains(&id)) {
            self.without_photo.set(self.without_photo.get() + 1);
        }
    }

    /// The issue of a record by itself, or because of an earlier one.
    fn issue(
        &self,
        row: u64,
        line: &CustomerLine,
        record: &CustomerRecord,
    ) -> Result<Option<Issue>, RunError> {
        if record.is_empty() {
            return Ok(Some(no_record(&line.text())));
        }
        let malformed = record.fault().map(malformed);
        let Some(id) = id_of(record) else { return Ok(malformed) };
        let earlier = match self.index.other(&id)? {
            None => self.index.add_id(row, &id)?,
            earlier => earlier,
        };
        Ok(malformed.or_else(|| earlier.map(|earlier| twice(&id, earlier))))
    }
}

fn no_record(text: &str) -> Issue {
    let message = "the line of the backup is not a JSON object: the file is damaged here";
    let hint = "look for this customer in another backup";
    Issue::error(Complaint::new(Code::BadJson, message, hint)).with_value(text)
}

/// Malformed JSON is not repaired: the result would differ from what was backed up.
fn malformed(fault: &str) -> Issue {
    let message =
        format!("the record in the backup is not valid JSON, so it can't be restored as it was: {fault}");
    let hint = "the file of customers has the bytes as the help desk sent them: correct the line there and \
    restore that file; the other customers are restored";
    Issue::error(Complaint::new(Code::BadJson, message, hint))
}

fn twice(id: &str, earlier: u64) -> Issue {
    let message = format!("record {earlier} of the backup has the same id {id}");
    let hint = "the first one is used; compare the two lines, and change the customer by hand if necessary";
    Issue::error(Complaint::new(Code::DuplicateInSource, message, hint)).in_field("id").with_value(id)
}

fn check_count(read: u64, expected: Option<u64>) -> Result<(), RestoreError> {
    match expected.filter(|expected| *expected != read) {
        None => Ok(()),
        Some(expected) => Err(RestoreError::Damaged(format!(
            "the backup is damaged: its manifest counts {}, but {} read; nothing was sent; take another backup, or name \
             the file of customers to restore what it contains",
            counted(expected, "customer", "customers"),
            counted(read, "was", "were")
        ))),
    }
}

/// The columns in results.csv and rejects.csv: id, name, email and the match keys.
fn columns(keys: &RestoreKeys) -> Vec<String> {
    let mut columns = ["id", "name", "email"].map(ToOwned::to_owned).to_vec();
    for field in keys.fields() {
        if !columns.contains(field) {
            columns.push(field.clone());
        }
    }
    columns
}

fn cell(record: &Object, column: &str) -> String {
    match CustomerColumn::named(column).value(record) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
