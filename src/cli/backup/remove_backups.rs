//! Removes the backups that no rule keeps. A signal stops it between two of them.

use deskferry::backup::{BackupName, Pruned};
use deskferry::storage::Storage;
use deskferry::wording::counted;
use deskferry::writer::Stop;

use super::super::command_error::CommandError;
use super::super::runtime::block_on;
use super::super::signals;

/// What was removed, and whether that is all that no rule keeps.
pub(super) struct Removal {
    pub(super) removed: Vec<BackupName>,
    pub(super) result: Result<(), CommandError>,
}

const LAST: &str = "the next prune or backup removes what is left of the backup that was being removed";

pub(super) fn remove_backups(pruned: &Pruned, place: &dyn Storage) -> Removal {
    let mut removed = Vec::new();
    let result = block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, LAST)?;
        let mut note = |name: &BackupName| removed.push(name.clone());
        Ok(tokio::task::block_in_place(|| pruned.remove(place, &stop, &mut note))?)
    });
    let result = result.map_err(|fault: CommandError| {
        let all = pruned.judged.iter().filter(|keep| !keep.is_kept()).count() as u64;
        let of = counted(all, "backup", "backups");
        let message = format!("{}; removed {} of {of} that no rule keeps", fault.message, removed.len());
        CommandError { message, ..fault }
    });
    Removal { removed, result }
}
