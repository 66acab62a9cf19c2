//! Which rows of the sources are imported or validated.

use std::collections::BTreeSet;

use crate::plan::RowRef;
use crate::source::ReadRow;

/// Which rows of the sources are read.
#[derive(Debug, Clone)]
pub(super) enum WantedRows {
    /// All.
    All,
    /// The first ones (`--limit`).
    First(u64),
    /// These (`--sample`). The sources are read to their end, so that a change since the choice is noticed.
    Chosen(BTreeSet<RowRef>),
}

impl WantedRows {
    /// All rows, or the first ones.
    pub(super) fn first(limit: Option<u64>) -> Self {
        limit.map_or(Self::All, Self::First)
    }

    /// The number of rows after which reading ends.
    pub(super) fn most(&self) -> u64 {
        match self {
            Self::First(most) => *most,
            Self::All | Self::Chosen(_) => u64::MAX,
        }
    }

    /// Keeps the wanted rows of those that were read from a source.
    pub(super) fn retain(&self, source: u16, rows: &mut Vec<ReadRow>) {
        if let Self::Chosen(chosen) = self {
            rows.retain(|row| {
                chosen.contains(&RowRef { source, row: u32::try_from(row.record.row).unwrap_or(u32::MAX) })
            });
        }
    }

    /// True if a person may look at each of them.
    pub(super) fn are_few(&self) -> bool {
        matches!(self, Self::Chosen(_))
    }
}
