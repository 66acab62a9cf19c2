//! What is needed to map a row again when its customer is known: the kinds of its cells, and what was decided about its
//! source. Only a mapping whose templates read `current` needs it, so only its journals have these tables.

use crate::database::{Connection, DatabaseError, params};

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::new_issues::{NewIssues, replace_issues};
use super::optional_tables;
use super::plan_writer::PlanWriter;
use crate::mapping::SourceDecisions;
use crate::record::{CellKind, Record};

/// A letter for each kind of cell.
const LETTERS: [(CellKind, char); 10] = [
    (CellKind::Text, 't'),
    (CellKind::Number, 'n'),
    (CellKind::LostDigits, 'l'),
    (CellKind::MaybeNumber, 'm'),
    (CellKind::Bool, 'b'),
    (CellKind::Date, 'd'),
    (CellKind::Error, 'e'),
    (CellKind::NoResult, 'r'),
    (CellKind::Covered, 'c'),
    (CellKind::Absent, 'a'),
];

/// A source as it was mapped.
#[derive(Debug)]
pub(crate) struct MappedSource {
    /// The names of its columns.
    pub header: Vec<String>,
    /// What was decided about it.
    pub decisions: SourceDecisions,
}

impl PlanWriter {
    /// Keeps what was decided about the sources, in their order.
    pub(crate) fn keep_sources(&self, sources: &[SourceDecisions]) -> Result<(), JournalError> {
        optional_tables::create(&self.connection, optional_tables::MAPPED_SOURCES)?;
        for (source, decisions) in sources.iter().enumerate() {
            let sql = "INSERT INTO mapped_source VALUES (?, ?)";
            let decisions = serde_json::to_string(decisions)?;
            self.connection.prepare_cached(sql)?.execute(params![source, decisions])?;
        }
        Ok(())
    }

    /// Keeps the kinds of the cells of a row. Rows of plain text need no record.
    pub(crate) fn keep_kinds(&self, id: u64, record: &Record) -> Result<(), JournalError> {
        if !record.has_kinds() && !record.phones_in_doubt {
            return Ok(());
        }
        let letter = |kind| LETTERS.iter().find(|(own, _)| *own == kind).map_or('t', |(_, letter)| *letter);
        let kinds: String = record.iter().map(|cell| letter(cell.kind)).collect();
        let sql = "INSERT INTO cell_kinds VALUES (?, ?, ?)";
        self.connection.prepare_cached(sql)?.send(params![id, kinds, record.phones_in_doubt])?;
        Ok(())
    }

    /// The sources as they were mapped; none if no template reads `current`.
    pub(crate) fn mapped_sources(&self) -> Result<Vec<MappedSource>, JournalError> {
        mapped_sources(&self.connection)
    }

    /// A row as it was read, and the number of its source.
    pub(crate) fn row_as_read(&self, id: u64) -> Result<(usize, Record), JournalError> {
        let sql = "SELECT r.source, r.row, r.line, r.cells, k.kinds, k.in_doubt FROM row r \
                   LEFT JOIN cell_kinds k ON k.row = r.id WHERE r.id = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![id])?;
        let row = rows.next()?.ok_or(DatabaseError::NoRow)?;
        let cells: Vec<String> = serde_json::from_str(row.str(3)?)?;
        let kinds: Option<String> = row.get(4)?;
        let mut kinds = kinds.as_deref().unwrap_or_default().chars();
        let mut record = Record::new(row.get(1)?, row.get(2)?);
        for cell in &cells {
            let letter = kinds.next().unwrap_or('t');
            let kind = LETTERS.iter().find(|(_, own)| *own == letter).map(|(kind, _)| *kind);
            record.push_kind(cell, kind.unwrap_or_default());
        }
        record.phones_in_doubt = row.get::<Option<bool>>(5)?.unwrap_or_default();
        Ok((row.get(0)?, record))
    }

    /// Replaces the issues of some fields of a row.
    pub(crate) fn replace_issues(&self, id: u64, new: NewIssues) -> Result<(), JournalError> {
        if self.deferred.is_some() {
            self.deferred_issues.borrow_mut().insert(id, new);
            return Ok(());
        }
        replace_issues(&self.connection, id, &new)
    }

    /// Replaces the issues of a row whose decision was deferred.
    pub(super) fn put_deferred_issues(&self, id: u64) -> Result<(), JournalError> {
        let new = self.deferred_issues.borrow_mut().remove(&id);
        new.map_or(Ok(()), |new| replace_issues(&self.connection, id, &new))
    }
}

impl JournalReader {
    /// The sources as they were mapped; none if no template reads `current`.
    pub(crate) fn mapped_sources(&self) -> Result<Vec<MappedSource>, JournalError> {
        mapped_sources(&self.connection)
    }
}

fn mapped_sources(connection: &Connection) -> Result<Vec<MappedSource>, JournalError> {
    if !connection.has_table("mapped_source")? {
        return Ok(Vec::new());
    }
    let sql =
        "SELECT s.header, m.decisions FROM source s JOIN mapped_source m ON m.source = s.id ORDER BY s.id";
    let mut select = connection.prepare(sql)?;
    let mut rows = select.query(params![])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        let (header, decisions): (String, String) = (row.get(0)?, row.get(1)?);
        sources.push(MappedSource {
            header: serde_json::from_str(&header)?,
            decisions: serde_json::from_str(&decisions)?,
        });
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::NewRow;

    #[test]
    fn a_row_is_read_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        PlanWriter::prepare(&path).unwrap();
        let plan = PlanWriter::open(&path).unwrap();
        assert!(plan.mapped_sources().unwrap().is_empty());
        plan.add_source(0, "a.xlsx", None, &["A".to_owned()]).unwrap();
        let decisions = SourceDecisions { usual: Some("IT".to_owned()), ..SourceDecisions::default() };
        plan.keep_sources(std::slice::from_ref(&decisions)).unwrap();
        assert_eq!(plan.mapped_sources().unwrap()[0].decisions, decisions);
        let mut typed = Record::new(2, 0);
        LETTERS.iter().for_each(|(kind, letter)| typed.push_kind(&letter.to_string(), *kind));
        typed.phones_in_doubt = true;
        let mut plain = Record::new(3, 7);
        plain.push("x \"y\"");
        for (id, record) in [(1, &typed), (2, &plain)] {
            let cells: Vec<&str> = record.iter().map(|cell| cell.text).collect();
            let cells = serde_json::to_string(&cells).unwrap();
            let (row, line) = (record.row, record.line);
            plan.add_row(&NewRow { id, source: 0, row, line, cells: &cells, issues: &[] }).unwrap();
            plan.keep_kinds(id, record).unwrap();
        }
        assert_eq!(plan.row_as_read(1).unwrap(), (0, typed));
        assert_eq!(plan.row_as_read(2).unwrap(), (0, plain));
    }
}
