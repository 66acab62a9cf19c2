//! Matches pending inserts with the help desk again, because their customers may have been added since the plan was
//! made.
//!
//! The rematch is one transaction. If the process dies, the plan is unchanged and a resume matches again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use crate::database::{Connection, OptionalRow as _, params};

use super::error::JournalError;
use super::plan_writer::PlanWriter;
use super::planned_write::SearchKey;
use super::result_sql::spelled;
use super::row_state::RowAction;
use super::{database, optional_tables};
use crate::failpoint;
use crate::plan::Action;

/// Pending inserts with a key that were certainly not done: never sent, withdrawn, or rejected and made pending
/// again. Inserts that may have arrived are resolved instead.
const NOT_SENT: &str = "kind = 'insert' AND key IS NOT NULL \
     AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.row = a.id) AND (DOUBT) IS NULL";

/// A selection of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowSelection {
    /// All rows from the first to the last.
    Between(u64, u64),
    /// These rows.
    These(Vec<u64>),
}

impl RowSelection {
    fn condition(&self) -> String {
        match self {
            Self::Between(first, last) => format!("id BETWEEN {first} AND {last}"),
            Self::These(rows) => {
                let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
                format!("id IN ({})", rows.join(", "))
            }
        }
    }
}

/// Creates the tables that journals of earlier versions lack.
fn ensure_tables(connection: &Connection) -> Result<(), JournalError> {
    optional_tables::create(connection, optional_tables::PROTECTED)?;
    optional_tables::create(connection, optional_tables::UNWRITTEN)
}

/// The note in `results.csv` for a row that was planned as an insert.
const NOTE: &str =
    "planned as an insert, but the customer was added to the help desk after the plan was made";

impl PlanWriter {
    /// Opens a complete plan, with its unsent inserts to be matched again.
    pub fn open_for_rematch(path: &Path) -> Result<Self, JournalError> {
        let connection = database::open_to_write(path)?;
        // This index finds customers that the run has written already.
        connection.execute_batch("CREATE INDEX IF NOT EXISTS outcome_server ON outcome (server_id)")?;
        ensure_tables(&connection)?;
        let mut plan = Self::over(connection, path, spelled(NOT_SENT))?;
        plan.anew = Some(RefCell::default());
        Ok(plan)
    }

    /// Like [`PlanWriter::open_for_rematch`], but for some rows, while others write the journal.
    pub fn open_rows_for_rematch(path: &Path, rows: &RowSelection) -> Result<Self, JournalError> {
        let connection = database::open(path)?;
        connection.execute_batch("CREATE INDEX IF NOT EXISTS outcome_server ON outcome (server_id)")?;
        ensure_tables(&connection)?;
        let open = format!("{NOT_SENT} AND {}", rows.condition());
        Ok(Self {
            connection,
            path: path.to_owned(),
            open: spelled(&open),
            anew: Some(RefCell::default()),
            deferred: Some(RefCell::default()),
            deferred_issues: RefCell::default(),
        })
    }

    /// Makes the new decisions durable. Returns how many rows got which action.
    pub fn finish_rematch(mut self) -> Result<BTreeMap<RowAction, u64>, JournalError> {
        if let Some(deferred) = self.deferred.take() {
            self.connection.begin_alone()?;
            for (id, action) in deferred.into_inner() {
                if self.is_not_sent(id)? {
                    self.put_deferred_issues(id)?;
                    self.decide(id, &action)?;
                }
            }
        }
        failpoint::pass("anew-matched");
        self.connection.commit()?;
        failpoint::pass("anew-committed");
        Ok(self.anew.map(RefCell::into_inner).unwrap_or_default())
    }

    /// False if the row was sent in the meantime.
    fn is_not_sent(&self, id: u64) -> Result<bool, JournalError> {
        let sql = format!("SELECT count(*) FROM action a WHERE id = ? AND {}", spelled(NOT_SENT));
        Ok(self.connection.prepare_cached(&sql)?.query_row(params![id], |row| row.get::<u64>(0))? > 0)
    }

    /// Counts a new decision. Returns the note for its row.
    pub(super) fn noted(&self, action: &Action) -> Option<&'static str> {
        let became = match action {
            Action::Insert => return None,
            Action::Update { .. } => RowAction::Update,
            Action::Unchanged { .. } => RowAction::Unchanged,
            Action::Skip { .. } => RowAction::Skip,
            Action::Reject(_) => RowAction::Reject,
        };
        *self.anew.as_ref()?.borrow_mut().entry(became).or_default() += 1;
        Some(NOTE)
    }

    /// The keys of another row that was matched with this customer or has written it.
    pub fn owner_keys(&self, server_id: &str, not: u64) -> Result<Option<Vec<SearchKey>>, JournalError> {
        if self.anew.is_none() {
            return Ok(None);
        }
        let sql = "SELECT coalesce(search, '[]') FROM action WHERE id = (\
                   SELECT row FROM outcome WHERE server_id = ?1 AND row != ?2 \
                   UNION ALL SELECT id FROM action WHERE server_id = ?1 AND id != ?2 LIMIT 1)";
        let mut select = self.connection.prepare_cached(sql)?;
        let search: Option<String> =
            select.query_row(params![server_id, not], |row| row.get(0)).optional()?;
        Ok(search.map(|search| serde_json::from_str(&search)).transpose()?)
    }
}
