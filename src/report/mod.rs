//! What people and programs read after a run: results and rejects as CSV, `report.json`, a summary in the terminal.

mod changes;
mod column;
mod histogram;
mod html;
mod id_map;
mod issues;
mod json;
mod metrics;
mod pace;
mod ping;
mod preview;
mod results;
mod screen;
mod survey;
mod text;
mod traffic;
mod twins;
mod verdict;

pub use changes::{ChangeSample, Changes, FieldChange};
pub use column::{ColumnTallies, Kind, KindCount, SeenColumn};
pub use histogram::Histogram;
pub use id_map::write_id_map;
pub use issues::{IssueGroup, IssueStats, Sample};
pub use json::{About, Estimate, Facts, Input, Report, save_report};
pub use metrics::JobMetrics;
pub use pace::{Pace, Span};
pub use ping::{Ping, PingError};
pub use preview::{DiffKind, DiffLine, diff_of, place_of, preview};
pub use results::{ResultFiles, Shelf, write_results};
pub use screen::wrap;
pub use survey::{CountryTally, Glance, SampleRow, SeenCountry, SeenSource, Survey};
pub(crate) use text::grouped;
pub use text::{issues_text, outcome_table, plan_table, rejects_text, validation_table};
pub use traffic::{Cause, Latency, Part, Traffic};
pub use twins::{TwinGroup, Twins};
