//! JSON: one object a line; objects over several lines; an array of objects; or the answers of an API, whose customers are
//! the objects of one of its arrays. An object is a row.
//!
//! Objects have no header, so one is made from a first pass over all of the file; what comes by standard input is kept for
//! that. A row's number is that of its line where each has one of its own, and else its place among the records.

mod cutter;
mod envelope;
mod flat;
mod lexer;
mod lines;
mod outline;
mod shape;
mod words;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

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
use shape::Found;

/// A record may be so many times as long as a cell.
const CELLS_A_LINE: usize = 16;

/// What the passes before have found.
pub(super) struct Content {
    found: Found,
    names: Vec<String>,
}

/// Looks the whole file over: how its records are written, and which names they have. Gives it back as it was before.
pub(super) fn look_over(mut input: Input, options: &ReadOptions) -> Result<(Input, Content), SourceError> {
    let again = input.again();
    let mut first = match again.is_kept() {
        true => {
            io::copy(&mut input, &mut io::sink()).map_err(|source| input.fault(source))?;
            input = again.open()?;
            again.open()?
        }
        false => again.open()?,
    };
    let found = shape::find(&mut first, options)?;
    let mut lines = Lines::new(again.open()?, limit(options), &found.shape);
    let names = names(form(options), std::iter::from_fn(|| lines.next().transpose()))?;
    Ok((input, Content { found, names }))
}

fn limit(options: &ReadOptions) -> usize {
    options.limit().saturating_mul(CELLS_A_LINE)
}

fn form(options: &ReadOptions) -> Form {
    match (options.exported, options.known.objects.is_empty()) {
        (true, _) => Form::Exported,
        (false, true) => Form::Plain,
        (false, false) => Form::Whole(Arc::clone(&options.known.objects)),
    }
}

/// Opens what was looked over.
pub(super) fn open(input: Input, content: Content, options: &ReadOptions) -> Result<Opened, SourceError> {
    let Content { found, names } = content;
    if names.is_empty() && found.records.is_some() {
        return Err(SourceError::Empty { file: input.name().to_owned() });
    }
    let compression = input.compression();
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
        records: found.records,
        rejects: false,
    };
    let lines = Lines::new(input, limit(options), &found.shape);
    let rows =
        JsonRows { lines, layout: layout.clone(), columns, limit: options.limit(), form: form(options) };
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
        let place = Record::new(line.number, line.line);
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
            let span = Span { line: line.line, ..Span::default() };
            return Err(Box::new(fault::too_long(self.limit * CELLS_A_LINE, span, "the line", &shown())));
        }
        if let Some(what) = line.fault {
            return Err(Box::new(fault::bad_json(what, &shown())));
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

/// The file was another one when its names were collected.
fn unknown(cell: &Flat) -> Issue {
    let message =
        format!("the object has the name {:?}, which was not there when the file was first read", cell.name);
    let hint = "run it again, and leave the file alone meanwhile";
    Issue::error(Complaint::new(Code::Ragged, message, hint)).in_column(&cell.name).with_value(&cell.text)
}

#[cfg(test)]
mod tests;
