//! Asks for the texts that an earlier run has written, to compare a saved file with them.

use std::fmt;
use std::sync::Arc;

/// Gives the texts of a run's rejects to a receiver, by the file that is read and the id of the run that it names.
type Lookup = dyn Fn(&str, &str, &mut dyn FnMut(&str)) + Send + Sync;

/// The texts that earlier runs have written into their rejects. This module knows no runs; an import does.
#[derive(Clone)]
pub struct EarlierWords(Arc<Lookup>);

impl EarlierWords {
    /// Wraps a lookup, which gives nothing for a run that is not known.
    pub fn new(lookup: impl Fn(&str, &str, &mut dyn FnMut(&str)) + Send + Sync + 'static) -> Self {
        Self(Arc::new(lookup))
    }

    /// Gives the texts of a run to `take`.
    pub(super) fn of(&self, file: &str, run: &str, take: &mut dyn FnMut(&str)) {
        (self.0)(file, run, take);
    }
}

impl fmt::Debug for EarlierWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EarlierWords")
    }
}
