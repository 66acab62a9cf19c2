//! Whether the day or the month comes first in a column of dates.

use crate::convert::{Conversion, DateSeparator, DayOrder, DayOrders};
use crate::mapping::apply::RuleContext;
use crate::mapping::bound_mapping::BoundMapping;
use crate::record::{CellKind, Record};

/// What one cell shows about its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnHint {
    /// A text date: the separator, and the order that it shows.
    Text(DateSeparator, DayOrder),
    /// A date cell of a workbook: its day of the month.
    Typed(u8),
    /// Eight digits, and whether they are a valid date.
    Compact(bool),
}

/// What one column has shown, by the separator between day and month.
#[derive(Debug)]
pub(super) struct ColumnOrders {
    pub(super) rule: usize,
    marks: Vec<(DateSeparator, OrderHints)>,
    /// Date cells with a day up to 12, and above 12.
    typed: [u64; 2],
    /// Rows with eight digits that are not a date, and rows where they are.
    compact: [HintRows; 2],
}

/// With this many date cells, it is no coincidence if none has a day above 12.
const NO_COINCIDENCE: u64 = 8;

/// How many rows show something, and the first of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct HintRows {
    pub(super) count: u64,
    pub(super) first: u64,
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

/// The rows that show each order.
#[derive(Debug, Default)]
struct OrderHints {
    day_first: HintRows,
    month_first: HintRows,
    year_first: HintRows,
    /// The number of values that can be read in both orders.
    asked: u64,
}

impl ColumnOrders {
    pub(super) fn new(rule: usize) -> Self {
        let marks = DateSeparator::all().map(|mark| (mark, OrderHints::default())).collect();
        Self { rule, marks, typed: [0; 2], compact: [HintRows::default(); 2] }
    }

    /// Notes what a row shows.
    pub(super) fn look(&mut self, bound: &BoundMapping, record: &Record) {
        match hint(bound, self.rule, record) {
            Some(ColumnHint::Text(mark, order)) => self.note(mark, order, record.row),
            Some(ColumnHint::Typed(day)) => self.typed[usize::from(day > 12)] += 1,
            Some(ColumnHint::Compact(day)) => self.compact[usize::from(day)].add(record.row),
            None => {}
        }
    }

    /// Passes the result to the conversion of this column.
    pub(super) fn apply_to(&self, orders: &mut DayOrders) {
        self.marks.iter().for_each(|(mark, shown)| orders.set(*mark, shown.order()));
        if self.compact[0].any().is_some() {
            orders.refuse_compact();
        }
    }

    fn note(&mut self, mark: DateSeparator, order: DayOrder, row: u64) {
        let Some((_, shown)) = self.marks.iter_mut().find(|(own, _)| *own == mark) else { return };
        let first = match order {
            DayOrder::DayFirst => &mut shown.day_first,
            DayOrder::MonthFirst => &mut shown.month_first,
            DayOrder::YearFirst => &mut shown.year_first,
            DayOrder::Unknown | DayOrder::Both => {
                shown.asked += 1;
                return;
            }
        };
        first.add(row);
    }

    /// A sentence about the result, or `None` if the column had no such values.
    pub(super) fn sentence(&self, field: &str) -> Option<String> {
        let told = |shown: &OrderHints| shown.asked > 0 || shown.order() != DayOrder::Unknown;
        let told: Vec<_> = self.marks.iter().filter(|(_, shown)| told(shown)).collect();
        let what = match told.as_slice() {
            [] => return self.digits().map(|what| format!("{field}: {what}")),
            [(_, one)] => one.sentence(),
            several => {
                let each = |(mark, shown): &&(DateSeparator, OrderHints)| {
                    format!("with {:?} {}", mark.letter(), shown.sentence())
                };
                several.iter().map(each).collect::<Vec<_>>().join(", ")
            }
        };
        let digits = self.digits().map_or_else(String::new, |what| format!(", {what}"));
        Some(format!("{field}: {what}{}{digits}", self.swap_warning().unwrap_or_default()))
    }

    /// The orders that decide about values that can be read in several, each with the rows that show it.
    pub(super) fn decided(&self) -> impl Iterator<Item = (DayOrder, HintRows)> {
        self.marks.iter().filter(|(_, shown)| shown.asked > 0).filter_map(|(_, shown)| {
            let rows = match shown.order() {
                DayOrder::DayFirst => shown.day_first,
                DayOrder::MonthFirst => shown.month_first,
                DayOrder::YearFirst => shown.year_first,
                DayOrder::Unknown | DayOrder::Both => return None,
            };
            Some((shown.order(), rows))
        })
    }

    /// Whether eight digits are dates, or `None` if none are.
    fn digits(&self) -> Option<String> {
        let [others, days] = self.compact;
        let day = days.any()?;
        Some(match others.any() {
            None => format!("eight digits are year, month and day, as in row {day}"),
            Some(other) => format!("eight digits are not dates, as in row {other}"),
        })
    }

    /// A warning if a spreadsheet probably swapped day and month. It turns days up to 12 into dates and leaves the
    /// others as text.
    fn swap_warning(&self) -> Option<String> {
        let [low, high] = self.typed;
        let left = |(_, shown): &(DateSeparator, OrderHints)| shown.day_first.count + shown.month_first.count;
        let texts: u64 = self.marks.iter().map(left).sum();
        let asked = self.marks.iter().any(|(_, shown)| shown.asked > 0);
        (low >= NO_COINCIDENCE && high == 0 && texts >= NO_COINCIDENCE && !asked).then(|| {
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

    fn sentence(&self) -> String {
        if let Some(row) = self.year_first.any() {
            return format!("the two-digit year comes first in row {row}");
        }
        // A single row may be a typing error, yet it decides about the others.
        let alone = |rows: HintRows| if self.asked > 0 && rows.count == 1 { " alone" } else { "" };
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

/// The separator of a date that can be read in several orders; `None` for any other value.
pub(super) fn ambiguous_date(bound: &BoundMapping, rule: usize, record: &Record) -> Option<DateSeparator> {
    match hint(bound, rule, record)? {
        ColumnHint::Text(mark, DayOrder::Unknown | DayOrder::Both) => Some(mark),
        _ => None,
    }
}

/// What a row shows about the order of day and month for a rule, if anything.
fn hint(bound: &BoundMapping, number: usize, record: &Record) -> Option<ColumnHint> {
    let rule = bound.mapping.rules.get(number)?;
    let input = bound.inputs.get(number)?;
    let Conversion::Date(dates) = &rule.conversion else { return None };
    let view = bound.view(record);
    let at = RuleContext::of_one_rule(bound, number, rule, input, record);
    let gathered = at.gather(view.as_ref()).ok()?;
    match gathered.kind {
        CellKind::Text | CellKind::Number if dates.shown_compact(&gathered.text).is_some() => {
            dates.shown_compact(&gathered.text).map(ColumnHint::Compact)
        }
        CellKind::Text => {
            dates.shown(&at.prepared(&gathered.text).ok()?).map(|(mark, order)| ColumnHint::Text(mark, order))
        }
        CellKind::Date => gathered.text.get(8..10)?.parse().ok().map(ColumnHint::Typed),
        _ => None,
    }
}
