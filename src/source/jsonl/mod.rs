//! JSON Lines as rows: one object a line, flattened. An array of objects is read in the same way.
//!
//! Objects have no header, so one is made: of a file from a first pass over all of it, of a pipe from its first
//! thousand lines. A name that comes up later is a fault of its row. A row's number is that of its line, or of the
//! element in its array.

mod array;
mod flat;
mod lines;

use std::collections::HashMap;

use crate::file::Input;
use crate::issue::{Code, Complaint, Issue};
use crate::record::{CellKind, Record};

use super::error::SourceError;
use super::fault::{self, Span};
use super::layout::Layout;
use super::options::{Format, ReadOptions};
use super::rows::{Opened, Row, Rows};
use super::said::{Said, Told};
use flat::{Flat, Form};
use lines::{Line, Lines};

/// Lines of a pipe that make its header.
const HEAD: usize = 1000;
/// Bytes of them that are kept at most.
const HEAD_BYTES: usize = 64 * 1024 * 1024;
/// A line may be so many times as long as a cell.
const CELLS_A_LINE: usize = 16;

/// Opens JSON Lines and makes their header.
pub(super) fn open(input: Input, options: &ReadOptions) -> Result<Opened, SourceError> {
    let limit = options.limit().saturating_mul(CELLS_A_LINE);
    let (file, compression) = (input.name().to_owned(), input.compression());
    let again = match input.path() {
        Some(_) => Some(Lines::new(Input::open(&file, &options.interrupt)?, limit)?),
        None => None,
    };
    let mut lines = Lines::new(input, limit)?;
    let form = if options.exported { Form::Exported } else { Form::Plain };
    let names = match again {
        Some(mut whole) => names(form, std::iter::from_fn(|| whole.next().transpose()))?,
        None => names(form, lines.look_ahead(HEAD, HEAD_BYTES)?.iter().cloned().map(Ok))?,
    };
    let layout = Layout::plain(names.clone());
    let columns = names.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
    let said = Said {
        format: options.format.map_or(Told::Found(Format::Jsonl), Told::Stated),
        compression,
        encoding: Some(Told::Found(encoding_rs::UTF_8.name())),
        delimiter: None,
        quote: None,
        escape: None,
        sheet: None,
        header_row: 0,
        title: None,
        no_header: false,
        rejects: false,
    };
    let rows = JsonRows { lines, layout: layout.clone(), columns, limit: options.limit(), form };
    Ok(Opened { layout, said, rows: Box::new(rows) })
}

/// All names, in the order in which they first come up. Lines that can't be read have none.
fn names(
    form: Form,
    lines: impl Iterator<Item = Result<Line, SourceError>>,
) -> Result<Vec<String>, SourceError> {
    let mut seen: HashMap<String, ()> = HashMap::new();
    let mut names = Vec::new();
    for line in lines {
        for Flat { name, .. } in form.cells(&line?.text).unwrap_or_default() {
            if seen.insert(name.clone(), ()).is_none() {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// A reader of JSON Lines.
struct JsonRows {
    lines: Lines,
    layout: Layout,
    columns: HashMap<String, usize>,
    limit: usize,
    form: Form,
}

impl Rows for JsonRows {
    fn fill(&mut self, rows: &mut Vec<Row>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max {
            let Some(line) = self.lines.next()? else { return Ok(false) };
            rows.extend(self.row(&line));
        }
        Ok(true)
    }
}

impl JsonRows {
    /// A row; `None` for a blank line and for an object with nothing in it.
    fn row(&self, line: &Line) -> Option<Row> {
        let place = Record::new(line.number, self.lines.place(line));
        if line.is_blank() {
            return None;
        }
        let flat = match self.read(line) {
            Ok(flat) => flat,
            Err(issue) => return Some(Row { record: place, issues: vec![*issue] }),
        };
        let mut issues = Vec::new();
        let mut slots: Vec<Option<Flat>> = vec![None; self.layout.columns()];
        for cell in flat {
            issues.extend(self.put(cell, &mut slots));
        }
        let mut record = place;
        for slot in slots {
            let (text, kind) = slot.map_or((String::new(), CellKind::Text), |cell| (cell.text, cell.kind));
            record.push_kind(&text, kind);
        }
        (!record.is_blank() || !issues.is_empty()).then_some(Row { record, issues })
    }

    fn read(&self, line: &Line) -> Result<Vec<Flat>, Box<Issue>> {
        let shown = || fault::escape(&line.text, false);
        if line.cut {
            let span = Span { line: line.number, ..Span::default() };
            return Err(Box::new(fault::too_long(self.limit * CELLS_A_LINE, span, "the line", &shown())));
        }
        if std::str::from_utf8(&line.text).is_err() {
            return Err(Box::new(fault::bad_bytes("UTF-8", "the line", &shown())));
        }
        self.form.cells(&line.text).map_err(|what| Box::new(fault::bad_json(what, &shown())))
    }

    /// Puts a cell in its column; says what is wrong with it.
    fn put(&self, mut cell: Flat, slots: &mut [Option<Flat>]) -> Vec<Issue> {
        let Some(slot) = self.columns.get(&cell.name).and_then(|at| slots.get_mut(*at)) else {
            return if cell.text.trim().is_empty() { Vec::new() } else { vec![unknown(&cell)] };
        };
        if slot.is_some() {
            let what = format!("the object has the name {:?} twice", cell.name);
            return vec![fault::bad_json(what, &cell.text)];
        }
        let mended = fault::mend(&cell.text, self.limit, || cell.name.clone());
        let issues = mended.map(|(text, issues)| {
            cell.text = text;
            issues
        });
        *slot = Some(cell);
        issues.unwrap_or_default()
    }
}

fn unknown(cell: &Flat) -> Issue {
    let message =
        format!("the object has the name {:?}, which none of the first {HEAD} lines has", cell.name);
    let hint = "give the file by its path instead of through a pipe: then all of it is looked at first";
    Issue::error(Complaint::new(Code::Ragged, message, hint)).in_column(&cell.name).with_value(&cell.text)
}

#[cfg(test)]
mod tests;
