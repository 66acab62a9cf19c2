//! Removes customers from the recent inserts of all accounts in a state folder.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::database::write_file_again;
use super::error::JournalError;
use super::locks::stem_of_place;

const PATIENCE: Duration = Duration::from_secs(5);

/// Removes the entries of customers, each an account (its address and hashed client id, with a space between) and an id;
/// returns how many. Nothing of them is left in the files.
pub fn forget_inserts(state_dir: &Path, customers: &[(String, String)]) -> Result<u64, JournalError> {
    let entries = match std::fs::read_dir(state_dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(|error| JournalError::file(state_dir, error))?,
    };
    let mut removed = 0;
    for entry in entries {
        let path = entry.map_err(|error| JournalError::file(state_dir, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("account-") && name.ends_with(".inserts.db") {
            let is_of = |account: &str| {
                let stem = account.rsplit_once(' ').map(|(place, client)| stem_of_place(place, client));
                stem.is_some_and(|stem| name == format!("{stem}.inserts.db"))
            };
            let own = customers.iter().filter(|(account, _)| is_of(account));
            let ids: Vec<&str> = own.map(|(_, id)| id.as_str()).collect();
            removed += forget_in(&path, &ids)?;
        }
    }
    Ok(removed)
}

fn forget_in(path: &Path, ids: &[&str]) -> Result<u64, JournalError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "secure_delete", "on")?;
    let mut removed = 0;
    for table in ["fresh", "known"] {
        let there = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
        if connection.query_row(there, [table], |found| found.get::<_, u64>(0))? == 0 {
            continue;
        }
        for id in ids {
            removed += connection.execute(&format!("DELETE FROM {table} WHERE id = ?"), [id])? as u64;
        }
    }
    // Also without a removal: an interrupted call may have come so far.
    write_file_again(&connection)?;
    Ok(removed)
}
