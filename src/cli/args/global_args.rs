//! The flags of every command.

use clap::Args;

use super::connection_args::ConnectionArgs;
use super::output_args::OutputArgs;

#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    #[command(flatten)]
    pub(crate) connection: ConnectionArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
