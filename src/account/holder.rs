//! The process that holds a lock.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::system::host_name;

/// The process that holds a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process id.
    pub pid: u32,
    /// The host name; another machine's if the folder is shared.
    pub host: String,
    /// The command line, shortened. Command lines contain no secrets.
    pub command: String,
    /// UTC, RFC 3339.
    pub since: String,
    /// The user, if it may be another than ours. The owner of the lock's file tells it, not the file.
    #[serde(skip)]
    pub user: Option<String>,
}

impl Holder {
    /// This process, from now on.
    pub fn this() -> Self {
        Self {
            pid: std::process::id(),
            host: host_name(),
            command: command(),
            since: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            user: None,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, host, command, since, user } = self;
        write!(out, "process {pid} ({command})")?;
        user.as_ref().map_or(Ok(()), |user| write!(out, " of user {user}"))?;
        write!(out, " on {host} since {since}")
    }
}

/// The command line, with the program's name without its folder.
fn command() -> String {
    let mut args = std::env::args_os();
    let program = args.next().unwrap_or_default();
    let program = Path::new(&program).file_name().unwrap_or_default().to_owned();
    let words = std::iter::once(program).chain(args).map(|word| hidden(&word.to_string_lossy()));
    let words: Vec<_> = words.collect();
    let text = words.join(" ");
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Reduces an address to its host, because it may contain a password or a key, and hides the value of `email=...`: the
/// lock of a killed process stays on disk.
fn hidden(word: &str) -> String {
    let (flag, pair) = match word.strip_prefix("--") {
        Some(rest) => rest.split_once('=').map_or((word, ""), |(name, rest)| (&word[..name.len() + 3], rest)),
        None => ("", word),
    };
    if let Some((field, _)) = pair.split_once('=').filter(|(field, _)| !field.contains("://")) {
        return format!("{flag}{field}=…");
    }
    match word.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}://{}", host.rsplit('@').next().unwrap_or_default())
        }
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_and_the_paths_of_addresses_are_hidden() {
        let words = [
            "email=ann@example.org",
            "--where=email=ann@x.org",
            "--sandbox=a.db",
            "s3://k:s@b/c?d=e",
            "-o",
            "a b",
        ];
        let shown = ["email=…", "--where=email=…", "--sandbox=a.db", "s3://b", "-o", "a b"];
        assert_eq!(words.map(super::hidden), shown);
    }
}
