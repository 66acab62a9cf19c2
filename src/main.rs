//! The command line: parses flags, builds what the library needs, and says what happened.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
