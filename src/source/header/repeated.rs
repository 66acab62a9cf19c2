//! Rows as wide as the table that are not customers: a line of dashes, or the repeated header.

use crate::issue::{Code, Complaint, Issue};
use crate::record::{Header, Record};

/// The issue of a row that is not data; `None` for data.
pub(in crate::source) fn not_data_issue(record: &Record, header: &Header) -> Option<Issue> {
    let first = record.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty())?;
    let what = if first.bytes().all(is_rule) && is_ruled(record) {
        "the row is a line of dashes, not a customer"
    } else if repeats(record, header) {
        "the row repeats the header and is not a customer"
    } else {
        return None;
    };
    let hint = "delete the row from the file; if you want to leave it out, no action is needed";
    Some(Issue::error(Complaint::new(Code::NotData, what, hint)).with_value(first))
}

fn is_rule(byte: u8) -> bool {
    matches!(byte, b'-' | b'=' | b'+' | b'_')
}

/// Only dashes, more than two in some cell. One or two may stand for an empty value.
fn is_ruled(record: &Record) -> bool {
    let texts = || record.iter().map(|cell| cell.text.trim());
    texts().all(|text| text.bytes().all(is_rule)) && texts().any(|text| text.len() > 2)
}

/// Each of several cells is the name of its column.
fn repeats(record: &Record, header: &Header) -> bool {
    let names = header.names();
    let is_name = |(cell, name): (&str, &String)| cell.trim() == name.trim();
    names.len() > 1
        && record.len() == names.len()
        && record.iter().map(|cell| cell.text).zip(names).all(is_name)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["Name", "Email"], true)]
    #[case(&[" Name", "Email "], true)]
    #[case(&["Name", "a@x.org"], false)]
    #[case(&["----", "-----"], true)]
    #[case(&["----", ""], true)]
    #[case(&["====", "===="], true)]
    #[case(&["-", "-"], false)]
    #[case(&["--", "--"], false)]
    #[case(&["----", "a@x.org"], false)]
    #[case(&["Ada", "----"], false)]
    #[case(&["", ""], false)]
    fn repeated_headers_and_separator_lines_are_not_data(#[case] cells: &[&str], #[case] expected: bool) {
        let header = Header::new(["Name", "Email"].map(ToOwned::to_owned).to_vec()).unwrap();
        let mut record = Record::new(2, 2);
        cells.iter().for_each(|cell| record.push(cell));
        assert_eq!(not_data_issue(&record, &header).is_some(), expected);
    }
}
