//! Words that depend on a number.

use std::fmt::Display;

/// `1 row`, `2 rows`.
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, one: &str, more: &str) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let rows = |number: u64| counted(number, "row", "rows");
        assert_eq!([0, 1, 2].map(rows), ["0 rows", "1 row", "2 rows"]);
    }
}
