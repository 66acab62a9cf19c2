//! `deskferry mapping`

use std::sync::Arc;

use clap::{Args as ClapArgs, Subcommand};
use deskferry::import::CustomFields;
use deskferry::mapping::{LoadError, Mapping, SHIPPED, shipped};

use super::fault::Fault;
use super::{Outcome, suggest, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry mapping list
  deskferry mapping show hubspot > my-mapping.toml
  deskferry mapping check my-mapping.toml
  deskferry mapping suggest contacts.csv -o my-mapping.toml")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The mappings that come with deskferry
    List,
    /// Propose a mapping for a file, from its header and a sample of its rows
    Suggest(suggest::Args),
    /// Print a mapping, as a beginning of your own
    Show {
        /// The name of a shipped mapping, or a file
        name: String,
    },
    /// Check mappings and run their [[tests]]
    Check {
        /// Names of shipped mappings, or files
        #[arg(required = true)]
        names: Vec<String>,
        /// Custom fields as `deskferry customer fields` has saved them: find those that the account does not have
        #[arg(long, value_name = "FILE")]
        fields: Option<String>,
    },
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::List => list(),
        Command::Suggest(args) => suggest::run(args),
        Command::Show { name } => show(name),
        Command::Check { names, fields } => check(names, fields.as_deref()),
    }
}

fn list() -> Outcome {
    for found in SHIPPED {
        let mapping = Mapping::load(found.name)?;
        let about = mapping.description().unwrap_or_else(|| mapping.name());
        talk::data(&format!("{:<12} {about}\n", found.name))?;
    }
    Ok(0)
}

fn show(name: &str) -> Outcome {
    // Loading says what is wrong with the name or the file.
    let mapping = Mapping::load(name)?;
    talk::data(shipped(name).map_or(mapping.text(), |found| found.text))?;
    Ok(0)
}

fn check(names: &[String], fields: Option<&str>) -> Outcome {
    let definitions = fields.map(CustomFields::of_file).transpose()?.and_then(|fields| fields.definitions());
    let mut failed = 0;
    for name in names {
        let mapping = Arc::new(Mapping::load(name)?);
        if let Some(definitions) = &definitions {
            mapping.check_custom_fields(definitions).map_err(LoadError::Faulty)?;
        }
        let failures = mapping.run_tests();
        failures.iter().for_each(|failure| talk::say(&format!("{failure}\n")));
        failed += failures.len();
        let (tests, fields) = (mapping.test_count(), mapping.targets().len());
        let hold = match tests {
            0 => "no tests".to_owned(),
            1 => format!("{} of 1 test holds", 1 - failures.len()),
            _ => format!("{} of {tests} tests hold", tests - failures.len()),
        };
        talk::data(&format!("{name}: {fields} field{}, {hold}\n", if fields == 1 { "" } else { "s" }))?;
    }
    match failed {
        0 => Ok(0),
        1 => Err(Fault::usage("1 test of a mapping does not hold")),
        failed => Err(Fault::usage(format!("{failed} tests of mappings do not hold"))),
    }
}
