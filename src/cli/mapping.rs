//! `deskferry mapping`

use std::sync::Arc;

use clap::{Args as ClapArgs, Subcommand};
use deskferry::exit_status::ExitStatus;
use deskferry::mapping::{LoadError, Mapping, SCHEMA, SHIPPED, shipped};
use deskferry::run::CustomFields;
use deskferry::wording::counted;
use serde_json::{Value, json};

use super::args::{ModeArg, file_name};
use super::command_error::CommandResult;
use super::{console, document, suggest};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry mapping list
  deskferry mapping show hubspot > my-mapping.toml
  deskferry mapping suggest contacts.csv -o my-mapping.toml
  deskferry mapping check my-mapping.toml
  deskferry mapping test my-mapping.toml
  deskferry mapping schema > mapping.schema.json")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: MappingCommand,
}

#[derive(Debug, Subcommand)]
enum MappingCommand {
    /// List the mappings that come with deskferry
    List,
    /// Suggest a mapping for a file, based on its header and a sample of its rows
    Suggest(Box<suggest::Args>),
    /// Print a mapping, as a starting point for your own
    Show {
        /// The name of a built-in mapping, or a file
        #[arg(value_parser = file_name())]
        name: String,
    },
    /// Check mappings for everything that can be checked without a source
    Check {
        /// Names of built-in mappings, or files
        #[arg(required = true, value_parser = file_name())]
        names: Vec<String>,
        /// Custom fields saved by `deskferry customer fields`: report those that the account does not have
        #[arg(long, value_name = "FILE", value_parser = file_name())]
        fields: Option<String>,
        /// Mode of the later import: with update, a mapping needs no rule for the name
        #[arg(long, value_enum, default_value = "upsert")]
        mode: ModeArg,
    },
    /// Run the [[tests]] of mappings, and show each result that differs from the expected one
    Test {
        /// Names of built-in mappings, or files
        #[arg(required = true, value_parser = file_name())]
        names: Vec<String>,
    },
    /// Print the JSON Schema of mappings, for completion in an editor
    Schema,
}

pub(crate) fn run(args: &Args) -> CommandResult {
    match &args.command {
        MappingCommand::List => list(),
        MappingCommand::Suggest(args) => suggest::run(args),
        MappingCommand::Show { name } => show(name),
        MappingCommand::Check { names, fields, mode } => check(names, fields.as_deref(), *mode),
        MappingCommand::Test { names } => test(names),
        MappingCommand::Schema => schema(),
    }
}

fn schema() -> CommandResult {
    let schema: Value = serde_json::from_str(SCHEMA).map_err(std::io::Error::from)?;
    document::set("schema", &schema)?;
    console::data(SCHEMA)?;
    Ok(ExitStatus::Success)
}

fn list() -> CommandResult {
    for found in SHIPPED {
        let mapping = Mapping::load(found.name)?;
        let about = mapping.description().unwrap_or_else(|| mapping.name());
        document::push("mappings", &json!({"name": found.name, "about": about}))?;
        console::data(&format!("{:<12} {about}\n", found.name))?;
    }
    Ok(ExitStatus::Success)
}

fn show(name: &str) -> CommandResult {
    // An error of loading describes what is wrong with the name or file.
    let mapping = Mapping::load(name)?;
    let text = shipped(name).map_or(mapping.text(), |found| found.text);
    document::extend(&json!({"name": name, "text": text}))?;
    console::data(text)?;
    Ok(ExitStatus::Success)
}

/// Checks mappings. The exit status is "incomplete" if one is valid but has no rule for the name.
fn check(names: &[String], fields: Option<&str>, mode: ModeArg) -> CommandResult {
    let definitions = fields.map(CustomFields::of_file).transpose()?.and_then(|fields| fields.definitions());
    let mut status = ExitStatus::Success;
    for name in names {
        let mapping = Mapping::load(name)?;
        if let Some(definitions) = &definitions {
            mapping.check_custom_fields(definitions).map_err(LoadError::Faulty)?;
        }
        let fields = counted(mapping.targets().len(), "field", "fields");
        let tests = match mapping.test_count() {
            0 => "no tests".to_owned(),
            tests => counted(tests, "test", "tests"),
        };
        let nameless = !mapping.maps("name") && !matches!(mode, ModeArg::Update);
        let verdict = if nameless { NAMELESS } else { "valid" };
        status = status.max(ExitStatus::incomplete_if(nameless));
        let (targets, count) = (mapping.targets(), mapping.test_count());
        let found =
            json!({"name": name, "fields": targets, "tests": count, "problem": nameless.then_some(NAMELESS)});
        document::push("mappings", &found)?;
        console::data(&format!("{name}: {verdict}; {fields}, {tests}\n"))?;
    }
    Ok(status)
}

const NAMELESS: &str = "no rule fills `name`, which every new customer needs: write name = { from = \
\"...\", required = true } under [fields] with the right column, or check with --mode update if you only \
update existing customers";

/// Runs all tests; incomplete if one fails.
fn test(names: &[String]) -> CommandResult {
    let mut status = ExitStatus::Success;
    for name in names {
        let mapping = Arc::new(Mapping::load(name)?);
        let failures = mapping.run_tests();
        for failure in &failures {
            console::data(&format!("{failure}\n"))?;
            status = ExitStatus::Incomplete;
        }
        let texts: Vec<String> = failures.iter().map(ToString::to_string).collect();
        let found = json!({"name": name, "tests": mapping.test_count(), "failures": texts});
        document::push("mappings", &found)?;
        let hold = match mapping.test_count() {
            0 => "no tests".to_owned(),
            1 => format!("{} of 1 test passed", 1 - failures.len()),
            tests => format!("{} of {tests} tests passed", tests - failures.len()),
        };
        console::data(&format!("{name}: {hold}\n"))?;
    }
    Ok(status)
}
