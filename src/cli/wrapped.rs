//! Errors and warnings broken to the width of a terminal, as help texts are.

use std::io::{IsTerminal as _, stderr};

use terminal_size::{Width, terminal_size_of};
use unicode_width::UnicodeWidthStr as _;

/// The widest line; that of a help text is no wider.
const WIDEST: usize = 100;

/// A text after a label, broken if standard error is a terminal of known width.
pub(super) fn for_terminal(label: &str, text: &str) -> String {
    let width = terminal_size_of(stderr()).filter(|_| stderr().is_terminal());
    match width {
        Some((Width(columns @ 1..), _)) => wrapped(label.len() + 1, text, WIDEST.min(columns.into())),
        _ => text.to_owned(),
    }
}

/// True for a line that is indented, or that shows a line of a file after its number: `12 | name = 1`.
fn has_form(line: &str) -> bool {
    line.starts_with(' ') || line.trim_start_matches(|letter: char| letter.is_ascii_digit()).starts_with(" |")
}

/// Breaks each line between words, but not those that have a form already; the first begins at a column.
fn wrapped(start: usize, text: &str, columns: usize) -> String {
    let mut at = start;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if has_form(line) {
            out.push_str(line);
        } else {
            push_line(&mut out, at, line, columns);
        }
        at = 0;
    }
    out
}

fn push_line(out: &mut String, mut at: usize, line: &str, columns: usize) {
    for (number, word) in pieces(line).into_iter().enumerate() {
        let width = word.trim_end_matches('\n').width();
        if number > 0 && at + 1 + width > columns {
            out.push('\n');
            at = 0;
        } else if number > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += width;
    }
}

/// The words of a line. A command between backquotes is one, so that it can be copied.
fn pieces(line: &str) -> Vec<&str> {
    let mut is_command = false;
    let is_end = |letter: char| {
        is_command ^= letter == '`';
        letter == ' ' && !is_command
    };
    line.split(is_end).collect()
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_broken_between_words_but_not_in_commands() {
        let text = "one two three; run `deskferry resume latest` now\n  a line that is indented stays as it is\nlast one";
        let expected = "one two\nthree; run\n`deskferry resume latest`\nnow\n  a line that is indented stays as it is\nlast one";
        assert_eq!(wrapped(7, text, 15), expected);
        assert_eq!(wrapped(7, text, 500), text);
        let marked = "\n12 | a line of a file that is marked below\n   |                       ^^^^\n";
        assert_eq!(wrapped(7, marked, 15), marked);
        assert_eq!(wrapped(7, "", 10), "");
        assert_eq!(wrapped(0, "日本 日本 a", 7), "日本\n日本 a");
    }
}
