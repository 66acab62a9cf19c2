//! Questions about warnings, and about errors that one answer corrects in many rows.

use super::issue_stats::IssueGroup;
use super::report_question::{ReportQuestion, counted_rows};
use crate::issue::Code;

/// A question about a kind of issue: its words for one and for more, the answer assumed, and how to change it.
struct Asked {
    one: &'static str,
    more: &'static str,
    question: &'static str,
    assumed: &'static str,
    change: &'static str,
}

/// The question about the warnings of one code, in rows that are accepted.
pub(super) fn warned(group: &IssueGroup) -> Option<ReportQuestion> {
    let count = group.in_accepted_rows();
    if count == 0 {
        return None;
    }
    let asked = of_source(group.code).or_else(|| of_values(group.code)).or_else(|| of_customers(group.code));
    Some(asked.map_or_else(|| other(group, count), |asked| question(group, count, &asked)))
}

/// The question about errors that have one cause, so that one answer settles all of them.
pub(super) fn refused(group: &IssueGroup) -> Option<ReportQuestion> {
    let asked = match group.code {
        Code::DateAmbiguous => Asked {
            one: "date could be 3 April or 4 March, and nothing shows which",
            more: "dates could be 3 April or 4 March, and nothing shows which",
            question: "Which comes first, the day or the month?",
            assumed: "Neither: the rows are left out.",
            change: "Set the order of the field in the mapping: \"dmy\" is day, month, year; \"mdy\" is month, day, year.",
        },
        Code::PhonePlace => Asked {
            one: "phone number has no country, and neither has its row",
            more: "phone numbers have no country, and neither have their rows",
            question: "Which country are they from?",
            assumed: "None: the rows are left out.",
            change: "Set the region of the field in the mapping, for example region = \"IT\" for Italy.",
        },
        Code::NoKey => Asked {
            one: "row has nothing by which its customer can be found",
            more: "rows have nothing by which their customers can be found",
            question: "Add them as new customers?",
            assumed: "No: they are left out, because the customers may exist already.",
            change: "In the mapping, on_no_key = \"insert\" adds them.",
        },
        Code::SeveralMatches => Asked {
            one: "row fits several customers of the help desk",
            more: "rows fit several customers of the help desk",
            question: "Which one is meant?",
            assumed: "None: the rows are left out.",
            change: "Merge these customers in the help desk, or use --on-multiple first or last.",
        },
        _ => return None,
    };
    Some(question(group, group.count, &asked))
}

fn question(group: &IssueGroup, count: u64, asked: &Asked) -> ReportQuestion {
    let are = counted_rows(count, asked.one, asked.more);
    ReportQuestion {
        about: group.code.to_string(),
        count,
        question: format!("{are}{}. {}", columns(group), asked.question),
        assumed: asked.assumed.to_owned(),
        change: asked.change.to_owned(),
    }
}

/// Any other warning: usually a faulty value that the mapping lets pass.
fn other(group: &IssueGroup, count: u64) -> ReportQuestion {
    let have = counted_rows(count, "value is not right", "values are not right");
    ReportQuestion {
        about: group.code.to_string(),
        count,
        question: format!("{have}{}: {}. Import the rows all the same?", columns(group), group.title),
        assumed: "Yes: the mapping lets these rows pass, without the value or with it as it is.".to_owned(),
        // The hint of the issues may name a value; the remedy of the code does not.
        change: group.code.spec().remedy.to_owned(),
    }
}

/// ` (Phone, Mobile)`: the columns with the most issues; empty if no column caused them.
fn columns(group: &IssueGroup) -> String {
    const NAMED: usize = 3;
    let mut columns: Vec<(&String, &u64)> =
        group.by_column.iter().filter(|(name, _)| *name != "(row)").collect();
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let more = if columns.len() > NAMED { ", …" } else { "" };
    let names: Vec<&str> = columns.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!(" ({}{more})", names.join(", ")) }
}

/// Warnings about how the file was read.
fn of_source(code: Code) -> Option<Asked> {
    let (one, more, question, assumed, change) = match code {
        Code::ReadAlone => (
            "line follows a broken quote",
            "lines follow a broken quote",
            "Are they rows of their own?",
            "Yes: each is read as a row.",
            "Correct the quote in the row before them.",
        ),
        Code::RowInCell => (
            "cell contains what looks like a row",
            "cells contain what looks like a row",
            "Are they only text?",
            "Yes: they are part of their cell.",
            "If they are rows, close the quote before them in the file.",
        ),
        Code::BareQuote => (
            "value has a double quote inside",
            "values have a double quote inside",
            "Is it part of the text?",
            "Yes: it is kept.",
            "If quotes only enclose values, correct the value in the file.",
        ),
        Code::MergedCell => (
            "cell is empty because it is merged with the one above",
            "cells are empty because they are merged with the ones above",
            "Leave them empty?",
            "Yes: only the first row has the value.",
            "To use the value in all of these rows: --merged fill.",
        ),
        Code::PartOfRow => (
            "row may be only a part of a row",
            "rows may be only parts of rows",
            "Are they complete?",
            "Yes: each is read as a row.",
            "If not, put the broken value into double quotes in the file.",
        ),
        Code::ShiftedRow => (
            "row has more or fewer cells than the rows around it",
            "rows have more or fewer cells than the rows around them",
            "Is each value in its column?",
            "Yes: the cells are read in order.",
            "If not, put the value that contains a delimiter into double quotes in the file.",
        ),
        Code::FurtherPage => (
            "file says that there is a further page",
            "files say that there is a further page",
            "Import without it?",
            "Yes: only what the file has is imported.",
            "Request all pages from the program and import them, too.",
        ),
        Code::UnreadEscape => (
            "value has a backslash that may stand for a line break or a tab",
            "values have a backslash that may stand for a line break or a tab",
            "Keep the backslash?",
            "Yes: the value is unchanged.",
            "If it is an escape: --escape '\\'.",
        ),
        Code::ObjectForValue => (
            "record has several values where others have one",
            "records have several values where others have one",
            "Leave the field as it is?",
            "Yes: the rows set no value for it.",
            "Add the further columns to the field in the mapping.",
        ),
        Code::CardPart => (
            "contact card has parts that were ignored",
            "contact cards have parts that were ignored",
            "Go without them?",
            "Yes: pictures, second names and the like are left out.",
            "Add what is missing in the help desk by hand.",
        ),
        _ => return None,
    };
    Some(Asked { one, more, question, assumed, change })
}

/// Warnings about single values.
fn of_values(code: Code) -> Option<Asked> {
    let (one, more, question, assumed, change) = match code {
        Code::EncodedTwice => (
            "value is garbled, as JosÃ© for José",
            "values are garbled, as JosÃ© for José",
            "Write them as they are?",
            "Yes: they are not repaired.",
            "Let the mapping repair them (repair = [\"double-utf8\"]), or export the file again as UTF-8.",
        ),
        Code::LostLetters => (
            "value has lost letters before the export",
            "values have lost letters before the export",
            "Write them as they are?",
            "Yes: the letters are no longer in the file.",
            "Export the data again as UTF-8, or correct the values by hand.",
        ),
        Code::Misread => (
            "value reads better in another encoding, as Jos‚ for José",
            "values read better in another encoding, as Jos‚ for José",
            "Write them as they are?",
            "Yes: they are not changed.",
            "Correct the cells, or name the encoding with --encoding.",
        ),
        Code::Entities => (
            "value is written for a web page, with &amp; for &",
            "values are written for a web page, with &amp; for &",
            "Write them as they are?",
            "Yes: they are not repaired.",
            "Let the mapping repair them (repair = [\"entities\"]).",
        ),
        Code::ControlCharacter => (
            "value had invisible characters",
            "values had invisible characters",
            "Write them without?",
            "Yes: these characters are removed.",
            "Correct the cells in the file.",
        ),
        Code::LeftOut => (
            "cell has more values than the field takes",
            "cells have more values than the field takes",
            "Use only the first?",
            "Yes: the others are left out.",
            "Add a field for the others to the mapping (take = \"others\").",
        ),
        Code::EmptyWord => (
            "value may mean that the cell is empty (none, nan, null)",
            "values may mean that the cell is empty (none, nan, null)",
            "Write these words?",
            "Yes: they are written as text.",
            "If they mean empty, list them as `null` under [source] (how the file is read) in the mapping.",
        ),
        Code::FractionLeft => (
            "whole number is written as a decimal (1067.0)",
            "whole numbers are written as decimals (1067.0)",
            "Write them as they are?",
            "Yes: they are not repaired, and leading zeros may be missing.",
            "Let the mapping repair them (repair = [\"float\"]), or export the column as text.",
        ),
        Code::SplitAddress => (
            "row has several addresses whose parts do not match",
            "rows have several addresses whose parts do not match",
            "Leave out what may belong to another address?",
            "Yes: only the parts that are certain are written.",
            "Fill in these addresses by hand in the help desk.",
        ),
        Code::PhoneReadings => (
            "phone number may belong to another country",
            "phone numbers may belong to another country",
            "Write them as typed, without a country code?",
            "Yes: they are not changed.",
            "Write them with + and the country code, or correct the country of the rows.",
        ),
        Code::Postcode => (
            "postcode does not fit its country",
            "postcodes do not fit their countries",
            "Write them as they are?",
            "Yes: they are not changed.",
            "Correct the postcode or the country; a spreadsheet may have removed leading zeros.",
        ),
        _ => return None,
    };
    Some(Asked { one, more, question, assumed, change })
}

/// Warnings about whole customers.
fn of_customers(code: Code) -> Option<Asked> {
    let (one, more, question, assumed, change) = match code {
        Code::PhotoStays => (
            "photo is not restored",
            "photos are not restored",
            "Go without?",
            "Yes: all other fields are written.",
            "Upload the photos in the help desk by hand.",
        ),
        Code::EmailMissing => (
            "customer has no e-mail address",
            "customers have no e-mail address",
            "Import them without?",
            "Yes: nobody can write to them by e-mail.",
            "Fill in the addresses in the file.",
        ),
        Code::BirthDateOdd => (
            "birth date is in the future or before 1900",
            "birth dates are in the future or before 1900",
            "Write them as they are?",
            "Yes: they are not changed.",
            "Check the years in the file.",
        ),
        Code::MergeConflict => (
            "customer has rows with different values",
            "customers have rows with different values",
            "Use the value that the mapping chooses?",
            "Yes: usually the first; the others are not written.",
            "In the mapping, `merge` says which value of a field is used.",
        ),
        Code::Doubled => (
            "customer was added by someone else at the same moment",
            "customers were added by others at the same moment",
            "Keep both?",
            "Yes: both are in the help desk.",
            "Compare them there, and delete or merge one.",
        ),
        _ => return None,
    };
    Some(Asked { one, more, question, assumed, change })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new code that is always a warning needs a question of its own.
    #[test]
    fn every_warning_has_its_question() {
        let without = Code::ALL.iter().copied().filter(|code| code.only_warns());
        let without = without.filter(|code| {
            of_source(*code).or_else(|| of_values(*code)).or_else(|| of_customers(*code)).is_none()
        });
        assert_eq!(without.map(Code::id).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
