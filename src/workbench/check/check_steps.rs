//! How far a check is. Rows may be read several times before they are checked, and nobody knows how often before the end.

/// The steps so far.
#[derive(Debug, Default)]
pub(super) struct CheckSteps {
    /// The rows are read to know which there are, and not yet checked.
    pub(super) reading: bool,
    /// The rows that were checked.
    pub(super) checked: u64,
    /// How much of all is done, of 1; it never goes back.
    pub(super) part: f64,
    /// How often the file was read to its end before.
    readings: u32,
    /// The rows of this reading.
    rows: u64,
}

impl CheckSteps {
    /// So many rows and bytes of a file with `size` bytes were read, and checked unless it is only a `reading`.
    pub(super) fn note(&mut self, reading: bool, rows: u64, bytes: u64, size: u64) {
        let is_next = (self.reading && !reading) || rows < self.rows;
        self.readings += u32::from(is_next);
        (self.reading, self.rows) = (reading, rows);
        if !reading {
            self.checked = rows;
        }
        // The check itself comes after all readings.
        let of = f64::from(self.readings + 1 + u32::from(reading));
        let own = if size == 0 { 0.0 } else { (bytes as f64 / size as f64).min(1.0) };
        self.part = self.part.max((f64::from(self.readings) + own) / of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back() {
        let mut steps = CheckSteps::default();
        let mut parts = vec![0.0];
        for (reading, passes) in [(true, 1), (true, 1), (false, 1)] {
            for step in 1..=10 * passes {
                steps.note(reading, step * 10, step * 100, 1000);
                parts.push(steps.part);
            }
        }
        assert!(parts.is_sorted(), "{parts:?}");
        assert!((steps.part - 1.0).abs() < 1e-9 && steps.checked == 100, "{steps:?}");
        assert!(parts[10] < 0.6, "the check itself is still to come: {parts:?}");
    }

    #[test]
    fn a_check_without_a_reading_before_is_all() {
        let mut steps = CheckSteps::default();
        steps.note(false, 5, 500, 1000);
        assert!((steps.part - 0.5).abs() < 1e-9);
        steps.note(false, 5, 500, 0);
        assert!((steps.part - 0.5).abs() < 1e-9);
    }
}
