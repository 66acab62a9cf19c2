//! Warnings about text that was damaged before it arrived.

use super::double_encoding::{may_be_encoded_twice, once_encoded};
use super::entities::without_entities;
use super::repair::Repair;
use super::wrong_code_page;
use crate::issue::{Code, Complaint};

/// A quick test of a complete row: may some text be damaged?
pub(crate) fn may_be_damaged(text: &str) -> bool {
    !text.is_ascii() || memchr::memchr(b'&', text.as_bytes()).is_some()
}

/// A quick test of one cell: may [`complaints`] find something?
pub(crate) fn looks_damaged(text: &str) -> bool {
    let letters = || {
        may_be_encoded_twice(text)
            || wrong_code_page::may_be(text)
            || text.contains(char::REPLACEMENT_CHARACTER)
    };
    memchr::memchr(b'&', text.as_bytes()).is_some() || (!text.is_ascii() && letters())
}

/// The warnings for a damaged text, without what `mended` repairs anyway.
pub(crate) fn complaints(text: &str, mended: Repair) -> Vec<Complaint> {
    let mut found = Vec::new();
    let doubled = if mended.double_utf8 || text.is_ascii() { None } else { once_encoded(text) };
    if doubled.as_deref().unwrap_or(text).contains(char::REPLACEMENT_CHARACTER) {
        found.push(lost_letters());
    } else if let Some(better) = &doubled {
        found.push(encoded_twice(text, better));
    } else if let Some((better, encoding)) = wrong_code_page::better(text) {
        found.push(wrong_code_page::complaint(text, &better, encoding));
    }
    let entities = if mended.entities { None } else { without_entities(text) };
    found.extend(entities.map(|better| entities_left(text, &better)));
    found
}

fn encoded_twice(text: &str, better: &str) -> Complaint {
    let message = format!("the text was encoded twice: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"double-utf8\"] } in the mapping, or export the file again as UTF-8";
    Complaint::new(Code::EncodedTwice, message, hint)
}

fn lost_letters() -> Complaint {
    let message = "letters were lost before the file was written: U+FFFD (\u{fffd}) is in their place";
    let hint = "export the data again as UTF-8; this file does not have the lost letters";
    Complaint::new(Code::LostLetters, message, hint)
}

fn entities_left(text: &str, better: &str) -> Complaint {
    let message = format!("the text contains HTML entities: {} should be {}", short(text), short(better));
    let hint =
        "set FIELD = { …, repair = [\"entities\"] } in the mapping, or export the file again without HTML";
    Complaint::new(Code::Entities, message, hint)
}

/// The warning for a whole number that arrived with `.0`.
pub(crate) fn fraction_left(text: &str, whole: &str) -> Complaint {
    let message = format!("{} looks like {} after a program read it as a number", short(text), short(whole));
    let hint = "set FIELD = { …, repair = [\"float\"] } in the mapping, or export the column as text";
    Complaint::new(Code::FractionLeft, message, hint)
}

/// The quoted text, cut if it is long.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    let cut: String = text.chars().take(MOST).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}
