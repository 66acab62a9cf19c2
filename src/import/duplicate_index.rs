//! Finds rows of the sources that are the same customer as earlier rows.

use super::duplicate_issues::{describe_row, duplicate, uninsertable};
use super::error::ImportError;
use super::mapped_rows::{HashedKey, MappedRow};
use super::opened_source::OpenedSource;
use crate::customer::CustomFieldDefinitions;
use crate::issue::Issue;
use crate::mapping::{MatchRules, OnDuplicate, OnNoKey};
use crate::plan::{ImportMode, KeyHash, KeyRole, RowGroups, RowRef, SeenKey, SeenKeys};
use crate::profile::{DuplicateGroups, DuplicateRow};

/// How a row relates to earlier rows with one of its keys.
pub(super) enum DuplicateStatus {
    /// Its keys are new, or it has none and needs none.
    New,
    /// An earlier row has the same key and is used instead.
    Second { earlier: RowRef, alternative: usize, rejected: bool },
    /// The row replaces earlier rows with its keys.
    Replaces(Vec<RowRef>),
    /// The row joins the groups of earlier rows; these are the heads of the groups.
    Joins(Vec<RowRef>),
    /// The row would replace an earlier row, but has this fault as an insert. The earlier row has none and is used.
    InvalidReplacement { earlier: RowRef, alternative: usize, fault: Box<Issue> },
    /// The row has no key and needs one.
    Keyless,
}

/// The keys of the rows so far.
pub(super) struct DuplicateIndex<'a> {
    pub matching: Option<&'a MatchRules>,
    pub mode: ImportMode,
    /// The custom fields that an insert must have.
    pub definitions: Option<&'a CustomFieldDefinitions>,
    keys: SeenKeys,
    /// The groups of rows that are merged.
    pub groups: RowGroups,
    files: Vec<String>,
    /// By source and alternative: the columns of the key.
    columns: Vec<Vec<Option<String>>>,
    /// The duplicate groups, for the report.
    pub duplicates: DuplicateGroups,
}

impl<'a> DuplicateIndex<'a> {
    pub(super) fn new(
        matching: Option<&'a MatchRules>,
        mode: ImportMode,
        definitions: Option<&'a CustomFieldDefinitions>,
        opened: &[OpenedSource],
    ) -> Self {
        let files = opened.iter().map(|source| source.file.clone()).collect();
        let alternatives = matching.map_or(&[][..], |matching| &matching.alternatives);
        let columns_of = |source: &OpenedSource| {
            alternatives.iter().map(|key| source.columns_filling(&key.fields)).collect()
        };
        Self {
            matching,
            mode,
            definitions,
            keys: SeenKeys::default(),
            groups: RowGroups::default(),
            files,
            columns: opened.iter().map(columns_of).collect(),
            duplicates: DuplicateGroups::default(),
        }
    }

    /// The error of a row that has a key of an earlier row, with the columns of the key.
    pub(super) fn doubled(&self, source: u16, earlier: &str, alternative: usize) -> Option<Issue> {
        let issue = duplicate(earlier, self.matching?, alternative);
        let columns = self.columns.get(usize::from(source)).and_then(|all| all.get(alternative)?.as_ref());
        Some(match columns {
            Some(columns) => issue.in_column(columns),
            None => issue,
        })
    }

    /// The status of a row without errors. Remembers its keys.
    pub(super) fn add(
        &mut self,
        source: u16,
        row: &MappedRow,
        payload: &[u8],
    ) -> Result<DuplicateStatus, ImportError> {
        let Some(matching) = self.matching else { return Ok(DuplicateStatus::New) };
        let Some(own) = row.own else {
            let insert = matching.on_no_key == OnNoKey::Insert && self.mode != ImportMode::Update;
            return Ok(if insert { DuplicateStatus::New } else { DuplicateStatus::Keyless });
        };
        let place = RowRef { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
        let fault = self.insert_issue(matching, payload)?;
        let sound = fault.is_none();
        let earlier = self.earlier(own, &row.others);
        let status = classify_duplicate(matching.on_duplicate, fault, &earlier);
        self.note_duplicate(place, &earlier, &status, payload);
        if matches!(status, DuplicateStatus::InvalidReplacement { .. }) {
            return Ok(status);
        }
        let there = match status {
            DuplicateStatus::Second { earlier, rejected: false, .. } => earlier,
            DuplicateStatus::Joins(ref heads) => heads.first().copied().unwrap_or(place),
            _ => place,
        };
        self.remember(own.hash, SeenKey { place: there, role: KeyRole::Own, sound }, &status);
        for other in &row.others {
            self.remember(other.hash, SeenKey { place: there, role: KeyRole::Other, sound }, &status);
        }
        Ok(status)
    }

    /// Why a row can't be inserted, if that decides which of two rows is used.
    fn insert_issue(&self, matching: &MatchRules, payload: &[u8]) -> Result<Option<Issue>, ImportError> {
        if self.mode == ImportMode::Update || matching.on_duplicate != OnDuplicate::Last {
            return Ok(None);
        }
        uninsertable(payload, self.definitions)
    }

    /// Adds the row to the duplicate groups of the report.
    fn note_duplicate(
        &mut self,
        here: RowRef,
        earlier: &[(usize, SeenKey)],
        status: &DuplicateStatus,
        payload: &[u8],
    ) {
        let Some((alternative, _)) = earlier.first() else { return };
        let places: Vec<RowRef> = earlier.iter().map(|(_, seen)| seen.place).collect();
        let fields = self.matching.and_then(|matching| matching.alternatives.get(*alternative));
        let fields = fields.map_or(&[][..], |key| &key.fields);
        let files = &self.files;
        // A single source is not named.
        let words = |place: RowRef| describe_row(files, if files.len() > 1 { u16::MAX } else { 0 }, place);
        let replaces = matches!(status, DuplicateStatus::Replaces(_));
        let duplicate = DuplicateRow { row: here, earlier: &places, replaces };
        self.duplicates.add(duplicate, || (fields.join(" + "), values_of(fields, payload)), words);
    }

    /// The earlier rows that are the same customer, each with the alternative of the shared key: rows with the first
    /// key of this row, and rows whose own first key is a further key of this row.
    fn earlier(&mut self, own: HashedKey, others: &[HashedKey]) -> Vec<(usize, SeenKey)> {
        let Self { keys, groups, .. } = self;
        let mut seen = |key: HashedKey| {
            let seen = keys.get(key.hash)?;
            Some((key.alternative, SeenKey { place: groups.head(seen.place), ..seen }))
        };
        let own = seen(own);
        let others = others.iter().filter_map(|other| seen(*other));
        own.into_iter().chain(others.filter(|(_, seen)| seen.role == KeyRole::Own)).collect()
    }

    fn remember(&mut self, hash: KeyHash, new: SeenKey, status: &DuplicateStatus) {
        let gone = match status {
            DuplicateStatus::Replaces(gone) | DuplicateStatus::Joins(gone) => gone.as_slice(),
            _ => &[],
        };
        let passed_over = matches!(status, DuplicateStatus::Second { .. });
        let Self { keys, groups, .. } = self;
        keys.update(hash, |before| match before {
            None => Some(new),
            Some(before) if gone.contains(&groups.head(before.place)) => Some(new),
            Some(before) if before.role == KeyRole::Other && !passed_over => {
                Some(SeenKey { role: KeyRole::Shared, ..before })
            }
            Some(_) => None,
        });
    }
}

/// Decides between a row and the earlier rows that are the same customer.
///
/// The last row does not replace others if its key is shared: several rows with better keys may be meant. It also
/// does not replace a row that can be inserted if it can't be inserted itself: whether the customer already exists is
/// not known yet.
fn classify_duplicate(
    on_duplicate: OnDuplicate,
    fault: Option<Issue>,
    earlier: &[(usize, SeenKey)],
) -> DuplicateStatus {
    let Some((alternative, first)) = earlier.first().copied() else { return DuplicateStatus::New };
    let shared = earlier.iter().any(|(_, seen)| seen.role == KeyRole::Shared);
    if on_duplicate == OnDuplicate::Merge && !shared {
        return DuplicateStatus::Joins(earlier.iter().map(|(_, seen)| seen.place).collect());
    }
    if on_duplicate == OnDuplicate::Last && !shared {
        let sound = earlier.iter().find(|(_, seen)| seen.sound);
        return match (fault, sound) {
            (Some(fault), Some((alternative, better))) => DuplicateStatus::InvalidReplacement {
                earlier: better.place,
                alternative: *alternative,
                fault: Box::new(fault),
            },
            _ => DuplicateStatus::Replaces(earlier.iter().map(|(_, seen)| seen.place).collect()),
        };
    }
    let rejected = on_duplicate != OnDuplicate::First;
    DuplicateStatus::Second { earlier: first.place, alternative, rejected }
}

/// The values of these fields in a payload, as text.
fn values_of(fields: &[String], payload: &[u8]) -> String {
    let customer: serde_json::Value = serde_json::from_slice(payload).unwrap_or_default();
    let value = |field: &String| match field.strip_prefix("customFields.") {
        Some(custom) => in_text(&customer["customFields"][custom]),
        None => in_text(&customer[field]),
    };
    fields.iter().map(value).collect::<Vec<_>>().join(" + ")
}

fn in_text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
