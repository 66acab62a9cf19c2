//! `[source]` of a suggested mapping: the user's options, and what the file showed.

use crate::mapping::{Mapping, default_null_texts, exactly};
use crate::source::{MergedCells, ShortRows};

use super::file_sample::FileSample;
use super::suggestion::Suggestion;
use super::toml_text::quoted;
use crate::wording::counted;

/// A line of `[source]`, with a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub key: &'static str,
    value: String,
    why: String,
}

impl Setting {
    fn new(key: &'static str, value: impl Into<String>) -> Self {
        Self { key, value: value.into(), why: String::new() }
    }

    fn because(self, why: impl Into<String>) -> Self {
        Self { why: why.into(), ..self }
    }

    /// The line, with its comment above it.
    pub(super) fn toml(&self) -> String {
        let why: String = self.why.lines().map(|line| format!("# {line}\n")).collect();
        format!("{why}{} = {}\n", self.key, self.value)
    }
}

/// All lines. `mapping` is the built-in mapping that they are added to, if there is one.
pub(super) fn settings(
    sample: &FileSample,
    proposal: &Suggestion,
    mapping: Option<&Mapping>,
) -> Vec<Setting> {
    let mut lines: Vec<Setting> = header(sample).into_iter().collect();
    if sample.named && mapping.is_none() {
        let why = "Some columns had no name, or the same name as another column.";
        lines.push(Setting::new("name_columns", "true").because(why));
    }
    lines.extend(stated(sample));
    lines.extend(merged(sample));
    lines.extend(null(proposal, mapping));
    lines.extend(leave_out(proposal, mapping));
    lines
}

/// The columns that are left out on purpose: sensitive ones, and those that the user left out.
fn leave_out(proposal: &Suggestion, mapping: Option<&Mapping>) -> Option<Setting> {
    let own = mapping.map_or(&[][..], Mapping::leave_out);
    let left: Vec<&str> = proposal
        .left_out_names()
        .filter(|name| !mapping.is_some_and(|mapping| mapping.leaves_out(name)))
        .collect();
    let names: Vec<String> =
        own.iter().cloned().chain(left.iter().map(|name| exactly(name))).map(|name| quoted(&name)).collect();
    let why = "Left out on purpose, so no report names them as forgotten. A rule that names one uses it all the same.";
    (!left.is_empty()).then(|| Setting::new("leave_out", format!("[{}]", names.join(", "))).because(why))
}

/// The position of the header, if the user has stated it. One that was found is found in other files, too, where it may be
/// another row.
fn header(sample: &FileSample) -> Option<Setting> {
    if sample.no_header {
        let why = "The file has no header: its columns are called A, B, ... as in a spreadsheet.";
        return Some(Setting::new("no_header", "true").because(why));
    }
    let above = sample.title.map_or_else(String::new, |title| format!("In the file, {title}."));
    Some(Setting::new("header_row", sample.stated.header_row?.to_string()).because(above))
}

/// The settings from the flags of the command.
fn stated(sample: &FileSample) -> Vec<Setting> {
    let stated = &sample.stated;
    let line = |key, value: String| Setting::new(key, quoted(&value));
    let each = [
        stated.encoding.map(|encoding| line("encoding", encoding.name().to_lowercase())),
        stated.delimiter.map(|byte| line("delimiter", delimiter(byte))),
        stated.quote.map(|sign| line("quote", sign.to_string())),
        stated.escape.map(|sign| line("escape", sign.to_string())),
        (stated.short_rows == ShortRows::Fill)
            .then(|| line("short_rows", stated.short_rows.name().to_owned())),
        stated.sheet.clone().map(|sheet| line("sheet", sheet)),
        stated.records.clone().map(|records| line("records", records)),
    ];
    each.into_iter().flatten().collect()
}

fn delimiter(byte: u8) -> String {
    char::from(byte).to_string()
}

fn merged(sample: &FileSample) -> Option<Setting> {
    let line = Setting::new("merged", "\"fill\"");
    match (sample.stated.merged, sample.merged) {
        (MergedCells::Fill, _) => Some(line),
        (MergedCells::First, 0) => None,
        (MergedCells::First, rows) => {
            let rows = counted(rows, "row is", "rows are");
            Some(line.because(format!(
                "{rows} in a cell that is merged over several rows, and its value is used for each of them. \
                 To use it\n\
                 only for the first of them, write \"first\"."
            )))
        }
    }
}

/// The words for an empty cell, if the file has more than the default ones.
fn null(proposal: &Suggestion, mapping: Option<&Mapping>) -> Option<Setting> {
    let usual = mapping.map_or_else(default_null_texts, |mapping| mapping.null().to_vec());
    let more: Vec<&String> = proposal.empty_words.iter().filter(|word| !usual.contains(word)).collect();
    let words: Vec<String> = usual.iter().chain(more.iter().copied()).map(|word| quoted(word)).collect();
    let found: Vec<String> = more.iter().map(|word| quoted(word)).collect();
    let why = format!(
        "Programs write {} for an empty cell. Remove a word if your file uses it as a real value.",
        found.join(", ")
    );
    (!more.is_empty()).then(|| Setting::new("null", format!("[{}]", words.join(", "))).because(why))
}
