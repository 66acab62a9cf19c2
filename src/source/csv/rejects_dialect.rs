//! How the text of a rejects file is delimited. Offices save it with other delimiters and encodings than deskferry.

use std::borrow::Cow;

use crate::source::encoding;
use crate::source::error::SourceError;
use crate::source::header::{HeaderSampleRow, RejectPlaces};
use crate::source::read_options::ReadOptions;

use super::delimiter_detection::{CANDIDATES, sep_line};
use super::dialect::Dialect;
use super::sample;

/// The header of a rejects file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RejectsHeader {
    delimiter: u8,
    row: u64,
    /// The runs that the first rows name.
    pub(super) runs: Vec<String>,
}

impl RejectsHeader {
    /// Finds the header in the first bytes of a file; `None` for any other file.
    pub(super) fn find(sample: &[u8], options: &ReadOptions) -> Option<Self> {
        let text = decoded(sample);
        let sep = sep_line(&text);
        let below = text.get(sep.map_or(0, |(_, length)| length)..).unwrap_or_default();
        let stated = options.flags.delimiter.then_some(options.delimiter).flatten();
        let delimiters = stated.into_iter().chain(sep.map(|(delimiter, _)| delimiter)).chain(CANDIDATES);
        let found = delimiters.filter_map(|delimiter| {
            let rows = sample::first_rows(below, true, Dialect::usual(delimiter));
            let (first, rows) = rows.split_first()?;
            let places = RejectPlaces::find(&first.cells)?;
            Some(Self { delimiter, row: first.row, runs: runs(&places, rows) })
        });
        found.into_iter().next()
    }

    /// The options for this file. Those of the mapping are about its source, so only flags count.
    ///
    /// # Errors
    /// A flag contradicts the file.
    pub(super) fn options(self, file: &str, options: &ReadOptions) -> Result<ReadOptions, SourceError> {
        let flags = options.flags;
        let own = options.for_rejects();
        let wrong = |flag, what: String| Err(SourceError::RejectsFlag { file: file.to_owned(), flag, what });
        match own.delimiter {
            Some(stated) if stated != self.delimiter => {
                return wrong(
                    "--delimiter",
                    format!("its cells are separated by {:?}", char::from(self.delimiter)),
                );
            }
            _ => {}
        }
        if flags.no_header {
            return wrong("--no-header", "it has a header".to_owned());
        }
        match own.header_row {
            Some(row) if row != self.row => {
                return wrong("--header-row", format!("its header is row {}", self.row));
            }
            _ => {}
        }
        Ok(ReadOptions { delimiter: Some(self.delimiter), header_row: None, ..own })
    }
}

/// The runs that these rows name. People add rows that name none.
fn runs(places: &RejectPlaces, rows: &[HeaderSampleRow]) -> Vec<String> {
    let cell = |row: &HeaderSampleRow| Some(row.cells.get(places.own("_run")?)?.trim().to_owned());
    let mut runs: Vec<String> = rows.iter().filter_map(cell).filter(|run| !run.is_empty()).collect();
    runs.dedup();
    runs
}

/// The text in UTF-8, as far as the names of our columns need it.
fn decoded(sample: &[u8]) -> Cow<'_, [u8]> {
    let zeros = || encoding::utf16_by_zeros(sample).map(|found| (found, 0));
    match encoding::byte_order_mark(sample).or_else(zeros) {
        Some((found, mark)) => {
            let text = found.decode_lossy(sample.get(mark..).unwrap_or_default());
            Cow::Owned(text.trim_start_matches('\u{feff}').as_bytes().to_vec())
        }
        None => Cow::Borrowed(sample),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const HEADER: &str = "a,\"b, c\",_file,_sheet,_row,_codes,_column,_message\n1,2,f,,2,E201,a,m\n";

    fn found(bytes: &[u8]) -> Option<(char, u64)> {
        let header = RejectsHeader::find(bytes, &ReadOptions::default())?;
        Some((char::from(header.delimiter), header.row))
    }

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[rstest]
    #[case(HEADER.as_bytes().to_vec(), Some((',', 1)))]
    #[case(HEADER.replace(',', ";").into_bytes(), Some((';', 1)))]
    #[case(HEADER.replace(',', "|").into_bytes(), Some(('|', 1)))]
    #[case(HEADER.replace("b, c", "\u{e9}").replace(',', "\t").into_bytes(), Some(('\t', 1)))]
    #[case(["\u{feff}", HEADER].concat().into_bytes(), Some((',', 1)))]
    #[case(["sep=,\r\n", HEADER].concat().into_bytes(), Some((',', 2)))]
    #[case(["\n", HEADER].concat().into_bytes(), Some((',', 2)))]
    #[case(wide(&["\u{feff}", HEADER].concat(), u16::to_le_bytes), Some((',', 1)))]
    #[case(wide(&["\u{feff}", HEADER].concat(), u16::to_be_bytes), Some((',', 1)))]
    #[case(wide(HEADER, u16::to_le_bytes), Some((',', 1)))]
    #[case([&b"\xe9,"[..], HEADER.as_bytes()].concat(), Some((',', 1)))]
    #[case(b"a,b\n1,2\n".to_vec(), None)]
    #[case(Vec::new(), None)]
    fn a_rejects_file_is_known_in_every_form(#[case] bytes: Vec<u8>, #[case] expected: Option<(char, u64)>) {
        assert_eq!(found(&bytes), expected);
    }
}
