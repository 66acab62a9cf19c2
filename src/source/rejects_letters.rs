//! What is known about the letters of a rejects file that an office has saved: words of the mapping's columns, and those
//! that the run itself has written.

use std::sync::Arc;

use super::earlier_words::EarlierWords;
use super::encoding::KnownWords;

/// Where the words come from. They are looked up only if the file has other letters than ASCII.
#[derive(Debug, Clone)]
pub(super) struct RejectsLetters {
    pub(super) file: String,
    /// The columns that the mapping uses.
    pub(super) columns: Arc<[String]>,
    /// The runs that the first rows name.
    pub(super) runs: Vec<String>,
    pub(super) earlier: Option<EarlierWords>,
}

impl RejectsLetters {
    /// The words that the file should contain.
    pub(super) fn words(&self) -> KnownWords {
        let mut words = KnownWords::default();
        self.columns.iter().for_each(|name| words.add(name));
        if let Some(earlier) = &self.earlier {
            for run in &self.runs {
                earlier.of(&self.file, run, &mut |text| words.add(text));
            }
        }
        words
    }
}
