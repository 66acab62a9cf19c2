//! `import --onto BACKUP`: a dry run against a backup, and its plan carried out in a sandbox.

mod dry_run_onto;
mod onto_args;

pub(crate) use dry_run_onto::DryRunOnto;
pub(crate) use onto_args::OntoArgs;
