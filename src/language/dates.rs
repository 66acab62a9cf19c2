//! Dates as each country writes them.

use jiff::Timestamp;

use super::message::Message;
use super::report_language::ReportLanguage;

/// `29 November 2026, 12:47 UTC` for `2026-11-29T12:47:44Z`. A text that is not such a time stays.
pub(crate) fn date_and_time(language: ReportLanguage, rfc3339: &str) -> String {
    let Ok(time) = rfc3339.parse::<Timestamp>() else { return rfc3339.to_owned() };
    let part = |format: &str| time.strftime(format).to_string();
    let month = Message::new(language, part("month-%-m")).to_string();
    Message::new(language, "date-and-time")
        .n("day", part("%-d").parse().unwrap_or(0_u64))
        .s("month", month)
        .s("year", part("%Y"))
        .s("time", part("%H:%M"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_in_its_country() {
        let day = |text: &str| ReportLanguage::ALL.map(|language| date_and_time(language, text));
        assert_eq!(
            day("2026-11-29T12:47:44Z"),
            [
                "29 novembre 2026, 12:47 UTC",
                "29 November 2026, 12:47 UTC",
                "29 novembre 2026 à 12:47 UTC",
                "29 de noviembre de 2026, 12:47 UTC",
                "29. November 2026, 12:47 UTC",
            ]
        );
        assert_eq!(day("2026-03-01T00:00:00Z")[2], "1er mars 2026 à 00:00 UTC");
        assert_eq!(day("yesterday")[0], "yesterday");
    }
}
