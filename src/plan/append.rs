//! `append`: adds a row's text to the help desk's, unless it is there already.
//!
//! A text is a list of blocks between separators. The row's text is there if its blocks follow each other in the help
//! desk's text, whatever their case, blanks, line breaks and Unicode forms, so that a second run adds nothing even if
//! the help desk has changed them and no run has learned how.

/// The text with the addition, which gets no outer blanks; `None` if it has it already, or nothing is to be added.
///
/// `form` gives a text the form in which the help desk stores it.
pub(super) fn appended(
    now: &str,
    added: &str,
    separator: &str,
    form: impl Fn(&str) -> String,
) -> Option<String> {
    let added = added.trim();
    if holds(now, added, separator, form) {
        return None;
    }
    Some(match now {
        "" => added.to_owned(),
        now if now.ends_with(separator) => format!("{now}{added}"),
        now => format!("{now}{separator}{added}"),
    })
}

fn holds(now: &str, added: &str, separator: &str, form: impl Fn(&str) -> String) -> bool {
    let form = |text: &str| form(&unix(text)).to_lowercase();
    let separator = stored_separator(&unix(separator), form);
    let (now, added) = (form(now), form(added));
    if separator.is_empty() {
        return now.contains(&added);
    }
    let wanted = blocks(&added, &separator);
    wanted.is_empty()
        || blocks(&now, &separator).windows(wanted.len()).any(|some| *some == wanted[..])
        || stands_in(&now, &added, &separator)
        || stands_in(now.trim(), added.trim(), &separator)
        || is_flat_end(&now, &added, &separator)
}

/// The text is at the end, and the help desk seems to have made blanks of all line breaks.
fn is_flat_end(now: &str, added: &str, separator: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let breaks = separator.trim().is_empty() && separator.contains('\n');
    breaks && !now.trim().contains('\n') && flat(now).ends_with(&format!(" {}", flat(added)))
}

/// The separator as the help desk stores it between two texts; empty if it removes it.
fn stored_separator(separator: &str, form: impl Fn(&str) -> String) -> String {
    let stored = form(&format!("1{separator}1"));
    let between = stored.strip_prefix('1').and_then(|rest| rest.strip_suffix('1'));
    between.unwrap_or(separator).to_owned()
}

/// The text stands between separators as it is. A separator that overlaps with the texts hides blocks.
fn stands_in(now: &str, added: &str, separator: &str) -> bool {
    now == added
        || now.starts_with(&format!("{added}{separator}"))
        || now.ends_with(&format!("{separator}{added}"))
        || now.contains(&format!("{separator}{added}{separator}"))
}

/// The blocks of a text without their outer blanks. A separator at an end, also one that the help desk has trimmed,
/// separates nothing.
fn blocks(text: &str, separator: &str) -> Vec<String> {
    let sign = separator.trim();
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
        if sign.is_empty() {
            break;
        }
        text = inner.trim();
    }
    let blocks = text.split(separator).map(|block| block.split_whitespace().collect::<Vec<_>>().join(" "));
    blocks.filter(|block| !block.is_empty()).collect()
}

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn plainly(now: &str, added: &str, separator: &str) -> Option<String> {
        appended(now, added, separator, str::to_owned)
    }

    #[rstest]
    #[case("", "new", "\n", Some("new"))]
    #[case("old", "new", "\n", Some("old\nnew"))]
    #[case("old\n", "new", "\n", Some("old\nnew"))]
    #[case("old", "new", "; ", Some("old; new"))]
    #[case("old\nnew", "new", "\n", None)]
    #[case("new", "new", "\n", None)]
    #[case("new\nold", " new ", "\n", None)]
    #[case("old\r\nnew\r\nmore", "new", "\n", None)]
    #[case("renewed", "new", "\n", Some("renewed\nnew"))]
    #[case("a new car", "new", "\n", Some("a new car\nnew"))]
    #[case("old\nA\nB\nlast", "A\r\nB", "\n", None)]
    #[case("old\nA\nC\nB", "A\nB", "\n", Some("old\nA\nC\nB\nA\nB"))]
    #[case("A\n\n\nB", "A\n\nB", "\n", None)]
    #[case("one  block\nold", "one block", "\n", None)]
    #[case("old", "   ", "\n", None)]
    #[case("old", "; ", "; ", None)]
    #[case("old; new;", "new; ", "; ", None)]
    #[case("New", "new", "\n", None)]
    #[case("old Call back", "Call  back", "\n", None)]
    #[case("old Call back", "Call  back", "; ", Some("old Call back; Call  back"))]
    #[case("Call back later", "Call back", "\n", Some("Call back later\nCall back"))]
    fn text_is_added_once(
        #[case] now: &str,
        #[case] added: &str,
        #[case] separator: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(plainly(now, added, separator).as_deref(), expected);
    }

    #[test]
    fn a_text_that_the_help_desk_has_changed_is_recognized() {
        let blanks = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(appended("old Call back", "Call  back", "\n", blanks), None);
        assert_eq!(appended("old", "Call back", "\n", blanks).as_deref(), Some("old\nCall back"));
        assert_eq!(appended("OLD\nNEW", "new", "\n", str::to_uppercase), None);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        assert_eq!(appended("1234", "3 4", "\n", digits), None);
    }

    proptest! {
        #[test]
        fn a_second_time_adds_nothing(now in "[ab \r\n;]{0,12}", added in "[ab \r\n;]{0,8}", at in 0..4_usize) {
            let separator = ["\n", "; ", "aa", " "][at];
            if let Some(text) = plainly(&now, &added, separator) {
                prop_assert!(text.starts_with(&now));
                prop_assert_eq!(plainly(&text, &added, separator), None);
                prop_assert_eq!(plainly(text.trim(), &added, separator), None);
            }
        }
    }
}
