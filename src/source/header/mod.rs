//! Finds the header row and names the columns.

mod detection;
mod layout;
mod place;
mod repeated;
mod rows_above;

pub(super) use detection::{HeaderSampleRow, Top};
pub use layout::SAFE_MARK;
pub(super) use layout::{Layout, REJECT_COLUMNS, is_rejects, letters};
pub(super) use place::{HeaderPlace, SAMPLE_ROWS, are_short, first_row, header_place, top};
pub(super) use repeated::not_data_issue;
