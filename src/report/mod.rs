//! What people and programs read after a run: results and rejects as CSV, `report.json`, a summary in the terminal.

mod id_map;
mod issues;
mod json;
mod metrics;
mod ping;
mod preview;
mod results;
mod screen;
mod text;

pub use id_map::write_id_map;
pub use issues::{IssueGroup, IssueStats, Sample};
pub use json::{Report, save_report};
pub use metrics::JobMetrics;
pub use ping::{Ping, PingError};
pub use preview::{DiffKind, DiffLine, diff_of, place_of, preview};
pub use results::{ResultFiles, Shelf, write_results};
pub use screen::wrap;
pub(crate) use text::grouped;
pub use text::{issues_text, outcome_table, plan_table, rejects_text, validation_table};
