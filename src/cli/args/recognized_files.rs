//! Files of a known program: which built-in mapping is made for them, and the question whether to use it.

use deskferry::file::{STDIN, path_of};
use deskferry::journal::quoted;
use deskferry::source::ReadOptions;
use deskferry::suggest::{a_file_of, made_for_file};

use super::output_args::OutputArgs;
use crate::cli::command_error::CommandError;
use crate::cli::console;

/// What the files are, and which mappings are made for them.
pub(super) struct RecognizedFiles<'a> {
    files: &'a [String],
    mappings: Vec<Option<&'static str>>,
}

impl<'a> RecognizedFiles<'a> {
    /// Looks at the headers. `None` if a source is standard input or a pipe: those can be read only once.
    pub(super) fn look(files: &'a [String], read: &ReadOptions) -> Result<Option<Self>, CommandError> {
        if files.iter().any(|file| file == STDIN || !path_of(file).is_file()) {
            return Ok(None);
        }
        let mappings = files.iter().map(|file| made_for_file(file, read)).collect::<Result<_, _>>()?;
        Ok(Some(Self { files, mappings }))
    }

    /// The mapping that is made for all of them.
    fn one(&self) -> Option<&'static str> {
        let first = self.mappings.first().copied().flatten();
        first.filter(|first| self.mappings.iter().all(|mapping| *mapping == Some(first)))
    }

    /// The error for files that no single mapping fits; `None` if one does, or if none is recognized.
    pub(super) fn different(&self) -> Option<CommandError> {
        if self.one().is_some() || self.mappings.iter().all(Option::is_none) {
            return None;
        }
        let line = |(file, mapping): (&String, &Option<&str>)| {
            let mapping = mapping.map_or_else(
                || "no built-in mapping fits its header".to_owned(),
                |mapping| format!("-m {mapping}"),
            );
            format!("\n  {}  {mapping}", quoted(file))
        };
        let lines: String = self.files.iter().zip(&self.mappings).map(line).collect();
        Some(CommandError::usage(format!(
            "no mapping given (-m), and the files need different ones, so take one file at a time:{lines}"
        )))
    }

    /// Asks on the terminal whether to use the mapping that is made for the files; `flags` say how to read them. `None` if nobody can be asked, or if
    /// there is nothing to ask; an error if the answer is no.
    pub(super) fn ask(&self, output: &OutputArgs, flags: &str) -> Result<Option<&'static str>, CommandError> {
        let Some(mapping) = self.one().filter(|_| !output.quiet() && console::can_ask()) else {
            return Ok(None);
        };
        let what = match self.files {
            [_] => format!("This is {}", a_file_of(mapping)),
            files => format!("Each of the {} files is {}", files.len(), a_file_of(mapping)),
        };
        if console::ask_yes(&format!("{what}. Use the mapping {mapping}?"))? {
            return Ok(Some(mapping));
        }
        let file = self.files.first().map_or_else(String::new, |file| quoted(file));
        Err(CommandError::usage(format!(
            "no mapping given (-m). To get a suggestion for your own mapping:\n  deskferry mapping suggest \
             {file}{flags} -o my.toml"
        )))
    }

    /// Warns of each file for which another built-in mapping is made than the general one that was given.
    pub(super) fn warn_of_better(&self) {
        for (file, mapping) in self.files.iter().zip(&self.mappings) {
            if let Some(mapping) = mapping.filter(|mapping| *mapping != GENERAL) {
                let file = quoted(file);
                let what = a_file_of(mapping);
                console::warn(&format!(
                    "{file} is {what}; the mapping {mapping} is made for it: -m {mapping}"
                ));
            }
        }
    }
}

/// The built-in mapping for any file.
pub(super) const GENERAL: &str = "generic";
