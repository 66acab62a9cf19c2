//! A source whose rows are corrected as they are read.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::record::{RowHasher, RowKey};
use crate::source::{Batch, Source, SourceError};

use super::error::FixesError;
use super::fixes_file::Fixes;
use super::row_fixer::{FixEnd, RowFixer};
use super::rows_survey::RowsSurvey;

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
    keys: KeysOf,
    hasher: RowHasher,
    /// By fix: what is known before any row is read.
    ends: Vec<FixEnd>,
    fixer: Option<RowFixer>,
    survey: Arc<RowsSurvey>,
    /// How many of the rows with a hash were read, if there are several.
    seen: HashMap<u64, u32>,
}

impl FixedSource {
    /// The rows of a source with the fixes for it. `others` are all sources of the job. With fixes or keys, all rows are read
    /// once before; `go_on` is asked meanwhile, with the number of rows and of bytes so far.
    ///
    /// # Errors
    /// A rejects file with fixes is refused, and what reading rows ends with.
    pub fn new(
        source: Source,
        fixes: Option<&Arc<Fixes>>,
        others: &[String],
        keys: KeysOf,
        go_on: &dyn Fn(u64, u64) -> bool,
    ) -> Result<Self, FixesError> {
        if fixes.is_some() && source.origin().rejects {
            return Err(FixesError::Rejects { file: source.origin().file.clone() });
        }
        let hasher = RowHasher::new(source.header());
        let after =
            fixes.map(|fixes| RowFixer::corrected(fixes, source.header(), &hasher)).unwrap_or_default();
        let corrected: HashSet<u64> = after.values().copied().collect();
        let wants = |hash: u64| {
            let is_fixed = fixes.is_some_and(|fixes| fixes.has(hash));
            keys == KeysOf::EveryRow || is_fixed || corrected.contains(&hash)
        };
        let (source, survey) = match fixes.is_some() || keys == KeysOf::EveryRow {
            true => RowsSurvey::of(source, &hasher, wants, go_on)?,
            false => (source, RowsSurvey::default()),
        };
        let ends = fixes.map(|fixes| RowFixer::ends(fixes, &source, others, &survey, &after));
        Ok(Self::over(source, fixes.cloned(), keys, ends.unwrap_or_default(), Arc::new(survey)))
    }

    fn over(
        source: Source,
        fixes: Option<Arc<Fixes>>,
        keys: KeysOf,
        ends: Vec<FixEnd>,
        survey: Arc<RowsSurvey>,
    ) -> Self {
        let hasher = RowHasher::new(source.header());
        let fixer = fixes.as_ref().map(|fixes| RowFixer::new(fixes, source.header(), ends.clone()));
        Self { source, fixes, keys, hasher, ends, fixer, survey, seen: HashMap::new() }
    }

    /// The next rows, corrected; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        let batch = self.source.next_batch(max_rows)?;
        let Some(mut batch) = batch else { return Ok(None) };
        if self.fixer.is_none() && self.keys == KeysOf::NoRow {
            return Ok(Some(batch));
        }
        for row in &mut batch.rows {
            let hash = self.hasher.hash(&row.record);
            let of = self.survey.times(hash);
            if of == 0 {
                continue;
            }
            let key = RowKey { hash, nth: nth(&mut self.seen, hash, of), of };
            row.key = (self.keys == KeysOf::EveryRow).then_some(key);
            if let Some(fixer) = &mut self.fixer {
                fixer.fix(key, row);
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
        let (fixes, ends, survey) = (self.fixes.clone(), self.ends.clone(), Arc::clone(&self.survey));
        Ok(Self::over(self.source.reopen()?, fixes, self.keys, ends, survey))
    }

    /// The SHA-256 of the source when its rows were looked for; `None` if they were not.
    pub fn surveyed(&self) -> Option<&str> {
        self.survey.sha256.as_deref()
    }

    /// The fixes, and what became of each so far.
    pub(super) fn ends(&self) -> Option<(&Arc<Fixes>, &[FixEnd])> {
        let fixer = self.fixer.as_ref()?;
        Some((self.fixes.as_ref()?, &fixer.ends))
    }
}

/// Which of the rows with this hash it is. Only twins are counted: most rows have none.
fn nth(seen: &mut HashMap<u64, u32>, hash: u64, of: u32) -> u32 {
    if of == 1 {
        return 1;
    }
    let nth = seen.entry(hash).or_default();
    *nth += 1;
    *nth
}

impl Deref for FixedSource {
    type Target = Source;

    /// What is known of the source. Its rows are read only through [`Self::next_batch`]: a `Source` that can't be changed
    /// gives none.
    fn deref(&self) -> &Source {
        &self.source
    }
}
