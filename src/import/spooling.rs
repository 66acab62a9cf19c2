//! Phase one, first half: every row of the sources into the journal, with its fault, or with what it wants.

use super::error::ImportError;
use super::reading::{HashedKey, Mapped, MappedRow, Opened, has_name};
use super::{group, joined};
use crate::customer::Definitions;
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, NewRow, SearchKey, Spool};
use crate::mapping::{Matching, OnDuplicate, OnNoKey};
use crate::plan::{Action, Groups, KeyHash, Keys, Mode, OnMultiple, Place, Role, Seen, decide_within};
use crate::report::Twins;

/// What a row is to the sources before it.
pub(super) enum Standing {
    /// Its keys are new, or it has none and needs none.
    New,
    /// An earlier row has its key by this alternative, and the earlier one counts.
    Second { earlier: Place, alternative: usize, rejected: bool },
    /// Earlier rows have its keys, and this one counts.
    Replaces(Vec<Place>),
    /// Earlier rows are the same customer, and this one joins their groups, of which these are the heads.
    Joins(Vec<Place>),
    /// It could not be inserted, for this fault; an earlier row with its key could, and counts although it is not the
    /// last.
    Outdone { earlier: Place, alternative: usize, fault: Box<Issue> },
    /// It has no key and needs one.
    Keyless,
}

/// Which keys the sources had so far.
pub(super) struct Census<'a> {
    matching: Option<&'a Matching>,
    mode: Mode,
    /// What a customer must have to be inserted.
    definitions: Option<&'a Definitions>,
    keys: Keys,
    /// Which rows are one customer, where rows are merged.
    groups: Groups,
    files: Vec<String>,
    /// The rows that are the same customer, for the report.
    pub(super) twins: Twins,
}

impl<'a> Census<'a> {
    pub(super) fn new(
        matching: Option<&'a Matching>,
        mode: Mode,
        definitions: Option<&'a Definitions>,
        opened: &[Opened],
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
    ) -> Result<Standing, ImportError> {
        let Some(matching) = self.matching else { return Ok(Standing::New) };
        let Some(own) = row.own else {
            let insert = matching.on_no_key == OnNoKey::Insert && self.mode != Mode::Update;
            return Ok(if insert { Standing::New } else { Standing::Keyless });
        };
        let place = Place { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
        let fault = self.fault(matching, payload)?;
        let sound = fault.is_none();
        let earlier = self.earlier(own, &row.others);
        let standing = judge(matching.on_duplicate, fault, &earlier);
        self.note_twin(place, &earlier, &standing, payload);
        if matches!(standing, Standing::Outdone { .. }) {
            return Ok(standing);
        }
        let there = match standing {
            Standing::Second { earlier, rejected: false, .. } => earlier,
            Standing::Joins(ref heads) => heads.first().copied().unwrap_or(place),
            _ => place,
        };
        self.remember(own.1, Seen { place: there, role: Role::Own, sound }, &standing);
        for (_, other) in &row.others {
            self.remember(*other, Seen { place: there, role: Role::Other, sound }, &standing);
        }
        Ok(standing)
    }

    /// Why a row could not be inserted, where that decides which of two rows counts.
    fn fault(&self, matching: &Matching, payload: &[u8]) -> Result<Option<Issue>, ImportError> {
        match self.mode == Mode::Update || matching.on_duplicate != OnDuplicate::Last {
            true => Ok(None),
            false => uninsertable(payload, self.definitions),
        }
    }

    fn note_twin(&mut self, here: Place, earlier: &[(usize, Seen)], standing: &Standing, payload: &[u8]) {
        let Some((alternative, _)) = earlier.first() else { return };
        let places: Vec<Place> = earlier.iter().map(|(_, seen)| seen.place).collect();
        let fields = self.matching.and_then(|matching| matching.alternatives.get(*alternative));
        let fields = fields.map_or(&[][..], |key| &key.fields);
        let files = &self.files;
        // Without a file where there is only one.
        let words = |place: Place| in_words(files, if files.len() > 1 { u16::MAX } else { 0 }, place);
        let replaces = matches!(standing, Standing::Replaces(_));
        self.twins.add(&places, (here, replaces), || (fields.join(" + "), values_of(fields, payload)), words);
    }

    /// The earlier rows that are the same customer: they had the row's own key, or had nothing better than one of its
    /// others. With each, the alternative that tells.
    fn earlier(&mut self, own: HashedKey, others: &[HashedKey]) -> Vec<(usize, Seen)> {
        let Self { keys, groups, .. } = self;
        let mut seen = |(at, hash): HashedKey| {
            let seen = keys.get(hash)?;
            Some((at, Seen { place: groups.head(seen.place), ..seen }))
        };
        let own = seen(own);
        let others = others.iter().filter_map(|other| seen(*other));
        own.into_iter().chain(others.filter(|(_, seen)| seen.role == Role::Own)).collect()
    }

    fn remember(&mut self, hash: KeyHash, new: Seen, standing: &Standing) {
        let gone = match standing {
            Standing::Replaces(gone) | Standing::Joins(gone) => gone.as_slice(),
            _ => &[],
        };
        let passed_over = matches!(standing, Standing::Second { .. });
        let seen = match self.keys.get(hash) {
            None => new,
            Some(before) if gone.contains(&self.groups.head(before.place)) => new,
            Some(before) if before.role == Role::Other && !passed_over => {
                Seen { role: Role::Shared, ..before }
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
fn judge(on_duplicate: OnDuplicate, fault: Option<Issue>, earlier: &[(usize, Seen)]) -> Standing {
    let Some((alternative, first)) = earlier.first().copied() else { return Standing::New };
    let shared = earlier.iter().any(|(_, seen)| seen.role == Role::Shared);
    if on_duplicate == OnDuplicate::Merge && !shared {
        return Standing::Joins(earlier.iter().map(|(_, seen)| seen.place).collect());
    }
    if on_duplicate == OnDuplicate::Last && !shared {
        let sound = earlier.iter().find(|(_, seen)| seen.sound);
        return match (fault, sound) {
            (Some(fault), Some((alternative, better))) => {
                Standing::Outdone { earlier: better.place, alternative: *alternative, fault: Box::new(fault) }
            }
            _ => Standing::Replaces(earlier.iter().map(|(_, seen)| seen.place).collect()),
        };
    }
    let rejected = on_duplicate != OnDuplicate::First;
    Standing::Second { earlier: first.place, alternative, rejected }
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
pub(super) fn in_words(opened: &[String], here: u16, place: Place) -> String {
    match opened.get(usize::from(place.source)) {
        Some(file) if place.source != here => format!("{file}, row {}", place.row),
        _ => format!("row {}", place.row),
    }
}

pub(super) fn duplicate(earlier: &str, matching: &Matching, alternative: usize) -> Issue {
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
pub(super) fn outdone(fault: &Issue, earlier: &str, matching: &Matching, alternative: usize) -> Issue {
    let fields = matching.alternatives.get(alternative).map_or(&[][..], |key| &key.fields);
    let message = format!(
        "{}; {earlier} has the same {} and no errors, so that row is used instead of this later oner",
        fault.message,
        fields.join(" and ")
    );
    let hint = format!("{}; or leave the row out", fault.hint);
    Issue { message, hint, ..fault.clone() }
}

pub(super) fn keyless(matching: &Matching, mode: Mode) -> Issue {
    let keys: Vec<String> = matching.alternatives.iter().map(|key| key.fields.join(" and ")).collect();
    let message = format!("the row has no match key ({})", keys.join(", or "));
    let hint = match (mode, matching.on_no_key) {
        (Mode::Update, OnNoKey::Insert) => {
            "fill in the key, or import with --mode upsert, which inserts rows without a key; --mode \
             update inserts nothing"
        }
        (Mode::Update, _) => {
            "fill in the key: --mode update inserts nothing, so it can't use a row without a key"
        }
        _ => "fill in the key, or set on_no_key = \"insert\" under [match] in the mapping",
    };
    Issue::error(Complaint::new(Code::NoKey, message, hint))
}

/// What is wrong with a row as an insert: it has no name, or lacks a custom field.
pub(super) fn uninsertable(
    payload: &[u8],
    definitions: Option<&Definitions>,
) -> Result<Option<Issue>, ImportError> {
    if has_name(payload) && !definitions.is_some_and(Definitions::ask_for_more) {
        return Ok(None);
    }
    let wanted = serde_json::from_slice(payload).map_err(JournalError::from)?;
    Ok(match decide_within(definitions, Mode::Insert, OnMultiple::Reject, &wanted, Vec::new()) {
        Action::Reject(issue) => Some(issue),
        _ => None,
    })
}

/// Puts rows into the journal.
pub(super) struct Spooler<'a> {
    pub spool: &'a Spool,
    pub census: Census<'a>,
    pub files: Vec<String>,
    pub listener: &'a dyn Listener,
    next: u64,
    indexed: bool,
}

impl<'a> Spooler<'a> {
    pub(super) fn new(
        spool: &'a Spool,
        census: Census<'a>,
        opened: &[Opened],
        listener: &'a dyn Listener,
    ) -> Result<Self, ImportError> {
        for (id, source) in (0_u16..).zip(opened) {
            spool.add_source(id, &source.file, source.sheet.as_deref(), &source.header)?;
        }
        let files = opened.iter().map(|source| source.file.clone()).collect();
        Ok(Self { spool, census, files, listener, next: 1, indexed: false })
    }

    /// Adds a batch in one transaction.
    pub(super) fn add(&mut self, mapped: Mapped) -> Result<(), ImportError> {
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
    pub(super) fn finish(mut self) -> Result<Twins, ImportError> {
        if let Some(matching) = self.census.matching.filter(|_| self.indexed) {
            group::merge_all(self.spool, &mut self.census.groups, matching, &self.files)?;
        }
        joined::hold(self.spool, self.census.matching, self.census.definitions, &self.files)?;
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
            Some(Standing::Second { earlier, alternative, rejected: true }) => {
                issues.extend(self.census.matching.map(|matching| {
                    duplicate(&in_words(&self.files, source, *earlier), matching, *alternative)
                }));
            }
            Some(Standing::Outdone { earlier, alternative, fault }) => {
                issues.extend(self.census.matching.map(|matching| {
                    outdone(fault, &in_words(&self.files, source, *earlier), matching, *alternative)
                }));
            }
            Some(Standing::Keyless) => {
                issues.extend(self.census.matching.map(|matching| keyless(matching, self.census.mode)))
            }
            Some(_) if row.own.is_none() => {
                issues.extend(uninsertable(payload.as_bytes(), self.census.definitions)?)
            }
            _ => {}
        }
        let standing = standing.filter(|_| !issues.iter().any(Issue::is_error));
        let (number, line) = (row.record.row, row.record.line);
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
        standing: Option<Standing>,
    ) -> Result<(), ImportError> {
        let keys: Vec<SearchKey> = row.spooled.keys.iter().map(SearchKey::from).collect();
        match standing {
            None | Some(Standing::Keyless | Standing::Outdone { .. }) => self.spool.add_rejected(id)?,
            Some(Standing::Joins(heads)) => {
                self.index_places()?;
                let carrier = group::join(self.spool, &mut self.census.groups, &heads)?;
                self.spool.add_merged(id, carrier, payload)?;
            }
            Some(Standing::Second { earlier, .. }) => {
                let note = format!(
                    "{} has the same key and is used \
                instead",
                    in_words(&self.files, source, earlier)
                );
                self.spool.add_skipped(id, &note)?;
            }
            Some(Standing::Replaces(earlier)) => {
                for earlier in earlier {
                    self.replace(earlier, source, row.record.row)?;
                }
                self.spool.add_open(id, &keys, payload)?;
            }
            Some(Standing::New) if keys.is_empty() => self.spool.add_insert(id, payload)?,
            Some(Standing::New) => self.spool.add_open(id, &keys, payload)?,
        }
        Ok(())
    }

    fn replace(&mut self, earlier: Place, source: u16, row: u64) -> Result<(), ImportError> {
        self.index_places()?;
        let here = Place { source, row: u32::try_from(row).unwrap_or(u32::MAX) };
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
