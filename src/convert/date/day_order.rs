//! In which order day and month stand in a column; by the mark between them, since columns of two origins differ there.

/// What may stand between the parts of a date.
pub(super) const MARKS: [char; 4] = ['/', '-', '.', ' '];

/// In which order day and month stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Nothing shows it.
    #[default]
    Unknown,
    /// `31/12/2020`
    DayFirst,
    /// `12/31/2020`
    MonthFirst,
    /// The column has dates of both orders.
    Both,
    /// The year is the first of three numbers of two digits: `65/12/31`.
    YearFirst,
}

/// A mark between the parts of a date, by its place in `MARKS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateSeparator(pub(super) usize);

impl DateSeparator {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MARKS.len()).map(Self)
    }

    /// As it stands in a date.
    pub fn letter(self) -> char {
        MARKS.get(self.0).copied().unwrap_or(' ')
    }
}

/// What a column shows, by the mark between day and month: `31.12.2020` says nothing about `03/04/2020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayOrders {
    by_mark: [DayOrder; MARKS.len()],
    /// The column has eight digits that are no day.
    no_compact: bool,
}

impl DayOrders {
    /// The order of dates with this mark.
    pub fn of(&self, mark: Option<DateSeparator>) -> DayOrder {
        mark.and_then(|DateSeparator(at)| self.by_mark.get(at)).copied().unwrap_or_default()
    }

    /// Keeps the order of dates with a mark.
    pub fn set(&mut self, DateSeparator(at): DateSeparator, order: DayOrder) {
        if let Some(known) = self.by_mark.get_mut(at) {
            *known = order;
        }
    }

    /// From now on eight digits are no day.
    pub fn refuse_compact(&mut self) {
        self.no_compact = true;
    }

    /// True where eight digits are no day.
    pub fn refuses_compact(&self) -> bool {
        self.no_compact
    }
}

impl From<DayOrder> for DayOrders {
    /// One order, whatever stands between day and month.
    fn from(order: DayOrder) -> Self {
        Self { by_mark: [order; MARKS.len()], no_compact: false }
    }
}
