//! Adds every row of the sources to the journal, with its issues or its planned customer.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::duplicate_index::{DuplicateIndex, DuplicateStatus};
use super::duplicate_issues::{describe_row, invalid_replacement, keyless, uninsertable};
use super::error::ImportError;
use super::mapped_rows::{MappedBatch, MappedRow};
use super::merge::{check_joined, join, merge_all};
use super::opened_source::OpenedSource;
use super::row_assumptions::RowAssumptions;
use crate::customer::{flat_fields, without};
use crate::event::{Event, Listener};
use crate::issue::Issue;
use crate::journal::{JournalError, NewRow, PlanWriter, SearchKey};
use crate::mapping::OnDuplicate;
use crate::plan::{RowRef, SkipReason, WritePolicies};
use crate::profile::DuplicateGroups;
use crate::validate;

/// Adds rows to a journal.
pub(super) struct RowStager<'a> {
    plan_writer: &'a PlanWriter,
    index: DuplicateIndex<'a>,
    files: Vec<String>,
    listener: &'a dyn Listener,
    /// `None` if every field of a new customer is written.
    policies: Option<&'a WritePolicies>,
    next: u64,
    /// True if the journal has an index of rows by place.
    indexed: bool,
    /// True if templates read `current`, so that rows are mapped again after the match.
    reads_current: bool,
    /// By source: the phone fields that have a region in the mapping, by the numbers of their assumptions.
    phones: Vec<Vec<String>>,
    /// By source: the fields of its assumptions, if rows are merged; otherwise empty.
    assumed: Vec<Vec<String>>,
}

/// A customer that can only be inserted.
struct Inserted {
    /// The customer as JSON, without the fields that are never written.
    payload: String,
    /// These fields.
    never: Map<String, Value>,
}

impl<'a> RowStager<'a> {
    pub(super) fn new(
        plan_writer: &'a PlanWriter,
        index: DuplicateIndex<'a>,
        opened: &[OpenedSource],
        listener: &'a dyn Listener,
    ) -> Result<Self, ImportError> {
        for (id, source) in (0_u16..).zip(opened) {
            plan_writer.add_source(id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let files = opened.iter().map(|source| source.file.clone()).collect();
        let reads_current =
            opened.first().is_some_and(|source| !source.bound.mapping().current_fields().is_empty());
        if reads_current {
            let decisions: Vec<_> = opened.iter().map(|source| source.bound.decisions()).collect();
            plan_writer.keep_sources(&decisions)?;
        }
        for source in opened {
            plan_writer.add_phones(&source.bound.phones())?;
        }
        let phones: Vec<Vec<String>> = opened.iter().map(RowAssumptions::phones_of).collect();
        if phones.iter().any(|fields| !fields.is_empty()) {
            plan_writer.assume_regions()?;
        }
        let assumed = match index.matching {
            Some(matching) if matching.on_duplicate == OnDuplicate::Merge => {
                opened.iter().map(RowAssumptions::fields_of).collect()
            }
            _ => Vec::new(),
        };
        Ok(Self {
            plan_writer,
            index,
            files,
            listener,
            policies: None,
            next: 1,
            indexed: false,
            reads_current,
            phones,
            assumed,
        })
    }

    /// Leaves the fields that are never written out of rows that can only be inserted.
    pub(super) fn under(self, policies: &'a WritePolicies) -> Self {
        Self { policies: Some(policies).filter(|policies| policies.leave_out()), ..self }
    }

    /// Adds a batch in one transaction.
    pub(super) fn add(&mut self, mapped: &MappedBatch) -> Result<(), ImportError> {
        for row in &mapped.rows {
            let payload = std::str::from_utf8(&mapped.json[row.payload.clone()]).unwrap_or_default();
            self.add_row(mapped.source, row, payload)?;
        }
        self.listener.hear(&Event::Read { rows: self.next - 1, bytes: mapped.bytes });
        if (self.next - 1) % COMMIT_ROWS < mapped.rows.len() as u64 {
            self.plan_writer.commit()?;
        }
        Ok(())
    }

    /// Merges rows after all have been added, and checks the merged customers against the definitions. Returns the
    /// duplicate groups.
    pub(super) fn finish(mut self) -> Result<DuplicateGroups, ImportError> {
        if let Some(matching) = self.index.matching.filter(|_| self.indexed) {
            merge_all(self.plan_writer, &mut self.index.groups, matching, &self.files)?;
        }
        check_joined(self.plan_writer, self.index.matching, self.index.definitions, &self.files)?;
        self.plan_writer.commit()?;
        Ok(self.index.duplicates)
    }

    fn add_row(&mut self, source: u16, row: &MappedRow, payload: &str) -> Result<(), ImportError> {
        let id = self.next;
        self.next += 1;
        let inserted = if row.own.is_none() { self.inserted(payload)? } else { None };
        let (payload, never) = match &inserted {
            Some(inserted) => (inserted.payload.as_str(), Some(&inserted.never)),
            None => (payload, None),
        };
        let status = if row.is_rejected() || row.skip.is_some() {
            None
        } else {
            Some(self.index.add(source, row, payload.as_bytes())?)
        };
        let mut issues = row.issues.clone();
        match &status {
            Some(DuplicateStatus::Second { earlier, alternative, rejected: true }) => {
                let earlier = describe_row(&self.files, source, *earlier);
                issues.extend(self.index.doubled(source, &earlier, *alternative));
            }
            Some(DuplicateStatus::InvalidReplacement { earlier, alternative, fault }) => {
                issues.extend(self.index.matching.map(|matching| {
                    invalid_replacement(
                        fault,
                        &describe_row(&self.files, source, *earlier),
                        matching,
                        *alternative,
                    )
                }));
            }
            Some(DuplicateStatus::Keyless) => {
                issues.extend(self.index.matching.map(|matching| keyless(matching, self.index.mode)))
            }
            Some(_) if row.own.is_none() => {
                issues.extend(uninsertable(payload.as_bytes(), self.index.definitions)?)
            }
            _ => {}
        }
        validate::only_of_accepted(&mut issues);
        let status = status.filter(|_| !issues.iter().any(Issue::is_error));
        let is_insert = matches!(status, Some(DuplicateStatus::New));
        self.plan_writer.add_row(&NewRow {
            id,
            source,
            row: row.record.row,
            line: row.record.line,
            cells: &row.journal.cells,
            issues: &issues,
        })?;
        self.plan_writer.note_mended(id, &row.journal.mended)?;
        if self.reads_current {
            self.plan_writer.keep_kinds(id, &row.record)?;
        }
        self.note_assumed(id, source, row, payload)?;
        match &row.skip {
            Some(note) => self.plan_writer.add_skipped(id, note)?,
            None => self.add_action(id, source, row, payload, status)?,
        }
        never.filter(|_| is_insert).map_or(Ok(()), |never| Ok(self.plan_writer.leave_out(id, never)?))
    }

    /// Notes on what the values of a row rest. The match asks again about the country of a phone number.
    fn note_assumed(&self, id: u64, source: u16, row: &MappedRow, payload: &str) -> Result<(), ImportError> {
        let fields = self.assumed.get(usize::from(source)).filter(|_| !row.assumed.is_empty());
        let values = fields.map(|_| serde_json::from_str::<Map<String, Value>>(payload)).transpose();
        let values = values.map_err(JournalError::from)?.unwrap_or_default();
        let values: HashMap<String, &Value> = flat_fields(&values).into_iter().collect();
        for assumption in &row.assumed {
            let field = fields.and_then(|fields| fields.get(usize::from(*assumption)));
            let value = field.and_then(|field| values.get(field)).copied();
            self.plan_writer.assume(id, source, *assumption, value)?;
            let of_source = self.phones.get(usize::from(source));
            if let Some(field) = of_source.and_then(|phones| phones.get(usize::from(*assumption))) {
                self.plan_writer.assume_region(id, field)?;
            }
        }
        Ok(())
    }

    /// The customer of a row without a key, which can only be inserted, without the fields that are never written. A
    /// rejected or skipped row has no customer.
    fn inserted(&self, payload: &str) -> Result<Option<Inserted>, ImportError> {
        let Some(policies) = self.policies.filter(|_| !payload.is_empty()) else { return Ok(None) };
        let wanted = serde_json::from_str(payload).map_err(JournalError::from)?;
        Ok(policies.inserted(&wanted).map(|inserted| Inserted {
            never: without(&wanted, &inserted),
            payload: Value::Object(inserted).to_string(),
        }))
    }

    fn index_places(&mut self) -> Result<(), ImportError> {
        if !std::mem::replace(&mut self.indexed, true) {
            self.plan_writer.index_places()?;
        }
        Ok(())
    }

    fn add_action(
        &mut self,
        id: u64,
        source: u16,
        row: &MappedRow,
        payload: &str,
        status: Option<DuplicateStatus>,
    ) -> Result<(), ImportError> {
        let keys: Vec<SearchKey> = row.journal.keys.iter().map(SearchKey::from).collect();
        match status {
            None | Some(DuplicateStatus::Keyless | DuplicateStatus::InvalidReplacement { .. }) => {
                self.plan_writer.add_rejected(id)?
            }
            Some(DuplicateStatus::Joins(heads)) => {
                self.index_places()?;
                let carrier = join(self.plan_writer, &mut self.index.groups, &heads)?;
                self.plan_writer.add_merged(id, carrier, payload)?;
            }
            Some(DuplicateStatus::Second { earlier, .. }) => {
                let note = used_instead(&describe_row(&self.files, source, earlier));
                self.plan_writer.add_skipped(id, &note)?;
            }
            Some(DuplicateStatus::Replaces(earlier)) => {
                for earlier in earlier {
                    self.replace(earlier, source, row.record.row)?;
                }
                self.plan_writer.add_open(id, &keys, payload)?;
            }
            Some(DuplicateStatus::New) if keys.is_empty() => self.plan_writer.add_insert(id, payload)?,
            Some(DuplicateStatus::New) => self.plan_writer.add_open(id, &keys, payload)?,
        }
        Ok(())
    }

    fn replace(&mut self, earlier: RowRef, source: u16, row: u64) -> Result<(), ImportError> {
        self.index_places()?;
        let here = RowRef { source, row: u32::try_from(row).unwrap_or(u32::MAX) };
        let note = used_instead(&describe_row(&self.files, earlier.source, here));
        Ok(self.plan_writer.supersede(earlier.source, earlier.row, &note)?)
    }
}

fn used_instead(row: &str) -> String {
    format!("{row} {}", SkipReason::Duplicate.note())
}

/// Rows per transaction.
const COMMIT_ROWS: u64 = 8192;
