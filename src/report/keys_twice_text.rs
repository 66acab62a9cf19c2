//! Says which match keys of a run several customers have.

use super::change_preview::row_place;
use super::summary_tables::group_digits;
use super::terminal_text::wrap;
use crate::journal::{JournalError, JournalReader, KeysTwice};

/// The maximum number of ids in a line.
const IDS: usize = 5;

/// The first rows whose match key several customers of the help desk have; empty without any.
pub fn keys_twice_text(twice: Option<&KeysTwice>, reader: &JournalReader) -> Result<String, JournalError> {
    let Some(twice) = twice else { return Ok(String::new()) };
    let sources = reader.sources()?;
    let first = if twice.rows > twice.first.len() as u64 {
        format!(" (the first {} of {})", twice.first.len(), group_digits(twice.rows))
    } else {
        String::new()
    };
    let mut out = format!("Rows whose match key several customers have{first}\n");
    for one in &twice.first {
        let Some(row) = reader.plan_row(one.row)? else { continue };
        let ids: Vec<&str> = one.ids.iter().take(IDS).map(String::as_str).collect();
        let more = if one.ids.len() > ids.len() { ", …" } else { "" };
        let text = format!("{}: customers {}{more}", row_place(&row, &sources), ids.join(", "));
        out.push_str(&(wrap("  ", 4, &text) + "\n"));
    }
    out.push_str("  To look through the whole account: deskferry duplicates\n");
    Ok(out)
}
