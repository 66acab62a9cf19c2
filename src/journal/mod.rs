//! The durable memory of a run: its folder, its settings, and every row with what was planned and what became of it.
//!
//! `journal.db` is SQLite in WAL mode. Phase one fills it by [`Spool`], phase two writes intents and outcomes by
//! [`Recorder`] in groups, and reports read it back by [`Reader`]. The tables are described in `schema.sql`.

mod error;
mod folder;
mod reader;
mod recorder;
mod run_file;
mod spool;
mod store;

pub use error::JournalError;
pub use folder::RunFolder;
pub use reader::{Counts, Planned, PlannedKind, Reader, ResultRow, SourceRow};
pub use recorder::{Outcome, Recorder, Settled};
pub use run_file::{Account, End, InputFile, MappingFile, RunFile, Settings, ToolVersion};
pub use spool::{NewRow, Open, SearchKey, Spool};
