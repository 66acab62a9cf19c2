//! deskferry moves customers between files and a Deskero help desk.
//!
//! The modules stand in one total order, top to bottom; a module uses only those above it.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")
)]

pub mod record;

pub mod customer;

pub mod issue;

pub mod file;

pub mod source;

pub mod mapping;

pub mod validate;

pub mod plan;

pub mod api;

pub mod journal;

pub mod event;

pub mod writer;

pub mod report;

pub mod sink;

pub mod import;

pub mod config;

pub mod sandbox;
