//! What was decided from whole columns, as a text that travels with the rejected rows.
//!
//! `birthDate: 31/12/2020; country: IT` says that the day comes first in dates with slashes, and that most rows are
//! Italian. Each order is shown by the last day of 2020. People can read it, and no spreadsheet takes it for a date.

use super::bound_mapping::BoundMapping;
use crate::convert::{DateSeparator, DayOrder, DayOrders, country_of_code};
use crate::customer::Country;
use crate::record::{EarlierCells, Record};

/// Between two decisions, and between a field and its decision.
const NEXT: &str = "; ";
const IS: &str = ": ";
/// Between the orders of a field.
const AND: &str = ", ";
/// Eight digits are no dates in this column.
const NO_DIGITS: &str = "no 20201231";
/// The country of most rows. No field has this name.
const COUNTRY: &str = "country";

impl BoundMapping {
    /// What a scan of the columns decided; empty if nothing was.
    pub fn decided(&self) -> String {
        let rules = self.mapping.rules.iter().zip(&self.orders);
        let orders = rules.filter_map(|(rule, orders)| {
            let shown = shown(orders);
            (!shown.is_empty()).then(|| format!("{}{IS}{}", rule.target, shown.join(AND)))
        });
        let country = self.usual.map(|country| format!("{COUNTRY}{IS}{}", country.0));
        orders.chain(country).collect::<Vec<_>>().join(NEXT)
    }

    /// The order of day and month for a rule: for a rejected row, what the earlier run decided.
    pub(super) fn orders_of(&self, number: usize, record: &Record) -> DayOrders {
        match self.decided_for(record) {
            Some(decided) => {
                let rule = self.mapping.rules.get(number).map(|rule| rule.target.to_string());
                rule.and_then(|field| said(decided, &field)).map(read).unwrap_or_default()
            }
            None => self.orders.get(number).copied().unwrap_or_default(),
        }
    }

    /// The country of most rows: for a rejected row, what the earlier run decided.
    pub(super) fn usual_of(&self, record: &Record) -> Option<Country> {
        match self.decided_for(record) {
            Some(decided) => said(decided, COUNTRY).and_then(country_of_code),
            None => self.usual,
        }
    }

    fn decided_for<'r>(&self, record: &'r Record) -> Option<&'r str> {
        let cell = |at: usize| record.get(at).map(|cell| cell.text);
        EarlierCells::after(self.header.len(), cell).map(|earlier| earlier.decided)
    }
}

/// What is said about a field.
fn said<'t>(decided: &'t str, field: &str) -> Option<&'t str> {
    let of = |part: &'t str| part.trim().strip_prefix(field)?.strip_prefix(IS.trim_end());
    decided.split(NEXT.trim_end()).find_map(of).map(str::trim)
}

fn shown(orders: &DayOrders) -> Vec<String> {
    let of = |mark: DateSeparator| {
        let dates: &[[&str; 3]] = match orders.of(Some(mark)) {
            DayOrder::Unknown => &[],
            DayOrder::DayFirst => &[DAY_FIRST],
            DayOrder::MonthFirst => &[MONTH_FIRST],
            DayOrder::Both => &[DAY_FIRST, MONTH_FIRST],
            DayOrder::YearFirst => &[YEAR_FIRST],
        };
        dates.iter().map(move |date| date.join(mark.letter().to_string().as_str()))
    };
    let digits = orders.refuses_compact().then(|| NO_DIGITS.to_owned());
    DateSeparator::all().flat_map(of).chain(digits).collect()
}

const DAY_FIRST: [&str; 3] = ["31", "12", "2020"];
const MONTH_FIRST: [&str; 3] = ["12", "31", "2020"];
const YEAR_FIRST: [&str; 3] = ["20", "12", "31"];

/// The orders that a text shows. Anything else in it is left out.
fn read(text: &str) -> DayOrders {
    let mut orders = DayOrders::default();
    for shown in text.split(AND.trim_end()).map(str::trim) {
        if shown == NO_DIGITS {
            orders.refuse_compact();
            continue;
        }
        let marks = DateSeparator::all().find(|mark| shown.contains(mark.letter()));
        let Some(mark) = marks else { continue };
        let parts: Vec<&str> = shown.split(mark.letter()).collect();
        let order = match (parts == DAY_FIRST, parts == MONTH_FIRST, parts == YEAR_FIRST) {
            (true, ..) => DayOrder::DayFirst,
            (_, true, _) => DayOrder::MonthFirst,
            (.., true) => DayOrder::YearFirst,
            _ => continue,
        };
        let before = orders.of(Some(mark));
        let both = before != DayOrder::Unknown && before != order;
        orders.set(mark, if both { DayOrder::Both } else { order });
    }
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_as_they_were_written() {
        let all = [
            DayOrder::Unknown,
            DayOrder::DayFirst,
            DayOrder::MonthFirst,
            DayOrder::Both,
            DayOrder::YearFirst,
        ];
        for (mark, order) in DateSeparator::all().flat_map(|mark| all.map(|order| (mark, order))) {
            for refuses in [false, true] {
                let mut orders = DayOrders::default();
                orders.set(mark, order);
                if refuses {
                    orders.refuse_compact();
                }
                assert_eq!(read(&shown(&orders).join(AND)), orders, "{:?}", shown(&orders));
            }
        }
    }

    #[test]
    fn what_is_said_about_a_field_is_found() {
        let text = "birthDate: 31/12/2020, 31.12.2020;customFields.since:12/31/2020; country: IT";
        assert_eq!(said(text, "birthDate"), Some("31/12/2020, 31.12.2020"));
        assert_eq!(said(text, "customFields.since"), Some("12/31/2020"));
        assert_eq!((said(text, "country"), said(text, "since")), (Some("IT"), None));
        assert_eq!(said("", "country"), None);
        assert_eq!(read("soon, 1/2/2020, "), DayOrders::default());
    }
}
