//! Copies a journal as it is now, with what only its WAL has yet: another process may look at it meanwhile.

use std::io;
use std::path::Path;

use super::database::open_to_look;
use super::error::JournalError;

/// Copies the journal `from` to a new file.
pub fn copy_journal(from: &Path, to: &Path) -> Result<(), JournalError> {
    let name =
        to.to_str().ok_or_else(|| JournalError::file(to, io::Error::other("its name is not UTF-8")))?;
    open_to_look(from)?.execute("VACUUM INTO ?", [name])?;
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
        writer.execute("INSERT INTO source (id, file, header) VALUES (0, 'x.csv', '[]')", []).unwrap();
        let plain = std::fs::read(&from).unwrap();
        copy_journal(&from, &to).unwrap();
        let count = |path| -> u64 {
            let copy = super::super::database::open(path).unwrap();
            copy.query_row("SELECT count(*) FROM source", [], |row| row.get(0)).unwrap()
        };
        assert_eq!(count(&to), 1);
        std::fs::write(&to, plain).unwrap();
        assert_eq!(count(&to), 0, "the file alone has not got it");
    }
}
