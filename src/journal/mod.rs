//! The durable memory of a run: its folder, its settings, and every row with what was planned and what became of it.
//!
//! `journal.db` is SQLite in WAL mode. Phase one fills it by [`PlanWriter`], phase two writes intents and outcomes by
//! [`Recorder`] in groups, and reports read it back by [`JournalReader`]. The tables are described in `schema.sql`.

mod command_line;
mod database;
mod error;
mod file_identity;
mod folder_files;
mod help_desk_account;
mod in_doubt_inserts;
mod journal_reader;
mod journal_writer;
mod later_insert;
mod locks;
mod mapping_copy;
mod merged_rows;
mod not_inserted;
mod plan_rows;
mod plan_writer;
mod prune_runs;
mod read_settings;
mod recent_inserts;
mod reconciliation_queries;
mod recorder;
mod rematch;
mod report_queries;
mod row_keys;
mod run_clock;
mod run_file;
mod run_folder;
mod run_name;
mod run_summary;
mod staged_run_folder;
mod stored_changes_file;
mod tool_version;
mod written_rows;

pub use command_line::quoted;
pub use error::JournalError;
pub use help_desk_account::HelpDeskAccount;
pub use in_doubt_inserts::InDoubtRow;
pub use journal_reader::{
    InDoubtSince, JournalReader, Planned, PlannedKey, PlannedKind, ResultRow, RowCounts, SourceRow,
};
pub(crate) use journal_writer::JournalEntry;
pub use later_insert::LaterInsert;
pub(crate) use locks::own_dir;
pub use locks::{AccountLock, FolderLock, Holder, RunLock};
pub use mapping_copy::MappingCopy;
pub use merged_rows::MergeCarrier;
pub use not_inserted::disown;
pub use plan_rows::PlanRow;
pub use plan_writer::{NewRow, PlanWriter, SearchKey, UnmatchedRow, take_back_failures};
pub use prune_runs::{PruneDecision, Removal, RunPrunePolicy, remove, sort_out};
pub use read_settings::ReadSettings;
pub use recent_inserts::{Following, KnownInserts, RecentError, RecentInserts};
pub use reconciliation_queries::{InsertedRow, clear_doubles, note_doubles};
pub use recorder::{CommittedOutcome, Outcome, Recorder, WrittenId};
pub use rematch::RowSelection;
pub use report_queries::{AttemptRow, ChangeRow};
pub(crate) use row_keys::RowKeys;
pub use run_clock::RunClock;
pub use run_file::{
    AppliedPlan, DefinitionsFile, InputFile, RestoredBackup, RestoredFields, RunEnd, RunFile,
    RunFileSettings, SavedPlan,
};
pub use run_folder::RunFolder;
pub use run_name::RunName;
pub use run_summary::{RunState, RunSummary, runs};
pub use staged_run_folder::StagedRunFolder;
pub use stored_changes_file::StoredChangesFile;
pub use tool_version::ToolVersion;
pub use written_rows::WrittenRow;
