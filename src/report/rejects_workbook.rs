//! `rejects.xlsx`: the rejected rows as a workbook to correct in a spreadsheet.
//!
//! Every cell is text, so that a spreadsheet computes, rounds and rewrites nothing, also where people type. The faulty
//! cells are colored and have the message as a note. Rows go to a temporary file as they come; only the notes stay in
//! memory, so there are not many.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{IgnoreError, Note, Workbook, XlsxError};

use super::rejects_formats::{FAULTY_TEXT, Formats, OUR_TEXT, TEXT};
use crate::file::AtomicFile;
use crate::journal::JournalError;
use crate::wording::counted;
use crate::xlsx::{FirstErrorWriter, MAX_COLUMNS, SheetRows, caught, cut, fits, save_with_rows, width};

const FILE: &str = "rejects.xlsx";
/// The file of rejects that messages name.
pub(crate) const REJECTS_FILE: &str = FILE;
/// The maximum number of rows of a sheet, with the header.
const MAX_ROWS: u32 = 1_048_576;
/// The maximum number of notes: each takes memory here and in the spreadsheet, which slows down.
const NOTES: usize = 1_000;
/// The maximum number of characters of a note.
const NOTE: usize = 1000;
/// The widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=40;
/// Packing takes less than half the time of the best level, and the file gets a little larger.
const PACKING: u8 = 2;

/// A row of the workbook.
pub(super) struct RejectedCells<'a> {
    /// All cells, with those that deskferry adds.
    pub(super) cells: &'a [&'a str],
    /// The faulty cells, each with what is wrong.
    pub(super) faults: Vec<(usize, String)>,
}

/// The workbook, which gets its name when it is finished.
pub(super) struct RejectsWorkbook {
    path: PathBuf,
    header: Vec<String>,
    /// The number of columns from the source.
    data: usize,
    book: Option<Sheet>,
    notes: usize,
    /// The number of rows with a text that no cell can hold.
    left_out: u64,
    /// Why there is no workbook.
    given_up: Option<String>,
}

/// The open book, and its rows so far.
struct Sheet {
    book: Workbook,
    formats: Formats,
    rows: SheetRows,
    widths: Vec<usize>,
    row: u32,
}

impl RejectsWorkbook {
    /// Prepares the file. The last columns of the header, from `data` on, are those that deskferry adds.
    pub(super) fn new(folder: &Path, header: Vec<String>, data: usize) -> Self {
        let path = folder.join(FILE);
        Self { path, header, data, book: None, notes: 0, left_out: 0, given_up: None }
    }

    /// Adds a row. What a sheet can't hold is only in `rejects.csv`.
    pub(super) fn add(&mut self, row: &RejectedCells<'_>) -> Result<(), JournalError> {
        if self.given_up.is_none() && self.book.is_none() {
            self.begin()?;
        }
        let Some(sheet) = &mut self.book else { return Ok(()) };
        if sheet.row >= MAX_ROWS {
            self.give_up(format!("a sheet holds at most {} rows", MAX_ROWS - 1));
            return Ok(());
        }
        if !row.cells.iter().take(self.data).all(|cell| fits(cell)) {
            self.left_out += 1;
            return Ok(());
        }
        let room = NOTES - self.notes.min(NOTES);
        let data = self.data;
        let written = caught(|| sheet.write(row, data, room));
        self.notes += written.map_err(|error| self.fault(error))?;
        Ok(())
    }

    fn begin(&mut self) -> Result<(), JournalError> {
        if self.header.len() > MAX_COLUMNS {
            self.give_up(format!("a sheet holds at most {MAX_COLUMNS} columns"));
            return Ok(());
        }
        if !self.header.iter().all(|name| fits(name)) {
            self.give_up("a column name is longer than a cell of a sheet".to_owned());
            return Ok(());
        }
        let sheet = caught(|| Sheet::begin(&self.path, &self.header, self.data));
        self.book = Some(sheet.map_err(|error| self.fault(error))?);
        Ok(())
    }

    fn give_up(&mut self, why: String) {
        self.book = None;
        self.given_up = Some(why);
    }

    /// Finishes the file. Without rows, there is no file, and an earlier one is removed. Returns a sentence about
    /// what is only in `rejects.csv`.
    pub(super) fn finish(mut self) -> Result<Option<String>, JournalError> {
        let left_out = self.left_out;
        let sheet = self.book.take().filter(|sheet| sheet.row > 1);
        let written = match sheet {
            Some(sheet) => self.save(sheet),
            None => remove(&self.path),
        };
        written?;
        Ok(match (self.given_up, left_out) {
            (Some(why), _) => Some(format!("There is no {FILE}, because {why}: correct rejects.csv.")),
            (None, 0) => None,
            (None, count) => Some(format!(
                "{} of rejects.csv {} not in {FILE}, because a cell of a workbook can't hold {} text: correct {} in \
                 rejects.csv, and import both files.",
                counted(count, "row", "rows"),
                if count == 1 { "is" } else { "are" },
                if count == 1 { "its" } else { "their" },
                if count == 1 { "it" } else { "them" },
            )),
        })
    }

    fn save(&self, sheet: Sheet) -> Result<(), JournalError> {
        let mut file = AtomicFile::create(&self.path)?;
        let mut out = FirstErrorWriter::new(&mut file);
        let saved = caught(|| sheet.save(self.data, &mut out));
        if let Some(error) = out.fault() {
            return Err(JournalError::file(&self.path, error));
        }
        saved.map_err(|error| self.fault(error))?;
        Ok(file.finish()?)
    }

    fn fault(&self, error: XlsxError) -> JournalError {
        let error = match error {
            XlsxError::IoError(error) => error,
            error => std::io::Error::other(error.to_string()),
        };
        JournalError::file(&self.path, error)
    }
}

impl Sheet {
    fn begin(path: &Path, header: &[String], data: usize) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        let formats = Formats::new();
        formats.register(&mut book);
        // The rows are as private as the run's folder.
        let folder = path.parent().unwrap_or(Path::new("."));
        let rows = SheetRows::create(folder, header.len())?;
        book.set_tempdir(folder)?;
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name("rejects")?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, name) in header.iter().enumerate() {
            let column = column(at)?;
            let (of_name, of_column) = match at < data {
                true => (&formats.text_name, &formats.text),
                false => (&formats.our_name, &formats.ours),
            };
            sheet.write_string_with_format(0, column, name, of_name)?;
            // New rows are text, too.
            sheet.set_column_format(column, of_column)?;
        }
        let widths = header.iter().map(|name| width(name, *WIDTHS.end())).collect();
        Ok(Self { book, formats, rows, widths, row: 1 })
    }

    /// Writes a row with at most `room` notes; returns their number.
    fn write(&mut self, row: &RejectedCells<'_>, data: usize, room: usize) -> Result<usize, XlsxError> {
        let format = |at| match row.faults.iter().any(|(own, _)| *own == at) {
            true => FAULTY_TEXT,
            false if at < data => TEXT,
            false => OUR_TEXT,
        };
        // Only a message of ours can be too long here. An empty cell has a format, too, so that what people type there is
        // text.
        let cells = row.cells.iter().map(|cell| cut(cell).unwrap_or(cell));
        self.rows.write(self.row + 1, cells.enumerate().map(|(at, cell)| (cell, format(at))))?;
        for (widest, cell) in self.widths.iter_mut().zip(row.cells) {
            *widest = (*widest).max(width(cell, *WIDTHS.end()));
        }
        let sheet = self.book.worksheet_from_index(0)?;
        let noted = row.faults.iter().take(room);
        for (at, text) in noted.clone() {
            sheet.insert_note(self.row, column(*at)?, &note(text))?;
        }
        self.row += 1;
        Ok(noted.count())
    }

    fn save(mut self, data: usize, out: &mut FirstErrorWriter<'_>) -> Result<(), XlsxError> {
        let last = self.row - 1;
        let sheet = self.book.worksheet_from_index(0)?;
        for (at, width) in self.widths.iter().enumerate() {
            let width = (*width + 2).clamp(*WIDTHS.start(), *WIDTHS.end());
            sheet.set_column_width(column(at)?, u32::try_from(width).unwrap_or(10))?;
        }
        if let Some(end) = self.widths.len().checked_sub(1) {
            let end = column(end)?;
            // So the library knows how large the sheet is; the rows of ours replace this one.
            sheet.write_blank(last, end, &self.formats.faulty)?;
            sheet.autofilter(0, 0, last, end)?;
            // Otherwise a green corner on each number says that it is text.
            sheet.ignore_error_range(
                0,
                0,
                last,
                column(data.saturating_sub(1))?,
                IgnoreError::NumberStoredAsText,
            )?;
        }
        save_with_rows(&mut self.book, self.rows, PACKING, out)
    }
}

fn note(text: &str) -> Note {
    let mut short: String = text.chars().take(NOTE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    let lines = u32::try_from(short.chars().count() / 40 + 2).unwrap_or(4);
    Note::new(short)
        .add_author_prefix(false)
        .set_author("deskferry")
        .set_width(300)
        .set_height(20 * lines.max(3))
}

fn column(at: usize) -> Result<u16, XlsxError> {
    u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

fn remove(path: &Path) -> Result<(), JournalError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(JournalError::file(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::issue::{Code, Complaint, Issue};
    use crate::journal::SourceRow;
    use crate::report::{MergedHeader, RejectsOrigin, ResultFiles};
    use crate::source::{ReadOptions, open};
    use crate::xlsx::MAX_TEXT;

    /// Writes rows as rejects, and returns what is said about the workbook.
    fn written(folder: &Path, rows: &[Vec<String>]) -> Option<String> {
        let header = (0..rows[0].len()).map(|at| format!("h{at}")).collect();
        let source = SourceRow { id: 0, file: "a.csv".to_owned(), sheet: None, header };
        let origin = RejectsOrigin { run: "R".to_owned(), decided: vec!["country: IT".to_owned()] };
        let mut files = ResultFiles::new(folder, MergedHeader::new(vec![source]), origin);
        let issue = Issue::error(Complaint::new(Code::Email, "m", "h")).in_column("h1");
        for (row, cells) in (2..).zip(rows) {
            files.reject(0, row, cells.iter().map(String::as_str), std::slice::from_ref(&issue)).unwrap();
        }
        files.finish().unwrap().not_in_workbook
    }

    fn read(path: &Path) -> Vec<Vec<String>> {
        let mut source = open(path.to_str().unwrap(), &ReadOptions::default()).unwrap();
        assert!(source.origin().rejects);
        let mut rows = Vec::new();
        while let Some(batch) = source.next_batch(100).unwrap() {
            let cells =
                |row: &crate::source::ReadRow| row.record.iter().map(|cell| cell.text.to_owned()).collect();
            rows.extend(batch.rows.iter().map(cells));
        }
        rows
    }

    fn text() -> impl Strategy<Value = String> {
        let odd = [
            "",
            " a ",
            "a\r\nb",
            "\ra\n",
            "\t",
            "_x000D_",
            "_x005F_x000D_",
            "_x000D",
            "=1+1",
            "+39 02",
            "-1",
            "@x",
            "007",
            "12345678901234567890",
            "03/04/2026",
            "TRUE",
            "#N/A",
            "'a",
            "<a>&\"",
            "\u{1}",
            "\u{b}",
            "\u{fffe}",
            "é\u{301}",
            "\u{feff}",
            "😀",
            "\u{a0}",
            "1e5",
            "_",
            "x",
        ];
        let piece =
            prop_oneof![prop::sample::select(odd.to_vec()).prop_map(ToOwned::to_owned), any::<String>()];
        prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn the_workbook_has_the_cells_of_the_csv_file(
            rows in prop::collection::vec(prop::collection::vec(text(), 3), 1..5),
        ) {
            let folder = tempfile::tempdir().unwrap();
            // A row is never blank, and always has one cell more to recognize it by.
            let rows: Vec<Vec<String>> = (0..).zip(rows)
                .map(|(at, cells)| [vec![format!("row {at}")], cells].concat()).collect();
            let said = written(folder.path(), &rows);
            let csv = read(&folder.path().join("rejects.csv"));
            prop_assert_eq!(csv.len(), rows.len());
            let fits = |row: &&Vec<String>| row.iter().all(|cell| fits(cell));
            let kept: Vec<Vec<String>> = csv.iter().zip(&rows).filter(|(_, row)| fits(row)).map(|(read, _)| read.clone()).collect();
            prop_assert_eq!(said.is_some(), kept.len() < rows.len());
            if !kept.is_empty() {
                prop_assert_eq!(read(&folder.path().join("rejects.xlsx")), kept);
            }
        }
    }

    #[test]
    fn what_a_cell_can_not_hold_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let long = |length| vec!["a".to_owned(), "x".repeat(length)];
        assert_eq!(written(folder.path(), &[long(MAX_TEXT)]), None);
        assert_eq!(read(&folder.path().join("rejects.xlsx"))[0][1].len(), MAX_TEXT);
        let said = written(folder.path(), &[long(MAX_TEXT), long(MAX_TEXT + 1)]).unwrap();
        assert!(said.starts_with("1 row of rejects.csv is not in rejects.xlsx, because"), "{said}");
        let said = written(folder.path(), &[long(MAX_TEXT + 1)]).unwrap();
        assert!(said.starts_with("1 row of"), "{said}");
        assert!(!folder.path().join("rejects.xlsx").exists(), "the earlier one is gone");
        let wide = vec![vec![String::new(); MAX_COLUMNS]];
        let said = written(folder.path(), &wide).unwrap();
        assert!(said.contains("at most 16384 columns"), "{said}");
    }

    #[test]
    #[ignore = "a measurement"]
    fn many_rows_take_bounded_memory() {
        let folder = tempfile::tempdir().unwrap();
        let rows = vec![(0..20).map(|at| format!("a cell of the row {at}")).collect(); 200_000];
        let started = std::time::Instant::now();
        assert_eq!(written(folder.path(), &rows), None);
        let size = folder.path().join("rejects.xlsx").metadata().unwrap().len();
        println!("{:?}, {size} bytes", started.elapsed());
    }
}
