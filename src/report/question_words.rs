//! The words of questions about warnings, and about errors that have one cause.

use crate::issue::Code;

/// A question about a kind of issue: its words for one and for more, the answer assumed, and how to change it.
pub(super) struct Asked {
    pub(super) one: &'static str,
    pub(super) more: &'static str,
    pub(super) question: &'static str,
    pub(super) assumed: &'static str,
    pub(super) change: &'static str,
}

/// The words about a code that is always a warning.
pub(super) fn words_for_warnings(code: Code) -> Option<&'static Asked> {
    let all = OF_SOURCE.iter().chain(&OF_VALUES).chain(&OF_CUSTOMERS);
    all.into_iter().find(|(own, _)| *own == code).map(|(_, asked)| asked)
}

/// The words about errors that have one cause, so that one answer settles all of them.
pub(super) fn words_for_errors(code: Code) -> Option<&'static Asked> {
    REFUSED.iter().find(|(own, _)| *own == code).map(|(_, asked)| asked)
}

/// Errors that have one cause.
static REFUSED: [(Code, Asked); 4] = [
    (
        Code::DateAmbiguous,
        Asked {
            one: "date could be 3 April or 4 March, and nothing shows which",
            more: "dates could be 3 April or 4 March, and nothing shows which",
            question: "Which comes first, the day or the month?",
            assumed: "Neither: the rows are left out.",
            change: "Set the order of the field in the mapping: \"dmy\" is day, month, year; \"mdy\" is month, day, year.",
        },
    ),
    (
        Code::PhonePlace,
        Asked {
            one: "phone number has no country, and neither has its row",
            more: "phone numbers have no country, and neither have their rows",
            question: "Which country are they from?",
            assumed: "None: the rows are left out.",
            change: "Set the region of the field in the mapping, for example region = \"IT\" for Italy.",
        },
    ),
    (
        Code::NoKey,
        Asked {
            one: "row has nothing by which its customer can be found",
            more: "rows have nothing by which their customers can be found",
            question: "Add them as new customers?",
            assumed: "No: they are left out, because the customers may exist already.",
            change: "In the mapping, on_no_key = \"insert\" adds them.",
        },
    ),
    (
        Code::SeveralMatches,
        Asked {
            one: "row fits several customers of the help desk",
            more: "rows fit several customers of the help desk",
            question: "Which one is meant?",
            assumed: "None: the rows are left out.",
            change: "Merge these customers in the help desk, or use --on-multiple first or last.",
        },
    ),
];

/// Warnings about how the file was read.
static OF_SOURCE: [(Code, Asked); 10] = [
    (
        Code::ReadAlone,
        Asked {
            one: "line follows a broken quote",
            more: "lines follow a broken quote",
            question: "Are they rows of their own?",
            assumed: "Yes: each is read as a row.",
            change: "Correct the quote in the row before them.",
        },
    ),
    (
        Code::RowInCell,
        Asked {
            one: "cell contains what looks like a row",
            more: "cells contain what looks like a row",
            question: "Are they only text?",
            assumed: "Yes: they are part of their cell.",
            change: "If they are rows, close the quote before them in the file.",
        },
    ),
    (
        Code::BareQuote,
        Asked {
            one: "value has a double quote inside",
            more: "values have a double quote inside",
            question: "Is it part of the text?",
            assumed: "Yes: it is kept.",
            change: "If quotes only enclose values, correct the value in the file.",
        },
    ),
    (
        Code::MergedCell,
        Asked {
            one: "cell is empty because it is merged with the one above",
            more: "cells are empty because they are merged with the ones above",
            question: "Leave them empty?",
            assumed: "Yes: only the first row has the value.",
            change: "To use the value in all of these rows: --merged fill.",
        },
    ),
    (
        Code::PartOfRow,
        Asked {
            one: "row may be only a part of a row",
            more: "rows may be only parts of rows",
            question: "Are they complete?",
            assumed: "Yes: each is read as a row.",
            change: "If not, put the broken value into double quotes in the file.",
        },
    ),
    (
        Code::ShiftedRow,
        Asked {
            one: "row has more or fewer cells than the rows around it",
            more: "rows have more or fewer cells than the rows around them",
            question: "Is each value in its column?",
            assumed: "Yes: the cells are read in order.",
            change: "If not, put the value that contains a delimiter into double quotes in the file.",
        },
    ),
    (
        Code::FurtherPage,
        Asked {
            one: "file says that there is a further page",
            more: "files say that there is a further page",
            question: "Import without it?",
            assumed: "Yes: only what the file has is imported.",
            change: "Request all pages from the program and import them, too.",
        },
    ),
    (
        Code::UnreadEscape,
        Asked {
            one: "value has a backslash that may stand for a line break or a tab",
            more: "values have a backslash that may stand for a line break or a tab",
            question: "Keep the backslash?",
            assumed: "Yes: the value is unchanged.",
            change: "If it is an escape: --escape '\\'.",
        },
    ),
    (
        Code::ObjectForValue,
        Asked {
            one: "record has several values where others have one",
            more: "records have several values where others have one",
            question: "Leave the field as it is?",
            assumed: "Yes: the rows set no value for it.",
            change: "Add the further columns to the field in the mapping.",
        },
    ),
    (
        Code::CardPart,
        Asked {
            one: "contact card has parts that were ignored",
            more: "contact cards have parts that were ignored",
            question: "Go without them?",
            assumed: "Yes: pictures, second names and the like are left out.",
            change: "Add what is missing in the help desk by hand.",
        },
    ),
];

/// Warnings about single values.
static OF_VALUES: [(Code, Asked); 11] = [
    (
        Code::EncodedTwice,
        Asked {
            one: "value is garbled, as JosÃ© for José",
            more: "values are garbled, as JosÃ© for José",
            question: "Write them as they are?",
            assumed: "Yes: they are not repaired.",
            change: "Let the mapping repair them (repair = [\"double-utf8\"]), or export the file again as UTF-8.",
        },
    ),
    (
        Code::LostLetters,
        Asked {
            one: "value has lost letters before the export",
            more: "values have lost letters before the export",
            question: "Write them as they are?",
            assumed: "Yes: the letters are no longer in the file.",
            change: "Export the data again as UTF-8, or correct the values by hand.",
        },
    ),
    (
        Code::Misread,
        Asked {
            one: "value reads better in another encoding, as Jos‚ for José",
            more: "values read better in another encoding, as Jos‚ for José",
            question: "Write them as they are?",
            assumed: "Yes: they are not changed.",
            change: "Correct the cells, or name the encoding with --encoding.",
        },
    ),
    (
        Code::Entities,
        Asked {
            one: "value is written for a web page, with &amp; for &",
            more: "values are written for a web page, with &amp; for &",
            question: "Write them as they are?",
            assumed: "Yes: they are not repaired.",
            change: "Let the mapping repair them (repair = [\"entities\"]).",
        },
    ),
    (
        Code::ControlCharacter,
        Asked {
            one: "value had invisible characters",
            more: "values had invisible characters",
            question: "Write them without?",
            assumed: "Yes: these characters are removed.",
            change: "Correct the cells in the file.",
        },
    ),
    (
        Code::LeftOut,
        Asked {
            one: "cell has more values than the field takes",
            more: "cells have more values than the field takes",
            question: "Use only the first?",
            assumed: "Yes: the others are left out.",
            change: "Add a field for the others to the mapping (take = \"others\").",
        },
    ),
    (
        Code::EmptyWord,
        Asked {
            one: "value may mean that the cell is empty (none, nan, null)",
            more: "values may mean that the cell is empty (none, nan, null)",
            question: "Write these words?",
            assumed: "Yes: they are written as text.",
            change: "If they mean empty, list them as `null` under [source] (how the file is read) in the mapping.",
        },
    ),
    (
        Code::FractionLeft,
        Asked {
            one: "whole number is written as a decimal (1067.0)",
            more: "whole numbers are written as decimals (1067.0)",
            question: "Write them as they are?",
            assumed: "Yes: they are not repaired, and leading zeros may be missing.",
            change: "Let the mapping repair them (repair = [\"float\"]), or export the column as text.",
        },
    ),
    (
        Code::SplitAddress,
        Asked {
            one: "row has several addresses whose parts do not match",
            more: "rows have several addresses whose parts do not match",
            question: "Leave out what may belong to another address?",
            assumed: "Yes: only the parts that are certain are written.",
            change: "Fill in these addresses by hand in the help desk.",
        },
    ),
    (
        Code::PhoneReadings,
        Asked {
            one: "phone number may belong to another country",
            more: "phone numbers may belong to another country",
            question: "Write them as typed, without a country code?",
            assumed: "Yes: they are not changed.",
            change: "Write them with + and the country code, or correct the country of the rows.",
        },
    ),
    (
        Code::Postcode,
        Asked {
            one: "postcode does not fit its country",
            more: "postcodes do not fit their countries",
            question: "Write them as they are?",
            assumed: "Yes: they are not changed.",
            change: "Correct the postcode or the country; a spreadsheet may have removed leading zeros.",
        },
    ),
];

/// Warnings about whole customers.
static OF_CUSTOMERS: [(Code, Asked); 5] = [
    (
        Code::PhotoStays,
        Asked {
            one: "photo is not restored",
            more: "photos are not restored",
            question: "Go without?",
            assumed: "Yes: all other fields are written.",
            change: "Upload the photos in the help desk by hand.",
        },
    ),
    (
        Code::EmailMissing,
        Asked {
            one: "customer has no e-mail address",
            more: "customers have no e-mail address",
            question: "Import them without?",
            assumed: "Yes: nobody can write to them by e-mail.",
            change: "Fill in the addresses in the file.",
        },
    ),
    (
        Code::BirthDateOdd,
        Asked {
            one: "birth date is in the future or before 1900",
            more: "birth dates are in the future or before 1900",
            question: "Write them as they are?",
            assumed: "Yes: they are not changed.",
            change: "Check the years in the file.",
        },
    ),
    (
        Code::MergeConflict,
        Asked {
            one: "customer has rows with different values",
            more: "customers have rows with different values",
            question: "Use the value that the mapping chooses?",
            assumed: "Yes: usually the first; the others are not written.",
            change: "In the mapping, `merge` says which value of a field is used.",
        },
    ),
    (
        Code::Doubled,
        Asked {
            one: "customer was added by someone else at the same moment",
            more: "customers were added by others at the same moment",
            question: "Keep both?",
            assumed: "Yes: both are in the help desk.",
            change: "Compare them there, and delete or merge one.",
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A new code that is always a warning needs a question of its own.
    #[test]
    fn every_warning_has_its_question() {
        let warnings = Code::ALL.iter().copied().filter(|code| code.only_warns());
        let without: Vec<Code> = warnings.filter(|code| words_for_warnings(*code).is_none()).collect();
        assert_eq!(without, []);
    }
}
