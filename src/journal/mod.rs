//! The durable memory of a run: its folder, its settings, and every row with what was planned and what became of it.
//!
//! `journal.db` is SQLite in WAL mode. Phase one fills it by [`Spool`], phase two writes intents and outcomes by
//! [`Recorder`] in groups, and reports read it back by [`Reader`]. The tables are described in `schema.sql`.

mod account;
mod account_form;
mod again;
mod anew;
mod book;
mod clock;
mod disown;
mod doubles;
mod error;
mod folder;
mod lock;
mod making;
mod mapping_file;
mod merged;
mod owed;
mod place;
mod plan_row;
mod prune;
mod reader;
mod reading;
mod recent;
mod recorder;
mod row_keys;
mod run_file;
mod run_name;
mod spool;
mod store;
mod summary;
mod told;
mod tool_version;
mod witness;
mod written;

pub use account::Account;
pub use account_form::AccountForm;
pub use again::quoted;
pub use anew::Rows;
pub(crate) use book::Entry;
pub use clock::Clock;
pub use disown::disown;
pub use doubles::{InsertedRow, clear_doubles, note_doubles};
pub use error::JournalError;
pub use folder::RunFolder;
pub(crate) use lock::own_dir;
pub use lock::{AccountLock, FolderLock, Holder, RunLock};
pub use making::Making;
pub use mapping_file::MappingFile;
pub use merged::Carrier;
pub use owed::InDoubt;
pub use plan_row::PlanRow;
pub use prune::{Policy, Removal, Verdict, remove, sort_out};
pub use reader::{Counts, Doubt, Planned, PlannedKey, PlannedKind, Reader, ResultRow, SourceRow};
pub use reading::Reading;
pub use recent::{Following, KnownInserts, RecentError, RecentInserts};
pub use recorder::{Outcome, Recorder, Settled, WrittenId};
pub(crate) use row_keys::RowKeys;
pub use run_file::{
    AppliedPlan, DefinitionsFile, End, InputFile, RestoredBackup, RestoredFields, RunFile, SavedPlan,
    Settings,
};
pub use run_name::RunName;
pub use spool::{NewRow, Open, SearchKey, Spool, take_back_failures};
pub use summary::{RunState, RunSummary, runs};
pub use told::{AttemptRow, ChangeRow};
pub use tool_version::ToolVersion;
pub use witness::Witness;
pub use written::WrittenRow;
