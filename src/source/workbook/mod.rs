//! Sheets of workbooks as rows.
//!
//! The workbook is read on a thread of its own, because its reader borrows it; rows come over a bounded channel, so
//! that only a few hundred are in memory. Every format is streamed; what a file may ask for stands in `limits`.

mod biff;
mod book;
mod choice;
mod code_page;
mod digits;
mod formula;
mod html;
mod html_cell;
mod limits;
mod look;
mod markup;
mod mask;
mod merged;
mod mhtml;
mod moment;
mod ods;
mod ods_cell;
mod ole;
mod outline;
mod package;
mod page_hidden;
mod page_tags;
mod page_text;
mod relations;
mod sorted;
mod table;
mod temporary;
mod trouble;
mod uncomputed;
mod value;
mod xls;
mod xls_cell;
mod xls_text;
mod xlsb;
mod xlsx;
mod xlsx_cell;
mod xlsx_text;
mod xml2003;
mod xml2003_style;
mod zipped;

use std::fs::File;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::file::Input;

use super::error::SourceError;
use super::layout::Layout;
use super::options::{Format, ReadOptions};
use super::rows::{Opened, Row, Rows, Unguarded};
use super::said::{Said, TitleRows, Told};
use super::sniff::Kind;

pub(super) use mhtml::is_mime;

use trouble::Trouble;

/// Rows that are sent together, and parcels that may wait.
const PARCEL: usize = 256;
const PARCELS: usize = 4;

/// What the thread sends.
enum Message {
    Header { layout: Layout, row: u64, title: Option<TitleRows>, sheet: Told<String> },
    Rows(Vec<Row>),
    Fault(SourceError),
    End,
}

/// What the thread works on.
struct Job {
    file: String,
    content: File,
    format: Format,
    options: ReadOptions,
}

/// Opens a workbook, finds the sheet, and reads its header.
pub(super) fn open(input: Input, kind: Kind, options: &ReadOptions) -> Result<Opened, SourceError> {
    let (file, compression) = (input.name().to_owned(), input.compression());
    let mut content = input.into_seekable()?;
    let format = book::format(&file, &mut content, kind, options.format)?;
    let job = Job { file: file.clone(), content, format, options: options.clone() };
    let messages = start(job)?;
    let rows = WorkbookRows { file, format, messages, waiting: Vec::new().into_iter(), done: false };
    let (layout, header_row, title, sheet) = match rows.receive()? {
        Message::Header { layout, row, title, sheet } => (layout, row, title, sheet),
        Message::Fault(fault) => return Err(fault),
        Message::Rows(_) | Message::End => return Err(SourceError::Defect { file: rows.file }),
    };
    let said = Said {
        format: options.format.map_or(Told::Found(format), Told::Stated),
        compression,
        encoding: None,
        delimiter: None,
        quote: None,
        escape: None,
        sheet: Some(sheet),
        header_row,
        title,
        no_header: header_row == 0,
        rejects: layout.rejects,
        records: None,
    };
    let rows: Box<dyn Rows> = if layout.guarded { Box::new(Unguarded(rows)) } else { Box::new(rows) };
    Ok(Opened { layout, said, rows })
}

fn start(job: Job) -> Result<Receiver<Message>, SourceError> {
    let (sender, messages) = bounded(PARCELS);
    let file = job.file.clone();
    let run = move || {
        let last = read(job, &sender).map_or_else(Message::Fault, |()| Message::End);
        // Nobody listens any more where the source was dropped.
        _ = sender.send(last);
    };
    let started = thread::Builder::new().name("deskferry-workbook".to_owned()).spawn(run);
    started
        .map(|_| messages)
        .map_err(|source| SourceError::File(crate::file::FileError::Read { path: file, source }))
}

fn read(job: Job, sender: &Sender<Message>) -> Result<(), SourceError> {
    let Job { file, content, format, options } = job;
    let trouble = |trouble: Trouble| trouble.of(&file, format, None);
    let mut book = book::open(content, format, &options).map_err(trouble)?;
    let (number, sheet) = choice::choose(&mut book, &file, format, options.sheet.as_deref())?;
    book.rewind();
    let outline = book.outline(number).map_err(trouble)?;
    book.rewind();
    let mut cells = book.cells(number).map_err(trouble)?;
    if !outline.ordered {
        cells = book::Cells::Sorted(sorted::Sorted::new(cells).map_err(trouble)?);
    }
    let mut table = table::Table::open((cells, outline.merges), &file, format, &options)?;
    let (layout, row, title) = (table.layout().clone(), table.header_row(), table.title());
    let mut listened = sender.send(Message::Header { layout, row, title, sheet }).is_ok();
    while listened {
        let parcel = table.parcel(PARCEL)?;
        if parcel.is_empty() {
            return Ok(());
        }
        listened = sender.send(Message::Rows(parcel)).is_ok();
    }
    Ok(())
}

/// The rows of a sheet as the thread sends them.
struct WorkbookRows {
    file: String,
    format: Format,
    messages: Receiver<Message>,
    waiting: std::vec::IntoIter<Row>,
    done: bool,
}

impl WorkbookRows {
    /// A thread that ends without a last word broke down over the workbook.
    fn receive(&self) -> Result<Message, SourceError> {
        self.messages.recv().map_err(|_| SourceError::Workbook {
            file: self.file.clone(),
            format: self.format,
            what: "its reader failed with an internal error".to_owned(),
        })
    }
}

impl Rows for WorkbookRows {
    fn fill(&mut self, rows: &mut Vec<Row>, max: usize) -> Result<bool, SourceError> {
        loop {
            let large = rows.iter().map(table::weigh).sum::<usize>() >= table::PARCEL;
            if !large {
                rows.extend(self.waiting.by_ref().take(max.saturating_sub(rows.len())));
            }
            if self.done || rows.len() >= max || large {
                return Ok(!self.done || self.waiting.len() > 0);
            }
            match self.receive()? {
                Message::Rows(parcel) => self.waiting = parcel.into_iter(),
                Message::End => self.done = true,
                Message::Fault(fault) => return Err(fault),
                Message::Header { .. } => return Err(SourceError::Defect { file: self.file.clone() }),
            }
        }
    }
}

#[cfg(test)]
mod tests;
