//! The real binary on real files, against the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and nobody outside reads its items"
)]

mod another;
mod applying;
mod archive;
mod backing;
mod browser;
mod campaign;
mod cases;
mod checking;
mod conversions;
mod corrected;
mod custom;
mod docs;
mod excel_safe;
mod expectations;
mod exporting;
mod faulty;
mod ferry;
mod folding;
mod hidden;
mod hostile_places;
mod keeping;
mod keys;
mod lookups;
mod malformed;
mod mappings;
mod merging;
mod mistakes;
mod odd_names;
mod order;
mod pasting;
mod places;
mod reading;
mod reporting;
mod restoring;
mod runs;
mod scenarios;
mod schema;
mod settings;
mod shelf;
mod shipped;
mod sinks;
mod start;
mod stopping;
mod stores;
mod storing;
mod suggest;
mod tables;
mod talking;
mod thin;
mod trusting;
mod undo;
mod undo_kept;
mod untouched;
mod validating;
mod watched;
mod whens;
mod words;
mod workbooks;
mod writing;
