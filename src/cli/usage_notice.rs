//! Tells somebody that a command line was wrong: a mistyped flag in a timer would otherwise fail each night unnoticed.

use clap::error::ContextKind;
use deskferry::config::{Config, Environment, Flags};
use deskferry::exit_status::ExitStatus;
use deskferry::monitor::Notifier;
use secrecy::SecretString;

use super::watched_job::notify_unbegun;

/// The commands that tell how they ended.
const TELLING: [&str; 14] = [
    "import",
    "apply",
    "restore",
    "validate",
    "resume",
    "retry",
    "verify",
    "undo",
    "export",
    "backup",
    "check",
    "duplicates",
    "doctor",
    "singer",
];
/// The commands below `backup` that tell nobody.
const SILENT: [&str; 5] = ["list", "show", "diff", "accept", "help"];

/// Posts that the command was used wrongly, if it tells how it ends and the address is known.
pub(crate) fn notify_usage_error(args: &[String], error: &clap::Error) {
    let Some(command) = command(args, error) else { return };
    let notifier = url(args).and_then(|url| Notifier::parse(&url).ok());
    if let Some(notifier) = notifier {
        notify_unbegun(&notifier, command, ExitStatus::Usage);
    }
}

/// The command: the usage in the error names it, if there is one.
fn command(args: &[String], error: &clap::Error) -> Option<&'static str> {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    let named: Vec<&str> = usage.split_whitespace().skip(2).take(2).collect();
    let known = |word: &str| TELLING.into_iter().find(|command| *command == word);
    let (command, after) = match named.as_slice() {
        [first, rest @ ..] => (known(first)?, rest.first().copied()),
        [] => {
            let at = args.iter().skip(1).position(|arg| known(arg).is_some())? + 1;
            (known(&args[at])?, args.get(at + 1).map(String::as_str))
        }
    };
    match (command, after) {
        ("backup", Some("prune")) => Some("backup prune"),
        ("backup", Some(after)) if SILENT.contains(&after) => None,
        ("singer", Some("tap")) => Some("singer tap"),
        ("singer", Some("target")) => Some("singer target"),
        ("singer", _) => None,
        (command, _) => Some(command),
    }
}

/// The address from the flag, the environment, or the settings that the command line names.
fn url(args: &[String]) -> Option<SecretString> {
    let environment = Environment::read();
    let known =
        value(args, "--notify-url").map(SecretString::from).or_else(|| environment.notify_url.clone());
    let flags = Flags {
        config: value(args, "--config").map(Into::into),
        profile: value(args, "--profile"),
        ..Flags::default()
    };
    // Faulty settings tell nobody; the error of usage is the one to print.
    known.or_else(|| Some(Config::resolve(flags, environment).ok()?.notify_url?.value))
}

/// The value of a flag: `--config FILE` or `--config=FILE`.
fn value(args: &[String], flag: &str) -> Option<String> {
    let joined = |arg: &String| Some(arg.strip_prefix(flag)?.strip_prefix('=')?.to_owned());
    let next = || args.windows(2).find(|pair| pair[0] == flag).map(|pair| pair[1].clone());
    args.iter().find_map(joined).or_else(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_has_its_value_beside_it_or_after_it() {
        let args: Vec<String> =
            "deskferry backup b --config=s.toml --profile night".split(' ').map(Into::into).collect();
        assert_eq!(value(&args, "--config").as_deref(), Some("s.toml"));
        assert_eq!(value(&args, "--profile").as_deref(), Some("night"));
        assert_eq!(value(&args, "--notify-url"), None);
    }
}
