//! The command line: parses flags, builds what the library needs, and says what happened.

#![cfg_attr(
    not(feature = "sandbox"),
    allow(dead_code, unused_imports, reason = "the feature that uses it is missing")
)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
