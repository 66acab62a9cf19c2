//! In place of `drill.rs` in a build without the feature `sandbox`: a drill is refused.

use deskferry::backup::BackupReader;
use deskferry::features::MissingFeature;
use deskferry::monitor::JobFacts;
use deskferry::writer::Stop;

use super::args::OutputArgs;
use super::command_error::CommandResult;

pub(crate) async fn run(
    _output: &OutputArgs,
    _switches: &[String],
    _backup: &BackupReader,
    _stop: Stop,
    _facts: &mut JobFacts,
) -> CommandResult {
    Err(MissingFeature::Sandbox.into())
}
