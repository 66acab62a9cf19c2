//! Phase one, first half: every row of the sources into the journal, with its fault, or with what it wants.

use super::map_rows::{HashedKey, MappedBatch, MappedRow, OpenedSource, has_name};
use super::{check_merged_fields, merge_groups};
use crate::customer::CustomFieldDefinitions;
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, NewRow, PlanWriter, SearchKey};
use crate::mapping::{MatchRules, OnDuplicate, OnNoKey};
use crate::plan::{
    Action, ImportMode, KeyHash, KeyRole, OnMultiple, RowGroups, RowRef, SeenKey, SeenKeys, decide_within,
};
use crate::profile::{DuplicateGroups, DuplicateRow};
use crate::run::ImportError;

/// What a row is to the sources before it.
pub(super) enum DuplicateStatus {
    /// Its keys are new, or it has none and needs none.
    New,
    /// An earlier row has its key by this alternative, and the earlier one counts.
    Second { earlier: RowRef, alternative: usize, rejected: bool },
    /// Earlier rows have its keys, and this one counts.
    Replaces(Vec<RowRef>),
    /// Earlier rows are the same customer, and this one joins their groups, of which these are the heads.
    Joins(Vec<RowRef>),
    /// It could not be inserted, for this fault; an earlier row with its key could, and counts although it is not the
    /// last.
    InvalidReplacement { earlier: RowRef, alternative: usize, fault: Box<Issue> },
    /// It has no key and needs one.
    Keyless,
}

/// Which keys the sources had so far.
pub(super) struct DuplicateIndex<'a> {
    matching: Option<&'a MatchRules>,
    mode: ImportMode,
    /// What a customer must have to be inserted.
    definitions: Option<&'a CustomFieldDefinitions>,
    keys: SeenKeys,
    /// Which rows are one customer, where rows are merged.
    groups: RowGroups,
    files: Vec<String>,
    /// The rows that are the same customer, for the report.
    pub(super) twins: DuplicateGroups,
}

impl<'a> DuplicateIndex<'a> {
    pub(super) fn new(
        matching: Option<&'a MatchRules>,
        mode: ImportMode,
        definitions: Option<&'a CustomFieldDefinitions>,
        opened: &[OpenedSource],
    ) -> Self {
        let files = opened.iter().map(|source| source.file.clone()).collect();
        let (keys, groups, twins) = Default::default();
        Self { matching, mode, definitions, keys, groups, files, twins }
    }

    /// Where a row without errors stands; remembers its keys.
    pub(super) fn standing(
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
        let fault = self.fault(matching, payload)?;
        let sound = fault.is_none();
        let earlier = self.earlier(own, &row.others);
        let standing = classify_duplicate(matching.on_duplicate, fault, &earlier);
        self.note_twin(place, &earlier, &standing, payload);
        if matches!(standing, DuplicateStatus::InvalidReplacement { .. }) {
            return Ok(standing);
        }
        let there = match standing {
            DuplicateStatus::Second { earlier, rejected: false, .. } => earlier,
            DuplicateStatus::Joins(ref heads) => heads.first().copied().unwrap_or(place),
            _ => place,
        };
        self.remember(own.1, SeenKey { place: there, role: KeyRole::Own, sound }, &standing);
        for (_, other) in &row.others {
            self.remember(*other, SeenKey { place: there, role: KeyRole::Other, sound }, &standing);
        }
        Ok(standing)
    }

    /// Why a row could not be inserted, where that decides which of two rows counts.
    fn fault(&self, matching: &MatchRules, payload: &[u8]) -> Result<Option<Issue>, ImportError> {
        match self.mode == ImportMode::Update || matching.on_duplicate != OnDuplicate::Last {
            true => Ok(None),
            false => uninsertable(payload, self.definitions),
        }
    }

    fn note_twin(
        &mut self,
        here: RowRef,
        earlier: &[(usize, SeenKey)],
        standing: &DuplicateStatus,
        payload: &[u8],
    ) {
        let Some((alternative, _)) = earlier.first() else { return };
        let places: Vec<RowRef> = earlier.iter().map(|(_, seen)| seen.place).collect();
        let fields = self.matching.and_then(|matching| matching.alternatives.get(*alternative));
        let fields = fields.map_or(&[][..], |key| &key.fields);
        let files = &self.files;
        // Without a file where there is only one.
        let words = |place: RowRef| in_words(files, if files.len() > 1 { u16::MAX } else { 0 }, place);
        let replaces = matches!(standing, DuplicateStatus::Replaces(_));
        let duplicate = DuplicateRow { row: here, earlier: &places, replaces };
        self.twins.add(duplicate, || (fields.join(" + "), values_of(fields, payload)), words);
    }

    /// The earlier rows that are the same customer: they had the row's own key, or had nothing better than one of its
    /// others. With each, the alternative that tells.
    fn earlier(&mut self, own: HashedKey, others: &[HashedKey]) -> Vec<(usize, SeenKey)> {
        let Self { keys, groups, .. } = self;
        let mut seen = |(at, hash): HashedKey| {
            let seen = keys.get(hash)?;
            Some((at, SeenKey { place: groups.head(seen.place), ..seen }))
        };
        let own = seen(own);
        let others = others.iter().filter_map(|other| seen(*other));
        own.into_iter().chain(others.filter(|(_, seen)| seen.role == KeyRole::Own)).collect()
    }

    fn remember(&mut self, hash: KeyHash, new: SeenKey, standing: &DuplicateStatus) {
        let gone = match standing {
            DuplicateStatus::Replaces(gone) | DuplicateStatus::Joins(gone) => gone.as_slice(),
            _ => &[],
        };
        let passed_over = matches!(standing, DuplicateStatus::Second { .. });
        let seen = match self.keys.get(hash) {
            None => new,
            Some(before) if gone.contains(&self.groups.head(before.place)) => new,
            Some(before) if before.role == KeyRole::Other && !passed_over => {
                SeenKey { role: KeyRole::Shared, ..before }
            }
            Some(_) => return,
        };
        self.keys.set(hash, seen);
    }
}

/// What a row is to the earlier rows that are the same customer. Which of several rows with better keys is meant by a
/// worse one can't be known, so the last does not replace them. Nor does one that could not be inserted replace one
/// that could: whether the customer is in the help desk already, where a row needs neither a name nor what else is
/// required, is not known yet.
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

/// The values of a payload's fields.
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

/// The place of a row in words: `row 7`, or `other.csv, row 7`.
pub(super) fn in_words(opened: &[String], here: u16, place: RowRef) -> String {
    match opened.get(usize::from(place.source)) {
        Some(file) if place.source != here => format!("{file}, row {}", place.row),
        _ => format!("row {}", place.row),
    }
}

pub(super) fn duplicate(earlier: &str, matching: &MatchRules, alternative: usize) -> Issue {
    let fields = matching.alternatives.get(alternative).map_or(&[][..], |key| &key.fields);
    let message = format!("{earlier} has the same {}", fields.join(" and "));
    let hint = match matching.on_duplicate {
        OnDuplicate::Reject | OnDuplicate::First => {
            "keep one of the rows, or set on_duplicate = \"first\", \"last\" or \"merge\" under [match] in \
             the mapping"
        }
        OnDuplicate::Last | OnDuplicate::Merge => {
            "several earlier customers have it, so it is not clear which one the row means: give the row a \
             key that only one of them has"
        }
    };
    Issue::error(Complaint::new(Code::DuplicateInSource, message, hint)).in_field(fields.join(" + "))
}

/// The fault of a row that gives way to an earlier one because of it.
pub(super) fn outdone(fault: &Issue, earlier: &str, matching: &MatchRules, alternative: usize) -> Issue {
    let fields = matching.alternatives.get(alternative).map_or(&[][..], |key| &key.fields);
    let message = format!(
        "{}; {earlier} has the same {} and no errors, so that row is used instead of this later one",
        fault.message,
        fields.join(" and ")
    );
    let hint = format!("{}; or leave the row out", fault.hint);
    Issue { message, hint, ..fault.clone() }
}

pub(super) fn keyless(matching: &MatchRules, mode: ImportMode) -> Issue {
    let keys: Vec<String> = matching.alternatives.iter().map(|key| key.fields.join(" and ")).collect();
    let message = format!("the row has no match key ({})", keys.join(", or "));
    let hint = match (mode, matching.on_no_key) {
        (ImportMode::Update, OnNoKey::Insert) => {
            "fill in the key, or import with --mode upsert, which inserts rows without a key; --mode \
             update inserts nothing"
        }
        (ImportMode::Update, _) => {
            "fill in the key: --mode update inserts nothing, so it can't use a row without a key"
        }
        _ => "fill in the key, or set on_no_key = \"insert\" under [match] in the mapping",
    };
    Issue::error(Complaint::new(Code::NoKey, message, hint))
}

/// What is wrong with a row as an insert: it has no name, or lacks a custom field.
pub(super) fn uninsertable(
    payload: &[u8],
    definitions: Option<&CustomFieldDefinitions>,
) -> Result<Option<Issue>, ImportError> {
    if has_name(payload) && !definitions.is_some_and(CustomFieldDefinitions::ask_for_more) {
        return Ok(None);
    }
    let wanted = serde_json::from_slice(payload).map_err(JournalError::from)?;
    Ok(match decide_within(definitions, ImportMode::Insert, OnMultiple::Reject, &wanted, Vec::new()) {
        Action::Reject(issue) => Some(issue),
        _ => None,
    })
}

/// Puts rows into the journal.
pub(super) struct RowStager<'a> {
    pub spool: &'a PlanWriter,
    pub census: DuplicateIndex<'a>,
    pub files: Vec<String>,
    pub listener: &'a dyn Listener,
    next: u64,
    indexed: bool,
}

impl<'a> RowStager<'a> {
    pub(super) fn new(
        spool: &'a PlanWriter,
        census: DuplicateIndex<'a>,
        opened: &[OpenedSource],
        listener: &'a dyn Listener,
    ) -> Result<Self, ImportError> {
        for (id, source) in (0_u16..).zip(opened) {
            spool.add_source(id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let files = opened.iter().map(|source| source.file.clone()).collect();
        Ok(Self { spool, census, files, listener, next: 1, indexed: false })
    }

    /// Adds a batch in one transaction.
    pub(super) fn add(&mut self, mapped: MappedBatch) -> Result<(), ImportError> {
        for row in &mapped.rows {
            let payload = std::str::from_utf8(&mapped.json[row.payload.clone()]).unwrap_or_default();
            self.add_row(mapped.source, row, payload)?;
        }
        self.listener.hear(&Event::Read { rows: self.next - 1, bytes: mapped.bytes });
        if (self.next - 1) % COMMIT_ROWS < mapped.rows.len() as u64 {
            self.spool.commit()?;
        }
        Ok(())
    }

    /// All rows are in the journal: those that are one customer are merged, and what has become of them is held against
    /// the definitions. The rows that are the same customer.
    pub(super) fn finish(mut self) -> Result<DuplicateGroups, ImportError> {
        if let Some(matching) = self.census.matching.filter(|_| self.indexed) {
            merge_groups::merge_all(self.spool, &mut self.census.groups, matching, &self.files)?;
        }
        check_merged_fields::check_joined(
            self.spool,
            self.census.matching,
            self.census.definitions,
            &self.files,
        )?;
        self.spool.commit()?;
        Ok(self.census.twins)
    }

    fn add_row(&mut self, source: u16, row: &MappedRow, payload: &str) -> Result<(), ImportError> {
        let id = self.next;
        self.next += 1;
        let standing = match row.is_rejected() || row.skip.is_some() {
            true => None,
            false => Some(self.census.standing(source, row, payload.as_bytes())?),
        };
        let mut issues = row.issues.clone();
        match &standing {
            Some(DuplicateStatus::Second { earlier, alternative, rejected: true }) => {
                issues.extend(self.census.matching.map(|matching| {
                    duplicate(&in_words(&self.files, source, *earlier), matching, *alternative)
                }));
            }
            Some(DuplicateStatus::InvalidReplacement { earlier, alternative, fault }) => {
                issues.extend(self.census.matching.map(|matching| {
                    outdone(fault, &in_words(&self.files, source, *earlier), matching, *alternative)
                }));
            }
            Some(DuplicateStatus::Keyless) => {
                issues.extend(self.census.matching.map(|matching| keyless(matching, self.census.mode)))
            }
            Some(_) if row.own.is_none() => {
                issues.extend(uninsertable(payload.as_bytes(), self.census.definitions)?)
            }
            _ => {}
        }
        let standing = standing.filter(|_| !issues.iter().any(Issue::is_error));
        let number = row.record.row;
        let line = row.record.line;
        self.spool.add_row(&NewRow {
            id,
            source,
            row: number,
            line,
            cells: &row.spooled.cells,
            issues: &issues,
        })?;
        match &row.skip {
            Some(note) => Ok(self.spool.add_skipped(id, note)?),
            None => self.add_action(id, source, row, payload, standing),
        }
    }

    fn index_places(&mut self) -> Result<(), ImportError> {
        if !std::mem::replace(&mut self.indexed, true) {
            self.spool.index_places()?;
        }
        Ok(())
    }

    fn add_action(
        &mut self,
        id: u64,
        source: u16,
        row: &MappedRow,
        payload: &str,
        standing: Option<DuplicateStatus>,
    ) -> Result<(), ImportError> {
        let keys: Vec<SearchKey> = row.spooled.keys.iter().map(SearchKey::from).collect();
        match standing {
            None | Some(DuplicateStatus::Keyless | DuplicateStatus::InvalidReplacement { .. }) => {
                self.spool.add_rejected(id)?
            }
            Some(DuplicateStatus::Joins(heads)) => {
                self.index_places()?;
                let carrier = merge_groups::join(self.spool, &mut self.census.groups, &heads)?;
                self.spool.add_merged(id, carrier, payload)?;
            }
            Some(DuplicateStatus::Second { earlier, .. }) => {
                let note = format!(
                    "{} has the same key and is used \
                instead",
                    in_words(&self.files, source, earlier)
                );
                self.spool.add_skipped(id, &note)?;
            }
            Some(DuplicateStatus::Replaces(earlier)) => {
                for earlier in earlier {
                    self.replace(earlier, source, row.record.row)?;
                }
                self.spool.add_open(id, &keys, payload)?;
            }
            Some(DuplicateStatus::New) if keys.is_empty() => self.spool.add_insert(id, payload)?,
            Some(DuplicateStatus::New) => self.spool.add_open(id, &keys, payload)?,
        }
        Ok(())
    }

    fn replace(&mut self, earlier: RowRef, source: u16, row: u64) -> Result<(), ImportError> {
        self.index_places()?;
        let here = RowRef { source, row: u32::try_from(row).unwrap_or(u32::MAX) };
        let note = format!(
            "{} has the same key and is used \
        instead",
            in_words(&self.files, earlier.source, here)
        );
        Ok(self.spool.supersede(earlier.source, earlier.row, &note)?)
    }
}

/// Rows in one transaction of phase one.
const COMMIT_ROWS: u64 = 8192;
