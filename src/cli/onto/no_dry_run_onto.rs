//! In place of `dry_run_onto.rs` in a build without the feature `sandbox`: `--onto` is refused.

use std::convert::Infallible;

use deskferry::exit_status::ExitStatus;
use deskferry::features::MissingFeature;
use deskferry::run::{CustomFields, FinishedRun, WriteJob};

use super::super::args::{GlobalArgs, OutputArgs};
use super::super::command_error::CommandError;
use super::super::connection::ConnectedClient;
use super::onto_args::Onto;

/// There is none.
pub(crate) struct DryRunOnto(Infallible);

impl DryRunOnto {
    pub(crate) async fn begin(
        _onto: &Onto<'_>,
        _global: &GlobalArgs,
        _fields: Option<&CustomFields>,
    ) -> Result<(Self, ConnectedClient), CommandError> {
        Err(MissingFeature::Sandbox.into())
    }

    pub(crate) fn writing_like(&mut self, _write: &WriteJob) {
        match self.0 {}
    }

    pub(crate) async fn end(
        self,
        _remote: ConnectedClient,
        _planned: &FinishedRun,
        _output: &OutputArgs,
    ) -> Result<ExitStatus, CommandError> {
        match self.0 {}
    }
}
