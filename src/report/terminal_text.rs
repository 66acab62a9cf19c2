//! Text for a terminal with 80 columns. Nothing in it is invisible or moves the cursor.

use unicode_width::UnicodeWidthChar;

use crate::file::is_hidden;

/// The width of a line.
pub(super) const WIDTH: usize = 80;

/// A text on one line, cut to a width. Invisible characters are escaped: `\n`, `\u{202e}`.
pub fn shown(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    let mut fits = 0;
    for letter in text.chars() {
        let (piece, width) = piece(letter);
        if used + width > columns {
            out.truncate(fits);
            out.push('…');
            return out;
        }
        out.push_str(&piece);
        used += width;
        // Leaves room for `…`.
        if used < columns {
            fits = out.len();
        }
    }
    out
}

/// Names on one line, cut to a width. Two different names never look the same: they are then cut in the middle, or
/// not at all.
pub fn distinct(names: &[String], columns: usize) -> Vec<String> {
    let is_like = |text: &str, name: &String, form: fn(&str, usize) -> String| {
        names.iter().any(|other| other != name && form(other, columns) == text)
    };
    let one = |name: &String| {
        let forms: [fn(&str, usize) -> String; 2] = [shown, shown_ends];
        let told = forms.into_iter().map(|form| (form(name, columns), form));
        let own = told.into_iter().find(|(text, form)| !is_like(text, name, *form));
        own.map_or_else(|| shown(name, usize::MAX), |(text, _)| text)
    };
    names.iter().map(one).collect()
}

/// The beginning and the end of a text that is too wide.
fn shown_ends(text: &str, columns: usize) -> String {
    let whole = shown(text, usize::MAX);
    if width(&whole) <= columns {
        return whole;
    }
    let room = columns.saturating_sub(1);
    let mut used = 0;
    let end = whole.chars().rev().take_while(|letter| {
        used += piece(*letter).1;
        used <= room / 2
    });
    let end: String = end.collect::<Vec<char>>().into_iter().rev().collect();
    format!("{}{end}", shown(&whole, columns.saturating_sub(width(&end))))
}

/// A character as it is shown, and its width.
pub(super) fn piece(letter: char) -> (String, usize) {
    let hidden = is_hidden(letter);
    let piece = match letter {
        _ if hidden => letter.escape_default().to_string(),
        _ => letter.to_string(),
    };
    let width = if hidden { piece.len() } else { letter.width().unwrap_or_default() };
    (piece, width)
}

/// Like [`shown`], filled up with spaces.
pub(super) fn filled(text: &str, columns: usize) -> String {
    let shown = shown(text, columns);
    let missing = columns.saturating_sub(width(&shown));
    shown + &" ".repeat(missing)
}

/// The width of a text when it is shown.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|letter| piece(letter).1).sum()
}

/// A text after `head`, broken between words to the width of the terminal. Lines after the first are indented.
/// Invisible characters are escaped.
pub fn wrap(head: &str, indent: usize, text: &str) -> String {
    let mut out = head.to_owned();
    let mut column = width(head);
    let mut fresh = true;
    for word in text.split(' ') {
        let columns = width(word);
        if !fresh && column + 1 + columns > WIDTH {
            out.push_str(&format!("\n{:indent$}", ""));
            column = indent;
        } else if !fresh {
            out.push(' ');
            column += 1;
        }
        out.extend(word.chars().map(|letter| piece(letter).0));
        column += columns;
        fresh = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn different_names_never_look_the_same() {
        let names =
            |ends: &[&str]| ends.iter().map(|end| format!("{}{end}", "x".repeat(70))).collect::<Vec<_>>();
        assert_eq!(distinct(&names(&[""]), 10), ["xxxxxxxxx…"]);
        assert_eq!(distinct(&names(&["1", "2"]), 10), ["xxxxx…xxx1", "xxxxx…xxx2"]);
        let middle = [
            format!("{}a{}", "x".repeat(40), "y".repeat(40)),
            format!("{}b{}", "x".repeat(40), "y".repeat(40)),
        ];
        assert_eq!(distinct(&middle, 10), middle, "they differ only in the middle");
    }

    #[rstest]
    #[case("short", 10, "short")]
    #[case("exactly 10", 10, "exactly 10")]
    #[case("eleven here", 10, "eleven he…")]
    #[case("日本語の名前", 12, "日本語の名前")]
    #[case("日本語の名前", 11, "日本語の名…")]
    #[case("日本語の名前", 10, "日本語の…")]
    #[case("a\nb\tc\u{1b}[31m", 40, "a\\nb\\tc\\u{1b}[31m")]
    #[case("evil\u{202e}txt", 40, "evil\\u{202e}txt")]
    #[case("cafe\u{301}", 4, "cafe\u{301}")]
    #[case("ab\ncd", 3, "ab…")]
    #[case("", 5, "")]
    fn a_text_is_cut_and_escaped(#[case] text: &str, #[case] columns: usize, #[case] expected: &str) {
        let shown = shown(text, columns);
        assert_eq!(shown, expected);
        assert!(shown.width() <= columns, "{shown}");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let text = "word ".repeat(40);
        for (head, indent) in [("  x: ", 4), ("", 2), ("  name      ", 12)] {
            let wrapped = wrap(head, indent, text.trim_end());
            assert!(wrapped.lines().all(|line| line.width() <= WIDTH), "{wrapped}");
            assert!(
                wrapped.lines().count() >= 3 && wrapped.starts_with(&format!("{head}word word")),
                "{wrapped}"
            );
            let second = format!("{}word", " ".repeat(indent));
            assert!(wrapped.lines().skip(1).all(|line| line.starts_with(&second)), "{wrapped}");
            assert_eq!(wrapped.matches("word").count(), 40);
        }
        let short = wrap("    to do: ", 6, &"a ".repeat(60));
        assert!(short.lines().count() == 2 && short.lines().all(|line| line.contains("a a a a")), "{short}");
        assert_eq!(wrap("  ", 4, "a  b"), "  a  b", "a value keeps its spaces");
        assert_eq!(wrap("  ", 4, "日本 \u{1b}[2J"), "  日本 \\u{1b}[2J");
        assert_eq!(wrap("  ", 4, &"a".repeat(90)), format!("  {}", "a".repeat(90)), "a word is not broken");
    }

    #[test]
    fn cells_are_padded_or_cut_to_the_column_width() {
        assert_eq!(filled("日本", 6), "日本  ");
        assert_eq!(filled("abcdefgh", 6), "abcde…");
    }
}
