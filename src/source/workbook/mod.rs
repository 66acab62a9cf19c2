//! Sheets of workbooks as rows.
//!
//! The workbook is read on a thread of its own, because its reader borrows it; rows come over a bounded channel, so
//! that only a few hundred are in memory. Every format is streamed; what a file may ask for stands in `limits`.

mod biff;
mod cell_value;
mod code_page;
mod date_time;
mod digit_codes;
mod digit_mask;
mod error;
mod formula;
mod html;
mod html_cell;
mod html_hidden;
mod html_tags;
mod html_text;
mod limits;
mod merged_cells;
mod mhtml;
mod number_format;
mod ods;
mod ods_cell;
mod ole;
mod open_workbook;
mod package;
mod relations;
mod sheet_choice;
mod sheet_outline;
mod sheet_table;
mod sorted_cells;
mod temporary_file;
mod uncomputed_formulas;
mod xls;
mod xls_cell;
mod xls_text;
mod xlsb;
mod xlsx;
mod xlsx_cell;
mod xlsx_text;
mod xml2003;
mod xml2003_style;
mod xml_part;
mod zip_content;

use std::fs::File;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::file::InputStream;

use super::content_kind::ContentKind;
use super::detection::{Detection, Provenance, TitleRows};
use super::error::SourceError;
use super::header::Layout;
use super::read_options::{ReadOptions, SourceFormat};
use super::row_reader::{OpenedReader, ReadRow, RowReader, Unguarded};

pub(super) use mhtml::is_mime;

use error::WorkbookError;

/// Rows that are sent together, and parcels that may wait.
const PARCEL: usize = 256;
const PARCELS: usize = 4;

/// What the thread sends.
enum SheetMessage {
    Header { layout: Layout, row: u64, title: Option<TitleRows>, sheet: Provenance<String> },
    Rows(Vec<ReadRow>),
    Fault(SourceError),
    End,
}

/// What the thread works on.
struct SheetJob {
    file: String,
    content: File,
    format: SourceFormat,
    options: ReadOptions,
}

/// Opens a workbook, finds the sheet, and reads its header.
pub(super) fn open(
    input: InputStream,
    kind: ContentKind,
    options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    let file = input.name().to_owned();
    let compression = input.compression();
    let mut content = input.into_seekable()?;
    let format = open_workbook::format(&file, &mut content, kind, options.format)?;
    let job = SheetJob { file: file.clone(), content, format, options: options.clone() };
    let messages = start(job)?;
    let rows = WorkbookRows { file, format, messages, waiting: Vec::new().into_iter(), done: false };
    let (layout, header_row, title, sheet) = match rows.receive()? {
        SheetMessage::Header { layout, row, title, sheet } => (layout, row, title, sheet),
        SheetMessage::Fault(fault) => return Err(fault),
        SheetMessage::Rows(_) | SheetMessage::End => return Err(SourceError::Defect { file: rows.file }),
    };
    let said = Detection {
        format: options.format.map_or(Provenance::Found(format), Provenance::Stated),
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
    let rows: Box<dyn RowReader> = if layout.guarded { Box::new(Unguarded(rows)) } else { Box::new(rows) };
    Ok(OpenedReader { layout, detection: said, rows })
}

fn start(job: SheetJob) -> Result<Receiver<SheetMessage>, SourceError> {
    let (sender, messages) = bounded(PARCELS);
    let file = job.file.clone();
    let run = move || {
        let last = read(job, &sender).map_or_else(SheetMessage::Fault, |()| SheetMessage::End);
        // Nobody listens any more where the source was dropped.
        _ = sender.send(last);
    };
    let started = thread::Builder::new().name("deskferry-workbook".to_owned()).spawn(run);
    started
        .map(|_| messages)
        .map_err(|source| SourceError::File(crate::file::FileError::Read { path: file, source }))
}

fn read(job: SheetJob, sender: &Sender<SheetMessage>) -> Result<(), SourceError> {
    let SheetJob { file, content, format, options } = job;
    let trouble = |trouble: WorkbookError| trouble.of(&file, format, None);
    let mut book = open_workbook::open(content, format, &options).map_err(trouble)?;
    let (number, sheet) = sheet_choice::choose(&mut book, &file, format, options.sheet.as_deref())?;
    book.rewind();
    let outline = book.outline(number).map_err(trouble)?;
    book.rewind();
    let mut cells = book.cells(number).map_err(trouble)?;
    if !outline.ordered {
        cells = open_workbook::SheetCells::Sorted(sorted_cells::Sorted::new(cells).map_err(trouble)?);
    }
    let mut table = sheet_table::SheetTable::open((cells, outline.merges), &file, format, &options)?;
    let layout = table.layout().clone();
    let row = table.header_row();
    let title = table.title();
    let mut listened = sender.send(SheetMessage::Header { layout, row, title, sheet }).is_ok();
    while listened {
        let parcel = table.parcel(PARCEL)?;
        if parcel.is_empty() {
            return Ok(());
        }
        listened = sender.send(SheetMessage::Rows(parcel)).is_ok();
    }
    Ok(())
}

/// The rows of a sheet as the thread sends them.
struct WorkbookRows {
    file: String,
    format: SourceFormat,
    messages: Receiver<SheetMessage>,
    waiting: std::vec::IntoIter<ReadRow>,
    done: bool,
}

impl WorkbookRows {
    /// A thread that ends without a last word broke down over the workbook.
    fn receive(&self) -> Result<SheetMessage, SourceError> {
        self.messages.recv().map_err(|_| SourceError::Workbook {
            file: self.file.clone(),
            format: self.format,
            what: "its reader failed with an internal error".to_owned(),
        })
    }
}

impl RowReader for WorkbookRows {
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError> {
        loop {
            let large = rows.iter().map(sheet_table::weigh).sum::<usize>() >= sheet_table::PARCEL;
            if !large {
                rows.extend(self.waiting.by_ref().take(max.saturating_sub(rows.len())));
            }
            if self.done || rows.len() >= max || large {
                return Ok(!self.done || self.waiting.len() > 0);
            }
            match self.receive()? {
                SheetMessage::Rows(parcel) => self.waiting = parcel.into_iter(),
                SheetMessage::End => self.done = true,
                SheetMessage::Fault(fault) => return Err(fault),
                SheetMessage::Header { .. } => return Err(SourceError::Defect { file: self.file.clone() }),
            }
        }
    }
}

#[cfg(test)]
mod tests;
