//! Questions about what a run assumed while it read the sources.

use super::field_words::field_in_words;
use super::report_question::{QuestionWords, ReportQuestion};
use crate::convert::country_name;
use crate::language::{Message, ReportLanguage};
use crate::profile::{AssumedOrder, ReadingAssumption};

/// The question about an assumption; if it is `written`, what was done.
pub(super) fn assumed(
    language: ReportLanguage,
    assumption: &ReadingAssumption,
    written: bool,
) -> ReportQuestion {
    let field = assumption.field().map(|field| field_in_words(language, field)).unwrap_or_default();
    let words = |open: &str, done: &str| {
        let key = if written { done } else { open };
        QuestionWords { language, key: key.to_owned() }
    };
    match assumption {
        ReadingAssumption::PhoneRegion { country, count, .. } => {
            let name = name_of_country(language, country);
            let set = |text: Message| text.s("field", &field).s("country", &name).s("code", country);
            words("ask-phone-region", "ask-phone-region-written").ask("phone_region", *count, set)
        }
        ReadingAssumption::DateOrder { first, count, shown_by, row, .. } => {
            let (open, done) = match first {
                AssumedOrder::Day => ("ask-day-first", "ask-day-first-written"),
                AssumedOrder::Month => ("ask-month-first", "ask-month-first-written"),
                AssumedOrder::Year => ("ask-year-first", "ask-year-first-written"),
            };
            let set = |text: Message| text.s("field", &field).n("shown", *shown_by).s("row", row.to_string());
            words(open, done).ask("date_order", *count, set)
        }
        ReadingAssumption::Encoding { file, encoding, count } => {
            let set = |text: Message| text.s("file", file).s("encoding", encoding);
            words("ask-encoding", "ask-encoding-written").ask("encoding", *count, set)
        }
    }
}

/// The name of a country. The table of countries has the English ones.
pub(super) fn name_of_country(language: ReportLanguage, code: &str) -> String {
    let translated = Message::new(language, format!("country-{code}")).in_its_language();
    translated.unwrap_or_else(|| country_name(code).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_asked_with_their_numbers() {
        let phones =
            ReadingAssumption::PhoneRegion { field: "phoneNumber".into(), country: "IT".into(), count: 1171 };
        assert_eq!(
            assumed(ReportLanguage::En, &phones, false).question,
            "1,171 phone numbers have no country (Telephone). Read them as numbers of Italy?"
        );
        let dates = ReadingAssumption::DateOrder {
            field: "birthDate".into(),
            first: AssumedOrder::Day,
            count: 1,
            shown_by: 1,
            row: 7,
        };
        let told = assumed(ReportLanguage::En, &phones, true);
        assert_eq!(told.question, "1,171 phone numbers had no country (Telephone).");
        assert_eq!(told.assumed, "They were read as numbers of Italy.");
        let asked = assumed(ReportLanguage::En, &dates, false);
        assert_eq!(
            asked.question,
            "1 date could be 3 April or 4 March (3/4) (Birth date). Read with the day first?"
        );
        assert_eq!(asked.assumed, "Yes: row 7 alone shows this order.");
    }
}
