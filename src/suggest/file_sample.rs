//! Reads a limited sample of a file: its header, its first rows, and some rows from all parts of it.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};

use crate::file::{Compression, open_regular, path_of};
use crate::issue::{Code, Issue};
use crate::source::{
    self, KnownColumns, ReadOptions, ReadRow, Source, SourceError, SourceFormat, StatedCharacter, TitleRows,
};

use super::column_name::is_column_name;
use super::column_values::SampleCell;

/// The number of rows from the beginning.
const FIRST: usize = 600;
/// The number of further positions, the bytes to read at each, and the rows to take there.
const PLACES: u64 = 8;
const PIECE: usize = 64 * 1024;
const THERE: usize = 50;
/// Cells are cut to this many bytes. No name, number or date is longer.
const CELL: usize = 256;

/// A sample of a file.
#[derive(Debug, Clone, Default)]
pub struct FileSample {
    /// The file as the user named it.
    pub file: String,
    /// The names of its columns, invented if the file has none.
    pub names: Vec<String>,
    pub(super) rows: Vec<Vec<SampleCell>>,
    /// The options set by the user.
    pub(super) stated: ReadOptions,
    /// The number of rows that are empty in a merged cell of several rows.
    pub(super) merged: usize,
    /// The number of rows at the beginning that have an error and were left out.
    pub(super) faulty: usize,
    /// True if some column name was invented.
    pub(super) named: bool,
    /// The row of the header, if it was set or is not the first.
    pub(super) header_row: Option<u64>,
    /// The rows above the header.
    pub(super) title: Option<TitleRows>,
    /// True if the file has no header, so its columns are named by letters.
    pub(super) no_header: bool,
}

impl FileSample {
    /// The cells of a column.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = &SampleCell> {
        self.rows.iter().filter_map(move |row| row.get(at))
    }

    /// The row of the header, if it was set or is not the first.
    pub fn header_row(&self) -> Option<u64> {
        self.header_row
    }

    /// The rows above the header.
    pub fn title(&self) -> Option<TitleRows> {
        self.title
    }

    /// The number of rows in the sample.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The number of rows at the beginning that have an error and were left out.
    pub fn faulty_count(&self) -> usize {
        self.faulty
    }

    /// Adds the rows that `fits` accepts.
    fn take(
        &mut self,
        source: &mut Source,
        most: usize,
        fits: fn(&ReadRow) -> bool,
    ) -> Result<(), SourceError> {
        let mut left = most;
        while let Some(batch) = source.next_batch(left.min(256))?.filter(|_| left > 0) {
            left -= batch.rows.len().min(left);
            let is_merged = |row: &&ReadRow| row.issues.iter().any(|issue| issue.code == Code::MergedCell);
            self.merged += batch.rows.iter().filter(is_merged).count();
            self.faulty += batch.rows.iter().filter(|row| !has_no_error(row)).count();
            let sound = batch.rows.iter().filter(|row| fits(row));
            self.rows
                .extend(sound.map(|row| row.record.iter().map(|cell| cut(cell.text, cell.kind)).collect()));
            if left == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// True for a row that an import would read. Warnings do not matter.
pub(super) fn has_no_error(row: &ReadRow) -> bool {
    !row.issues.iter().any(Issue::is_error)
}

/// True for a row without any issue. A piece of a file may begin inside a quoted cell, and a warning about quotes
/// may be the only sign.
pub(super) fn is_clean(row: &ReadRow) -> bool {
    row.issues.is_empty()
}

fn cut(text: &str, kind: crate::record::CellKind) -> SampleCell {
    let end = (0..=CELL.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    SampleCell { text: text.get(..end).unwrap_or_default().to_owned(), kind }
}

/// The format of a file by its content, and the names of its columns.
pub fn header(path: &str, options: &ReadOptions) -> Result<(SourceFormat, Vec<String>), SourceError> {
    let source = source::open(path, &reading(options))?;
    Ok((*source.detection().format.get(), source.header().names().to_vec()))
}

/// The options for a file without a mapping.
pub fn reading(options: &ReadOptions) -> ReadOptions {
    let known = KnownColumns { is_known: Some(is_column_name), ..options.known.clone() };
    ReadOptions { name_columns: true, known, ..options.clone() }
}

/// Reads a sample without the rows that have an error. Large uncompressed CSV files are also sampled at several
/// later positions.
pub fn sample(path: &str, options: &ReadOptions) -> Result<FileSample, SourceError> {
    let stated = options;
    let options = reading(options);
    let mut source = source::open(path, &options)?;
    let mut sample = begun(path, &source, stated);
    sample.take(&mut source, FIRST, has_no_error)?;
    let faulty = sample.faulty;
    let (file, width) = (sample.file.clone(), sample.names.len());
    across(path, &file, width, &source, &options, |piece| drop(sample.take(piece, THERE, is_clean)));
    sample.faulty = faulty;
    Ok(sample)
}

fn begun(path: &str, source: &Source, stated: &ReadOptions) -> FileSample {
    let names = source.header().names().to_vec();
    let given = |(at, name): (usize, &String)| {
        let place = format!("column {}", at + 1);
        let numbered = name.rsplit_once(" (").is_some_and(|(plain, rest)| {
            rest.ends_with(')') && names[..at].iter().any(|other| other.trim() == plain)
        });
        *name == place || name.starts_with(&format!("{place} (")) || numbered
    };
    let named = names.iter().enumerate().any(given);
    let said = source.detection();
    FileSample {
        file: if path == "-" { "standard input".to_owned() } else { path.to_owned() },
        named,
        stated: stated.clone(),
        merged: 0,
        faulty: 0,
        rows: Vec::new(),
        names,
        header_row: stated.header_row.or((said.header_row > 1).then_some(said.header_row)),
        title: said.title,
        no_header: said.no_header,
    }
}

/// The options for pieces of the file, or `None` if it can't be read in pieces.
fn seekable(path: &str, source: &Source, options: &ReadOptions) -> Option<(File, ReadOptions)> {
    let said = source.detection();
    let wide =
        said.encoding.is_some_and(|encoding| encoding.get().to_ascii_lowercase().starts_with("utf-16"));
    if *said.format.get() != SourceFormat::Csv
        || said.compression != Compression::None
        || wide
        || said.rejects
    {
        return None;
    }
    let file = open_regular(&path_of(path)).ok()?;
    let encoding = said.encoding.and_then(|encoding| ReadOptions::encoding_named(encoding.get()));
    let delimiter = said.delimiter.map(|delimiter| *delimiter.get());
    // Quote and escape as detected at the beginning apply to the pieces too.
    let quote = Some(said.quote.map_or(StatedCharacter::Byte(b'"'), |quote| *quote.get()));
    let escape = Some(said.escape.map_or(StatedCharacter::None, |escape| *escape.get()));
    let format = Some(SourceFormat::Csv);
    let piece = ReadOptions { delimiter, quote, escape, encoding, format, ..options.clone() };
    Some((file, ReadOptions { header_row: Some(1), no_header: false, ..piece }))
}

/// Opens pieces of a large file, one after the other. A piece may begin inside a quoted cell. Pieces that can't be read
/// are left out.
pub(super) fn across(
    path: &str,
    shown: &str,
    width: usize,
    source: &Source,
    options: &ReadOptions,
    mut take: impl FnMut(&mut Source),
) {
    let Some((mut file, options)) = seekable(path, source, options) else { return };
    let size = file.metadata().map_or(0, |data| data.len());
    let step = size / (PLACES + 1);
    if step < 4 * PIECE as u64 {
        return;
    }
    let delimiter = char::from(options.delimiter.unwrap_or(b','));
    let numbers: Vec<String> = (1..=width).map(|number| number.to_string()).collect();
    let head = numbers.join(&delimiter.to_string()) + "\n";
    for place in 1..=PLACES {
        let Some(piece) = piece(&mut file, place * step) else { continue };
        let bytes = [head.as_bytes(), &piece].concat();
        if let Ok(mut source) = source::from_reader(shown, Cursor::new(bytes), &options) {
            take(&mut source);
        }
    }
}

/// The complete lines in the piece at this position.
fn piece(file: &mut File, from: u64) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut bytes = Vec::with_capacity(PIECE);
    file.take(PIECE as u64).read_to_end(&mut bytes).ok()?;
    let start = memchr::memchr(b'\n', &bytes)? + 1;
    let end = memchr::memrchr(b'\n', &bytes)? + 1;
    bytes.get(start..end).filter(|piece| !piece.is_empty()).map(<[u8]>::to_vec)
}
