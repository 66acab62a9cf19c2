//! What was understood of a file, from its beginning: format, encoding, delimiter, header, columns and rows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::file::{open_regular, path_of};
use crate::mapping::{Mapping, ReadingError, SourceDefaults, StatedReading};
use crate::source::{self, Detection, Provenance, ReadOptions, Source, SourceError};
use crate::suggest::{a_file_of, made_for, program_of, reading};

use super::grid::{Grid, decoded_grid, raw_grid};
use super::reading_problem::ReadingProblem;

/// How much is read for a look: this many rows, for at most this long.
const ROWS: u64 = 2_000;
const PATIENCE: Duration = Duration::from_millis(300);
/// The number of cells that show the encoding, and their length in characters.
const LETTERS: usize = 6;
const LENGTH: usize = 60;

/// What is known of a file. A problem does not hide what is known all the same.
#[derive(Debug, Default, Serialize)]
pub(crate) struct FileLook {
    found: Option<Found>,
    /// The sheets of a workbook.
    sheets: Vec<Sheet>,
    /// The names of the columns.
    columns: Vec<String>,
    /// Cells with letters beyond ASCII: they show whether the encoding is right.
    letters: Vec<String>,
    grid: Grid,
    recognized: Option<Program>,
    problem: Option<ReadingProblem>,
    /// Why the project's mapping does not fit the columns.
    mapping_problem: Option<String>,
}

/// A property, and how it became known: `found`, `guessed`, `stated`, or `mapping` if the mapping states it.
#[derive(Debug, Serialize)]
struct Known<T> {
    value: T,
    how: &'static str,
}

#[derive(Debug, Serialize)]
struct Found {
    format: Known<&'static str>,
    compression: Option<String>,
    encoding: Option<Known<String>>,
    delimiter: Option<Known<String>>,
    quote: Option<Known<String>>,
    escape: Option<Known<String>>,
    sheet: Option<Known<String>>,
    records: Option<Known<String>>,
    /// From 1; 0 if there is none.
    header_row: u64,
    /// How it became known, as in [`Known`].
    header_how: &'static str,
    no_header: bool,
    /// `rows 1 to 3 look like a title`
    title: Option<String>,
    /// True for the rejects of an earlier run.
    rejects: bool,
    /// All in one line, as the command line says it.
    text: String,
}

impl Found {
    /// What is stated, but not for this file, is stated in the mapping.
    fn tell_mapping(&mut self, stated: &StatedReading, mapping: Option<&SourceDefaults>) {
        self.header_how = match mapping {
            _ if stated.header_row.is_some() || stated.no_header => "stated",
            Some(source) if source.header_row.is_some() || source.no_header => "mapping",
            _ => "found",
        };
        let of_mapping = |how: &mut &'static str, own: bool| {
            if *how == "stated" && !own {
                *how = "mapping";
            }
        };
        of_mapping(&mut self.format.how, stated.format.is_some());
        let all = [
            (&mut self.encoding, &stated.encoding),
            (&mut self.delimiter, &stated.delimiter),
            (&mut self.quote, &stated.quote),
            (&mut self.escape, &stated.escape),
            (&mut self.sheet, &stated.sheet),
            (&mut self.records, &stated.records),
        ];
        for (known, own) in all {
            known.iter_mut().for_each(|known| of_mapping(&mut known.how, own.is_some()));
        }
    }
}

#[derive(Debug, Serialize)]
struct Sheet {
    name: String,
    visible: bool,
}

/// The program that wrote the file, and its built-in mapping.
#[derive(Debug, Serialize)]
struct Program {
    mapping: &'static str,
    name: String,
    /// `a HubSpot export`
    what: String,
}

/// Looks at a file. Only an option that can't be used is an error; anything else is a problem in the look.
pub(crate) fn look(
    path: &str,
    stated: &StatedReading,
    mapping: Option<&Arc<Mapping>>,
) -> Result<FileLook, ReadingError> {
    let none = SourceDefaults::default();
    let options = reading(&stated.options(mapping.map_or(&none, |mapping| mapping.source()))?);
    let mut look = FileLook::default();
    if let Err(error) = read(path, &options, mapping, &mut look) {
        look.problem = Some(ReadingProblem::of(&error));
    }
    // A workbook that can't be opened has said so already.
    if let Some(found) = &mut look.found {
        found.tell_mapping(stated, mapping.map(|mapping| mapping.source()));
    }
    let sheets = source::sheets(path, &options).unwrap_or_default();
    look.sheets =
        sheets.into_iter().map(|sheet| Sheet { name: sheet.name, visible: sheet.visible }).collect();
    if look.grid.is_empty() {
        look.grid = raw_grid(path, &options, look.problem.as_ref());
    }
    Ok(look)
}

fn read(
    path: &str,
    options: &ReadOptions,
    mapping: Option<&Arc<Mapping>>,
    look: &mut FileLook,
) -> Result<(), SourceError> {
    // A pipe or a device would be waited for without end.
    drop(open_regular(&path_of(path))?);
    let mut source = source::open(path, options)?;
    look.columns = source.header().names().to_vec();
    let bound = mapping.map(|mapping| mapping.bind(source.origin(), source.header()));
    look.mapping_problem = bound.and_then(Result::err).map(|error| error.to_string());
    look.found = Some(found(&source));
    let result = read_rows(&mut source, look);
    let detection = source.detection();
    look.found = Some(found(&source));
    if is_table(detection) && !starts_with_header(detection) {
        look.grid = raw_grid(path, &as_found(detection, options), None);
    }
    result
}

/// Reads the first rows for their letters, and for the grid of a file that needs no second reading.
fn read_rows(source: &mut Source, look: &mut FileLook) -> Result<(), SourceError> {
    let start = Instant::now();
    let mut first = true;
    while source.count() < ROWS && start.elapsed() < PATIENCE {
        let Some(batch) = source.next_batch(if first { 64 } else { 512 })? else { break };
        if first && !is_table(source.detection()) {
            look.grid = decoded_grid(None, &batch.rows);
        } else if first && starts_with_header(source.detection()) {
            look.grid = decoded_grid(Some(source.header().names()), &batch.rows);
        }
        first = false;
        for cell in batch.rows.iter().flat_map(|row| row.record.iter()) {
            take_letters(cell.text, &mut look.letters);
        }
    }
    let names = source.header().names();
    names.iter().for_each(|name| take_letters(name, &mut look.letters));
    look.recognized = made_for(*source.detection().format.get(), names).map(|mapping| Program {
        mapping,
        name: program_of(mapping),
        what: a_file_of(mapping),
    });
    Ok(())
}

/// Takes a cell whose letters beyond ASCII are not all shown yet.
fn take_letters(cell: &str, letters: &mut Vec<String>) {
    if letters.len() >= LETTERS || cell.is_ascii() {
        return;
    }
    let is_new = |letter: char| !letter.is_ascii() && !letters.iter().any(|cell| cell.contains(letter));
    if cell.chars().take(LENGTH).any(is_new) {
        letters.push(cell.chars().take(LENGTH).collect());
    }
}

/// True if the file has rows above its header that can be shown: not for JSON, vCards and rejects.
fn is_table(detection: &Detection) -> bool {
    use crate::source::SourceFormat::{Jsonl, Vcard};
    !matches!(detection.format.get(), Jsonl | Vcard) && !detection.rejects
}

/// True for a workbook without rows above its header. It is not read a second time for them: before its first row, all of
/// a sheet is scanned.
fn starts_with_header(detection: &Detection) -> bool {
    detection.format.get().is_workbook() && detection.header_row == 1 && !detection.rejects
}

/// The options that read the file's rows exactly as they were read.
fn as_found(found: &Detection, options: &ReadOptions) -> ReadOptions {
    use crate::source::StatedCharacter::{Byte, None as Nothing};
    let is_text = found.delimiter.is_some();
    let encoding = found.encoding.and_then(|encoding| ReadOptions::encoding_named(encoding.get()));
    ReadOptions {
        format: Some(*found.format.get()),
        encoding: encoding.or(options.encoding),
        delimiter: found.delimiter.map(|delimiter| *delimiter.get()),
        quote: is_text.then(|| found.quote.map_or(Byte(b'"'), |quote| *quote.get())),
        escape: is_text.then(|| found.escape.map_or(Nothing, |escape| *escape.get())),
        sheet: found.sheet.as_ref().map(|sheet| sheet.get().clone()),
        header_row: Some(found.header_row),
        ..options.clone()
    }
}

fn found(source: &Source) -> Found {
    let detection = source.detection();
    let text = |known: &Provenance<crate::source::StatedCharacter>| known_as(known, ToString::to_string);
    let compression = detection.compression != crate::file::Compression::None;
    Found {
        format: known_as(&detection.format, |format| format.name()),
        compression: compression.then(|| detection.compression.to_string()),
        encoding: detection.encoding.as_ref().map(|own| known_as(own, |name| name.to_lowercase())),
        delimiter: detection.delimiter.as_ref().map(|own| known_as(own, |byte| delimiter_word(*byte))),
        quote: detection.quote.as_ref().map(text),
        escape: detection.escape.as_ref().map(text),
        sheet: detection.sheet.as_ref().map(|own| known_as(own, Clone::clone)),
        records: detection.records.as_ref().map(|own| known_as(own, Clone::clone)),
        header_row: detection.header_row,
        header_how: "found",
        no_header: detection.no_header,
        title: detection.title.map(|title| title.to_string()),
        rejects: detection.rejects,
        text: source.read_as(),
    }
}

/// The delimiter as `--delimiter` takes it.
fn delimiter_word(byte: u8) -> String {
    if byte == b'\t' { "tab".to_owned() } else { char::from(byte).to_string() }
}

fn known_as<T, U>(known: &Provenance<T>, value: impl FnOnce(&T) -> U) -> Known<U> {
    let how = match known {
        Provenance::Found(_) => "found",
        Provenance::Guessed(_) => "guessed",
        Provenance::Stated(_) => "stated",
    };
    Known { value: value(known.get()), how }
}
