//! Copies a journal as it is now, with what only its WAL has yet: another process may look at it meanwhile.

use std::io;
use std::path::Path;

use super::database::{create, open_to_look};
use super::error::JournalError;
use super::optional_tables;
use crate::database::{Connection, ToValue, Value};

/// The tables of a journal that a copy has, in an order in which each refers to earlier ones.
const TABLES: [&str; 16] = [
    "source",
    "row",
    "action",
    "merged",
    "outcome",
    "intent",
    "again",
    "protected",
    "unwritten",
    "run",
    "assumed_region",
    "mapped_source",
    "cell_kinds",
    "mended",
    "phone_field",
    "clock",
];

/// Copies the journal `from` to a new file.
pub fn copy_journal(from: &Path, to: &Path) -> Result<(), JournalError> {
    let source = open_to_look(from)?;
    if let Connection::Sqlite(file) = &source {
        let name = to.to_str();
        let name = name.ok_or_else(|| JournalError::file(to, io::Error::other("its name is not UTF-8")))?;
        file.execute("VACUUM INTO ?", [name])?;
        return Ok(());
    }
    let target = create(to)?;
    optional_tables::create_all(&target)?;
    let all = target.transaction()?;
    // A process may write it meanwhile: all tables are read as they are at one moment.
    let snapshot = source.snapshot()?;
    for table in TABLES {
        copy_table(&snapshot, &all, table)?;
    }
    drop(snapshot);
    Ok(all.commit()?)
}

fn copy_table(source: &Connection, target: &Connection, table: &str) -> Result<(), JournalError> {
    let mut select = source.prepare(&format!("SELECT * FROM {table}"))?;
    let mut rows = select.query(&[])?;
    while let Some(row) = rows.next()? {
        let values = (0..row.columns()).map(|at| row.value(at)).collect::<Result<Vec<Value<'_>>, _>>()?;
        let sql = format!("INSERT INTO {table} VALUES ({})", vec!["?"; values.len()].join(", "));
        let values: Vec<&dyn ToValue> = values.iter().map(|value| value as &dyn ToValue).collect();
        target.prepare_cached(&sql)?.execute(&values)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::journal::{PlanWriter, copy_journal};

    #[test]
    fn what_is_only_in_the_wal_is_copied_too() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.db"), folder.path().join("b.db"));
        PlanWriter::prepare(&from).unwrap();
        let writer = super::super::database::open(&from).unwrap();
        writer.execute("INSERT INTO source (id, file, header) VALUES (0, 'x.csv', '[]')", &[]).unwrap();
        let plain = std::fs::read(&from).unwrap();
        copy_journal(&from, &to).unwrap();
        let count = |path| -> u64 {
            let copy = super::super::database::open(path).unwrap();
            copy.query_row("SELECT count(*) FROM source", &[], |row| row.get(0)).unwrap()
        };
        assert_eq!(count(&to), 1);
        std::fs::write(&to, plain).unwrap();
        assert_eq!(count(&to), 0, "the file alone has not got it");
    }
}
