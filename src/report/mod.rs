//! What people and programs read after a run: results and rejects as CSV, `report.json`, a summary in the terminal.

mod change_preview;
mod column_profile;
mod duplicate_groups;
mod excel_safe;
mod headline;
mod histogram;
mod html;
mod issue_stats;
mod junit;
mod latency_log;
mod metrics;
mod ping;
mod planned_changes;
mod reading_profile;
mod redact;
mod render;
mod report_diff;
mod report_json;
mod result_files;
mod summary_tables;
mod terminal_text;
mod value_kind;
mod write_id_map;
mod write_stats;

pub use change_preview::{DiffKind, DiffLine, diff_of, place_of, preview};
pub use column_profile::{ColumnProfile, ColumnProfilers, KindCount};
pub use duplicate_groups::{DuplicateGroup, DuplicateGroups};
pub use excel_safe::write_excel_safe;
pub use histogram::Histogram;
pub use issue_stats::{IssueGroup, IssueSample, IssueStats};
pub use latency_log::{LatencyLog, LatencySpan};
pub use metrics::JobMetrics;
pub use ping::{Ping, PingError};
pub use planned_changes::{ChangeSample, FieldChange, PlannedChanges};
pub use reading_profile::{
    CountryCounts, CountryProfile, ProfileBatch, ProfiledRow, ReadingProfile, SourceProfile,
};
pub use report_diff::{IssueChange, RejectedRow, ReportDiff};
pub use report_json::{Estimate, PlanNote, ReportFacts, ReportInput, ReportRun, RunReport, save_report};
pub use result_files::{MergedHeader, ResultFiles, write_results};
pub(crate) use summary_tables::grouped;
pub use summary_tables::{issues_text, outcome_table, plan_table, rejects_text, validation_table};
pub use terminal_text::{shown, wrap};
pub use value_kind::ValueKind;
pub use write_id_map::write_id_map;
pub use write_stats::{FailureCause, Latency, WriteStats, WriteStatsPart};
