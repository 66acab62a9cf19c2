//! A look over whole columns before their rows are mapped: in which order do day and month stand, and which country
//! do most rows have?
//!
//! It costs a pass over the source. Dates of `formats = ["auto"]` without an `order` need it; phone numbers in rows of
//! several countries are held against the country of most rows where it can be had.

use super::apply::CountryCount;
use super::bind::BoundMapping;
use crate::convert::{Conversion, DateSeparator, DayOrder};
use crate::record::Record;

/// What the columns of one source have shown so far.
#[derive(Debug)]
pub struct ColumnScan {
    columns: Vec<ColumnOrders>,
    countries: Option<CountryCount>,
}

/// What a cell shows of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnHint {
    /// A text, with the mark between its numbers.
    Text(DateSeparator, DayOrder),
    /// A date of a workbook, with its day of the month.
    Typed(u8),
    /// Eight digits, and whether they are a day.
    Compact(bool),
}

/// What one column has shown, by the mark between day and month.
#[derive(Debug)]
struct ColumnOrders {
    rule: usize,
    marks: Vec<(DateSeparator, OrderHints)>,
    /// Dates of a workbook whose day may be the month, and those of which it can't.
    typed: [u64; 2],
    /// Eight digits that are no day, and those that are one.
    compact: [HintRows; 2],
}

/// So many dates of a workbook with no day above 12 are no chance: one of a thousand columns has as many.
const NO_CHANCE: u64 = 8;

/// Rows that show something: how many, and the first of them.
#[derive(Debug, Clone, Copy, Default)]
struct HintRows {
    count: u64,
    first: u64,
}

impl HintRows {
    fn add(&mut self, row: u64) {
        if self.count == 0 {
            self.first = row;
        }
        self.count += 1;
    }

    fn any(self) -> Option<u64> {
        (self.count > 0).then_some(self.first)
    }
}

/// The rows that show one order and the other, and the year first.
#[derive(Debug, Default)]
struct OrderHints {
    day_first: HintRows,
    month_first: HintRows,
    year_first: HintRows,
    /// A value can be read in both orders.
    asked: bool,
}

impl ColumnScan {
    /// Looks at one row.
    pub fn look(&mut self, bound: &BoundMapping, record: &Record) {
        for column in &mut self.columns {
            match bound.shown(column.rule, record) {
                Some(ColumnHint::Text(mark, order)) => column.note(mark, order, record.row),
                Some(ColumnHint::Typed(day)) => column.typed[usize::from(day > 12)] += 1,
                Some(ColumnHint::Compact(day)) => column.compact[usize::from(day)].add(record.row),
                None => {}
            }
        }
        if let Some(countries) = &mut self.countries {
            countries.look(bound, record);
        }
    }
}

impl ColumnOrders {
    fn of(rule: usize) -> Self {
        let marks = DateSeparator::all().map(|mark| (mark, OrderHints::default())).collect();
        Self { rule, marks, typed: [0; 2], compact: [HintRows::default(); 2] }
    }

    fn note(&mut self, mark: DateSeparator, order: DayOrder, row: u64) {
        let Some((_, shown)) = self.marks.iter_mut().find(|(own, _)| *own == mark) else { return };
        let first = match order {
            DayOrder::DayFirst => &mut shown.day_first,
            DayOrder::MonthFirst => &mut shown.month_first,
            DayOrder::YearFirst => &mut shown.year_first,
            DayOrder::Unknown | DayOrder::Both => {
                shown.asked = true;
                return;
            }
        };
        first.add(row);
    }

    /// What was found; nothing where no value was of this kind.
    fn said(&self, field: &str) -> Option<String> {
        let told = |shown: &OrderHints| shown.asked || shown.order() != DayOrder::Unknown;
        let told: Vec<_> = self.marks.iter().filter(|(_, shown)| told(shown)).collect();
        let what = match told.as_slice() {
            [] => return self.digits().map(|what| format!("{field}: {what}")),
            [(_, one)] => one.said(),
            several => {
                let each = |(mark, shown): &&(DateSeparator, OrderHints)| {
                    format!("with {:?} {}", mark.letter(), shown.said())
                };
                several.iter().map(each).collect::<Vec<_>>().join(", ")
            }
        };
        let digits = self.digits().map_or_else(String::new, |what| format!(", {what}"));
        Some(format!("{field}: {what}{}{digits}", self.turned_round().unwrap_or_default()))
    }

    /// What eight digits are; nothing where none are a day.
    fn digits(&self) -> Option<String> {
        let [others, days] = self.compact;
        let day = days.any()?;
        Some(match others.any() {
            None => format!("eight digits are year, month and day, as in row {day}"),
            Some(other) => format!("eight digits are not dates, as in row {other}"),
        })
    }

    /// A spreadsheet that took days for months turned those up to 12 into dates, and left the others as text.
    fn turned_round(&self) -> Option<String> {
        let [low, high] = self.typed;
        let left = |(_, shown): &(DateSeparator, OrderHints)| shown.day_first.count + shown.month_first.count;
        let texts: u64 = self.marks.iter().map(left).sum();
        let asked = self.marks.iter().any(|(_, shown)| shown.asked);
        (low >= NO_CHANCE && high == 0 && texts >= NO_CHANCE && !asked).then(|| {
            format!(
                "; but none of the {low} date cells has a day above 12, and all {texts} text cells do: a \
                 spreadsheet has probably swapped day and month in the date cells; compare them with the \
                 original data"
            )
        })
    }
}

impl OrderHints {
    fn order(&self) -> DayOrder {
        match (self.day_first.any(), self.month_first.any()) {
            _ if self.year_first.count > 0 => DayOrder::YearFirst,
            (None, None) => DayOrder::Unknown,
            (Some(_), None) => DayOrder::DayFirst,
            (None, Some(_)) => DayOrder::MonthFirst,
            (Some(_), Some(_)) => DayOrder::Both,
        }
    }

    fn said(&self) -> String {
        if let Some(row) = self.year_first.any() {
            return format!("the two-digit year comes first in row {row}");
        }
        // One row may be a slip of the pen, and decides about others.
        let alone = |rows: HintRows| if self.asked && rows.count == 1 { " alone" } else { "" };
        match (self.day_first.any(), self.month_first.any()) {
            (None, None) => "no value shows whether the day or the month comes first".to_owned(),
            (Some(row), None) => format!("day before month, as in row {row}{}", alone(self.day_first)),
            (None, Some(row)) => format!("month before day, as in row {row}{}", alone(self.month_first)),
            (Some(day), Some(month)) => {
                format!("day before month in row {day}, and month before day in row {month}")
            }
        }
    }
}

impl BoundMapping {
    /// A survey of the columns that decide about others; `None` where none does, or the source lacks them.
    /// Those of a rejects file are none: its rows are not the column any more, and could show what that did not.
    pub fn survey(&self) -> Option<ColumnScan> {
        let asks = |rule: &super::rule::Rule| matches!(&rule.conversion, Conversion::Date(dates) if dates.asks_column());
        let rules = self.mapping.rules.iter().zip(&self.inputs).enumerate();
        let rules = rules.filter(|(_, (rule, input))| asks(rule) && !input.is_absent());
        let columns = rules.map(|(rule, _)| ColumnOrders::of(rule));
        let columns: Vec<ColumnOrders> = columns.filter(|_| !self.iso_dates).collect();
        let countries = self.country_count();
        (!columns.is_empty() || countries.is_some()).then_some(ColumnScan { columns, countries })
    }

    /// Takes what a survey has found, and says it, column by column.
    pub fn settle(&mut self, survey: &ColumnScan) -> Vec<String> {
        for column in &survey.columns {
            if let Some(order) = self.orders.get_mut(column.rule) {
                column.marks.iter().for_each(|(mark, shown)| order.set(*mark, shown.order()));
                if column.compact[0].any().is_some() {
                    order.refuse_compact();
                }
            }
        }
        self.usual = survey.countries.as_ref().and_then(CountryCount::usual);
        let field =
            |column: &ColumnOrders| self.mapping.rules.get(column.rule).map(|rule| rule.target.to_string());
        let dates = survey.columns.iter().filter_map(|column| column.said(&field(column)?));
        dates.chain(survey.countries.as_ref().and_then(CountryCount::said)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::mapping::Mapping;
    use crate::record::{Header, Record, SourceOrigin};

    const MAPPING: &str = "version = 1\n[fields]\nname = { from = \"N\", default = \"?\" }\n\
        birthDate = { from = \"Born\", formats = [\"auto\"] }\n\
        [custom_fields]\nsince = { from = \"Since\", formats = [\"auto\"], order = \"mdy\" }\n";

    fn row(cells: [&str; 3]) -> Record {
        let mut record = Record::new(2, 2);
        cells.iter().for_each(|cell| record.push(cell));
        record
    }

    /// The day of `03/04/2020` after a look over a column, or the code of its refusal; and what was said.
    fn after(column: &[&str], rejects: bool) -> (String, Vec<String>) {
        let mapping = Arc::new(Mapping::parse("m.toml", MAPPING).unwrap());
        let header = Arc::new(Header::new(["N", "Born", "Since"].map(str::to_owned).to_vec()).unwrap());
        let origin = SourceOrigin { file: "a.csv".into(), sheet: None, rejects };
        let mut bound = mapping.bind(&origin, &header).unwrap();
        let mut said = Vec::new();
        if let Some(mut survey) = bound.survey() {
            column.iter().for_each(|cell| survey.look(&bound, &row(["", cell, "31/12/2020"])));
            said = bound.settle(&survey);
        }
        let record = row(["", "03/04/2020", ""]);
        let draft = bound.apply(&record);
        let day = draft.customer.get("birthDate").map(|value| value.text().into_owned());
        (day.unwrap_or_else(|| draft.issues[0].code.to_string()), said)
    }

    #[test]
    fn a_column_decides_where_it_shows_one_order_only() {
        for (column, day, part) in [
            (&["31/12/2020", "x", "01/02/2020"][..], "2020-04-03", "day before month, as in row 2 alone"),
            (&["31/12/2020", "30/12/2020", "01/02/2020"], "2020-04-03", "day before month, as in row 2"),
            (&["12/31/2020", "2020-01-02"], "2020-03-04", "month before day"),
            (&["05/05/2020", "01/02/2020", ""], "E207", "no value shows"),
            (&["31/12/2020", "12/31/2020"], "E207", "and month before day"),
            // What dots show holds for dots alone.
            (&["31.12.2020"], "E207", "day before month, as in row 2"),
            (&["31.12.2020", "01/02/2020"], "E207", "with '/' no value shows"),
            (
                &["31.12.2020", "12/31/2020"],
                "2020-03-04",
                "with '/' month before day, as in row 2, with '.' day",
            ),
        ] {
            let (found, said) = after(column, false);
            assert_eq!(found, day, "{column:?}");
            assert!(
                said.len() == 1 && said[0].starts_with("birthDate: ") && said[0].contains(part),
                "{said:?}"
            );
        }
    }

    #[test]
    fn eight_digits_are_days_where_all_of_the_column_are() {
        let said = |column: &[&str]| after(column, false).1.concat();
        assert_eq!(
            said(&["19900403", "20200131"]),
            "birthDate: eight digits are year, month and day, as in row 2"
        );
        assert_eq!(said(&["19900403", "12345678"]), "birthDate: eight digits are not dates, as in row 2");
        assert_eq!(said(&["12345678"]), "");
        let both = said(&["31/12/2020", "19900403"]);
        assert!(
            both.contains("day before month")
                && both.ends_with(", eight digits are year, month and day, as in row 2"),
            "{both}"
        );
    }

    #[test]
    fn nothing_is_said_of_a_column_without_such_values() {
        assert_eq!(after(&["2020-01-31", "05/05/2020", "3 May 2020", ""], false).1, Vec::<String>::new());
    }

    #[test]
    fn a_rejects_file_decides_nothing() {
        assert_eq!(after(&["31/12/2020"], true), ("E207".to_owned(), Vec::new()));
    }
}
