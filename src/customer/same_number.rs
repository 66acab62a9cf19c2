//! JSON numbers compare as numbers, however they are written: `7`, `7.0` and `70e-1` are the same.

use serde_json::{Number, Value};

/// A number as its digits without outer zeros, and the power of ten of the last one.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    power: i64,
}

impl Decimal {
    /// Exact, whatever the size of the number; `None` if its power of ten is absurd.
    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let power: i64 = power.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Some(Self { negative: false, digits: String::new(), power: 0 });
        }
        let power =
            power.checked_sub(fraction.len() as i64)?.checked_add((digits.len() - kept.len()) as i64)?;
        Some(Self { negative, digits: kept.to_owned(), power })
    }
}

/// True if both numbers are equal.
pub(super) fn same_number(one: &Number, other: &Number) -> bool {
    one == other || Decimal::of(one).is_some_and(|one| Decimal::of(other) == Some(one))
}

/// True if both values are equal; numbers inside them compare as numbers, texts by their letters.
pub(super) fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => same_number(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same_value(value, other)))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("7", "7.0", true)]
    #[case("-72748800000", "-7.27488e10", true)]
    #[case("100", "1e2", true)]
    #[case("0", "-0.00", true)]
    #[case("0.1", "1E-1", true)]
    #[case("9007199254740993", "9007199254740992", false)]
    #[case("1", "-1", false)]
    #[case("10", "1", false)]
    #[case("[1, {\"a\": 2.0}]", "[1.0, {\"a\": 2}]", true)]
    #[case("\"7\"", "\"7.0\"", false)]
    #[case("\"007\"", "\"7\"", false)]
    #[case("true", "1", false)]
    fn numbers_compare_as_numbers(#[case] one: &str, #[case] other: &str, #[case] expected: bool) {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(same_value(&read(one), &read(other)), expected);
    }
}
