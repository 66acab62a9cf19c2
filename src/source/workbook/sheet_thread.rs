//! The thread that reads a sheet.

use std::fs::File;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::file::FileError;
use crate::source::detection::{Provenance, TitleRows};
use crate::source::error::SourceError;
use crate::source::header::Layout;
use crate::source::read_options::{ReadOptions, SourceFormat};
use crate::source::row_reader::ReadRow;

use super::error::WorkbookError;
use super::open_workbook;
use super::ordered_cells::OrderedCells;
use super::sheet_choice;
use super::sheet_table::SheetTable;
use super::sorted_cells::Sorted;

/// The maximum number of rows sent together.
const PARCEL_ROWS: usize = 256;

/// How many such parcels may wait.
const PARCELS: usize = 4;

/// A message from the thread.
pub(super) enum SheetMessage {
    Header {
        layout: Layout,
        row: u64,
        title: Option<TitleRows>,
        sheet: Provenance<String>,
    },
    Rows(Vec<ReadRow>),
    /// The last message, if reading fails.
    Error(SourceError),
    /// The last message, after all rows.
    End,
}

/// What the thread reads.
pub(super) struct SheetJob {
    pub(super) file: String,
    pub(super) content: File,
    pub(super) format: SourceFormat,
    pub(super) options: ReadOptions,
}

/// Starts the thread; the first message is a `Header` or an `Error`.
pub(super) fn start(job: SheetJob) -> Result<Receiver<SheetMessage>, SourceError> {
    let (sender, messages) = bounded(PARCELS);
    let file = job.file.clone();
    let run = move || {
        let last = read(job, &sender).map_or_else(SheetMessage::Error, |()| SheetMessage::End);
        // Sending fails if the source was dropped.
        _ = sender.send(last);
    };
    let started = thread::Builder::new().name("deskferry-workbook".to_owned()).spawn(run);
    started.map(|_| messages).map_err(|source| SourceError::File(FileError::Read { path: file, source }))
}

fn read(job: SheetJob, sender: &Sender<SheetMessage>) -> Result<(), SourceError> {
    let SheetJob { file, content, format, options } = job;
    let error = |error: WorkbookError| error.into_source_error(&file, format, None);
    let mut book = open_workbook::open(content, format, &options).map_err(error)?;
    let (number, sheet) = sheet_choice::choose(&mut book, &file, format, &options)?;
    book.rewind();
    let outline = book.outline(number).map_err(error)?;
    book.rewind();
    let cells = book.cells(number).map_err(error)?;
    let cells = if outline.ordered {
        OrderedCells::AsRead(cells)
    } else {
        OrderedCells::Sorted(Sorted::new(cells).map_err(error)?)
    };
    let mut table = SheetTable::open(cells, outline.merges, &file, format, &options)?;
    let layout = table.layout().clone();
    let row = table.header_row();
    let title = table.title();
    let mut listened = sender.send(SheetMessage::Header { layout, row, title, sheet }).is_ok();
    while listened {
        let parcel = table.parcel(PARCEL_ROWS)?;
        if parcel.is_empty() {
            return Ok(());
        }
        listened = sender.send(SheetMessage::Rows(parcel)).is_ok();
    }
    Ok(())
}
