//! The flags of every command that reads the complete list.

use clap::{Args as ClapArgs, ValueEnum};
use deskferry::export::DetailsMode;

#[derive(Debug, ClapArgs)]
pub(crate) struct ListReadArgs {
    /// Read the list only once: faster, but completeness is not proven
    #[arg(long, conflicts_with = "max_passes")]
    pub(crate) single_pass: bool,
    /// Maximum number of passes over the list before the result counts as unproven
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=50))]
    pub(crate) max_passes: u32,
    /// Read each customer's details, one call each; auto: for a backup, or if the list leaves out fields
    #[arg(long, value_enum, default_value = "auto")]
    pub(crate) details: DetailsArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DetailsArg {
    Auto,
    Always,
    Never,
}

impl From<DetailsArg> for DetailsMode {
    fn from(details: DetailsArg) -> Self {
        match details {
            DetailsArg::Auto => Self::Auto,
            DetailsArg::Always => Self::Always,
            DetailsArg::Never => Self::Never,
        }
    }
}
