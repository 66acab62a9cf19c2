//! Forgets a person: takes her out of all backups of a target, of the folders of runs and of the state folder, and says
//! so in a certificate. docs/forget.md is the specification.
//!
//! A `forget_job` finds her, with `run_search` in runs and `backup` in backups. `carry_out` takes her out, step by step:
//! `run_scrub` changes the folder of a run, with `json_scrub` for its documents and `run_document` for `run.json`; `owners` keeps the files their owner's.
//! `file_search` looks into files of any kind, with `byte_search` for their bytes and `escaped_text` for letters, and `left_files` for what is still there. What an interrupted job has done
//! is in an `unfinished_record`. The `certificate` names nobody.

mod byte_search;
mod carry_out;
mod certificate;
mod certificate_text;
mod error;
mod escaped_text;
mod file_search;
mod forget_job;
mod found_everywhere;
mod json_scrub;
mod known_texts;
mod left_files;
mod owners;
mod run_document;
mod run_files;
mod run_scrub;
mod run_search;
mod unfinished_record;
#[cfg_attr(not(feature = "workbook"), path = "no_workbook_search.rs")]
mod workbook_search;

pub use certificate::{Certificate, SearchedTarget, Unsearched};
pub use error::ForgetError;
pub use forget_job::ForgetJob;
pub use found_everywhere::FoundEverywhere;
pub use run_scrub::ErasedRun;
pub use run_search::ConcernedRun;

pub use crate::backup::key_of as account_key;
