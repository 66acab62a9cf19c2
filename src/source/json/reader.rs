//! Opens JSON: a first pass finds the names, a second one reads the rows.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crate::file::InputStream;
use crate::issue::{Code, Complaint, Issue};
use crate::record::{CellKind, Record};
use crate::source::detection::{Detection, Provenance};
use crate::source::encoding::{self, EncodingQuestion};
use crate::source::error::SourceError;
use crate::source::header::Layout;
use crate::source::read_options::{ReadOptions, SourceFormat};
use crate::source::row_issues;
use crate::source::row_reader::{OpenedReader, ReadRow, RowReader};
use crate::source::utf8_input::Utf8Input;

use super::flat::{Flat, ObjectForm};
use super::mixed_members::Mixed;
use super::record_layout;
use super::records::{JsonRecord, JsonRecords};

/// The maximum size of a record is this many times that of a cell.
const CELLS_A_LINE: usize = 16;

/// The maximum number of names in a file. No table has more columns; more names are data, such as customer ids.
const NAMES: usize = 4000;

/// The results of the first pass.
pub(in crate::source) struct JsonContent {
    found: record_layout::FoundLayout,
    names: Vec<String>,
    /// There are records, valid or not.
    any: bool,
    further_page: Option<String>,
}

/// Reads the complete file to find the layout of its records and their names. Returns the file from its start.
pub(in crate::source) fn look_over(
    mut input: InputStream,
    options: &ReadOptions,
) -> Result<(InputStream, JsonContent), SourceError> {
    let again = input.again();
    if again.is_kept() {
        io::copy(&mut input, &mut io::sink()).map_err(|source| input.fault(source))?;
        input = again.open()?;
    }
    let first = again.open()?;
    let found = record_layout::find(&mut Utf8Input::open(first, options)?, options)?;
    let again = Utf8Input::open(again.open()?, options)?;
    let decoded = again.is_decoded();
    let mut records = JsonRecords::new(again, limit(options), form(options), &found.shape);
    let mut bytes = OtherBytes::default();
    let (names, any) = names(input.name(), &mut records, &mut bytes)?;
    if let Some(EncodingQuestion { readings, mixed }) = bytes.question().filter(|_| !decoded) {
        return Err(SourceError::Encoding { file: input.name().to_owned(), readings, mixed });
    }
    if let Some(error) = records.error_with_records().filter(|_| options.records.is_none()) {
        return Err(incomplete_response(input.name(), &error, &found));
    }
    Ok((input, JsonContent { found, names, any, further_page: records.further_page() }))
}

fn limit(options: &ReadOptions) -> usize {
    options.limit().saturating_mul(CELLS_A_LINE)
}

fn form(options: &ReadOptions) -> ObjectForm {
    match (options.exported, options.known.objects.is_empty()) {
        (true, _) => ObjectForm::Exported,
        (false, true) => ObjectForm::Plain,
        (false, false) => ObjectForm::Whole(Arc::clone(&options.known.objects)),
    }
}

/// Opens a file after the first pass.
pub(in crate::source) fn open(
    input: InputStream,
    content: JsonContent,
    options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    let JsonContent { found, mut names, any, further_page } = content;
    if !any && options.more_columns.is_empty() {
        return Err(SourceError::Empty { file: input.name().to_owned() });
    }
    let compression = input.compression();
    let plain = Utf8Input::open(input, options)?;
    let more = options.more_columns.iter().filter(|name| !names.contains(name)).cloned();
    names.extend(more.collect::<Vec<_>>());
    let layout = Layout::plain(names.clone());
    let mixed = Mixed::new(&names, &options.known.used);
    let columns = names.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
    let detection = Detection {
        format: options.format.map_or(Provenance::Found(SourceFormat::Jsonl), Provenance::Stated),
        compression,
        encoding: Some(plain.encoding()),
        delimiter: None,
        quote: None,
        escape: None,
        sheet: None,
        header_row: 0,
        title: None,
        no_header: false,
        records: found.records,
        rejects: false,
    };
    let records = JsonRecords::new(plain, limit(options), form(options), &found.shape);
    let limit = options.limit();
    let last = None;
    let rows = JsonRows { records, layout: layout.clone(), columns, mixed, limit, further_page, last };
    Ok(OpenedReader { layout, detection, rows: Box::new(rows) })
}

/// All names in the order of their first occurrence, and whether there are records. Invalid records have no names.
fn names(
    file: &str,
    records: &mut JsonRecords,
    bytes: &mut OtherBytes,
) -> Result<(Vec<String>, bool), SourceError> {
    let mut seen: HashMap<String, ()> = HashMap::new();
    let mut names = Vec::new();
    let mut any = false;
    while let Some(JsonRecord { line, cells, .. }) = records.next()? {
        bytes.note(&line.text);
        any |= !cells.as_ref().is_ok_and(Vec::is_empty);
        for Flat { name, .. } in cells.unwrap_or_default() {
            if names.len() >= NAMES && !seen.contains_key(&name) {
                return Err(too_many(file, &name, line.line));
            }
            if seen.insert(name.clone(), ()).is_none() {
                names.push(name);
            }
        }
    }
    Ok((names, any))
}

/// Counts the records with bytes that are not UTF-8, and those with non-ASCII UTF-8.
#[derive(Default)]
struct OtherBytes {
    broken: u64,
    sound: u64,
    text: Vec<u8>,
}

impl OtherBytes {
    /// The number of bytes kept of them.
    const KEPT: usize = 64 * 1024;

    fn note(&mut self, record: &[u8]) {
        if record.is_ascii() {
            return;
        }
        if std::str::from_utf8(record).is_ok() {
            self.sound += 1;
            return;
        }
        self.broken += 1;
        if self.text.len() < Self::KEPT {
            self.text.extend_from_slice(record.get(..record.len().min(Self::KEPT)).unwrap_or_default());
            self.text.push(b'\n');
        }
    }

    /// The question about the encoding if most non-ASCII records are not UTF-8.
    fn question(&self) -> Option<EncodingQuestion> {
        (self.broken > self.sound).then(|| encoding::unstated(&self.text, self.sound > 0))
    }
}

fn too_many(file: &str, name: &str, line: u64) -> SourceError {
    let name: String = name.chars().take(Issue::VALUE_LIMIT).collect();
    SourceError::Records {
        file: file.to_owned(),
        what: format!(
            "has objects with more than {NAMES} different names in total (the next one is {name:?}, \
                       line {line})"
        ),
        remedy:
            "names that are data, such as customer ids, can't be columns: export the customers as a list \
                 of objects with the same names"
                .to_owned(),
    }
}

/// The reader of JSON.
struct JsonRows {
    records: JsonRecords,
    layout: Layout,
    columns: HashMap<String, usize>,
    mixed: Mixed,
    limit: usize,
    /// What the last response says about a page that is not in the file.
    further_page: Option<String>,
    /// The last row so far, held back if it may need a warning.
    last: Option<ReadRow>,
}

impl RowReader for JsonRows {
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max {
            match self.records.next()? {
                Some(found) => {
                    let row = self.row(found);
                    rows.extend(if self.further_page.is_none() { row } else { self.held(row) });
                }
                None => {
                    rows.extend(self.last.take().map(|row| self.ended(row)));
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

impl JsonRows {
    /// Holds a row back and returns the one before it.
    fn held(&mut self, row: Option<ReadRow>) -> Option<ReadRow> {
        row.and_then(|row| self.last.replace(row))
    }

    /// The last row with the warning about another page.
    fn ended(&mut self, mut row: ReadRow) -> ReadRow {
        row.issues.extend(self.further_page.take().map(|evidence| further_page(&evidence)));
        row
    }

    /// The row of a record; `None` for an empty object.
    fn row(&self, found: JsonRecord) -> Option<ReadRow> {
        let place = Record::new(found.line.number, found.line.line);
        let flat = match found.cells {
            Ok(flat) => flat,
            Err(issue) => {
                return Some(ReadRow::new(self.with_raw_text(place, &found.raw), vec![*issue]));
            }
        };
        let mut issues = Vec::new();
        let mut slots: Vec<Option<Flat>> = vec![None; self.layout.columns()];
        for cell in flat {
            issues.extend(self.put(cell, &mut slots));
        }
        issues.extend(self.mixed.issues(&slots));
        let mut record = place;
        for slot in slots {
            let (text, kind) = slot.map_or((String::new(), CellKind::Absent), |cell| (cell.text, cell.kind));
            record.push_kind(&text, kind);
        }
        (!record.is_blank() || !issues.is_empty()).then_some(ReadRow::new(record, issues))
    }

    /// A broken record: the last cell gets its text, so that the rejects file has it.
    fn with_raw_text(&self, mut record: Record, raw: &str) -> Record {
        let last = self.layout.columns().saturating_sub(1);
        (0..self.layout.columns()).for_each(|at| record.push(if at == last { raw } else { "" }));
        record
    }

    /// Puts a cell into its column; returns its issues.
    fn put(&self, mut cell: Flat, slots: &mut [Option<Flat>]) -> Vec<Issue> {
        let Some(slot) = self.columns.get(&cell.name).and_then(|at| slots.get_mut(*at)) else {
            return if cell.text.trim().is_empty() { Vec::new() } else { vec![unknown(&cell)] };
        };
        if slot.is_some() {
            let what = format!("the object has the name {:?} twice", cell.name);
            return vec![row_issues::bad_json(what, &cell.text)];
        }
        let mended = row_issues::mend(&cell.text, self.limit, || cell.name.clone());
        let issues = mended.map(|(text, issues)| {
            cell.text = text;
            issues
        });
        *slot = Some(cell);
        issues.unwrap_or_default()
    }
}

fn further_page(evidence: &str) -> Issue {
    let message = format!(
        "the last API response in the file says that there is another page ({evidence}); its customers are not in \
         the file"
    );
    let hint = "request all pages from the API and import them, too; if each page is in its own file, no \
                action is needed";
    Issue::warning(Complaint::new(Code::FurtherPage, message, hint))
}

/// The error of a response that has customers and an error.
fn incomplete_response(file: &str, error: &str, found: &record_layout::FoundLayout) -> SourceError {
    let list = found.records.as_ref().map_or_else(String::new, |list| list.get().clone());
    SourceError::Records {
        file: file.to_owned(),
        what: format!(
            "has an API response with customers and an error ({error}), so some customers may be missing"
        ),
        remedy: format!("request it again; to use the customers that are there, add --records {list}"),
    }
}

/// The file changed after its names were collected.
fn unknown(cell: &Flat) -> Issue {
    let message = format!(
        "the object has the name {:?}, which was not there when deskferry first read the file",
        cell.name
    );
    let hint = "run the command again, and do not change the file while it runs";
    Issue::error(Complaint::new(Code::Ragged, message, hint)).in_column(&cell.name).with_value(&cell.text)
}
