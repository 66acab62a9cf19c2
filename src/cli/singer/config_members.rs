//! The members of Singer's `--config`: what is no setting is a flag of the tap or the target.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use deskferry::config::{SETTING_NAMES, is_json_settings};
use deskferry::file::{name_of, read_text};
use deskferry::mapping::near_name;
use serde_json::{Map, Value};

use super::super::command_error::CommandError;

/// The command line with the members as flags. A flag that is given takes precedence.
pub(crate) fn with_config_members(
    words: Vec<OsString>,
    all: impl FnOnce() -> Command,
) -> Result<Vec<OsString>, CommandError> {
    let Some(at) = plugin(&words) else { return Ok(words) };
    let Some((file, members)) = config(&words) else { return Ok(words) };
    let all = all();
    let Some(command) =
        all.find_subcommand("singer").and_then(|singer| singer.find_subcommand(&words[at - 1]))
    else {
        return Ok(words);
    };
    let flags: Vec<&Arg> = command.get_arguments().chain(all.get_arguments()).collect();
    let mut added = Vec::new();
    for (name, value) in members.iter().filter(|(name, _)| !SETTING_NAMES.contains(&name.as_str())) {
        let Some(flag) = flags.iter().find(|flag| is_named(flag, name)) else {
            return Err(unknown(&file, name, &flags));
        };
        if !is_given(flag, &words) {
            added.extend(flag_words(flag, value).ok_or_else(|| no_value(&file, name))?);
        }
    }
    let mut words = words;
    words.splice(at..at, added);
    Ok(words)
}

/// Where the flags of `singer tap` or `singer target` may begin.
fn plugin(words: &[OsString]) -> Option<usize> {
    let singer = words.iter().position(|word| word == "singer")?;
    let below = words.iter().skip(singer).position(|word| word == "tap" || word == "target")?;
    Some(singer + below + 1)
}

/// The file of `--config` and its members. What is wrong with the file is reported when its settings are read.
fn config(words: &[OsString]) -> Option<(PathBuf, Map<String, Value>)> {
    let joined = |word: &OsString| Some(PathBuf::from(word.to_str()?.strip_prefix("--config=")?));
    let after = words.windows(2).find(|pair| pair[0] == "--config").map(|pair| PathBuf::from(&pair[1]));
    let file = words.iter().find_map(joined).or(after)?;
    let text = read_text(&file).ok().filter(|text| is_json_settings(text))?;
    Some((file, serde_json::from_str(&text).ok()?))
}

/// True if the member has the name of the flag, with underscores.
fn is_named(flag: &Arg, member: &str) -> bool {
    let long = flag.get_long().filter(|long| !["config", "help", "version"].contains(long));
    long.is_some_and(|long| long.replace('-', "_") == member)
}

fn is_given(flag: &Arg, words: &[OsString]) -> bool {
    let long = format!("--{}", flag.get_long().unwrap_or_default());
    let short = flag.get_short().map(|short| format!("-{short}"));
    words.iter().map(|word| word.to_string_lossy()).any(|word| {
        word.strip_prefix(long.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
            || short.as_ref().is_some_and(|short| word.starts_with(short.as_str()))
    })
}

/// The flag with its value; nothing for `false` and null, `None` for a value that no flag can have.
fn flag_words(flag: &Arg, value: &Value) -> Option<Vec<OsString>> {
    let long = flag.get_long().unwrap_or_default();
    let with = |text: String| vec![OsString::from(format!("--{long}={text}"))];
    Some(match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![format!("--{long}").into()],
        Value::String(text) => with(text.clone()),
        Value::Number(number) => with(number.to_string()),
        Value::Array(values) => {
            let each = values.iter().map(|value| flag_words(flag, value));
            each.collect::<Option<Vec<_>>>()?.concat()
        }
        Value::Object(_) => return None,
    })
}

fn no_value(file: &Path, name: &str) -> CommandError {
    CommandError::usage(format!("{}: {name} can't be an object", name_of(file)))
}

fn unknown(file: &Path, name: &str, flags: &[&Arg]) -> CommandError {
    let file = name_of(file);
    let is_secret = ["token", "secret", "password", "key"].iter().any(|word| name.contains(word));
    if is_secret {
        return CommandError::usage(format!(
            "{file}: there is no setting {name:?}; credentials do not belong into this file: set DESKERO_CLIENT_ID and \
             DESKERO_API_TOKEN in the environment (with Meltano: in .env), or name an api_token_file"
        ));
    }
    let own = flags.iter().filter_map(|flag| Some(flag.get_long()?.replace('-', "_")));
    let names: Vec<String> = own.chain(SETTING_NAMES.map(ToOwned::to_owned)).collect();
    let near = near_name(name, names.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("; {near}"));
    CommandError::usage(format!("{file}: there is no setting {name:?}{near}"))
}
