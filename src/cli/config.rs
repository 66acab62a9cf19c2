//! `deskferry config`

use clap::{Args as ClapArgs, Subcommand};
use deskferry::config::{ShownSetting, ShownSettings, UnknownVariable};
use deskferry::exit_status::ExitStatus;
use deskferry::file::{name_of, on_one_line};
use serde_json::Value;

use super::args::GlobalArgs;
use super::command_error::CommandResult;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry config show
  deskferry config show --profile test --json")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Show every setting with its value and the place that it comes from; secrets are masked
    Show,
}

pub(crate) fn run(global: &GlobalArgs, args: &Args) -> CommandResult {
    let ConfigCommand::Show = args.command;
    let shown = global.connection.config()?.shown();
    document::extend(&shown)?;
    console::data(&table(&shown.settings))?;
    if !global.output.quiet() && !document::is_wanted() {
        console::say(&format!("\n{}", places(&shown)));
    }
    Ok(ExitStatus::Success)
}

/// The settings, one a line.
fn table(settings: &[ShownSetting]) -> String {
    let rows: Vec<[String; 3]> = [["SETTING", "VALUE", "FROM"].map(ToOwned::to_owned)]
        .into_iter()
        .chain(
            settings.iter().map(|setting| [setting.name.clone(), text(&setting.value), setting.from.clone()]),
        )
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (name, value) = (width(0), width(1));
    rows.iter().map(|row| format!("{:<name$}  {:<value$}  {}\n", row[0], row[1], row[2])).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What was looked at, and why there is no account.
fn places(shown: &ShownSettings) -> String {
    let files: Vec<String> = shown.files.iter().map(name_of).collect();
    let files = if files.is_empty() { "none".to_owned() } else { files.join(", ") };
    let folder = shown.config_dir.as_ref().map_or_else(|| "none".to_owned(), name_of);
    let problem =
        shown.problem.as_ref().map_or_else(String::new, |problem| format!("No account: {problem}\n"));
    let state = name_of(&shown.state_dir);
    let behavior = behavior(shown);
    let unknown: String = shown.unknown_variables.iter().map(unknown).collect();
    format!(
        "Settings files: {files}\nConfiguration folder: {folder}\nState folder: {state}\n{behavior}{problem}{unknown}"
    )
}

/// A variable that nobody reads, and the one that was probably meant.
fn unknown(UnknownVariable { name, near }: &UnknownVariable) -> String {
    let near = near.as_ref().map_or_else(String::new, |near| format!("; {near}"));
    format!("{name} is set, but means nothing to deskferry{near}\n")
}

/// What is known of how the account behaves.
fn behavior(shown: &ShownSettings) -> String {
    if let Some(problem) = &shown.behavior_problem {
        return format!("Behavior of the account: not known, because {problem}\n");
    }
    match (&shown.behavior_file, &shown.probed_at) {
        (None, _) => String::new(),
        (Some(_), None) => "Behavior of the account: not known (deskferry doctor --probe)\n".to_owned(),
        (Some(file), Some(at)) => {
            format!("Behavior of the account: {}, probed at {}\n", name_of(file), on_one_line(at))
        }
    }
}
