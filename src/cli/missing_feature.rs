//! What a build without a feature refuses in a command line, before anything is done.

use clap::error::{ContextKind, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Error};
use deskferry::features::MissingFeature;

/// The flags of features that this build may lack.
const FLAGS: [(&str, MissingFeature, bool); 3] = [
    ("sandbox", MissingFeature::Sandbox, cfg!(feature = "sandbox")),
    ("onto", MissingFeature::Sandbox, cfg!(feature = "sandbox")),
    ("drill", MissingFeature::Sandbox, cfg!(feature = "sandbox")),
];

/// The commands of features that this build may lack.
const COMMANDS: [(&str, MissingFeature); 2] =
    [("sandbox", MissingFeature::Sandbox), ("workbench", MissingFeature::Workbench)];

/// Refuses the flags of a missing feature.
pub(super) fn check(matches: &ArgMatches) -> Result<(), MissingFeature> {
    let below = std::iter::successors(Some(matches), |matches| Some(matches.subcommand()?.1));
    for matches in below {
        let is_given = |flag: &str| matches.value_source(flag) == Some(ValueSource::CommandLine);
        let missing = FLAGS.iter().filter(|(_, _, is_built)| !is_built);
        let mut given = missing.filter(|(flag, ..)| matches.ids().any(|id| id == flag) && is_given(flag));
        if let Some((_, feature, _)) = given.next() {
            return Err(*feature);
        }
    }
    Ok(())
}

/// The feature that an unknown command belongs to.
pub(super) fn of_unknown_command(error: &Error) -> Option<MissingFeature> {
    let given =
        error.get(ContextKind::InvalidSubcommand).filter(|_| error.kind() == ErrorKind::InvalidSubcommand);
    let given = given?.to_string();
    COMMANDS.iter().find(|(command, _)| *command == given).map(|(_, feature)| *feature)
}
