//! The flags for reading files and for the mapping.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use deskferry::file::{STDIN, name_of, path_of};
use deskferry::import::FixesOfJob;
use deskferry::journal::quoted;
use deskferry::mapping::{Mapping, SourceDefaults, StatedReading};
use deskferry::run::CustomFields;
use deskferry::source::{ReadOptions, SourceFormat};
use deskferry::suggest::{self, Recognized, recognized};

use super::output_args::OutputArgs;
use super::recognized_files::{GENERAL, RecognizedFiles};
use crate::cli::command_error::CommandError;

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// Files to read: CSV, XLSX, XLS, XLSB, ODS, HTML tables, JSON, vCard, gzip or zstd; `-` is standard input
    #[arg(required = true, value_name = "SOURCE", value_parser = source_name())]
    pub(crate) sources: Vec<String>,
    /// Mapping: a file, or the name of a built-in mapping (see `deskferry mapping list`)
    #[arg(short, long, value_name = "MAPPING", value_parser = file_name())]
    mapping: Option<String>,
    /// Check custom fields against a file saved by `deskferry customer fields`; `none` skips the check
    /// [default: import asks the help desk]
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    fields: Option<String>,
    /// Corrections of cells, and rows to set aside, kept in a table beside the mapping
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    fixes: Option<String>,
    /// Take only the corrections whose column `file` is this, ends with it, or is empty
    #[arg(long, value_name = "FILE", requires = "fixes", value_parser = file_name())]
    fixes_of: Option<String>,
    /// Read only the first N rows, for a trial
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Take at most N rows, those that show the most: every conversion, warning, merge and odd value
    #[arg(long, value_name = "N", conflicts_with = "limit", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) sample: Option<u64>,
    /// Accept a file with a header and no rows; without this flag, it is an error
    #[arg(long, help_heading = "Reading")]
    allow_empty: bool,
    /// Refuse a file with values in columns that no rule uses, before anything is planned
    #[arg(long)]
    strict_columns: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// The flags for the format of a file.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Character between cells; `tab` for a tab [default: detected]
    #[arg(long, value_name = "CHAR", help_heading = "Reading")]
    delimiter: Option<String>,
    /// Character around cells, or `none` if quotes are plain text [default: detected]
    #[arg(long, value_name = "CHAR|none", help_heading = "Reading")]
    quote: Option<String>,
    /// Character that escapes a quote, or `none` [default: detected]
    #[arg(long, value_name = "CHAR|none", help_heading = "Reading")]
    escape: Option<String>,
    /// Rows with fewer cells than the header: `reject`, or `fill` with empty cells [default: reject]
    #[arg(long, value_name = "WORD", help_heading = "Reading")]
    short_rows: Option<String>,
    /// Text encoding, such as utf-8, windows-1252, cp850, macintosh or gbk [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    encoding: Option<String>,
    /// Sheet of a workbook, by name or by number (from 1)
    #[arg(long, value_name = "SHEET", help_heading = "Reading")]
    sheet: Option<String>,
    /// Row number of the header (from 1)
    #[arg(long, value_name = "ROW", help_heading = "Reading")]
    header_row: Option<u64>,
    /// The file has no header; its columns are named A, B, ... as in a spreadsheet
    #[arg(long, help_heading = "Reading", conflicts_with = "header_row")]
    no_header: bool,
    /// Cells merged over several rows: `fill` puts the value in each row, `first` only in the first, with a warning
    /// [default: first]
    #[arg(long, value_name = "HOW", help_heading = "Reading")]
    merged: Option<String>,
    /// Where the customers are in JSON, such as users or customer.records; `.` if the top-level objects are customers
    /// [default: detected]
    #[arg(long, value_name = "PATH", help_heading = "Reading")]
    records: Option<String>,
    /// csv, jsonl, xlsx, xls, xlsb, ods, html, xml2003 or vcard [default: detected]
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    format: Option<String>,
}

/// Parses the name of a source. The system's names of standard input mean `-`.
pub(crate) fn source_name() -> impl TypedValueParser<Value = String> {
    let is_stdin = |text: &str| matches!(text, "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0");
    file_name().map(move |name| if is_stdin(&name) { STDIN.to_owned() } else { name })
}

/// Parses the name of a file, a folder or a run, which may be invalid Unicode.
pub(crate) fn file_name() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(name_of)
}

impl SourceArgs {
    /// The custom fields that `--fields` names.
    pub(crate) fn custom_fields(&self) -> Result<Option<CustomFields>, CommandError> {
        Ok(self.fields.as_deref().map(CustomFields::of_file).transpose()?)
    }

    /// The fixes that `--fixes` names.
    pub(crate) fn fixes(&self, allow_refused: bool) -> Result<Option<FixesOfJob>, CommandError> {
        let load = |file| FixesOfJob::load(file, self.fixes_of.as_deref(), allow_refused);
        Ok(self.fixes.as_deref().map(load).transpose()?)
    }

    /// Loads the mapping. Without `-m`, a terminal is asked whether to use the one that is made for the files;
    /// otherwise the error suggests one.
    pub(crate) fn mapping(&self, output: &OutputArgs) -> Result<Arc<Mapping>, CommandError> {
        if let Some(mapping) = &self.mapping {
            let loaded = Mapping::load(mapping)?;
            if mapping == GENERAL && !path_of(mapping).is_file() {
                self.warn_of_better(loaded.source());
            }
            return Ok(Arc::new(loaded));
        }
        let Some(files) = RecognizedFiles::look(&self.sources, &self.header_options()?)? else {
            return Err(self.unnamed()?);
        };
        if let Some(fault) = files.different() {
            return Err(fault);
        }
        match files.ask(output, &self.reading.flags())? {
            Some(mapping) => Ok(Arc::new(Mapping::load(mapping)?)),
            None => Err(self.unnamed()?),
        }
    }

    /// Says which mapping is made for the files, if it is not the general one. A file that can't be read has an error
    /// of its own later.
    fn warn_of_better(&self, defaults: &SourceDefaults) {
        let read = self.read_options(defaults);
        let found = read.and_then(|read| RecognizedFiles::look(&self.sources, &read));
        if let Ok(Some(files)) = found {
            files.warn_of_better();
        }
    }

    /// The options for looking at a header without a mapping.
    fn header_options(&self) -> Result<ReadOptions, CommandError> {
        self.read_options(&SourceDefaults::default())
    }

    /// The error if no mapping is given: it suggests the one that fits the header of the first file.
    fn unnamed(&self) -> Result<CommandError, CommandError> {
        let file = self.sources.first().map_or("-", String::as_str);
        let (format, names) = suggest::header(file, &self.header_options()?)?;
        let found = recognized(&names).filter(|found| found.fits(&names));
        let suggest =
            format!("deskferry mapping suggest {}{} -o my.toml", quoted(file), self.reading.flags());
        let named = |about: String, mapping: &str| {
            format!(
                "no mapping given (-m). {about}. If that is right:\n  {} -m {mapping}\n\
                 To get a suggestion for your own mapping:\n  {suggest}",
                again()
            )
        };
        let file = called(file);
        Ok(CommandError::usage(match (format, found) {
            (SourceFormat::Vcard, _) => {
                named(format!("{file} is a vCard file; there is a built-in mapping `vcard`"), "vcard")
            }
            (_, Some(found)) => named(of_header(&file, &found), found.mapping),
            (_, None) => format!(
                "no mapping given (-m), and no built-in mapping fits the header of {file}. To get a \
                 suggested one:\n  {suggest}"
            ),
        }))
    }

    /// The options: flags take precedence over the mapping, and the mapping over detection.
    pub(crate) fn read_options(&self, defaults: &SourceDefaults) -> Result<ReadOptions, CommandError> {
        let Self { allow_empty, strict_columns, .. } = *self;
        Ok(ReadOptions { allow_empty, strict_columns, ..self.reading.options(defaults)? })
    }
}

fn of_header(file: &str, found: &Recognized) -> String {
    let own: Vec<String> = found.evidence.iter().take(4).map(|name| format!("{name:?}")).collect();
    format!(
        "The header of {file} fits the mapping `{}`: {} of its columns are specific to that program ({})",
        found.mapping,
        found.evidence.len(),
        own.join(", ")
    )
}

/// The name of a source in messages.
pub(crate) fn called(source: &str) -> String {
    if source == "-" { "standard input".to_owned() } else { format!("{source:?}") }
}

/// The command line of this process, quoted for a shell.
fn again() -> String {
    let mut words = std::env::args_os().map(name_of);
    let program = words.next().unwrap_or_default();
    let program =
        Path::new(&program).file_name().map_or_else(|| "deskferry".into(), |name| name.to_string_lossy());
    let words = words.map(|word| quoted(&word));
    std::iter::once(quoted(&program)).chain(words).collect::<Vec<_>>().join(" ")
}

impl ReadingArgs {
    /// The flags that a mapping can't replace.
    pub(crate) fn unwritten(&self) -> String {
        flag("--format", self.format.as_deref())
    }

    /// All given flags, for another command line.
    fn flags(&self) -> String {
        self.stated().words().iter().map(|word| format!(" {}", quoted(word))).collect()
    }

    /// The options as typed.
    fn stated(&self) -> StatedReading {
        let Self { delimiter, quote, escape, short_rows, encoding, sheet, merged, records, format, .. } =
            self;
        StatedReading {
            delimiter: delimiter.clone(),
            quote: quote.clone(),
            escape: escape.clone(),
            short_rows: short_rows.clone(),
            encoding: encoding.clone(),
            sheet: sheet.clone(),
            header_row: self.header_row,
            no_header: self.no_header,
            merged: merged.clone(),
            records: records.clone(),
            format: format.clone(),
        }
    }

    /// The options: flags take precedence over the mapping, and the mapping over detection.
    pub(crate) fn options(&self, defaults: &SourceDefaults) -> Result<ReadOptions, CommandError> {
        Ok(self.stated().options(defaults)?)
    }
}

fn flag(name: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| format!(" {name} {}", quoted(value)))
}
