//! Looks at many backups of a storage, several at a time: a bucket answers in tens of milliseconds.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::backup_name::BackupName;
use super::manifest::Manifest;
use crate::file::FileError;
use crate::storage::Storage;

/// Backups that are looked at at the same time. Each needs the memory of one manifest.
const AT_ONCE: usize = 16;

/// The names of all folders that are named like a backup, the oldest first. Other folders are ignored.
pub fn backup_names(storage: &dyn Storage) -> Result<Vec<BackupName>, FileError> {
    let mut names: Vec<BackupName> =
        storage.folders()?.into_iter().filter_map(|folder| folder.parse().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

/// The folder or address of a backup of a storage, for messages.
pub fn backup_path(storage: &dyn Storage, name: &BackupName) -> String {
    format!("{}/{name}", storage.name().trim_end_matches('/'))
}

/// Calls `look` for each backup, in threads; the results are in the order of `names`. Ends soon after an error.
pub(super) fn each_backup<N: Sync, T: Send>(
    names: &[N],
    look: impl Fn(&N) -> Result<T, FileError> + Sync,
) -> Result<Vec<T>, FileError> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(names.len()));
    let work = || {
        while let Some((at, name)) = taken(&next, names) {
            let result = look(name);
            if result.is_err() {
                next.store(names.len(), Ordering::Relaxed);
            }
            results.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..AT_ONCE.min(names.len()) {
            // Without another thread, this one does the work.
            drop(thread::Builder::new().spawn_scoped(scope, work));
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The next name that no thread has taken.
fn taken<'a, N>(next: &AtomicUsize, names: &'a [N]) -> Option<(usize, &'a N)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    names.get(at).map(|name| (at, name))
}

/// True for a path inside a backup, where a new file would be damage.
pub fn is_in_backup(path: &Path) -> bool {
    let is_customers = |file: std::fs::DirEntry| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("customers") && name.contains(".jsonl.zst")
    };
    let is_backup = |folder: &Path| {
        let files = || std::fs::read_dir(folder).into_iter().flatten().flatten();
        folder.join(Manifest::NAME).is_file() && files().any(is_customers)
    };
    std::path::absolute(path).is_ok_and(|path| path.ancestors().any(is_backup))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn names(count: usize) -> Vec<BackupName> {
        (0..count).map(|at| format!("20261124T020000Z-{at:06x}").parse().unwrap()).collect()
    }

    #[test]
    fn every_backup_is_looked_at_once_and_in_order() {
        for count in [0, 1, 15, 16, 17, 1000] {
            let names = names(count);
            let seen = each_backup(&names, |name| Ok(name.clone())).unwrap();
            assert_eq!(seen, names);
        }
    }

    #[test]
    fn an_error_ends_it() {
        let looked = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let bad = names(1)[0].clone();
        let result = each_backup(&names(10_000), |name| {
            looked.fetch_add(1, Ordering::Relaxed);
            if *name == bad {
                failed.store(true, Ordering::Relaxed);
                return Err(FileError::Name { name: name.to_string() });
            }
            // The others leave the error time to be seen.
            while !failed.load(Ordering::Relaxed) {
                thread::yield_now();
            }
            thread::sleep(std::time::Duration::from_millis(5));
            Ok(())
        });
        assert!(result.is_err() && looked.into_inner() < 10_000);
    }
}
