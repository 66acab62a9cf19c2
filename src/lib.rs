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

pub mod sandbox;
