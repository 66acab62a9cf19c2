//! `import --onto BACKUP`: a dry run against a backup, and its plan carried out in a sandbox.

#[cfg_attr(not(feature = "sandbox"), path = "no_dry_run_onto.rs")]
mod dry_run_onto;
mod onto_args;

pub(crate) use dry_run_onto::DryRunOnto;
pub(crate) use onto_args::OntoArgs;
