//! Host names in e-mail and web addresses.

/// What is wrong with a domain, if anything. It needs at least two labels of letters, digits and hyphens, and the
/// last one has letters only. Non-ASCII letters and punycode are accepted.
pub(super) fn problem(domain: &str) -> Option<&'static str> {
    if is_plain(domain.as_bytes()) { None } else { close_look(domain) }
}

fn close_look(domain: &str) -> Option<&'static str> {
    if domain.len() > 253 {
        return Some("the domain is too long");
    }
    let Some((_, last)) = domain.rsplit_once('.') else {
        return Some("the domain has no top-level part such as .org");
    };
    if domain.split('.').any(str::is_empty) {
        return Some("the domain has an extra dot");
    }
    if !domain.split('.').all(is_label) {
        return Some("the domain has invalid characters");
    }
    (!is_top_level(last)).then_some("the domain does not end in a top-level part such as .org")
}

/// The quick test for a domain in lower case.
pub(super) fn is_plain_lower(domain: &[u8]) -> bool {
    is_plain(domain) && !domain.iter().any(u8::is_ascii_uppercase)
}

/// A quick test in one pass: ASCII only, and letters in the top-level part.
fn is_plain(domain: &[u8]) -> bool {
    let mut label = 0;
    let mut labels = 1;
    let mut letters = true;
    let mut last = b'.';
    for &byte in domain {
        match byte {
            b'.' if label > 0 && last != b'-' => (label, labels, letters) = (0, labels + 1, true),
            b'a'..=b'z' | b'A'..=b'Z' => label += 1,
            b'0'..=b'9' => (label, letters) = (label + 1, false),
            b'-' if label > 0 => (label, letters) = (label + 1, false),
            _ => return false,
        }
        if label > 63 {
            return false;
        }
        last = byte;
    }
    domain.len() <= 253 && labels > 1 && letters && label > 1
}

fn is_label(label: &str) -> bool {
    let fits = if label.is_ascii() {
        label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    } else {
        label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    fits && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
}

fn is_top_level(label: &str) -> bool {
    let punycode = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    let letters = label.chars().all(|letter| letter.is_alphabetic());
    (letters && label.chars().nth(1).is_some()) || (punycode && label.len() > 4)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_check_accepts_no_more_than_the_full_one(domain in "[a-zA-Z0-9.é-]{0,70}") {
            prop_assert!(!is_plain(domain.as_bytes()) || close_look(&domain).is_none(), "{}", domain);
        }
    }

    #[test]
    fn valid_and_invalid_domains() {
        for good in
            ["example.org", "a-b.c1.co", "xn--bcher-kva.example", "bücher.example", "x.xn--p1ai", "1.de"]
        {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in [
            "localhost",
            "a..org",
            ".a.org",
            "a.org.",
            "a_b.org",
            "-a.org",
            "a-.org",
            "1.2.3.4",
            "a.c",
            "a.1x",
            "",
            "a b.org",
            "a.o\u{200b}rg",
            "a,b.org",
            "xn--.xn--",
        ] {
            assert!(problem(bad).is_some(), "{bad}");
        }
        assert!(problem(&format!("{}.org", "a".repeat(64))).is_some());
        assert!(problem(&format!("{}org", "a.".repeat(126))).is_some());
    }
}
