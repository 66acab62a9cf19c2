//! Removes the backups that no rule keeps. A signal stops it between two of them.

use deskferry::backup::{BackupName, PrunePlan};
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

const FIRST: &str = "stopping before the next backup is removed";
const LAST: &str = "the next prune or backup removes what is left of the backup that was being removed";

/// Does work that ends in a removal; the first signal stops that. The reading before it belongs inside: after another
/// runtime has ended, a signal that nobody listens for is lost.
pub(super) fn until_signal<T>(
    work: impl FnOnce(&Stop) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    block_on(async {
        let stop = Stop::default();
        signals::listen_with(&stop, FIRST, LAST)?;
        tokio::task::block_in_place(|| work(&stop))
    })
}

pub(super) fn remove_backups(plan: &PrunePlan, place: &dyn Storage, stop: &Stop) -> Removal {
    let mut removed = Vec::new();
    let result = plan.remove(place, stop, &mut |name| removed.push(name.clone()));
    let result = result.map_err(|fault| {
        let fault = CommandError::from(fault);
        let all = plan.decisions.iter().filter(|keep| !keep.is_kept()).count() as u64;
        let of = counted(all, "backup", "backups");
        let message = format!("{}; removed {} of {of} that no rule keeps", fault.message, removed.len());
        CommandError { message, ..fault }
    });
    Removal { removed, result }
}
