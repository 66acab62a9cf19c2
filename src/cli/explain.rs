//! `deskferry explain`

use clap::Args as ClapArgs;
use deskferry::exit_status::ExitStatus;
use deskferry::issue::Code;
use deskferry::language::ReportLanguage;
use deskferry::mapping::near_name;
use serde_json::{Value, json};

use super::args::ConnectionArgs;
use super::command_error::{CommandError, CommandResult};
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  deskferry explain E203\n  deskferry explain        lists all codes\n  deskferry explain E203 --language it"
)]
pub(crate) struct Args {
    /// The code, as shown in a report
    code: Option<String>,
}

pub(crate) fn run(connection: &ConnectionArgs, args: &Args) -> CommandResult {
    let language = connection.config()?.language.value.unwrap_or_default();
    let Some(text) = &args.code else {
        Code::ALL.iter().try_for_each(|code| document::push("codes", &explained(*code, language)))?;
        let lines = Code::ALL.iter().map(|code| format!("{}  {}\n", code.id(), code.title_in(language)));
        console::data(&lines.collect::<String>())?;
        return Ok(ExitStatus::Success);
    };
    let unknown = || {
        let near = near_code(text).map_or_else(String::new, |near| format!("{near} "));
        CommandError::usage(format!("there is no code {text:?}; {near}`deskferry explain` lists all codes"))
    };
    let code = Code::parse(text).ok_or_else(unknown)?;
    document::push("codes", &explained(code, language))?;
    let what_to_do = code.what_to_do_in(language);
    let paragraphs = format!("{}\n\n{what_to_do}", code.spec().detail);
    console::data(&format!("{code}: {}\n\n{}\n", code.title_in(language), wrap(&paragraphs, 78)))?;
    Ok(ExitStatus::Success)
}

/// A code, for programs.
fn explained(code: Code, language: ReportLanguage) -> Value {
    json!({
        "code": code.id(),
        "title": code.title_in(language),
        "detail": code.spec().detail,
        "remedy": code.what_to_do_in(language),
    })
}

/// The code that was probably meant. A letter that looks like a digit is read as the digit.
fn near_code(text: &str) -> Option<String> {
    let text = text.trim().to_uppercase();
    let (kind, number) = text.split_at_checked(1)?;
    let number = number.replace('O', "0").replace(['I', 'L'], "1").replace('S', "5").replace('B', "8");
    match Code::parse(&format!("{kind}{number}")) {
        Some(code) => Some(format!("did you mean {:?}?", code.id())),
        None => near_name(&text, Code::ALL.iter().map(|code| code.id())),
    }
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
