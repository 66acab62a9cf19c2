//! A histogram of times. Each class is at most a sixteenth wide, so that a million times need no more space than a few.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The number of times in each class, by the number of the class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram(BTreeMap<u32, u64>);

/// The classes of each power of two.
const PARTS: u32 = 16;

/// The class of a value, from 0.
fn class(value: u32) -> u32 {
    if value < PARTS {
        return value;
    }
    let power = value.ilog2();
    (power - 3) * PARTS + ((value >> (power - 4)) - PARTS)
}

/// The middle of a class.
fn middle(class: u32) -> f64 {
    if class < PARTS {
        return f64::from(class);
    }
    let power = class / PARTS + 3;
    let part = class % PARTS;
    (f64::from(PARTS + part) + 0.5) * 2_f64.powi(i32::try_from(power - 4).unwrap_or(0))
}

impl Histogram {
    /// Adds a time in microseconds.
    pub fn add(&mut self, micros: u32) {
        *self.0.entry(class(micros)).or_default() += 1;
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(class, count)| *self.0.entry(*class).or_default() += count);
    }

    /// The number of times.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The time in microseconds that a share of all times does not exceed; `None` without any.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let wanted = (self.count() as f64 * share).ceil().max(1.0);
        let mut seen = 0.0;
        let reached = |(_, count): &(&u32, &u64)| {
            seen += **count as f64;
            seen >= wanted
        };
        self.0.iter().find(reached).map(|(class, _)| middle(*class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_accurate_to_one_sixteenth() {
        let mut all = Histogram::default();
        for value in 1..=100_000 {
            all.add(value);
        }
        for (share, value) in [(0.5, 50_000.0), (0.95, 95_000.0), (0.99, 99_000.0), (1.0, 100_000.0)] {
            let found = all.quantile(share).unwrap();
            assert!((found - value).abs() / value < 1.0 / 16.0, "{share}: {found}");
        }
        assert_eq!(all.count(), 100_000);
        assert_eq!(Histogram::default().quantile(0.5), None);
    }

    #[test]
    fn classes_rise_without_gaps() {
        let classes: Vec<u32> = (0..5000).map(class).collect();
        assert!(classes.windows(2).all(|two| two[1] - two[0] <= 1));
        assert!(
            (1_u32..5000)
                .all(|value| (middle(class(value)) - f64::from(value)).abs() <= f64::from(value) / 16.0)
        );
    }
}
