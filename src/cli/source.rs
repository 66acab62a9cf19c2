//! Flags that say how files are read, and which mapping holds.

use std::sync::Arc;

use clap::Args;
use deskferry::import::CustomFields;
use deskferry::mapping::{Mapping, SourceDefaults};
use deskferry::source::{Format, ReadOptions};

use super::fault::Fault;

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    /// Files to read: CSV, XLSX, XLS, XLSB, ODS, JSON Lines, gzip or zstd; `-` is standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Mapping: a file, or the name of a shipped one (see `deskferry mapping list`)
    #[arg(short, long, value_name = "MAPPING")]
    mapping: String,
    /// Custom fields as `deskferry customer fields` has saved them; `none` leaves their check out [default: import asks the
    /// help desk]
    #[arg(long, value_name = "FILE")]
    fields: Option<String>,
    /// Take the first N rows only, for a trial
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Character between cells; `tab` for a tab [default: found by itself]
    #[arg(long, value_name = "CHAR", help_heading = "Reading")]
    delimiter: Option<String>,
    /// Encoding of text, such as utf-8 or windows-1252 [default: found by itself]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    encoding: Option<String>,
    /// Sheet of a workbook, by name or by number from 1
    #[arg(long, value_name = "SHEET", help_heading = "Reading")]
    sheet: Option<String>,
    /// Row of the header, from 1
    #[arg(long, value_name = "ROW", help_heading = "Reading")]
    header_row: Option<u64>,
    /// csv, jsonl, xlsx, xls, xlsb or ods [default: found by itself]
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    format: Option<String>,
}

impl SourceArgs {
    /// What custom fields are held against, where a flag says so.
    pub(crate) fn custom_fields(&self) -> Result<Option<CustomFields>, Fault> {
        Ok(self.fields.as_deref().map(CustomFields::of_file).transpose()?)
    }

    /// The mapping, checked.
    pub(crate) fn mapping(&self) -> Result<Arc<Mapping>, Fault> {
        Ok(Arc::new(Mapping::load(&self.mapping)?))
    }

    /// Flags before the mapping before what is found in the file.
    pub(crate) fn read_options(&self, defaults: &SourceDefaults) -> Result<ReadOptions, Fault> {
        let encoding = self.encoding.as_deref().or(defaults.encoding.as_deref());
        let options = ReadOptions {
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?.or(defaults.delimiter),
            encoding: encoding.map(encoding_named).transpose()?,
            sheet: self.sheet.clone().or_else(|| defaults.sheet.clone()),
            header_row: self.header_row.or(defaults.header_row),
            format: self.format.as_deref().map(format_named).transpose()?,
            exported: defaults.exported,
            name_columns: defaults.name_columns,
            ..ReadOptions::default()
        };
        match options.header_row {
            Some(0) => Err(Fault::usage("--header-row counts from 1")),
            _ => Ok(options),
        }
    }
}

fn delimiter(text: &str) -> Result<u8, Fault> {
    match text {
        "tab" | "\\t" | "\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii_graphic() && *byte != b'"' => Ok(*byte),
            _ => Err(Fault::usage(format!("--delimiter takes one character or `tab`, not {text:?}"))),
        },
    }
}

fn encoding_named(label: &str) -> Result<&'static encoding_rs::Encoding, Fault> {
    ReadOptions::encoding_named(label).ok_or_else(|| {
        Fault::usage(format!("unknown encoding {label:?}; try utf-8, utf-16le or windows-1252"))
    })
}

fn format_named(name: &str) -> Result<Format, Fault> {
    Format::parse(name).ok_or_else(|| {
        let names = Format::ALL.map(Format::name).join(", ");
        Fault::usage(format!("unknown format {name:?}; one of {names}"))
    })
}
