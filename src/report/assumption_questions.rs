//! Questions about what a run assumed while it read the sources.

use super::report_question::{ReportQuestion, counted_rows};
use super::summary_tables::group_digits;
use crate::convert::country_name;
use crate::profile::{AssumedOrder, ReadingAssumption};

/// The question about an assumption.
pub(super) fn assumed(assumption: &ReadingAssumption) -> ReportQuestion {
    match assumption {
        ReadingAssumption::PhoneRegion { field, country, count } => phone_region(field, country, *count),
        ReadingAssumption::DateOrder { field, first, count, shown_by, row } => {
            date_order(field, *first, *count, &evidence(*shown_by, *row))
        }
        ReadingAssumption::Encoding { file, encoding, count } => ReportQuestion {
            about: "encoding".to_owned(),
            count: *count,
            question: format!(
                "{file} does not say how its letters are stored. Read it as {encoding}? Look at names with accents."
            ),
            assumed: format!("Yes: {encoding} fits its content."),
            change: "Name the encoding with --encoding, or save the file as UTF-8.".to_owned(),
        },
    }
}

fn phone_region(field: &str, country: &str, count: u64) -> ReportQuestion {
    let have = counted_rows(count, "phone number has no country", "phone numbers have no country");
    let name = country_name(country).unwrap_or(country);
    ReportQuestion {
        about: "phone_region".to_owned(),
        count,
        question: format!("{have} ({field}). Read as numbers of {name}?"),
        assumed: format!("Yes: the mapping names {country} as the region of this field."),
        change: "Fill in the country of these rows, or change the region of the field in the mapping."
            .to_owned(),
    }
}

fn date_order(field: &str, first: AssumedOrder, count: u64, evidence: &str) -> ReportQuestion {
    let could = match first {
        AssumedOrder::Day | AssumedOrder::Month => "could be 3 April or 4 March (3/4)",
        AssumedOrder::Year => "could begin with the day or with the year",
    };
    let could = counted_rows(count, &format!("date {could}"), &format!("dates {could}"));
    let read = match first {
        AssumedOrder::Day => "Read with the day first?",
        AssumedOrder::Month => "Read with the month first?",
        AssumedOrder::Year => "Read with the year first?",
    };
    ReportQuestion {
        about: "date_order".to_owned(),
        count,
        question: format!("{could} ({field}). {read}"),
        assumed: format!("Yes: {evidence}."),
        change: "Set the order of the field in the mapping: \"dmy\" is day, month, year; \"mdy\" is month, day, year."
            .to_owned(),
    }
}

fn evidence(rows: u64, row: u64) -> String {
    match rows {
        1 => format!("row {row} alone shows this order"),
        rows => format!("{} rows show this order, the first is row {row}", group_digits(rows)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_asked_with_their_numbers() {
        let phones =
            ReadingAssumption::PhoneRegion { field: "phoneNumber".into(), country: "IT".into(), count: 1171 };
        assert_eq!(
            assumed(&phones).question,
            "1,171 phone numbers have no country (phoneNumber). Read as numbers of Italy?"
        );
        let dates = ReadingAssumption::DateOrder {
            field: "birthDate".into(),
            first: AssumedOrder::Day,
            count: 1,
            shown_by: 1,
            row: 7,
        };
        let asked = assumed(&dates);
        assert_eq!(
            asked.question,
            "1 date could be 3 April or 4 March (3/4) (birthDate). Read with the day first?"
        );
        assert_eq!(asked.assumed, "Yes: row 7 alone shows this order.");
    }
}
