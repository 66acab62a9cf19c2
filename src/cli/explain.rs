//! `deskferry explain`

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::issue::Code;

use super::command_error::{CommandError, CommandResult};
use super::console;

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  deskferry explain E203\n  deskferry explain        lists all codes")]
pub(crate) struct Args {
    /// The code, as shown in a report
    code: Option<String>,
}

pub(crate) fn run(args: &Args) -> CommandResult {
    let Some(text) = &args.code else {
        let lines = Code::ALL.iter().map(|code| format!("{}  {}\n", code.id(), code.spec().title));
        console::data(&lines.collect::<String>())?;
        return Ok(ExitStatus::Success);
    };
    let unknown =
        || CommandError::usage(format!("there is no code {text:?}; `deskferry explain` lists all codes"));
    let spec = Code::parse(text).ok_or_else(unknown)?.spec();
    let paragraphs = format!("{}\n\nWhat to do: {}", spec.detail, spec.remedy);
    console::data(&format!("{}: {}\n\n{}\n", spec.id, spec.title, wrap(&paragraphs, 78)))?;
    Ok(ExitStatus::Success)
}

/// Breaks lines between words, at most `width` characters long.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut used = 0;
        for word in line.split(' ') {
            if used > 0 && used + 1 + word.chars().count() > width {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += word.chars().count();
        }
        out.push('\n');
    }
    out.trim_end().to_owned()
}
