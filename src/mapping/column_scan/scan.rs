//! Scans complete columns for the order of day and month, and for the country of most rows.
//!
//! The scan reads the source once more. It is needed for `formats = ["auto"]` without an `order`. Phone numbers in
//! rows of several countries are compared with the country of most rows.

use super::country_count::{CountryCount, country_count};
use super::day_orders::{ColumnOrders, HintRows, ambiguous_date};
use crate::convert::{Conversion, DayOrder};
use crate::mapping::bound_mapping::BoundMapping;
use crate::mapping::rule::Rule;
use crate::record::Record;

/// What the columns of one source have shown so far.
#[derive(Debug)]
pub struct ColumnScan {
    columns: Vec<ColumnOrders>,
    countries: Option<CountryCount>,
}

impl ColumnScan {
    /// Looks at one row.
    pub fn look(&mut self, bound: &BoundMapping, record: &Record) {
        self.columns.iter_mut().for_each(|column| column.look(bound, record));
        if let Some(countries) = &mut self.countries {
            countries.look(bound, record);
        }
    }
}

/// An order of day, month and year that decides about dates that can be read in several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedOrder {
    /// The number of the rule, from 0.
    pub rule: usize,
    /// The field.
    pub field: String,
    /// The order.
    pub order: DayOrder,
    /// The number of rows that show the order.
    pub shown_by: u64,
    /// The first of these rows, as a spreadsheet counts.
    pub row: u64,
}

impl DecidedOrder {
    /// Adds the rows that show the order with another separator.
    fn add(&mut self, rows: HintRows) {
        self.shown_by += rows.count;
        self.row = self.row.min(rows.first);
    }
}

impl BoundMapping {
    /// The orders that a scan has decided, each order of a rule once.
    pub fn decided_orders(&self, scan: &ColumnScan) -> Vec<DecidedOrder> {
        let mut decided: Vec<DecidedOrder> = Vec::new();
        for column in &scan.columns {
            let Some(rule) = self.mapping.rules.get(column.rule) else { continue };
            for (order, rows) in column.decided() {
                let same = |known: &&mut DecidedOrder| known.rule == column.rule && known.order == order;
                match decided.iter_mut().find(same) {
                    Some(known) => known.add(rows),
                    None => decided.push(DecidedOrder {
                        rule: column.rule,
                        field: rule.target.to_string(),
                        order,
                        shown_by: rows.count,
                        row: rows.first,
                    }),
                }
            }
        }
        decided
    }

    /// The order in which a rule reads the date of a row; `None` if the date can be read in one order only.
    pub fn assumed_order(&self, rule: usize, record: &Record) -> Option<DayOrder> {
        let mark = ambiguous_date(self, rule, record)?;
        Some(self.orders.get(rule)?.of(Some(mark)))
    }

    /// Starts a scan of the columns that need one, or returns `None` if no column does. The columns of a rejects
    /// file are not scanned: they hold only some rows, and could show what the complete column did not.
    pub fn column_scan(&self) -> Option<ColumnScan> {
        let asks = |rule: &Rule| matches!(&rule.conversion, Conversion::Date(dates) if dates.asks_column());
        let rules = self.mapping.rules.iter().zip(&self.inputs).enumerate();
        let rules = rules.filter(|(_, (rule, input))| asks(rule) && !input.is_absent());
        let columns = rules.map(|(rule, _)| ColumnOrders::new(rule));
        let columns: Vec<ColumnOrders> = columns.filter(|_| !self.iso_dates).collect();
        let countries = country_count(self);
        (!columns.is_empty() || countries.is_some()).then_some(ColumnScan { columns, countries })
    }

    /// Takes the result of a scan, and returns a sentence for each column.
    pub fn use_scan(&mut self, scan: &ColumnScan) -> Vec<String> {
        for column in &scan.columns {
            if let Some(order) = self.orders.get_mut(column.rule) {
                column.apply_to(order);
            }
        }
        self.usual = scan.countries.as_ref().and_then(CountryCount::usual);
        let field =
            |column: &ColumnOrders| self.mapping.rules.get(column.rule).map(|rule| rule.target.to_string());
        let dates = scan.columns.iter().filter_map(|column| column.sentence(&field(column)?));
        dates.chain(scan.countries.as_ref().and_then(CountryCount::sentence)).collect()
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

    /// Returns the day of `03/04/2020` after a scan of the column, or the code of its error, and the sentences.
    fn after(column: &[&str], rejects: bool) -> (String, Vec<String>) {
        let mapping = Arc::new(Mapping::parse("m.toml", MAPPING).unwrap());
        let header = Arc::new(Header::new(["N", "Born", "Since"].map(str::to_owned).to_vec()).unwrap());
        let origin = SourceOrigin { file: "a.csv".into(), sheet: None, rejects };
        let mut bound = mapping.bind(&origin, &header).unwrap();
        let mut said = Vec::new();
        if let Some(mut scan) = bound.column_scan() {
            column.iter().for_each(|cell| scan.look(&bound, &row(["", cell, "31/12/2020"])));
            said = bound.use_scan(&scan);
        }
        let record = row(["", "03/04/2020", ""]);
        let draft = bound.apply(&record);
        let day = draft.customer.get("birthDate").map(|value| value.text().into_owned());
        (day.unwrap_or_else(|| draft.issues[0].code.to_string()), said)
    }

    #[test]
    fn a_column_decides_the_order_if_it_shows_only_one() {
        for (column, day, part) in [
            (&["31/12/2020", "x", "01/02/2020"][..], "2020-04-03", "day before month, as in row 2 alone"),
            (&["31/12/2020", "30/12/2020", "01/02/2020"], "2020-04-03", "day before month, as in row 2"),
            (&["12/31/2020", "2020-01-02"], "2020-03-04", "month before day"),
            (&["05/05/2020", "01/02/2020", ""], "E207", "no value shows"),
            (&["31/12/2020", "12/31/2020"], "E207", "and month before day"),
            // Dates with dots decide only about dates with dots.
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
    fn eight_digits_are_days_if_all_in_the_column_are() {
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
    fn a_column_without_ambiguous_dates_gets_no_note() {
        assert_eq!(after(&["2020-01-31", "05/05/2020", "3 May 2020", ""], false).1, Vec::<String>::new());
    }

    #[test]
    fn a_rejects_file_does_not_decide_the_order() {
        assert_eq!(after(&["31/12/2020"], true), ("E207".to_owned(), Vec::new()));
    }
}
