//! The order of day and month in a column, by separator: dates with different separators may come from different
//! programs.

use serde::{Deserialize, Serialize};

/// The separators of dates.
pub(super) const MARKS: [char; 4] = ['/', '-', '.', ' '];

/// The order of day and month in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DayOrder {
    /// Not known.
    #[default]
    Unknown,
    /// `31/12/2020`
    DayFirst,
    /// `12/31/2020`
    MonthFirst,
    /// The column has dates in both orders.
    Both,
    /// The year comes first, with two digits: `65/12/31`.
    YearFirst,
}

/// The separator of a date, by its index in `MARKS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateSeparator(pub(super) usize);

impl DateSeparator {
    /// All separators.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MARKS.len()).map(Self)
    }

    /// The separator as a character.
    pub fn letter(self) -> char {
        MARKS.get(self.0).copied().unwrap_or(' ')
    }
}

/// The order by separator: `31.12.2020` says nothing about `03/04/2020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DayOrders {
    by_mark: [DayOrder; MARKS.len()],
    /// True if the column has eight digits that are not a date.
    no_compact: bool,
}

impl DayOrders {
    /// The order of dates with this separator.
    pub fn of(&self, mark: Option<DateSeparator>) -> DayOrder {
        mark.and_then(|DateSeparator(at)| self.by_mark.get(at)).copied().unwrap_or_default()
    }

    /// Sets the order of dates with this separator.
    pub fn set(&mut self, DateSeparator(at): DateSeparator, order: DayOrder) {
        if let Some(known) = self.by_mark.get_mut(at) {
            *known = order;
        }
    }

    /// Rejects eight digits as a date from now on.
    pub fn refuse_compact(&mut self) {
        self.no_compact = true;
    }

    /// True if eight digits are not a date in this column.
    pub fn refuses_compact(&self) -> bool {
        self.no_compact
    }
}

impl From<DayOrder> for DayOrders {
    /// The same order for every separator.
    fn from(order: DayOrder) -> Self {
        Self { by_mark: [order; MARKS.len()], no_compact: false }
    }
}
