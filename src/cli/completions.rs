//! `deskferry completions`

use clap::{Args as ClapArgs, Command, ValueEnum};
use clap_complete::env::{CompleteEnv, Shells};
use deskferry::exit_status::ExitStatus;

use super::command_error::{CommandError, CommandResult};
use super::completed_values::with_completed_values;
use super::console;

/// The shell asks for completions by this variable, also in `completions.bash`.
const VARIABLE: &str = "DESKFERRY_COMPLETE";

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  source <(deskferry completions bash)                    in ~/.bashrc
  source <(deskferry completions zsh)                     in ~/.zshrc, after compinit
  deskferry completions fish > ~/.config/fish/completions/deskferry.fish
  deskferry completions powershell | Out-String | Invoke-Expression    in $PROFILE

Commands, flags and paths are completed, and the names of mappings, runs,
profiles, fields and codes.")]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

pub(crate) fn run(args: &Args) -> CommandResult {
    if matches!(args.shell, Shell::Bash) {
        console::data(include_str!("completions.bash"))?;
        return Ok(ExitStatus::Success);
    }
    let name = args.shell.to_possible_value();
    let name = name.as_ref().map_or("", |value| value.get_name());
    let shells = Shells::builtins();
    let shell =
        shells.completer(name).ok_or_else(|| CommandError::usage(format!("no completions for {name}")))?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "deskferry", "deskferry", "deskferry", &mut script)?;
    console::data(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Success)
}

/// Answers the shell and ends, if the shell asks for completions.
pub(crate) fn answer_shell(command: fn() -> Command) {
    CompleteEnv::with_factory(move || with_completed_values(command())).var(VARIABLE).complete();
}
