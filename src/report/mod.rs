//! Reports about a run: result files as CSV, `report.json`, `report.html`, JUnit XML, and texts for the terminal.
//!
//! `report_json` collects all facts; everything else is rendered from it and from the result files.

mod change_preview;
mod corrected_rows;
mod excel_safe;
mod headline;
mod histogram;
mod html;
mod issue_stats;
mod junit;
mod latency_log;
mod merged_header;
mod planned_changes;
mod redact;
mod rejects_workbook;
mod render;
mod report_diff;
mod report_json;
mod result_csv;
mod result_files;
mod summary_tables;
mod terminal_text;
mod write_id_map;
mod write_stats;

pub use change_preview::{DiffKind, DiffLine, add_row_diff, preview_changes, row_place};
pub use corrected_rows::{CorrectedRow, CorrectedRows};
pub use excel_safe::write_excel_safe;
pub use histogram::Histogram;
pub use issue_stats::{IssueGroup, IssueSample, IssueStats, RowPlace};
pub use latency_log::{LatencyLog, LatencySpan};
pub use merged_header::MergedHeader;
pub use planned_changes::{ChangeSample, FieldChange, PlannedChanges};
pub use render::save_report;
pub use report_diff::{ComparedRun, IssueChange, RejectedRow, ReportDiff};
pub use report_json::{Estimate, PlanNote, ReportFacts, ReportInput, ReportRun, RunReport};
pub use result_files::{RejectsOrigin, ResultFiles, WrittenResults, write_results};
pub(crate) use summary_tables::group_digits;
pub use summary_tables::{
    corrected_text, issues_text, outcome_table, plan_table, rejects_text, validation_table,
};
pub use terminal_text::{shown, wrap};
pub use write_id_map::write_id_map;
pub use write_stats::{FailureCause, Latency, WriteStats, WriteStatsPart};
