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
//! The modules are listed in order; each uses only modules before it. The first steps, up to the customer as it would
//! be sent:
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
//!
//! [`import::import`] runs all of it, [`import::validate`] the part that needs no network.

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

#[doc(hidden)]
pub mod failpoint;

pub mod exit_status;

pub mod wording;

pub mod language;

pub mod stop;

pub mod spans;

pub mod signals;

pub mod record;

pub mod customer;

pub mod issue;

pub mod file;

mod xlsx;

pub mod storage;

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

pub mod sandbox;

pub mod rehearsal;
