//! Command lines that continue a run, quoted for a shell.

use std::path::Path;

use super::run_file::RunFileSettings;
use super::run_folder::RunFolder;
use crate::file::{byte_of_placeholder, is_hidden, name_of};

impl RunFolder {
    /// `deskferry VERB RUN`, with the flags by which the run reached its help desk. A run outside the default
    /// folder is given by its path.
    pub fn command_line(&self, verb: &str, settings: &RunFileSettings) -> String {
        let usual = self.path().parent() == Some(Path::new(USUAL));
        let name = if usual { self.id() } else { name_of(self.path()) };
        let flags = settings.reach.iter().map(|word| format!(" {}", quoted(word))).collect::<String>();
        format!("deskferry {verb} {}{flags}", quoted(&name))
    }
}

/// `deskferry apply PLAN`, with the flags by which the dry run reached its help desk.
pub fn apply_line(plan: &str, settings: &RunFileSettings) -> String {
    let flags = settings.reach.iter().map(|word| format!(" {}", quoted(word))).collect::<String>();
    format!("deskferry apply {}{flags}", quoted(plan))
}

/// The default folder of runs.
const USUAL: &str = "deskferry-runs";

/// Quotes a word for a shell. A word with invisible characters is written as `$'...'`, which bash and zsh can
/// paste.
pub fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+:@%,=".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else if text.contains(is_hidden) {
        format!("$'{}'", text.chars().map(escaped).collect::<String>())
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn escaped(letter: char) -> String {
    match letter {
        letter if byte_of_placeholder(letter).is_some() => {
            format!("\\x{:02x}", byte_of_placeholder(letter).unwrap_or_default())
        }
        '\'' | '\\' => format!("\\{letter}"),
        // Every locale reads the bytes of a character correctly, but not its number.
        letter if is_hidden(letter) => {
            letter.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\x{byte:02x}")).collect()
        }
        letter => letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_has_the_run_and_its_flags() {
        let reach = ["--profile", "my test", "--sandbox=a.db"].map(str::to_owned).to_vec();
        let settings = RunFileSettings { reach, ..RunFileSettings::default() };
        let line = |path: &str| RunFolder::at(Path::new(path)).command_line("resume", &settings);
        let flags = "--profile 'my test' --sandbox=a.db";
        assert_eq!(
            line("deskferry-runs/20261123T204500Z-a-1"),
            format!("deskferry resume 20261123T204500Z-a-1 {flags}")
        );
        assert_eq!(line("other/x-a-1"), format!("deskferry resume other/x-a-1 {flags}"));
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("a/b-c.csv"), "a/b-c.csv");
        assert_eq!(quoted("it's $HOME.csv"), "'it'\\''s $HOME.csv'");
        assert_eq!(quoted(""), "''");
    }
}
