//! The place that contains all backups.

use clap::builder::TypedValueParser;
use deskferry::journal::FolderLock;
use deskferry::storage::Location;

use super::super::args::file_name;
use super::super::command_error::CommandError;

/// The commands of the family. None of these words is ever the name of a folder.
const WORDS: [&str; 7] = ["run", "list", "show", "diff", "prune", "accept", "help"];

/// Parses a folder or an address; a word of the family is refused.
pub(super) fn target() -> impl TypedValueParser<Value = String> {
    file_name().try_map(|text: String| match WORDS.contains(&text.as_str()) {
        false => Ok(text),
        true => Err(format!(
            "{text:?} is a command: write `deskferry backup {text} ...` and its flags after it; for a folder with \
             this name, write ./{text}"
        )),
    })
}

/// What to say of a wrong command line with a word of the family: it may be meant as a folder, or be in a wrong place.
pub(crate) fn folder_hint(args: &[String]) -> Option<String> {
    let at = args.iter().position(|arg| arg == "backup")?;
    let rest = args.get(at + 1..)?;
    let word = rest.iter().find(|word| WORDS.contains(&word.as_str()))?;
    // With something after it, the word is meant as a command that needs another backup.
    if word == "diff" && rest.first() == Some(word) && rest.iter().skip(1).any(|arg| !arg.starts_with('-')) {
        return Some(TWO.to_owned());
    }
    let place = if rest.first() == Some(word) { "" } else { ": write it directly after `backup`" };
    Some(format!("`{word}` is a command{place}; for a folder with this name, write ./{word}"))
}

const TWO: &str = "`backup diff A B` compares two backups: name the earlier and the later one; `deskferry backup list` \
                   shows them. For a folder with this name, write ./diff";

/// Locks the folder against other backups; `what` can't be done meanwhile. A bucket needs no lock: each backup has its
/// own name, and none touches an unfinished one.
pub(super) fn lock(target: &Location, what: &str) -> Result<Option<FolderLock>, CommandError> {
    match target {
        Location::Path(folder) => {
            if folder.exists() && !folder.is_dir() {
                let message =
                    format!("{} is a file; name the folder that contains all backups", folder.display());
                return Err(CommandError::usage(message));
            }
            let lock = FolderLock::take(folder);
            lock.map(Some).map_err(|error| CommandError::usage(format!("can't {what} that folder: {error}")))
        }
        _ => Ok(None),
    }
}
