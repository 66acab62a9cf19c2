//! deskferry moves customers between files and a Deskero help desk: nothing is lost, duplicated or distorted.
//!
//! An import first plans, then writes. Phase one reads all rows and decides what to do with each. Phase two does exactly
//! what phase one left in the run's journal:
//!
//! ```text
//! file -> source -> record -> mapping -> draft -> validation -> customer -> match -> plan (journal.db)
//! plan -> intent -> permit -> send -> outcome -> event -> report
//! ```
//!
//! The modules are listed in order; each uses only modules before it. What most programs need is here at the root:
//! [`ImportJob`], [`ValidateJob`] and [`ExportJob`] have the settings of a job, with defaults, and [`import::import`],
//! [`import::validate`] and [`export::export`] do it.
//!
//! Errors are enums, one for each module, and can be matched; more variants can come. A row with errors is no error: it is
//! counted, and stands in the rejects. What happens meanwhile is told to an [`event::Listener`].
//!
//! Nothing here reads the environment, settings files or signals, and nothing is printed: the command does that
//! ([`config`], and `src/cli/`). Only one process may write to an account at a time; the command takes an
//! [`AccountLock`](journal::AccountLock) first, and a program that writes beside others should, too. The jobs that write
//! need a runtime of tokio with several threads.
//!
//! The features are `cli` (the command), `encryption`, `postgres`, `s3`, `sandbox`, `workbench` and `workbook`, all on by default. A
//! library takes `default-features = false` and those that it needs; without one, what needs it ends with a
//! [`MissingFeature`](features::MissingFeature). docs/library.md says what each brings.
//!
//! # Import
//!
//! ```
#![doc = include_str!("../docs/examples/import.rs")]
//! ```
//!
//! # Validate
//!
//! ```
#![doc = include_str!("../docs/examples/validate.rs")]
//! ```
//!
//! # Export
//!
//! ```
#![doc = include_str!("../docs/examples/export.rs")]
//! ```
//!
//! # One row
//!
//! The first steps, up to the customer as it would be sent:
//!
//! ```
//! use std::sync::Arc;
//!
//! use deskferry::mapping::Mapping;
//! use deskferry::source::{ReadOptions, from_reader};
//!
//! let mapping = Arc::new(Mapping::parse("my.toml", r#"
//!     version = 1
//!     [fields]
//!     name = { from = ["First", "Last"], required = true }
//!     email = { from = "Mail" }
//!     state = { from = "Country" }
//! "#)?);
//! let file = b"First;Last;Mail;Country\nAda;Byron;Ada@Example.org;UK\nBob;;bob(at)example.org;Spain\n";
//! let mut source = from_reader("people.csv", &file[..], &ReadOptions::default())?;
//! let bound = mapping.bind(source.origin(), source.header())?;
//! let batch = source.next_batch(100)?.ok_or("no rows")?;
//!
//! let ada = bound.apply(&batch.rows[0].record);
//! let mut json = Vec::new();
//! ada.customer.write_json(&mut json);
//! assert_eq!(json, br#"{"name":"Ada Byron","email":"ada@example.org","state":"GB"}"#);
//!
//! let bob = bound.apply(&batch.rows[1].record);
//! assert_eq!(bob.issues[0].code.id(), "E201");
//! assert_eq!(bob.issues[0].column.as_deref(), Some("Mail"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        reason = "a test fails by panicking, and a measurement prints"
    )
)]
// What only a missing feature would use is not dead.
#![cfg_attr(
    not(all(
        feature = "cli",
        feature = "encryption",
        feature = "s3",
        feature = "workbench",
        feature = "workbook"
    )),
    allow(dead_code, unused_imports, reason = "the feature that uses it is missing")
)]

#[doc(hidden)]
pub mod system;

#[doc(hidden)]
pub mod failpoint;

pub mod exit_status;

pub mod wording;

pub mod features;

pub mod language;

pub mod stop;

pub mod spans;

pub mod signals;

pub mod record;

pub mod customer;

pub mod issue;

pub mod file;

#[cfg(feature = "workbook")]
mod xlsx;

pub mod storage;

pub mod database;

pub mod source;

pub mod fixes;

pub mod convert;

pub mod mapping;

pub mod suggest;

pub mod validate;

pub mod plan;

pub mod sample;

pub mod account;

pub mod behavior;

pub mod api;

pub mod journal;

pub mod event;

pub mod lookup;

pub mod writer;

pub mod profile;

pub mod report;

pub mod monitor;

pub mod trace;

pub mod sink;

pub mod run;

pub mod planfile;

pub mod import;

pub mod export;

pub mod singer;

pub mod backup;

pub mod restore;

pub mod forget;

pub mod duplicates;

pub mod probe;

pub mod login;

pub mod config;

pub mod doctor;

#[cfg(feature = "workbench")]
pub mod workbench;

#[cfg(feature = "sandbox")]
pub mod sandbox;

#[cfg(feature = "sandbox")]
pub mod rehearsal;

// What a program that imports, validates or exports needs. Inside the crate, the modules are used.
pub use account::HelpDeskAccount;
pub use api::{ApiError, Client, ClientCredential, ClientSettings};
pub use export::{ExportError, ExportJob, FinishedExport, ReadListJob, Verdict};
pub use import::{ImportError, ImportJob, ValidateJob};
pub use mapping::{LoadError, Mapping, MappingError};
pub use run::{FinishedRun, WriteJob};
