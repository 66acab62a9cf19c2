//! Writes the plan in phase one: rows as they are read, then the action of each row.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::database::{Connection, params};
use serde_json::{Map, Value};

use super::assumed_regions::AssumedRegions;
use super::error::JournalError;
use super::journal_home::JournalHome;
use super::new_issues::NewIssues;
use super::phone_fields::Phones;
use super::planned_write::{PlannedKind, SearchKey};
use super::row_counts::{RowCounts, counts};
use super::row_state::RowAction;
use super::unwritten_fields::{Unwritten, UnwrittenOf};
use super::{database, file_identity, phone_fields, protected_fields};
use crate::customer::merged;
use crate::failpoint;
use crate::issue::Issue;
use crate::plan::Action;

type Object = Map<String, Value>;

/// The assumptions on which the values of each row rest. Only the plan needs them, so the file never has this table.
const ASSUMED: &str = "CREATE TEMP TABLE assumed (row INTEGER NOT NULL, source INTEGER NOT NULL, assumption INTEGER NOT NULL, \
     value TEXT)";

/// The journal during planning. Writes share a transaction until [`PlanWriter::commit`].
#[derive(Debug)]
pub struct PlanWriter {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// SQL condition of the actions that still have to be matched.
    pub(super) open: String,
    /// In a rematch: how many rows got which action.
    pub(super) anew: Option<RefCell<BTreeMap<RowAction, u64>>>,
    /// In a rematch while others write the journal: the decisions, to be written at the end in one transaction.
    pub(super) deferred: Option<RefCell<Vec<(u64, Action)>>>,
    /// The issues that belong to these decisions, by row.
    pub(super) deferred_issues: RefCell<BTreeMap<u64, NewIssues>>,
}

/// The actions that phase one has not decided yet.
const UNDECIDED: &str = "kind = 'match'";

/// A row as read, with its issues.
#[derive(Debug)]
pub struct NewRow<'a> {
    /// From 1, in the order of reading.
    pub id: u64,
    /// The source, counted from 0.
    pub source: u16,
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The line of a text file, or 0.
    pub line: u64,
    /// JSON array of texts.
    pub cells: &'a str,
    /// The issues found so far.
    pub issues: &'a [Issue],
}

/// A row that still has to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedRow {
    /// The row.
    pub id: u64,
    /// Its match keys, in the order of the mapping.
    pub keys: Vec<SearchKey>,
    /// The wanted customer as a JSON object.
    pub payload: String,
    /// In a rematch: the fields that the planned insert leaves out because they are never written.
    pub never: Object,
    /// Its fields with phone numbers.
    pub phones: Phones,
}

impl UnmatchedRow {
    /// All fields that the row has.
    pub fn wanted(&self) -> Result<Object, JournalError> {
        Ok(merged(&serde_json::from_str(&self.payload)?, &self.never))
    }
}

impl PlanWriter {
    /// Creates an empty journal.
    pub fn prepare(path: &Path) -> Result<(), JournalError> {
        match database::create(path)? {
            Connection::Sqlite(file) => file.close().map_err(|(_, error)| error.into()),
            Connection::Postgres(_) => Ok(()),
        }
    }

    /// Replaces a journal with an incomplete plan by an empty one.
    pub fn replace(path: &Path) -> Result<(), JournalError> {
        if let Some(home) = JournalHome::at(path)? {
            home.remove()?;
        }
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            match std::fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(JournalError::file(name, error));
                }
                _ => {}
            }
        }
        failpoint::pass("plan-removed");
        Self::prepare(path)
    }

    /// Opens an empty journal to fill it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let connection = database::open_for_planning(path)?;
        connection.execute_batch(ASSUMED)?;
        Self::over(connection, path, UNDECIDED.to_owned())
    }

    /// Begins a transaction on an open connection.
    pub(super) fn over(connection: Connection, path: &Path, open: String) -> Result<Self, JournalError> {
        connection.begin()?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            open,
            anew: None,
            deferred: None,
            deferred_issues: RefCell::default(),
        })
    }

    /// Commits the transaction and begins the next. A rematch stays in one transaction.
    pub fn commit(&self) -> Result<(), JournalError> {
        match self.anew {
            None => {
                self.connection.commit()?;
                Ok(self.connection.begin()?)
            }
            Some(_) => Ok(()),
        }
    }

    /// Makes the complete plan durable. From now on the journal is in WAL mode and bound to its file.
    pub fn finish(self, run: &str) -> Result<(), JournalError> {
        file_identity::bind(&self.connection, run, &self.path)?;
        self.connection
            .execute_batch("CREATE INDEX action_server ON action (server_id) WHERE server_id IS NOT NULL")?;
        self.connection.commit()?;
        if let Connection::Postgres(_) = self.connection {
            // Its statistics are those of empty tables.
            return Ok(self.connection.execute_batch("ANALYZE row, action, merged, protected")?);
        }
        let file = std::fs::File::open(&self.path).and_then(|file| file.sync_all());
        file.map_err(|error| JournalError::file(&self.path, error))?;
        drop(self.connection);
        drop(database::open(&self.path)?);
        Ok(())
    }

    /// Adds a source.
    pub fn add_source(
        &self,
        id: u16,
        file: &str,
        sheet: Option<&str>,
        header: &[String],
    ) -> Result<(), JournalError> {
        let header = serde_json::to_string(header)?;
        let mut insert = self.connection.prepare_cached("INSERT INTO source VALUES (?, ?, ?, ?)")?;
        insert.send(params![id, file, sheet, header])?;
        Ok(())
    }

    /// Adds a row.
    pub fn add_row(&self, row: &NewRow<'_>) -> Result<(), JournalError> {
        let issues = (!row.issues.is_empty()).then(|| serde_json::to_string(row.issues)).transpose()?;
        let mut insert = self.connection.prepare_cached("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)")?;
        insert.send(params![row.id, row.source, row.row, row.line, row.cells, issues])?;
        Ok(())
    }

    /// Adds an action that still has to be matched.
    pub fn add_open(&self, id: u64, keys: &[SearchKey], payload: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO action (id, kind, key, search, payload) VALUES (?, 'match', ?, ?, ?)";
        let key = keys.first().map(|own| &own.key);
        let search = serde_json::to_string(keys)?;
        self.connection.prepare_cached(sql)?.send(params![id, key, search, payload])?;
        Ok(())
    }

    /// Adds an insert that needs no lookup.
    pub fn add_insert(&self, id: u64, payload: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO action (id, kind, payload) VALUES (?, 'insert', ?)";
        self.connection.prepare_cached(sql)?.send(params![id, payload])?;
        Ok(())
    }

    /// Adds an action that is already decided.
    pub fn add_planned(&self, id: u64, kind: &PlannedKind) -> Result<(), JournalError> {
        let json = |object: &Object| serde_json::to_string(object);
        let (kind, server, payload, base) = match kind {
            PlannedKind::Insert { payload } => (RowAction::Insert, None, Some(payload.clone()), None),
            PlannedKind::Update { id, patch, base } => {
                (RowAction::Update, Some(id), Some(json(patch)?), Some(json(base)?))
            }
            PlannedKind::Delete { id, base } => (RowAction::Delete, Some(id), None, Some(json(base)?)),
        };
        let sql = "INSERT INTO action (id, kind, payload, base, server_id) VALUES (?, ?, ?, ?, ?)";
        self.connection.prepare_cached(sql)?.send(params![id, kind, payload, base, server])?;
        Ok(())
    }

    /// Adds a row that is rejected because of its issues.
    pub fn add_rejected(&self, id: u64) -> Result<(), JournalError> {
        let sql = "INSERT INTO action (id, kind, outcome) VALUES (?, 'reject', 'rejected')";
        self.connection.prepare_cached(sql)?.send(params![id])?;
        Ok(())
    }

    /// Adds a row that is skipped.
    pub fn add_skipped(&self, id: u64, note: &str) -> Result<(), JournalError> {
        let sql = "INSERT INTO action (id, kind, note, outcome) VALUES (?, 'skip', ?, 'skipped')";
        self.connection.prepare_cached(sql)?.send(params![id, note])?;
        Ok(())
    }

    /// Skips an earlier row because a later row has the same key.
    pub fn supersede(&self, source: u16, row: u32, note: &str) -> Result<(), JournalError> {
        let sql = "UPDATE action SET kind = 'skip', outcome = 'skipped', note = ? \
                   WHERE id = (SELECT max(id) FROM row WHERE source = ? AND row = ?)";
        self.connection.prepare_cached(sql)?.send(params![note, source, row])?;
        Ok(())
    }

    /// Creates the index by which [`PlanWriter::supersede`] finds rows.
    pub fn index_places(&self) -> Result<(), JournalError> {
        Ok(self.connection.execute_batch("CREATE INDEX row_place ON row (source, row)")?)
    }

    /// The rows after `id` that still have to be matched, in order.
    pub fn open_rows(&self, after: u64, limit: usize) -> Result<Vec<UnmatchedRow>, JournalError> {
        let sql = format!(
            "SELECT id, search, payload FROM action a WHERE {} AND id > ? ORDER BY id LIMIT ?",
            self.open
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, limit])?;
        let never = UnwrittenOf::of(&self.connection, Unwritten::Never)?;
        let regions = AssumedRegions::of(&self.connection)?;
        let phones = phone_fields::all(&self.connection)?;
        let mut open = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, search): (u64, String) = (row.get(0)?, row.get(1)?);
            open.push(UnmatchedRow {
                id,
                keys: serde_json::from_str(&search)?,
                payload: row.get(2)?,
                never: never.row(id)?,
                phones: Phones { fields: phones.clone(), assumed: regions.row(id)? },
            });
        }
        Ok(open)
    }

    /// Counts the rows that still have to be matched.
    pub fn open_count(&self) -> Result<u64, JournalError> {
        let sql = format!("SELECT count(*) FROM action a WHERE {}", self.open);
        Ok(self.connection.query_row(&sql, params![], |row| row.get(0))?)
    }

    /// Counts the keys of the rows that still have to be matched.
    pub fn open_keys(&self) -> Result<u64, JournalError> {
        let keys = self.connection.json_length("search");
        let sql = format!("SELECT coalesce(sum({keys}), 0) FROM action a WHERE {}", self.open);
        Ok(self.connection.query_row(&sql, params![], |row| row.get(0))?)
    }

    /// Calls `each` with every key of the rows that still have to be matched.
    pub fn each_open_key(&self, mut each: impl FnMut(&SearchKey)) -> Result<(), JournalError> {
        let sql = format!("SELECT search FROM action a WHERE {}", self.open);
        let mut select = self.connection.prepare(&sql)?;
        let mut rows = select.query(params![])?;
        while let Some(row) = rows.next()? {
            let keys: Vec<SearchKey> = serde_json::from_str(row.str(0)?)?;
            keys.iter().for_each(&mut each);
        }
        Ok(())
    }

    /// Records the action decided for a row.
    pub fn decide(&self, id: u64, action: &Action) -> Result<(), JournalError> {
        if let Some(deferred) = &self.deferred {
            if *action != Action::Insert {
                deferred.borrow_mut().push((id, action.clone()));
            }
            return Ok(());
        }
        let note = self.noted(action);
        if self.anew.is_some() && *action != Action::Insert {
            protected_fields::remove(&self.connection, id)?;
        }
        self.protect(id, action.protected())?;
        match action {
            Action::Insert if self.anew.is_some() => Ok(()),
            Action::Insert => self.set(id, RowAction::Insert, None, None, None),
            Action::Update { id: server, patch, base, .. } => {
                self.set(id, RowAction::Update, Some(server), Some((patch, base)), note)
            }
            Action::Unchanged { id: server, .. } => {
                self.set(id, RowAction::Unchanged, Some(server), None, note)
            }
            Action::Skip { id: server, note } => {
                self.set(id, RowAction::Skip, server.as_deref(), None, Some(note))
            }
            Action::Reject(issue) => self.reject(id, issue),
        }
    }

    /// Sets the key by which a row's insert is looked up when in doubt; `None` if no key is unique to the row.
    pub fn set_in_doubt_key(&self, id: u64, key: Option<&SearchKey>) -> Result<(), JournalError> {
        let own = key.map(|key| &key.key);
        let search = serde_json::to_string(key.as_slice())?;
        let sql = "UPDATE action SET key = ?, search = ? WHERE id = ?";
        self.connection.prepare_cached(sql)?.send(params![own, search, id])?;
        Ok(())
    }

    fn set(
        &self,
        id: u64,
        kind: RowAction,
        server: Option<&str>,
        patch: Option<(&Object, &Object)>,
        note: Option<&str>,
    ) -> Result<(), JournalError> {
        let outcome = kind.planned_outcome();
        let (payload, base) = match patch {
            Some((patch, base)) => (Some(serde_json::to_string(patch)?), Some(serde_json::to_string(base)?)),
            None => (None, None),
        };
        let sql = "UPDATE action SET kind = ?2, server_id = ?3, payload = coalesce(?4, payload), base = ?5, \
                   note = ?6, outcome = ?7 WHERE id = ?1";
        let values = params![id, kind, server, payload, base, note, outcome];
        self.connection.prepare_cached(sql)?.send(values)?;
        Ok(())
    }

    fn reject(&self, id: u64, issue: &Issue) -> Result<(), JournalError> {
        self.add_issues(id, std::slice::from_ref(issue))?;
        let sql = "UPDATE action SET kind = 'reject', outcome = 'rejected' WHERE id = ?";
        self.connection.prepare_cached(sql)?.send(params![id])?;
        Ok(())
    }

    /// Adds issues to a row.
    pub(crate) fn add_issues(&self, id: u64, new: &[Issue]) -> Result<(), JournalError> {
        add_issues(&self.connection, id, new)
    }

    /// Counts the rows by outcome so far.
    pub fn counts(&self) -> Result<RowCounts, JournalError> {
        counts(&self.connection)
    }
}

/// Adds issues to a row.
pub(super) fn add_issues(connection: &Connection, id: u64, new: &[Issue]) -> Result<(), JournalError> {
    let mut select = connection.prepare_cached("SELECT issues FROM row WHERE id = ?")?;
    let known: Option<String> = select.query_row(params![id], |row| row.get(0))?;
    let mut issues: Vec<Issue> = known.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?;
    issues.extend_from_slice(new);
    let text = serde_json::to_string(&issues)?;
    connection.prepare_cached("UPDATE row SET issues = ? WHERE id = ?")?.send(params![text, id])?;
    Ok(())
}

/// Makes failed, rejected and stale writes pending again. Returns their number.
///
/// Inserts with an unknown outcome are left out: they may have arrived.
pub fn take_back_failures(path: &Path) -> Result<u64, JournalError> {
    let connection = database::open_to_write(path)?;
    let taken = "outcome IN ('failed', 'rejected') OR (outcome = 'unknown' \
                 AND row IN (SELECT id FROM action WHERE kind IN ('update', 'delete')))";
    // The end of an attempt is part of the outcome, unless it has its own record: keep it before deleting.
    let kept = format!(
        "INSERT INTO again SELECT row, number, intended, ended, status, cause FROM attempt \
         WHERE row IN (SELECT row FROM outcome WHERE {taken}) ON CONFLICT DO NOTHING"
    );
    let mut rows = 0;
    connection.group(&mut || {
        connection.execute(&kept, params![])?;
        rows = connection.execute(&format!("DELETE FROM outcome WHERE {taken}"), params![])?.max(rows);
        Ok::<_, JournalError>(())
    })?;
    Ok(rows)
}
