//! The records of the workbook stream.

use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::source::workbook::biff::BiffBytes;
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::ole::Ole;

use super::record_numbers as record;

pub(crate) type Stream = BufReader<cfb::Stream<Ole>>;

/// A record. For texts, the records that continue it are appended; `breaks` is where each of them begins.
pub(crate) struct XlsRecord<'r> {
    pub(crate) kind: u16,
    pub(crate) body: &'r [u8],
    pub(crate) breaks: &'r [usize],
}

/// Reads records one by one.
pub(crate) struct XlsRecords<'a> {
    stream: &'a mut Stream,
    left: &'a mut u64,
    /// The kind and length of the next record, if already read.
    ahead: Option<(u16, u64)>,
    body: Vec<u8>,
    breaks: Vec<usize>,
}

impl<'a> XlsRecords<'a> {
    pub(crate) fn new(stream: &'a mut Stream, left: &'a mut u64) -> Self {
        Self { stream, left, ahead: None, body: Vec::new(), breaks: Vec::new() }
    }

    pub(crate) fn next(&mut self) -> Result<Option<XlsRecord<'_>>, WorkbookError> {
        self.body.clear();
        self.breaks.clear();
        let Some((kind, length)) = self.head()? else { return Ok(None) };
        self.read(length)?;
        let texts = [record::SHARED, record::LABEL, record::RICH_LABEL, record::FORMULA_TEXT];
        while texts.contains(&kind) {
            match self.head()? {
                Some((record::GOES_ON, length)) => {
                    self.breaks.push(self.body.len());
                    self.read(length)?;
                }
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
        Ok(Some(XlsRecord { kind, body: &self.body, breaks: &self.breaks }))
    }

    fn head(&mut self) -> Result<Option<(u16, u64)>, WorkbookError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let mut head = Vec::with_capacity(4);
        (&mut *self.stream).take(4).read_to_end(&mut head)?;
        let mut bytes = BiffBytes(&head);
        // Trailing bytes after the last record are ignored.
        if head.len() < 4 {
            return Ok(None);
        }
        self.count(4)?;
        Ok(Some((bytes.short()?, u64::from(bytes.short()?))))
    }

    fn read(&mut self, length: u64) -> Result<(), WorkbookError> {
        let before = self.body.len() as u64;
        (&mut *self.stream).take(length).read_to_end(&mut self.body)?;
        if self.body.len() as u64 - before < length {
            return Err(WorkbookError::damaged("it ends in the middle of a record"));
        }
        self.count(length)
    }

    fn count(&mut self, bytes: u64) -> Result<(), WorkbookError> {
        let left = self.left.checked_sub(bytes);
        *self.left = left.ok_or_else(|| WorkbookError::damaged("its sheets overlap"))?;
        Ok(())
    }
}

/// The records of a sheet, after the one that begins it.
pub(crate) fn records<'a>(
    stream: &'a mut Stream,
    left: &'a mut u64,
    place: u64,
) -> Result<XlsRecords<'a>, WorkbookError> {
    stream.seek(SeekFrom::Start(place))?;
    let mut records = XlsRecords::new(stream, left);
    if records.next()?.is_none_or(|record| record.kind != record::BEGIN) {
        return Err(WorkbookError::damaged("a sheet does not begin at its listed position"));
    }
    Ok(records)
}
