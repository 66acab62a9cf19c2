//! The rows of a sheet, received from its thread.

use crossbeam_channel::Receiver;

use crate::file::InputStream;
use crate::source::content_kind::ContentKind;
use crate::source::detection::{Detection, Provenance};
use crate::source::error::SourceError;
use crate::source::read_options::{ReadOptions, SourceFormat};
use crate::source::row_reader::{OpenedReader, ReadRow, RowReader, Unguarded};

use super::row_size::{PARCEL_BYTES, weigh};
use super::sheet_thread::{SheetJob, SheetMessage, start};
use super::workbook_format;

/// Opens a workbook, chooses the sheet, and reads its header.
pub(in crate::source) fn open(
    input: InputStream,
    kind: ContentKind,
    options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    let file = input.name().to_owned();
    let compression = input.compression();
    let mut content = input.into_seekable()?;
    let format = workbook_format::format(&file, &mut content, kind, options.format)?;
    let job = SheetJob { file: file.clone(), content, format, options: options.clone() };
    let messages = start(job)?;
    let rows = WorkbookRows { file, format, messages, waiting: Vec::new().into_iter(), done: false };
    let (layout, header_row, title, sheet) = match rows.receive()? {
        SheetMessage::Header { layout, row, title, sheet } => (layout, row, title, sheet),
        SheetMessage::Error(error) => return Err(error),
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
    Ok(OpenedReader { layout, said, rows })
}

/// The rows of a sheet, received from its thread.
struct WorkbookRows {
    file: String,
    format: SourceFormat,
    messages: Receiver<SheetMessage>,
    waiting: std::vec::IntoIter<ReadRow>,
    done: bool,
}

impl WorkbookRows {
    /// The next message. A thread that ends without a last message has panicked.
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
            let large = rows.iter().map(weigh).sum::<usize>() >= PARCEL_BYTES;
            if !large {
                rows.extend(self.waiting.by_ref().take(max.saturating_sub(rows.len())));
            }
            if self.done || rows.len() >= max || large {
                return Ok(!self.done || self.waiting.len() > 0);
            }
            match self.receive()? {
                SheetMessage::Rows(parcel) => self.waiting = parcel.into_iter(),
                SheetMessage::End => self.done = true,
                SheetMessage::Error(error) => return Err(error),
                SheetMessage::Header { .. } => return Err(SourceError::Defect { file: self.file.clone() }),
            }
        }
    }
}
