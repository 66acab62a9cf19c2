//! `lookup_file`: a lookup table in a file of its own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;

use super::column_name::{ColumnName, missing};
use super::error::MappingProblem;
use super::spec::{FieldRule, LookupFileSpec, MappingSpec};
use crate::convert::text::unwrapped;
use crate::file::{FileError, open_regular};
use crate::record::{CellKind, HeaderColumn, Record};
use crate::source::{self, ReadOptions, ReadRow, Source};

/// The largest lookup file in bytes. The table is held in memory.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A lookup file that a mapping uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupFile {
    /// Its path, relative to the mapping's own.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

type Entries = BTreeMap<String, Spanned<toml::Value>>;

/// Loads all lookup files into their rules. Paths are relative to the mapping's folder.
pub(super) fn resolve(spec: &mut MappingSpec, mapping: &str) -> Result<Vec<LookupFile>, MappingProblem> {
    let folder = Path::new(mapping).parent().unwrap_or(Path::new(""));
    let mut files: Vec<LookupFile> = Vec::new();
    let sections = [&mut spec.fields, &mut spec.custom_fields, &mut spec.extra_fields];
    for rule in sections.into_iter().flat_map(|section| section.values_mut()) {
        let Some(named) = rule.lookup_file.clone() else { continue };
        let file = fill(rule, &named, folder)?;
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(files)
}

fn fill(
    rule: &mut FieldRule,
    named: &Spanned<LookupFileSpec>,
    folder: &Path,
) -> Result<LookupFile, MappingProblem> {
    if rule.lookup.is_some() {
        return Err(MappingProblem::new(named.span(), "a field can't have both lookup and lookup_file"));
    }
    let path = folder.join(&named.get_ref().file);
    let file = path.to_str().map(ToOwned::to_owned).unwrap_or_default();
    let problem =
        |what: String| MappingProblem::new(named.span(), format!("the lookup file {file:?} {what}"));
    let bytes = open_regular(&path)
        .and_then(|file| {
            file.metadata().map_err(|error| FileError::reading(&path.display().to_string(), error))
        })
        .map_err(|error| problem(format!("can't be used: {error}")))?
        .len();
    if bytes > LONGEST {
        return Err(problem(format!("has {bytes} bytes; the limit is {LONGEST}")));
    }
    let opened = source::open(&file, &ReadOptions::default());
    let mut table = opened.map_err(|error| problem(format!("can't be used: {error}")))?;
    rule.lookup = Some(read(&mut table, named, &problem)?);
    let sha256 = table.digest().ok_or_else(|| {
        problem("could not be read completely; check the disk, or copy the file again".to_owned())
    })?;
    Ok(LookupFile { file, sha256 })
}

fn read(
    table: &mut Source,
    named: &Spanned<LookupFileSpec>,
    problem: &impl Fn(String) -> MappingProblem,
) -> Result<Entries, MappingProblem> {
    let LookupFileSpec { key, value, .. } = named.get_ref();
    let columns = [column(table, key, named.span())?, column(table, value, named.span())?];
    let mut entries = Entries::new();
    while let Some(batch) =
        table.next_batch(1024).map_err(|error| problem(format!("can't be used: {error}")))?
    {
        for row in &batch.rows {
            add(&mut entries, row, columns, named.span())
                .map_err(|what| problem(format!("row {}: {what}", row.record.row)))?;
        }
    }
    Ok(entries)
}

fn column(table: &Source, name: &str, span: Range<usize>) -> Result<HeaderColumn, MappingProblem> {
    let header = table.header();
    header.find(name).ok_or_else(|| {
        let problem = missing(&ColumnName { name: name.to_owned(), span }, header);
        let message = format!("the lookup file {:?} has no column {name:?}", table.origin().file);
        let help = problem.help.and_then(|help| Some(help.split_once("; add")?.0.to_owned()));
        MappingProblem { message, help, ..problem }
    })
}

/// Adds a row. A row without a key or without a value is ignored.
fn add(
    entries: &mut Entries,
    row: &ReadRow,
    columns: [HeaderColumn; 2],
    span: Range<usize>,
) -> Result<(), String> {
    if let Some(issue) = row.issues.iter().find(|issue| issue.is_error()) {
        return Err(issue.message.clone());
    }
    let [key, value] = columns.map(|column| text(&row.record, column));
    let key = key?;
    let value = value?;
    if key.is_empty() || value.is_empty() {
        return Ok(());
    }
    match entries.get(&key).and_then(|known| known.get_ref().as_str()) {
        Some(known) if known != value => {
            Err(format!("{key:?} occurs twice, for {known:?} and for {value:?}; keep one of the two rows"))
        }
        Some(_) => Ok(()),
        None => {
            entries.insert(key, Spanned::new(span, toml::Value::String(value)));
            Ok(())
        }
    }
}

/// The text of a cell. Spreadsheet errors and numbers with lost digits are rejected.
fn text(record: &Record, column: HeaderColumn) -> Result<String, String> {
    let Some(cell) = record.get(column.0) else { return Ok(String::new()) };
    let text = unwrapped(cell.text.trim()).trim();
    match cell.kind {
        CellKind::Error => Err(format!("the cell {text:?} is a spreadsheet error")),
        CellKind::NoResult => {
            Err("the cell has a formula without a stored result: open the workbook in Excel or LibreOffice and save it again".to_owned())
        }
        CellKind::LostDigits => Err(format!("the number {text:?} has lost digits in a spreadsheet")),
        _ => Ok(text.to_owned()),
    }
}
