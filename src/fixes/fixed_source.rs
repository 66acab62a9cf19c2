//! A source whose rows are corrected as they are read.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::record::{Record, RowHasher, RowKey};
use crate::source::{Batch, Source, SourceError};

use super::corrected_rows::{CorrectedRows, FoundCorrections};
use super::error::FixesError;
use super::file_of_fixes::FileOfFixes;
use super::fix::Fix;
use super::fixes_file::Fixes;
use super::row_fixer::{FixEnd, RowFixer, labels};
use super::rows_survey::RowsSurvey;

/// Which rows get their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeysOf {
    /// None: fixes find their rows all the same.
    #[default]
    NoRow,
    /// All, for a person who will mend some. Takes memory for each row.
    EveryRow,
    /// All, without a reading before: until the end, keys tell only of the twins so far. Takes memory for each row.
    SoFar,
}

/// A source, with fixes for its rows.
pub struct FixedSource {
    source: Source,
    fixes: Option<Arc<Fixes>>,
    keys: KeysOf,
    hasher: RowHasher,
    /// By fix: what is known before any row is read.
    ends: Vec<FixEnd>,
    corrections: Arc<FoundCorrections>,
    fixer: Option<RowFixer>,
    survey: Arc<RowsSurvey>,
    /// How many of the rows with a hash were read, if there are several, or may be.
    seen: HashMap<u64, u32>,
    /// True while the rows are read before they are read for good: nobody needs their keys.
    looks_ahead: bool,
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
        let labels = labels(source.header());
        let own = FileOfFixes::among(&source.origin().file, others.iter().map(String::as_str));
        let is_own = |fix: &Fix| own.naming(&fix.file).is_some();
        let corrected =
            fixes.map(|fixes| CorrectedRows::of(fixes, &labels, &hasher, is_own)).unwrap_or_default();
        let wants = |hash: u64| {
            let is_fixed = fixes.is_some_and(|fixes| fixes.has(hash));
            keys == KeysOf::EveryRow || is_fixed || corrected.has(hash)
        };
        let (source, survey) = match fixes.is_some() || keys == KeysOf::EveryRow {
            true => RowsSurvey::of(source, &hasher, wants, go_on)?,
            false => (source, RowsSurvey::default()),
        };
        let mut fixed = Self {
            hasher,
            fixes: fixes.cloned(),
            keys,
            ends: Vec::new(),
            corrections: Arc::default(),
            fixer: None,
            survey: Arc::new(survey),
            seen: HashMap::new(),
            looks_ahead: false,
            source,
        };
        if let Some(fixes) = fixes {
            let found = corrected.find(fixes, &fixed.survey, &labels, is_own);
            fixed.ends = RowFixer::ends(fixes, &fixed.source, others, &fixed.survey, &found);
            fixed.corrections = Arc::new(found);
        }
        fixed.begin();
        Ok(fixed)
    }

    /// Begins with the first row.
    fn begin(&mut self) {
        let Self { fixes, source, ends, corrections, .. } = self;
        let fixer = |fixes| RowFixer::new(fixes, source.header(), ends.clone(), Arc::clone(corrections));
        self.fixer = fixes.as_ref().map(fixer);
        self.seen = HashMap::new();
    }

    /// The next rows, corrected; `None` at the end.
    pub fn next_batch(&mut self, max_rows: usize) -> Result<Option<Batch>, SourceError> {
        let batch = self.source.next_batch(max_rows)?;
        let Some(mut batch) = batch else { return Ok(None) };
        if self.fixer.is_none() && (self.keys == KeysOf::NoRow || self.looks_ahead) {
            return Ok(Some(batch));
        }
        for row in &mut batch.rows {
            let hash = self.hasher.hash(&row.record);
            let of = self.survey.times(hash);
            if of == 0 {
                row.key = (self.keys == KeysOf::SoFar).then(|| so_far(&mut self.seen, hash));
                continue;
            }
            let key = RowKey { hash, nth: nth(&mut self.seen, hash, of), of };
            row.key = (self.keys != KeysOf::NoRow).then_some(key);
            if let Some(fixer) = &mut self.fixer {
                fixer.fix(key, row);
            }
        }
        Ok(Some(batch))
    }

    /// Takes records whose memory the next rows can use.
    pub(crate) fn reuse(&mut self, records: Vec<Record>) {
        self.source.reuse(records);
    }

    /// The hashes of several of the rows that were read, and how many have each.
    pub fn twins(&self) -> impl Iterator<Item = (u64, u32)> {
        self.seen.iter().filter(|(_, times)| **times > 1).map(|(hash, times)| (*hash, *times))
    }

    /// Announces a second reading; see [`Source::keep`].
    pub fn keep(&mut self) {
        self.looks_ahead = true;
        self.source.keep();
    }

    /// True if the source has no rows; reads up to the first one.
    pub fn is_empty(&mut self) -> Result<bool, SourceError> {
        self.source.is_empty()
    }

    /// Opens the same source again from its start, with the same fixes.
    pub fn reopen(&self) -> Result<Self, SourceError> {
        let mut again = Self {
            source: self.source.reopen()?,
            fixes: self.fixes.clone(),
            keys: self.keys,
            hasher: self.hasher.clone(),
            ends: self.ends.clone(),
            corrections: Arc::clone(&self.corrections),
            fixer: None,
            survey: Arc::clone(&self.survey),
            seen: HashMap::new(),
            looks_ahead: false,
        };
        again.begin();
        Ok(again)
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

/// The key as far as the rows were read.
fn so_far(seen: &mut HashMap<u64, u32>, hash: u64) -> RowKey {
    let times = seen.entry(hash).or_default();
    *times += 1;
    RowKey { hash, nth: *times, of: *times }
}

impl Deref for FixedSource {
    type Target = Source;

    /// What is known of the source. Its rows are read only through [`Self::next_batch`]: a `Source` that can't be changed
    /// gives none.
    fn deref(&self) -> &Source {
        &self.source
    }
}
