//! Phase one, first half: every row of the sources into the journal, with its fault, or with what it wants.

use super::error::ImportError;
use super::reading::{Mapped, MappedRow, Opened};
use crate::event::{Event, Listener};
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{JournalError, NewRow, Spool};
use crate::mapping::{Matching, OnDuplicate, OnNoKey};
use crate::plan::{Action, KeyHash, Keys, Mode, OnMultiple, Place, decide};

/// What a row is to the sources before it.
pub(super) enum Standing {
    /// Its key is new, or it has none and needs none.
    New,
    /// An earlier row has its key, and the earlier one counts.
    Second { earlier: Place, rejected: bool },
    /// Earlier rows have its keys, and this one counts.
    Replaces(Vec<Place>),
    /// It has no key and needs one.
    Keyless,
}

/// Which keys the sources had so far.
pub(super) struct Census<'a> {
    matching: Option<&'a Matching>,
    mode: Mode,
    keys: Keys,
    /// True where a row may have keys besides its own.
    alternatives: bool,
}

impl<'a> Census<'a> {
    pub(super) fn new(matching: Option<&'a Matching>, mode: Mode) -> Self {
        let alternatives = matching.is_some_and(|matching| matching.alternatives.len() > 1);
        Self { matching, mode, keys: Keys::default(), alternatives }
    }

    /// Where a row without errors stands; remembers its keys.
    pub(super) fn standing(&mut self, source: u16, row: &MappedRow) -> Standing {
        let Some(matching) = self.matching else { return Standing::New };
        let Some((_, own)) = &row.own else {
            let insert = matching.on_no_key == OnNoKey::Insert && self.mode != Mode::Update;
            return if insert { Standing::New } else { Standing::Keyless };
        };
        let place = Place { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) };
        // An earlier row that is matched by a key which this row has besides its own is the same customer, as it
        // would be the other way round; two rows that only share such a key are not.
        let besides = row.others.iter().filter_map(|hash| self.keys.get(hash.matched_by()));
        let earlier: Vec<Place> = self.keys.get(*own).into_iter().chain(besides).collect();
        match earlier.first() {
            Some(earlier) if matching.on_duplicate != OnDuplicate::Last => {
                let earlier = *earlier;
                Standing::Second { earlier, rejected: matching.on_duplicate == OnDuplicate::Reject }
            }
            first => {
                let new = first.is_none();
                self.remember(*own, &row.others, place, matching.on_duplicate);
                if new { Standing::New } else { Standing::Replaces(earlier) }
            }
        }
    }

    fn remember(&mut self, own: KeyHash, others: &[KeyHash], place: Place, on_duplicate: OnDuplicate) {
        self.keys.replace(own, place);
        if self.alternatives {
            self.keys.replace(own.matched_by(), place);
        }
        for other in others {
            match on_duplicate {
                OnDuplicate::Last => self.keys.replace(*other, place),
                _ => self.keys.insert(*other, place),
            };
        }
    }
}

/// The place of a row in words: `row 7`, or `other.csv, row 7`.
pub(super) fn in_words(opened: &[String], here: u16, place: Place) -> String {
    match opened.get(usize::from(place.source)) {
        Some(file) if place.source != here => format!("{file}, row {}", place.row),
        _ => format!("row {}", place.row),
    }
}

pub(super) fn duplicate(earlier: &str, fields: &[String]) -> Issue {
    let message = format!("{earlier} has the same {}", fields.join(" and "));
    let hint =
        "keep one of the rows, or say on_duplicate = \"first\" or \"last\" under [match] in the mapping";
    Issue::error(Complaint::new(Code::DuplicateInSource, message, hint)).in_field(fields.join(" + "))
}

pub(super) fn keyless(matching: &Matching) -> Issue {
    let keys: Vec<String> = matching.alternatives.iter().map(|key| key.fields.join(" and ")).collect();
    let message = format!("the row has no match key ({})", keys.join(", or "));
    let hint = "fill in the key, or say on_no_key = \"insert\" under [match] in the mapping";
    Issue::error(Complaint::new(Code::NoKey, message, hint))
}

/// What is wrong with an insert that has no name.
pub(super) fn nameless(payload: &[u8]) -> Result<Option<Issue>, ImportError> {
    if payload.starts_with(b"{\"name\":\"") {
        return Ok(None);
    }
    let wanted = serde_json::from_slice(payload).map_err(JournalError::from)?;
    Ok(match decide(Mode::Insert, OnMultiple::Reject, &wanted, Vec::new()) {
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

    fn add_row(&mut self, source: u16, row: &MappedRow, payload: &str) -> Result<(), ImportError> {
        let id = self.next;
        self.next += 1;
        let standing = match row.is_rejected() {
            true => None,
            false => Some(self.census.standing(source, row)),
        };
        let mut issues = row.issues.clone();
        match &standing {
            Some(Standing::Second { earlier, rejected: true }) => {
                let fields = self.key_fields(row);
                issues.push(duplicate(&in_words(&self.files, source, *earlier), &fields));
            }
            Some(Standing::Keyless) => issues.extend(self.census.matching.map(keyless)),
            Some(_) if row.own.is_none() => issues.extend(nameless(payload.as_bytes())?),
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
        self.add_action(id, source, row, payload, standing)
    }

    fn key_fields(&self, row: &MappedRow) -> Vec<String> {
        let alternatives = self.census.matching.map_or(&[][..], |matching| &matching.alternatives);
        let own = row.own.and_then(|(alternative, _)| alternatives.get(alternative));
        own.map(|key| key.fields.clone()).unwrap_or_default()
    }

    fn add_action(
        &mut self,
        id: u64,
        source: u16,
        row: &MappedRow,
        payload: &str,
        standing: Option<Standing>,
    ) -> Result<(), ImportError> {
        match (standing, &row.spooled.key) {
            (None | Some(Standing::Keyless), _) => self.spool.add_rejected(id)?,
            (Some(Standing::Second { earlier, .. }), _) => {
                let note = format!("{} has the same key and counts", in_words(&self.files, source, earlier));
                self.spool.add_skipped(id, &note)?;
            }
            (Some(Standing::Replaces(earlier)), Some(key)) => {
                for earlier in earlier {
                    self.replace(earlier, source, row.record.row)?;
                }
                self.spool.add_open(id, &key.canonical(), &key.values, payload)?;
            }
            (Some(_), Some(key)) => self.spool.add_open(id, &key.canonical(), &key.values, payload)?,
            (Some(_), None) => self.spool.add_insert(id, payload)?,
        }
        Ok(())
    }

    fn replace(&mut self, earlier: Place, source: u16, row: u64) -> Result<(), ImportError> {
        if !std::mem::replace(&mut self.indexed, true) {
            self.spool.index_places()?;
        }
        let here = Place { source, row: u32::try_from(row).unwrap_or(u32::MAX) };
        let note = format!("{} has the same key and counts", in_words(&self.files, earlier.source, here));
        Ok(self.spool.supersede(earlier.source, earlier.row, &note)?)
    }
}

/// Rows in one transaction of phase one.
const COMMIT_ROWS: u64 = 8192;
