//! Whole numbers that a program wrote with `.0`.

/// Returns `1067` for `1067.0`, and `None` for any other text.
pub(crate) fn without_zero_fraction(text: &str) -> Option<&str> {
    let whole = text.trim().strip_suffix(".0")?;
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1067.0", Some("1067"))]
    #[case("+39333.0", Some("+39333"))]
    #[case(" 7.0 ", Some("7"))]
    #[case("1067.00", None)]
    #[case("1.067.0", None)]
    #[case(".0", None)]
    #[case("v1.0", None)]
    fn zero_fractions_are_removed(#[case] text: &str, #[case] wanted: Option<&str>) {
        assert_eq!(without_zero_fraction(text), wanted);
    }
}
