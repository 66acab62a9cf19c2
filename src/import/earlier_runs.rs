//! Finds the runs that a rejects file names, and what they have written.

use std::path::{Path, PathBuf};

use crate::file::{name_of, path_of};
use crate::journal::{RunFile, RunFolder};
use crate::source::{self, EarlierWords, ReadOptions, SourceError};

/// Rows per batch.
const BATCH: usize = 1024;
/// The number of rows of a run that are read for their words.
const ROWS: u64 = 100_000;
/// The byte order mark with which deskferry writes its tables. A file that an office has saved over one may lack it.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The run with this id: in the folder of runs, or where the rejects are. The id is from a file that people edit.
pub(super) fn find(id: &str, run_dir: &Path, beside: &[PathBuf]) -> Option<(RunFolder, RunFile)> {
    let is_name = id.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    let named = (is_name && !id.starts_with('.')).then(|| run_dir.join(id));
    let places = beside.iter().cloned().chain(named);
    places
        .filter_map(|path| {
            let folder = RunFolder::at(&path);
            let run = RunFile::load(&folder).ok()?;
            Some((path, folder, run))
        })
        .find(|(path, _, run)| run.id == id || path.file_name().is_some_and(|name| name == id))
        .map(|(_, folder, run)| (folder, run))
}

/// The folder of a file.
pub(super) fn folder_of(file: &str) -> Option<PathBuf> {
    std::path::absolute(path_of(file)).ok()?.parent().map(Path::to_owned)
}

/// Gives the texts of the rejects that a run has written, by which a file that an office has saved is read.
pub(super) fn earlier_words(run_dir: &Path) -> EarlierWords {
    let run_dir = run_dir.to_owned();
    EarlierWords::new(move |file, id, take| {
        let beside: Vec<PathBuf> = folder_of(file).into_iter().collect();
        let Some((folder, _)) = find(id, &run_dir, &beside) else { return };
        // One of them may be the file itself, or damaged: then the others tell enough.
        for name in ["rejects.xlsx", "rejects.csv", "unknown.csv"] {
            let path = folder.file(name);
            let as_written = !name.ends_with(".csv") || begins_with_mark(&path);
            if as_written && read_texts(&name_of(&path), take).is_err() {
                continue;
            }
        }
    })
}

/// True for a table as deskferry writes it.
pub(super) fn begins_with_mark(path: &Path) -> bool {
    let mut start = [0; 3];
    let file = std::fs::File::open(path);
    file.is_ok_and(|mut file| std::io::Read::read_exact(&mut file, &mut start).is_ok()) && start == MARK
}

fn read_texts(path: &str, take: &mut dyn FnMut(&str)) -> Result<(), SourceError> {
    let mut source = source::open(path, &ReadOptions::default())?;
    while let Some(batch) = source.next_batch(BATCH)? {
        for row in &batch.rows {
            row.record.iter().filter(|cell| !cell.text.is_ascii()).for_each(|cell| take(cell.text));
        }
        if source.count() >= ROWS {
            break;
        }
    }
    Ok(())
}
