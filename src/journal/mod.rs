//! The durable record of a run: its folder, its settings, and each row with its plan and outcome.
//!
//! `journal.db` is an SQLite database in WAL mode. Phase one writes it with [`PlanWriter`], phase two writes
//! intents and outcomes in groups with [`Recorder`], and reports read it with [`JournalReader`]. `schema.sql`
//! describes the tables.

mod assumed_regions;
mod behavior_file;
mod changed_values;
mod command_line;
mod copy_journal;
mod corrected_rejects;
mod current_rows;
mod database;
mod erase_rows;
mod error;
mod field_change_counts;
mod file_identity;
mod folder_files;
mod forget_inserts;
mod in_doubt;
// Without the feature, no journal is in a server.
#[cfg_attr(not(feature = "postgres"), allow(unreachable_code, unused_variables))]
mod journal_home;
mod journal_reader;
mod journal_writer;
mod kept_rate;
mod keys_twice;
mod left_rows;
mod locks;
mod mapping_copy;
mod mended_cells;
mod merged_outcome;
mod merged_rows;
mod nearest_run;
mod new_issues;
mod optional_tables;
mod outcome;
mod own_key_rows;
mod phone_fields;
mod plan_keys;
mod plan_rows;
mod plan_writer;
mod planned_values;
mod planned_write;
mod probe_record;
mod protected_fields;
mod protected_queries;
mod prune_runs;
mod read_settings;
mod recent_inserts;
mod reconciliation_queries;
mod recorder;
mod rematch;
mod report_queries;
mod result_sql;
mod row_counts;
mod row_keys;
mod row_state;
mod run_clock;
mod run_command;
mod run_file;
mod run_folder;
mod run_name;
mod run_summary;
mod sandbox_place;
mod schema_version;
mod staged_run_folder;
mod stored_changes_file;
mod tool_version;
mod undone_runs;
mod unwritten_fields;
mod written_rows;

pub use behavior_file::{BehaviorFile, KnownBehavior};
pub use changed_values::ChangedValue;
pub use command_line::{apply_line, quoted};
pub use copy_journal::copy_journal;
pub use corrected_rejects::CorrectedRejects;
pub(crate) use current_rows::MappedSource;
pub use erase_rows::{ErasableRow, each_erasable_row, erase_rows, with_merged_rows};
pub use error::JournalError;
pub use field_change_counts::{ChangeCounts, ChangesOf, FieldChangeCounts};
pub use forget_inserts::forget_inserts;
pub use in_doubt::{InDoubtRow, LaterInsert};
pub use journal_reader::{JournalReader, ResultRow, SourceRow};
pub(crate) use journal_writer::JournalEntry;
pub use kept_rate::KeptRate;
pub use keys_twice::{KeyTwice, KeysTwice};
pub use locks::{AccountLock, FolderLock, ProjectLock, RunLock};
pub(crate) use locks::{own_dir, stem_of};
pub use mapping_copy::MappingCopy;
pub use merged_rows::MergeCarrier;
pub(crate) use new_issues::NewIssues;
pub use outcome::{CommittedOutcome, Outcome};
pub use own_key_rows::OwnKeyRow;
pub use phone_fields::Phones;
pub use plan_rows::PlanRow;
pub use plan_writer::{NewRow, PlanWriter, UnmatchedRow, take_back_failures};
pub use planned_values::PlannedFields;
pub use planned_write::{InDoubtSince, Planned, PlannedKey, PlannedKind, SearchKey};
pub use probe_record::{ProbeRecord, ProbedCustomer};
pub use protected_fields::ProtectedField;
pub use prune_runs::{PruneDecision, Removal, RunPrunePolicy, remove, sort_out};
pub use read_settings::ReadSettings;
pub use recent_inserts::{Following, KnownInserts, RecentError, RecentInserts};
pub use reconciliation_queries::{InsertedRow, clear_doubles, disown, note_doubles};
pub use recorder::{Recorder, WrittenId};
pub use rematch::RowSelection;
pub use report_queries::{AttemptRow, ChangeRow};
pub use row_counts::{RowCounts, SkipCounts};
pub(crate) use row_keys::RowKeys;
pub use row_state::{AttemptStatus, RowAction, RowOutcome};
pub use run_clock::RunClock;
pub use run_command::RunCommand;
pub use run_file::{
    AppliedPlan, DefinitionsFile, InputFile, RestoredBackup, RestoredFields, RunEnd, RunFile,
    RunFileSettings, SavedPlan,
};
pub use run_folder::RunFolder;
pub(crate) use run_folder::{TRACE_FILE, jobs_dir, singer_dir, traces_dir};
pub use run_name::RunName;
#[cfg(feature = "workbench")]
pub(crate) use run_summary::newest_summaries;
pub use run_summary::{RunState, RunSummary, runs};
pub use staged_run_folder::StagedRunFolder;
pub use stored_changes_file::StoredChangesFile;
pub use tool_version::ToolVersion;
pub use undone_runs::Undone;
pub use written_rows::WrittenRow;
