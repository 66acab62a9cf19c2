//! Phase one for sources: reads, maps, checks and plans every row.
//!
//! [`import`] plans a run and writes it. [`validate`] does the part that needs no network. [`refresh`] plans again from
//! the sources of a saved plan.

mod assumed_values;
mod check_custom_fields;
mod duplicate_index;
mod duplicate_issues;
mod earlier_runs;
mod error;
mod find_rows;
mod fixes_draft;
mod fixes_of_sources;
mod group_features;
mod import_job;
mod map_rows;
mod mapped_rows;
mod merge;
mod opened_source;
mod original_cells;
mod original_rows;
mod parallel;
mod plan_import;
mod refresh_plan;
mod refused_fixes_error;
mod rejecting_runs;
mod row_assumptions;
mod row_stager;
mod row_watcher;
mod run_settings;
mod sample_rows;
mod scan_columns;
mod source_profiler;
mod stated_settings;
mod strict_columns;
mod unfinished_imports;
mod unused_columns_error;
mod validate_job;
mod validate_rows;
mod validate_sources;
mod validate_staged;
mod wanted_rows;

pub use error::ImportError;
pub use find_rows::{FindJob, FoundRow, FoundRows, find_rows};
pub use import_job::{FixesOfJob, ImportJob};
pub use plan_import::{import, replan};
pub use refresh_plan::{RefreshJob, Refreshed, refresh};
pub use refused_fixes_error::RefusedFixesError;
pub use row_watcher::{CheckedRow, RowWatcher};
pub use stated_settings::StatedSettings;
pub use unused_columns_error::{UnusedColumnsError, UnusedOfSource};
pub use validate_job::{Checked, ValidateJob};
pub use validate_sources::{check, validate};
