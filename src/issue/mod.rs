//! What is wrong with a row: a stable code, the field and column, the value, a message and what to do.
//!
//! Issues stay with their row up to the report; they never end a run. [`Code`] is the catalog that
//! `deskferry explain` prints.

mod bent_cell;
mod bent_date;
mod bent_number;
mod bent_value;
mod code;
mod code_texts;
mod faulty_value;
mod row_checksum;
mod row_issue;

pub use bent_value::{Bend, Saved, bend};
pub use code::{Code, CodeSpec};
pub use faulty_value::FaultyValue;
pub use row_checksum::{mark, marked, names, unchanged};
pub use row_issue::{Complaint, Issue, Severity};
