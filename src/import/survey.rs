//! A pass over a source before it is mapped, where its columns have to be known as a whole.

use std::path::Path;

use super::error::ImportError;
use crate::issue::Issue;
use crate::mapping::Bound;
use crate::source::{self, ReadOptions};

/// Rows looked at at once.
const BATCH: usize = 1024;

/// What a pass over a source has found.
#[derive(Debug, Default)]
pub(super) struct Surveyed {
    /// Sentences about its columns; none where no pass was needed.
    said: Vec<String>,
    sha256: Option<String>,
}

impl Surveyed {
    /// What is said of the source, and of its columns.
    pub(super) fn with(&self, said: String) -> String {
        [said].into_iter().chain(self.said.iter().cloned()).collect::<Vec<_>>().join("; ")
    }

    /// Fails where the file that was mapped is not the one that was looked over.
    pub(super) fn hold(&self, file: &str, sha256: Option<&str>) -> Result<(), ImportError> {
        match (self.sha256.as_deref(), sha256) {
            (Some(one), Some(other)) if one != other => Err(ImportError::Usage(format!(
                "{file} has changed while it was read, so what its columns showed may not hold: run it again"
            ))),
            _ => Ok(()),
        }
    }
}

/// Reads the source once, if a column of the mapping has to be decided as a whole. Rows that their reader finds faulty
/// decide nothing.
pub(super) fn survey(bound: &mut Bound, file: &str, options: &ReadOptions) -> Result<Surveyed, ImportError> {
    let Some(mut survey) = bound.survey() else { return Ok(Surveyed::default()) };
    if !Path::new(file).is_file() && !survey.is_needed() {
        let said = "state: which country most rows are of is not known, because this can be read only once";
        return Ok(Surveyed { said: vec![said.to_owned()], sha256: None });
    }
    if !Path::new(file).is_file() {
        return Err(ImportError::Usage(format!(
            "{file} can be read only once, and the mapping needs a look over a whole column of dates before: save it \
             to a file, or state the order of day and month in the mapping (order = \"dmy\" or \"mdy\")"
        )));
    }
    let mut source = source::open(file, options)?;
    while let Some(batch) = source.next_batch(BATCH)? {
        let sound = batch.rows.iter().filter(|row| !row.issues.iter().any(Issue::is_error));
        sound.for_each(|row| survey.look(bound, &row.record));
    }
    Ok(Surveyed { said: bound.settle(&survey), sha256: source.digest() })
}
