//! Reads files as rows. The format is detected from the content; rows are returned in batches.
//!
//! Nothing is lost: every row that is not blank is returned exactly once, with its position and its issues. A row
//! that can't be trusted is never padded, cut or guessed at.

mod byte_order_marks;
mod cell_look;
mod content_detection;
mod content_kind;
mod csv;
mod decoded_text;
mod decoder;
mod detection;
mod earlier_words;
mod encoding;
mod error;
mod error_place;
mod formula_guard;
mod header;
mod html_or_xml;
mod json;
mod opened_source;
mod read_options;
mod rejects_columns;
mod rejects_letters;
mod row_issues;
mod row_reader;
mod unsupported_files;
mod utf8_input;
mod vcard;
#[cfg_attr(not(feature = "workbook"), path = "no_workbook.rs")]
mod workbook;

pub use detection::{Detection, Provenance, TitleRows};
pub use earlier_words::EarlierWords;
pub(crate) use encoding::oddness;
pub use encoding::{EncodingReading, TextEncoding};
pub use error::SourceError;
pub use formula_guard::{guarded, is_dangerous};
pub use header::{REJECT_COLUMNS, SAFE_MARK, reject_columns};
pub use opened_source::{Source, from_reader, open, sheets};
pub use read_options::{
    KnownColumns, MergedCells, ReadOptions, ReadingFlags, ShortRows, SourceFormat, StatedCharacter,
};
pub(crate) use rejects_columns::likely_kind;
pub use row_reader::{Batch, ReadRow};
pub use workbook::SheetName;

#[cfg(test)]
mod conformance;
