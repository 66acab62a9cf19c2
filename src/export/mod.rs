//! Exports: reads the list of customers, decides how complete it is, and writes a file with the evidence.
//!
//! `list_drain` reads the list in passes until `completeness` gives a verdict; `pass_store` keeps the records on disk
//! and `pass_comparison` compares the passes. `details` completes the chosen customers. `drain_pipeline` joins these
//! steps for exports and backups, and `export_job` writes the file. docs/export.md says what is promised, and why.

mod completeness;
mod details;
mod drain_pipeline;
mod error;
mod evidence;
mod evidence_time;
mod export_job;
mod field_coverage;
mod list_drain;
mod listed_fields;
mod malformed_records;
mod output;
mod pass_comparison;
mod pass_store;
mod write_customers;

#[cfg(test)]
mod tests;

pub(crate) use evidence::EVIDENCE_VERSION;
pub(crate) use field_coverage::is_documented_field;
pub(crate) use pass_store::{ChosenChunks, PassStore};
pub(crate) use write_customers::ExportWriter;

pub use completeness::{CountRequest, Direction, OrderObjection, PassCounts, Verdict};
pub use details::{DetailsMode, DetailsSummary};
pub(crate) use drain_pipeline::CompleteList;
pub use drain_pipeline::ReadListJob;
pub use error::ExportError;
pub use evidence::{Evidence, RequestCounts, SearchedFor, WrittenExport};
pub use export_job::{ExportJob, FinishedExport, export};
pub use field_coverage::FieldCoverage;
pub use pass_comparison::IdSample;
