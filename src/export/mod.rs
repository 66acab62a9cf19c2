//! Out of the help desk, with an honest word on whether it is all; backups, and the way back.
//!
//! `drain` reads the list as often as a verdict needs (`census`), `spool` keeps the records on disk meanwhile,
//! `details` makes the chosen ones whole, `writing` hands them to a sink, `chain` joins them for `run`, the export of a
//! file, and for `backup`. docs/export.md has what is promised and why it holds. A backup has a `name` and a `manifest`;
//! `retention` says which of them stay, `changes` what differs, and `restore` brings one back. `stored` reads one,
//! `check` holds it against its manifest, `against` beside the help desk, and `drill` proves that it comes back.

mod completeness;
mod details;
mod drain_pipeline;
mod error;
mod evidence;
mod evidence_time;
mod export_job;
mod field_coverage;
mod list_drain;
mod malformed_records;
mod output;
mod pass_comparison;
mod pass_store;
mod write_customers;

#[cfg(test)]
mod tests;

pub(crate) use evidence::EVIDENCE_VERSION;
pub(crate) use pass_store::{ChosenChunks, PassStore};
pub(crate) use write_customers::ExportWriter;

pub use completeness::{CountRequest, Direction, OrderObjection, PassCounts, Verdict};
pub use details::{DetailsMode, DetailsSummary};
pub use drain_pipeline::ReadListJob;
pub use error::ExportError;
pub use evidence::{Evidence, RequestCounts, SearchedFor, WrittenExport};
pub use export_job::{ExportJob, FinishedExport, export};
pub use field_coverage::FieldCoverage;
pub use pass_comparison::IdSample;
