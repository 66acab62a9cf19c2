//! Corrections that are kept beside the mapping, in `fixes.csv` (`--fixes`): cells that are mended, and rows that are set
//! aside. The source itself stays as it is.
//!
//! A row is known by its content ([`crate::record::RowKey`]), so sorting the source or adding other rows changes nothing.
//! A fix whose row has changed is refused, counted and reported. A row that has some of its fixes already, because the
//! source was corrected, gets the others. [`FixedSource`] is the one place where fixes meet rows:
//! whatever reads a source through it sees the corrected rows, as if the file had them.
//!
//! | column of `fixes.csv` | |
//! | --- | --- |
//! | `row_key` | the row |
//! | `column` | the column of the cell; empty to set the row aside |
//! | `was` | the cell as the source has it |
//! | `now` | the cell as it is to be; `set aside` to set the row aside |
//! | `note` | why (optional) |
//! | `file`, `row` | where the row was (optional): of several files, the fix is for this one only ([`FileOfFixes`]) |

mod bent_fix;
mod corrected_rows;
mod error;
mod file_of_fixes;
mod fix;
mod fixed_source;
mod fixes_file;
mod fixes_outcome;
mod fixes_table;
mod prune_fixes;
mod row_fixer;
mod rows_survey;

pub use error::FixesError;
pub use file_of_fixes::{FileNaming, FileOfFixes};
pub use fix::{Change, Fix, SET_ASIDE};
pub use fixed_source::{FixedSource, KeysOf};
pub use fixes_file::Fixes;
pub use fixes_outcome::{FixesOutcome, FixesSummary, GoneFixes, RefusedFix, RefusedFixes};
pub use fixes_table::{FIX_COLUMNS, FixLine, FixesTable};
pub use prune_fixes::{PruneFixes, prune_fixes};
