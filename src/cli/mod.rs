//! The command line: one file per command, and what several commands share.
//!
//! A module uses only modules listed before it.

mod error_place;

mod command_error;

mod missing_feature;

mod document;

mod redaction;

mod wrapped;

mod console;

#[cfg(feature = "workbench")]
mod browser;
mod hidden_input;
#[cfg(feature = "sandbox")]
mod imitated_account;

mod output_extension;
mod plan_notes;
mod runtime;
#[cfg(feature = "sandbox")]
mod sandbox_switches;
mod signals;

mod left_trace;

mod watched_job;

mod usage_notice;

#[cfg(feature = "otlp")]
mod telemetry;

mod args;

#[cfg_attr(not(feature = "sandbox"), path = "no_opened_sandbox.rs")]
mod opened_sandbox;

mod event_words;
mod progress_events;

mod progress;

mod connection;
mod latest_run;
mod list_read_summary;
mod locked_run;
mod record_changes;
mod run_report;

#[cfg_attr(not(feature = "sandbox"), path = "no_drill.rs")]
mod drill;
mod forget_behavior;
mod forget_help_desk;
mod onto;
mod suggest;

mod account_lock;
mod probe;

mod apply;
mod backup;
mod check;
mod config;
mod customer;
mod doctor;
mod duplicates;
mod explain;
mod export;
mod forget;

mod history;
mod import;
mod login;
mod logout;
mod mapping;
mod report;
mod restore;
mod resume;
mod runs;
#[cfg(feature = "sandbox")]
mod sandbox;
mod singer;
mod undo;
mod validate;
mod verify;
#[cfg(feature = "workbench")]
mod workbench;

mod completed_values;
mod completions;
mod man;

mod command_line;

pub(crate) use command_line::main;
