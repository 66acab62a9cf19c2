//! The history of a customer over all backups of a target.
//!
//! Each backup has a history part, `history.zst`: hashes of the id, the record and each value of every customer, in the
//! order of the file of customers. It is not in the manifest, because it can be made again from that file. `search`
//! reads the parts and finds the backups in which a customer differs from the one before, `versions` reads only those,
//! and `life` tells what became of each field. docs/backup.md describes the file.

mod block;
mod collector;
mod error;
mod find_history;
mod life;
mod night;
mod part_file;
mod part_reader;
mod part_writer;
mod search;
mod steps;
mod versions;
mod write_json;
mod write_text;

pub(super) use part_file::{is_part, make_part, write_part};

pub use error::HistoryError;
pub use find_history::{FoundHistory, HistoryOptions, find_history};
