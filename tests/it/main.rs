//! Tests of the real binary on real files, against the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and nobody outside reads its items"
)]

mod account;
mod backup;
mod backup_check;
mod backup_fixture;
mod blank_rows;
mod browser;
mod campaign;
mod case_folding;
mod cases;
mod command_line;
mod completions;
mod config_show;
mod console;
mod conversions;
mod corrected_rejects;
mod current_templates;
mod custom_fields;
mod did_you_mean;
mod docs;
mod doctor;
mod duplicates;
mod earlier_files;
mod excel_safe;
mod export;
mod export_formats;
mod first_import;
mod fixes;
mod forget;
mod http_message;
mod import;
mod incomplete_lists;
mod input_files;
mod invalid_files;
mod keyring;
mod kills_at_instants;
mod known_behavior;
mod language;
mod left_out;
mod libreoffice;
mod login;
mod lookup_tables;
mod lost_keys;
mod malformed_records;
mod mapping_errors;
mod mapping_mistakes;
mod mapping_schema;
mod mapping_tests;
mod match_keys;
mod merged_rows;
mod messages;
mod monitoring;
mod non_utf8_names;
mod normalized_values;
mod notifications;
mod notified_faults;
mod onto;
mod openapi;
mod order;
#[cfg(feature = "otlp")]
mod otlp;
mod own_keys;
mod own_room;
mod packaging;
mod plan_file;
mod planted_secrets;
#[cfg(unix)]
mod postgres;
mod printed_commands;
mod probe;
mod probed_switches;
mod programs;
mod progress_events;
mod recognized_files;
mod rejects_forms;
mod rejects_loop;
mod rejects_settings;
mod report;
mod restore;
mod retention;
mod reused_ids;
mod row_accounting;
mod row_filters;
mod runs;
mod runs_list;
mod sampled_rows;
mod samples;
mod sandbox_results;
mod scenarios;
mod schedulers;
mod seeded_property;
mod settings;
mod shared_account;
mod shipped_mappings;
mod silent_keyring;
mod singer;
mod special_files;
mod stop;
mod storage;
mod stored_changes;
mod stored_keys;
mod stored_names;
mod strict_columns;
mod suggest;
mod tables;
mod terminal;
mod terminal_escapes;
mod token_command;
mod token_command_signals;
mod traces;
mod uncorrected_rejects;
mod undo;
mod undo_exceptions;
mod untrusted_folder;
mod user_settings;
mod validate;
#[cfg(feature = "workbench")]
mod workbench;
mod workbooks;
mod write_policies;
mod zip_archives;
