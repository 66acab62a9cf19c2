//! The flags for reading files and for the mapping.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use deskferry::file::{STDIN, name_of, path_of};
use deskferry::journal::quoted;
use deskferry::mapping::{Mapping, SourceDefaults, near_name};
use deskferry::run::CustomFields;
use deskferry::source::{
    MergedCells, ReadOptions, ReadingFlags, ShortRows, SourceFormat, StatedCharacter, TextEncoding,
};
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
        let header_row = self.header_row.map(|row| row.to_string());
        let each = [
            ("--delimiter", self.delimiter.as_deref()),
            ("--quote", self.quote.as_deref()),
            ("--escape", self.escape.as_deref()),
            ("--short-rows", self.short_rows.as_deref()),
            ("--encoding", self.encoding.as_deref()),
            ("--sheet", self.sheet.as_deref()),
            ("--header-row", header_row.as_deref()),
            ("--merged", self.merged.as_deref()),
            ("--records", self.records.as_deref()),
            ("--format", self.format.as_deref()),
        ];
        let no_header = if self.no_header { " --no-header" } else { "" };
        each.iter().map(|(name, value)| flag(name, *value)).collect::<String>() + no_header
    }

    /// Which options the command line states.
    fn stated(&self) -> ReadingFlags {
        ReadingFlags {
            delimiter: self.delimiter.is_some(),
            quote: self.quote.is_some(),
            escape: self.escape.is_some(),
            encoding: self.encoding.is_some(),
            sheet: self.sheet.is_some(),
            header_row: self.header_row.is_some(),
            no_header: self.no_header,
        }
    }

    /// The options: flags take precedence over the mapping, and the mapping over detection.
    pub(crate) fn options(&self, defaults: &SourceDefaults) -> Result<ReadOptions, CommandError> {
        let encoding = self.encoding.as_deref().or(defaults.encoding.as_deref());
        let options = ReadOptions {
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?.or(defaults.delimiter),
            quote: self.quote.as_deref().map(|text| sign("--quote", text)).transpose()?.or(defaults.quote),
            escape: self
                .escape
                .as_deref()
                .map(|text| sign("--escape", text))
                .transpose()?
                .or(defaults.escape),
            short_rows: self
                .short_rows
                .as_deref()
                .map(short_rows)
                .transpose()?
                .unwrap_or(defaults.short_rows),
            encoding: encoding.map(encoding_named).transpose()?,
            sheet: self.sheet.clone().or_else(|| defaults.sheet.clone()),
            header_row: self.header_row.or(defaults.header_row).filter(|_| !self.no_header),
            no_header: self.no_header || (defaults.no_header && self.header_row.is_none()),
            records: self.records.clone().or_else(|| defaults.records.clone()),
            format: self.format.as_deref().map(format_named).transpose()?,
            exported: defaults.exported,
            merged: self.merged.as_deref().map(merged_named).transpose()?.unwrap_or(defaults.merged),
            name_columns: defaults.name_columns,
            flags: self.stated(),
            ..ReadOptions::default()
        };
        match options.header_row {
            Some(0) => Err(CommandError::usage("--header-row starts at 1")),
            _ => Ok(options),
        }
    }
}

fn flag(name: &str, value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| format!(" {name} {}", quoted(value)))
}

fn delimiter(text: &str) -> Result<u8, CommandError> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii_graphic() && *byte != b'"' => Ok(*byte),
            _ => Err(CommandError::usage(format!("--delimiter needs one character or `tab`, not {text:?}"))),
        },
    }
}

fn sign(flag: &str, text: &str) -> Result<StatedCharacter, CommandError> {
    let wrong = || CommandError::usage(format!("{flag} needs one ASCII character or `none`, not {text:?}"));
    StatedCharacter::parse(text).ok_or_else(wrong)
}

fn short_rows(word: &str) -> Result<ShortRows, CommandError> {
    ShortRows::parse(word)
        .ok_or_else(|| CommandError::usage(format!("--short-rows needs `reject` or `fill`, not {word:?}")))
}

/// Common encodings. Others are accepted, too.
const ENCODINGS: [&str; 10] = [
    "utf-8",
    "utf-16le",
    "windows-1252",
    "cp850",
    "macintosh",
    "gbk",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
];

fn encoding_named(label: &str) -> Result<TextEncoding, CommandError> {
    ReadOptions::encoding_named(label).ok_or_else(|| {
        let near =
            near_name(label, ENCODINGS.into_iter()).map_or_else(String::new, |near| format!("{near} "));
        let names = ENCODINGS.join(", ");
        CommandError::usage(format!("unknown encoding {label:?}; {near}try one of {names}"))
    })
}

fn merged_named(word: &str) -> Result<MergedCells, CommandError> {
    MergedCells::parse(word)
        .ok_or_else(|| CommandError::usage(format!("--merged needs `fill` or `first`, not {word:?}")))
}

fn format_named(name: &str) -> Result<SourceFormat, CommandError> {
    SourceFormat::parse(name).ok_or_else(|| {
        let names = SourceFormat::ALL.map(SourceFormat::name).join(", ");
        let near = near_name(name, SourceFormat::ALL.iter().map(|format| format.name()));
        let near = near.map_or_else(String::new, |near| format!("{near} "));
        CommandError::usage(format!("unknown format {name:?}; {near}use one of {names}"))
    })
}
