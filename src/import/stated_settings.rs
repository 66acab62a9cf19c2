//! What the command line states about settings that the rejects of an earlier run bring with them.

use crate::customer::WriteOverrides;
use crate::plan::{ImportMode, OnMultiple};

/// The stated settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatedSettings {
    /// `--mode`
    pub mode: Option<ImportMode>,
    /// `--on-multiple`
    pub on_multiple: Option<OnMultiple>,
    /// `--write`
    pub write: WriteOverrides,
}

impl StatedSettings {
    /// True if they leave nothing open that a run could have been told.
    pub(super) fn are_complete(&self) -> bool {
        self.mode.is_some() && self.write.default.is_some()
    }
}
