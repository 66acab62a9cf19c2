//! HTML entities in plain text.

use std::borrow::Cow;

/// At most this many levels of nested entities (`&amp;amp;`) are decoded.
const TIMES: usize = 3;

/// Returns `R&D` for `R&amp;D`, and `None` for a text without HTML entities.
pub(crate) fn without_entities(text: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for _ in 0..TIMES {
        let current = found.as_deref().unwrap_or(text);
        if !(current.contains('&') && current.contains(';')) {
            break;
        }
        let Cow::Owned(better) = html_escape::decode_html_entities(current) else { break };
        if better == current {
            break;
        }
        found = Some(better);
    }
    found
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("R&amp;D", Some("R&D"))]
    #[case("&eacute;lan &#39;x&#x27;", Some("élan 'x'"))]
    #[case("&amp;amp; &amp;lt;", Some("& <"))]
    #[case("A & B; C", None)]
    #[case("R&D", None)]
    #[case("&nosuch;", None)]
    fn entities_are_decoded(#[case] text: &str, #[case] wanted: Option<&str>) {
        assert_eq!(without_entities(text).as_deref(), wanted);
    }
}
