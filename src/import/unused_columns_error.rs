//! The error of `--strict-columns`.

use std::fmt;

use crate::file::{is_hidden, on_one_line};
use crate::mapping::exactly;
use crate::record::fold_name;

/// The most columns that the message names.
const NAMED: usize = 40;
/// The most characters of a name.
const NAME: usize = 60;

/// Sources with values in columns that no rule uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedColumnsError {
    /// The sources, each with these columns.
    pub sources: Vec<UnusedOfSource>,
    /// The columns that the mapping leaves out on purpose already.
    pub leave_out: Vec<String>,
    /// The mapping, as the user named it.
    pub mapping: String,
    /// The name of the mapping, if it is built in.
    pub built_in: Option<&'static str>,
}

/// A source, and its columns with values that no rule uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedOfSource {
    /// The path as the user gave it.
    pub file: String,
    /// The names of the columns.
    pub columns: Vec<String>,
}

impl std::error::Error for UnusedColumnsError {}

impl fmt::Display for UnusedColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--strict-columns: no rule uses some columns with values")?;
        for UnusedOfSource { file, columns } in &self.sources {
            write!(f, "\n  {}: {}", of_file(file), listed(columns))?;
        }
        write!(f, "\nNothing was planned, and nothing was sent. ")?;
        match self.built_in {
            Some(name) => write!(
                f,
                "The mapping {name} is built in: copy it with `deskferry mapping show {name} > my.toml`, and use \
                 -m my.toml. In the copy, write"
            )?,
            None => write!(f, "In {}, write", self.mapping)?,
        }
        write!(
            f,
            " a rule for each of them, or leave them out on purpose, under [source]:\n  {}",
            leave_out_line(&self.all())
        )
    }
}

impl UnusedColumnsError {
    /// All columns to leave out, each once.
    fn all(&self) -> Vec<String> {
        let mut all = self.leave_out.clone();
        for column in self.sources.iter().flat_map(|source| &source.columns) {
            let column = exactly(column);
            if !all.iter().any(|known| fold_name(known) == fold_name(&column)) {
                all.push(column);
            }
        }
        all
    }
}

fn of_file(file: &str) -> String {
    if file == "-" { "standard input".to_owned() } else { format!("{file:?}") }
}

fn listed(columns: &[String]) -> String {
    let mut names: Vec<String> = columns.iter().take(NAMED).map(|name| short(name)).collect();
    if columns.len() > NAMED {
        names.push(format!("and {} more", columns.len() - NAMED));
    }
    names.join(", ")
}

/// A name in quotes, cut if it is long.
fn short(name: &str) -> String {
    let start: String = name.chars().take(NAME).collect();
    let more = if start.len() < name.len() { "…" } else { "" };
    format!("{:?}", start + more)
}

/// `leave_out = ["Lead Status"]`
fn leave_out_line(names: &[String]) -> String {
    let names = names.iter().map(|name| toml_text(name));
    format!("leave_out = [{}]", names.collect::<Vec<_>>().join(", "))
}

/// A name as TOML reads it, on one line; invisible characters are written as numbers.
fn toml_text(name: &str) -> String {
    let plain = toml::Value::from(name).to_string();
    if on_one_line(name) == name {
        return plain;
    }
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        hidden if is_hidden(hidden) => format!("\\U{:08X}", u32::from(hidden)),
        other => other.to_string(),
    };
    format!("\"{}\"", name.chars().map(letter).collect::<String>())
}
