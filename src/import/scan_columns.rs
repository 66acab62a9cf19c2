//! A pass over a source before it is mapped, where its columns have to be known as a whole.

use crate::issue::Issue;
use crate::mapping::BoundMapping;
use crate::run::ImportError;
use crate::source::Source;

/// Rows looked at at once.
const BATCH: usize = 1024;

/// What a pass over a source has found.
#[derive(Debug, Default)]
pub(super) struct ScannedSource {
    /// Sentences about its columns; none where no pass was needed.
    said: Vec<String>,
    sha256: Option<String>,
}

impl ScannedSource {
    /// What is said of the source, and of its columns.
    pub(super) fn with(&self, said: String) -> String {
        [said].into_iter().chain(self.said.iter().cloned()).collect::<Vec<_>>().join("; ")
    }

    /// Fails where the file that was mapped is not the one that was looked over.
    pub(super) fn hold(&self, file: &str, sha256: Option<&str>) -> Result<(), ImportError> {
        match (self.sha256.as_deref(), sha256) {
            (Some(one), Some(other)) if one != other => Err(ImportError::Usage(format!(
                "{file} changed while it was read, so what was detected may be wrong: run the command again"
            ))),
            _ => Ok(()),
        }
    }
}

/// Reads the source once, if a column of the mapping has to be decided as a whole, and gives it back as it was before:
/// what comes by standard input is kept for that. Rows that their reader finds faulty decide nothing.
pub(super) fn scan_columns(
    bound: &mut BoundMapping,
    mut source: Source,
) -> Result<(Source, ScannedSource), ImportError> {
    let Some(mut scan) = bound.column_scan() else { return Ok((source, ScannedSource::default())) };
    source.keep();
    while let Some(batch) = source.next_batch(BATCH)? {
        let sound = batch.rows.iter().filter(|row| !row.issues.iter().any(Issue::is_error));
        sound.for_each(|row| scan.look(bound, &row.record));
    }
    let surveyed = ScannedSource { said: bound.use_scan(&scan), sha256: source.digest() };
    Ok((source.reopen()?, surveyed))
}
