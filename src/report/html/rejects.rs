//! The rejects that the page contains, for saving.

use std::io::Read;

use super::super::mask_names::{mask_path, mask_run};
use crate::file::{FileError, open_regular};
use crate::journal::{JournalError, RunFolder};
use crate::source::reject_columns;

/// The maximum number of bytes of rejects in the page.
const MOST: u64 = 1_000_000;

/// The only column of ours with more than places, codes and names of fields.
const MESSAGE: &str = "_message";

/// The first rows of `rejects.csv`.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    /// The CSV text without the byte order mark; empty without rejects.
    pub(super) csv: String,
    /// The number of rows in it.
    pub(super) rows: u64,
}

impl Rejects {
    /// Reads the rejects. If `redacted`, keeps only places and codes.
    pub(super) fn load(folder: &RunFolder, redacted: bool) -> Result<Self, JournalError> {
        let path = folder.file("rejects.csv");
        let fault = |error| JournalError::file(&path, error);
        let file = match open_regular(&path) {
            Err(FileError::NotFound { .. }) => return Ok(Self::default()),
            file => file?,
        };
        let mut bytes = Vec::new();
        file.take(MOST).read_to_end(&mut bytes).map_err(fault)?;
        let cut = bytes.len() as u64 == MOST;
        let text = String::from_utf8_lossy(&bytes);
        complete_rows(text.trim_start_matches('\u{feff}'), cut, redacted)
            .map_err(|error| JournalError::file(&path, error.into()))
    }

    /// The text as a JSON string for a `script` element with data.
    pub(super) fn json(&self) -> String {
        serde_json::Value::from(self.csv.as_str()).to_string().replace('<', "\\u003c")
    }
}

/// The bytes of a cell in the page, where markup and control characters are escaped.
fn in_json(cell: &str) -> u64 {
    let width = |byte: u8| match byte {
        b'<' | 0..0x20 => 6,
        b'"' | b'\\' => 2,
        _ => 1,
    };
    cell.bytes().map(width).sum::<u64>() + 1
}

/// As many rows as fit into the page. If the text was `cut`, its last row is left out.
fn complete_rows(text: &str, cut: bool, redacted: bool) -> Result<Rejects, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = reader.headers()?.clone();
    // Only the last columns are ours, even if the source has columns with the same names.
    let names: Vec<&str> = header.iter().collect();
    let ours = header.len().saturating_sub(reject_columns(&names));
    let is_kept = |(at, name): (usize, &&str)| !redacted || at >= ours && *name != MESSAGE;
    let kept: Vec<bool> = names.iter().enumerate().map(is_kept).collect();
    // Removes the checksum after a code: its cells are not in the page.
    let bare = |(cell, name): (&str, &&str)| match *name {
        _ if !redacted => cell.to_owned(),
        "_file" => mask_path(cell),
        "_run" => mask_run(cell),
        _ => cell.split(" #").next().unwrap_or(cell).to_owned(),
    };
    let is_kept = |at: usize| kept.get(at).copied().unwrap_or_default();
    let mut write = |record: &csv::StringRecord| {
        let cells = record.iter().zip(&names).enumerate().filter(|(at, _)| is_kept(*at));
        writer.write_record(cells.map(|(_, cell)| bare(cell)))
    };
    write(&header)?;
    let mut records = reader.records().peekable();
    let mut rows = 0;
    let mut size = 0;
    while let Some(record) = records.next() {
        let record = record?;
        size += record.iter().map(in_json).sum::<u64>();
        if size > MOST || cut && records.peek().is_none() {
            break;
        }
        write(&record)?;
        rows += 1;
    }
    let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(Rejects { csv: String::from_utf8_lossy(&bytes).into_owned(), rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "_row,_file,_sheet,_row,_codes,_column,_message\na@x,a.csv,,2,E201 #1f,Mail,no @\n\"b\n</script>\",a.csv,,3,E201 #2f,Mail,no @\n";

    #[test]
    fn a_truncated_row_is_left_out() {
        let all = complete_rows(TEXT, false, false).unwrap();
        assert_eq!((all.rows, all.csv.as_str()), (2, TEXT));
        let cut = complete_rows(&TEXT[..TEXT.len() - 12], true, false).unwrap();
        assert_eq!((cut.rows, cut.csv.lines().count()), (1, 2));
    }

    #[test]
    fn markup_counts_towards_the_size_limit() {
        let row = format!("{},a.csv,,2,E201,Mail,no @\n", "<".repeat(900));
        let text = format!("Mail,_file,_sheet,_row,_codes,_column,_message\n{}", row.repeat(1000));
        let all = complete_rows(&text, false, false).unwrap();
        assert!(all.rows > 150 && all.json().len() < 1_050_000, "{} rows, {}", all.rows, all.json().len());
    }

    #[test]
    fn rejected_rows_cannot_close_the_script_element() {
        let all = complete_rows(TEXT, false, false).unwrap();
        assert!(!all.json().contains('<'));
        assert_eq!(serde_json::from_str::<String>(&all.json()).unwrap(), all.csv);
    }

    #[test]
    fn masked_rejects_show_only_places_and_codes() {
        let masked = complete_rows(TEXT, false, true).unwrap();
        let text = "_file,_sheet,_row,_codes,_column\na.csv,,2,E201,Mail\na.csv,,3,E201,Mail\n";
        assert_eq!(masked.csv, text, "the source's own _row is none of ours");
    }
}
