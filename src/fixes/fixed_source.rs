//! A source whose rows are corrected as they are read.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::record::{RowHasher, RowKey};
use crate::source::{Batch, Source, SourceError};

use super::error::FixesError;
use super::fixes_file::Fixes;
use super::row_fixer::{FixEnd, RowFixer};

/// Which rows get their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeysOf {
    /// None: fixes find their rows all the same.
    #[default]
    NoRow,
    /// All, for a person who will mend some. Takes memory for each row.
    EveryRow,
}

/// A source, with fixes for its rows.
pub struct FixedSource {
    source: Source,
    fixes: Option<Arc<Fixes>>,
    /// All sources, as the user named them.
    others: Arc<[String]>,
    fixer: Option<RowFixer>,
    keys: Option<Keys>,
}

/// Numbers the rows with the same cells.
struct Keys {
    hasher: RowHasher,
    seen: HashMap<u64, u32>,
}

impl Keys {
    fn of(source: &Source) -> Self {
        Self { hasher: RowHasher::new(source.header()), seen: HashMap::new() }
    }
}

impl FixedSource {
    /// The rows of a source with the fixes for it. `others` are all sources of the job.
    ///
    /// # Errors
    /// A rejects file with fixes is refused.
    pub fn new(
        source: Source,
        fixes: Option<&Arc<Fixes>>,
        others: &Arc<[String]>,
        keys: KeysOf,
    ) -> Result<Self, FixesError> {
        if fixes.is_some() && source.origin().rejects {
            return Err(FixesError::Rejects { file: source.origin().file.clone() });
        }
        let keys = (keys == KeysOf::EveryRow).then(|| Keys::of(&source));
        Ok(Self::over(source, fixes.cloned(), Arc::clone(others), keys))
    }

    fn over(source: Source, fixes: Option<Arc<Fixes>>, others: Arc<[String]>, keys: Option<Keys>) -> Self {
        let fixer = fixes.as_ref().map(|fixes| RowFixer::new(fixes, &source, &others));
        Self { source, fixes, others, fixer, keys }
    }

    /// The next rows, corrected; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        let batch = self.source.next_batch(max_rows)?;
        let Some(mut batch) = batch else { return Ok(None) };
        for row in &mut batch.rows {
            let hash = match (&self.fixer, &self.keys) {
                (Some(fixer), _) => fixer.hash(&row.record),
                (None, Some(keys)) => keys.hasher.hash(&row.record),
                (None, None) => return Ok(Some(batch)),
            };
            if let Some(keys) = &mut self.keys {
                let nth = keys.seen.entry(hash).or_default();
                *nth += 1;
                row.key = Some(RowKey { hash, nth: *nth });
            }
            if let Some(fixer) = &mut self.fixer {
                fixer.fix(hash, row);
            }
        }
        Ok(Some(batch))
    }

    /// Announces a second reading; see [`Source::keep`].
    pub fn keep(&mut self) {
        self.source.keep();
    }

    /// True if the source has no rows; reads up to the first one.
    pub fn is_empty(&mut self) -> Result<bool, SourceError> {
        self.source.is_empty()
    }

    /// Opens the same source again from its start, with the same fixes.
    pub fn reopen(&self) -> Result<Self, SourceError> {
        let source = self.source.reopen()?;
        let keys = self.keys.as_ref().map(|_| Keys::of(&source));
        Ok(Self::over(source, self.fixes.clone(), Arc::clone(&self.others), keys))
    }

    /// The fixes, and what became of each so far.
    pub(super) fn ends(&self) -> Option<(&Arc<Fixes>, &[FixEnd])> {
        let fixer = self.fixer.as_ref()?;
        Some((self.fixes.as_ref()?, &fixer.ends))
    }

    /// True if all rows have been read.
    pub(super) fn is_at_end(&self) -> bool {
        self.source.is_at_end()
    }
}

impl Deref for FixedSource {
    type Target = Source;

    /// What is known of the source. Its rows are read only through [`Self::next_batch`]: a `Source` that can't be changed
    /// gives none.
    fn deref(&self) -> &Source {
        &self.source
    }
}
