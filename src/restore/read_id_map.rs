//! The id map of an earlier restore, so that a second one finds its customers whether or not they have a key.

use std::path::Path;

use super::backup_index::BackupIndex;
use crate::file::{FileError, open_regular};
use crate::run::RunError;

/// Reads `id-map.csv`: the columns `old` and `new`, and others that do not matter.
pub(super) fn read(path: &Path, ledger: &BackupIndex) -> Result<(), RunError> {
    let fault = |error: csv::Error| FileError::reading(&path.display().to_string(), error.into());
    let mut reader = csv::Reader::from_reader(open_regular(path)?);
    let header = reader.headers().map_err(fault)?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let (Some(old), Some(new)) = (column("old"), column("new")) else {
        let path = path.display();
        return Err(RunError::Usage(format!(
            "{path} is not an id map: its header has no columns \"old\" and \"new\"; give the id-map.csv \
             of a restore"
        )));
    };
    for row in reader.records() {
        let row = row.map_err(fault)?;
        if let (Some(old), Some(new)) = (row.get(old), row.get(new)) {
            ledger.add_moved(old, new)?;
        }
    }
    Ok(())
}
