//! Finds the header row and names the columns.

mod detection;
mod layout;
mod place;
mod reject_places;
mod repeated;
mod rows_above;
mod safe_mark;

pub(super) use detection::{HeaderSampleRow, Top};
pub(super) use layout::{Layout, letters};
pub(super) use place::{HeaderPlace, SAMPLE_ROWS, are_short, first_row, header_place, top};
pub use reject_places::{REJECT_COLUMNS, reject_columns};
pub(super) use reject_places::{RejectPlaces, is_rejects, missing_reject_columns};
pub(super) use repeated::not_data_issue;
pub use safe_mark::SAFE_MARK;
