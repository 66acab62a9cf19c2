//! Reports about a run: result files as CSV, `report.json`, `report.html`, JUnit XML, and texts for the terminal.
//!
//! `report_json` collects all facts; everything else is rendered from it and from the result files.

mod assumption_questions;
mod change_preview;
mod change_table;
mod changes_note;
mod corrected_rows;
mod estimate_text;
mod excel_safe;
mod field_words;
mod headline;
mod histogram;
mod html;
mod issue_stats;
mod junit;
mod keys_twice_text;
mod latency_log;
mod left_cells;
mod left_out_text;
mod mask_names;
mod masked_names;
mod merged_header;
mod next_steps;
mod planned_changes;
mod protected_text;
mod question_words;
mod questions;
mod redact;
#[cfg(feature = "workbook")]
mod rejects_formats;
#[cfg_attr(not(feature = "workbook"), path = "no_rejects_workbook.rs")]
mod rejects_workbook;
mod render;
mod report_diff;
mod report_json;
mod report_question;
mod result_csv;
mod result_files;
mod sample_text;
mod sandbox_banner;
mod stale_rejects;
mod summary_tables;
mod terminal_text;
mod warning_questions;
mod worst_changes;
mod write_id_map;
mod write_stats;
mod written_warnings;

pub use change_preview::{DiffKind, DiffLine, add_row_diff, preview_changes, row_place};
pub use change_table::change_table;
pub use corrected_rows::{CorrectedRow, CorrectedRows};
pub use estimate_text::EstimateOf;
pub use excel_safe::write_excel_safe;
pub use histogram::Histogram;
#[cfg(feature = "workbench")]
pub(crate) use html::fixed_details;
pub use issue_stats::{IssueGroup, IssueSample, IssueStats, RowPlace};
pub use keys_twice_text::keys_twice_text;
pub use latency_log::{LatencyLog, LatencySpan};
pub(crate) use left_cells::left_cells;
pub use left_out_text::{left_out, left_out_text};
pub(crate) use mask_names::mask_path;
pub use mask_names::{masked_path, masked_text};
pub use merged_header::MergedHeader;
pub use next_steps::{NextStep, RunAdvice};
pub use planned_changes::{ChangeSample, FieldChange, PlannedChanges, ProtectedSample};
pub use protected_text::protected_text;
pub(crate) use redact::mask;
pub use redact::masked;
pub(crate) use rejects_workbook::REJECTS_FILE;
pub use render::save_report;
pub use report_diff::{ComparedRun, IssueChange, RejectedRow, ReportDiff};
pub use report_json::{Estimate, PlanNote, ReportFacts, ReportInput, ReportRun, RunReport};
pub use report_question::ReportQuestion;
pub use result_files::{RejectsOrigin, ResultFiles, WrittenResults, is_setting, write_results};
pub use sample_text::{sample_rows, sample_sentence, sample_text};
pub use sandbox_banner::{imitation, sandbox_banner, sandbox_list_banner};
pub(crate) use summary_tables::group_digits;
pub use summary_tables::{
    corrected_text, fixes_text, issues_text, outcome_table, plan_table, rejects_text, validation_table,
};
pub use terminal_text::{distinct, shown, wrap};
pub use write_id_map::write_id_map;
pub use write_stats::{FailureCause, Latency, WriteStats, WriteStatsPart};
pub use written_warnings::{WarnedValues, WrittenWarnings};
