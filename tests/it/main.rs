//! The real binary on real files, against the sandbox.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and nobody outside reads its items"
)]

mod docs;
mod ferry;
mod writing;
