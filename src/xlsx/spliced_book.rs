//! A workbook of the library whose rows are written by [`SheetRows`].

use std::io::{self, Cursor, Read as _, Write};

use rust_xlsxwriter::{Workbook, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::library::{FirstErrorWriter, caught};
use super::sheet_rows::SheetRows;

/// The only sheet.
const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Saves a book whose only sheet has a header row, with these rows in place of all that follow the header. The level is
/// that of the compression.
///
/// Without its rows, a book is small: the library writes it to memory.
pub(crate) fn save_with_rows(
    book: &mut Workbook,
    rows: SheetRows,
    level: u8,
    out: &mut FirstErrorWriter<'_>,
) -> Result<(), XlsxError> {
    book.set_zip_compression_level(level);
    let mut packed = Vec::new();
    caught(|| book.save_to_writer(&mut packed))?;
    let mut from = ZipArchive::new(Cursor::new(packed))?;
    let mut to = ZipWriter::new_stream(out);
    let sheet_at = from.index_for_name(SHEET);
    let mut rows = Some(rows);
    for at in 0..from.len() {
        if Some(at) != sheet_at {
            to.raw_copy_file(from.by_index_raw(at)?)?;
            continue;
        }
        let mut sheet = String::new();
        from.by_index(at)?.read_to_string(&mut sheet)?;
        to.start_file(SHEET, options(level))?;
        if let Some(rows) = rows.take() {
            write_sheet(&sheet, rows, &mut to)?;
        }
    }
    to.finish()?;
    Ok(())
}

/// As the library has them.
fn options(level: u8) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(level)))
        .unix_permissions(0o600)
        .last_modified_time(zip::DateTime::default())
}

/// Writes the sheet with the rows behind its header row.
fn write_sheet(sheet: &str, rows: SheetRows, to: &mut impl Write) -> Result<(), XlsxError> {
    const ROW: &str = "</row>";
    // A text has no `<`, so these are the tags.
    let header = sheet.find(ROW).and_then(|at| sheet.get(..at + ROW.len()));
    let end = sheet.find("</sheetData>").and_then(|at| sheet.get(at..));
    let (Some(header), Some(end)) = (header, end) else {
        return Err(io::Error::other("the library wrote a sheet without a header row").into());
    };
    to.write_all(header.as_bytes())?;
    io::copy(&mut rows.into_read()?, to)?;
    Ok(to.write_all(end.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use rust_xlsxwriter::Format;

    use super::*;

    /// The second format is for faulty cells.
    fn begun(folder: &Path) -> (Workbook, Format, Format) {
        let mut book = Workbook::new();
        book.set_tempdir(folder).unwrap();
        let [text, faulty] = [Format::new().set_num_format("@"), Format::new().set_bold()];
        book.register_format(&text);
        book.register_format(&faulty);
        let sheet = book.add_worksheet_with_constant_memory().unwrap();
        for column in 0..3 {
            sheet.write_string_with_format(0, column, "h", &text).unwrap();
        }
        (book, text, faulty)
    }

    fn sheet_of(packed: Vec<u8>) -> String {
        let mut sheet = String::new();
        let mut archive = ZipArchive::new(Cursor::new(packed)).unwrap();
        archive.by_name(SHEET).unwrap().read_to_string(&mut sheet).unwrap();
        sheet
    }

    /// The sheet as the library writes it, and with rows of ours.
    fn both(rows: &[Vec<(String, bool)>]) -> [String; 2] {
        let folder = tempfile::tempdir().unwrap();
        let (mut by_library, text, faulty) = begun(folder.path());
        let (mut spliced, ..) = begun(folder.path());
        let mut ours = SheetRows::create(folder.path(), 3).unwrap();
        for (row, cells) in (1..).zip(rows) {
            let sheet = by_library.worksheet_from_index(0).unwrap();
            for (column, (cell, is_faulty)) in (0..).zip(cells) {
                let format = if *is_faulty { &faulty } else { &text };
                // Without a text, the library writes a blank cell.
                sheet.write_string_with_format(row, column, cell, format).unwrap();
            }
            let cells = cells.iter().map(|(cell, is_faulty)| (cell.as_str(), 1 + u8::from(*is_faulty)));
            ours.write(row + 1, cells).unwrap();
        }
        let last = u32::try_from(rows.len()).unwrap();
        spliced.worksheet_from_index(0).unwrap().write_blank(last, 2, &text).unwrap();
        let (mut library, mut own) = (Vec::new(), Vec::new());
        by_library.save_to_writer(&mut library).unwrap();
        let mut out = FirstErrorWriter::new(&mut own);
        save_with_rows(&mut spliced, ours, 2, &mut out).unwrap();
        assert!(out.fault().is_none());
        [sheet_of(library), sheet_of(own)]
    }

    fn text() -> impl Strategy<Value = String> {
        let odd = [
            "",
            " ",
            "\t",
            "\n",
            "\r",
            "\0",
            "\u{1f}",
            "\u{b}",
            "_x000D_",
            "_x00",
            "0D_",
            "_",
            "x",
            "_x",
            "&",
            "<",
            ">",
            "\"",
            "'",
            "]]>",
            "</row>",
            "</sheetData>",
            "é",
            "\u{301}",
            "\u{200b}",
            "\u{feff}",
            "\u{fffe}",
            "\u{ffff}",
            "😀",
            "a1",
        ];
        let piece = prop_oneof![
            4 => prop::sample::select(odd.to_vec()).prop_map(ToOwned::to_owned),
            1 => any::<String>(),
            1 => (0..32_000_usize).prop_map(|length| "a".repeat(length)),
        ];
        // The library writes no text that is too long for a cell.
        let fits = |text: &String| text.encode_utf16().count() <= crate::xlsx::MAX_TEXT;
        prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat()).prop_filter("too long", fits)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn rows_are_written_as_by_the_library(
            rows in prop::collection::vec(prop::collection::vec((text(), any::<bool>()), 3), 1..6),
        ) {
            let [library, own] = both(&rows);
            prop_assert_eq!(library, own);
        }
    }
}
