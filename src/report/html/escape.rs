//! Escapes values in the page: markup as entities, and characters that are invisible or change the text direction as in
//! the terminal: `\u{202e}`.

use std::fmt::{self, Write};

use askama::filters::Escaper;

/// Escapes every value of the template, as configured in `askama.toml`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct HtmlEscaper;

impl Escaper for HtmlEscaper {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut begin = 0;
        for (at, letter) in text.char_indices() {
            let hidden = is_hidden(letter);
            let Some(entity) = entity(letter).or(hidden.then_some("")) else { continue };
            dest.write_str(&text[begin..at])?;
            if hidden {
                write!(dest, "{}", letter.escape_default())?;
            } else {
                dest.write_str(entity)?;
            }
            begin = at + letter.len_utf8();
        }
        dest.write_str(&text[begin..])
    }
}

fn entity(letter: char) -> Option<&'static str> {
    Some(match letter {
        '<' => "&#60;",
        '>' => "&#62;",
        '&' => "&#38;",
        '"' => "&#34;",
        '\'' => "&#39;",
        _ => return None,
    })
}

/// Invisible characters, except joiners and direction marks, which some scripts need.
fn is_hidden(letter: char) -> bool {
    let control = letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    control
        || matches!(
            letter,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}'
        )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain", "plain")]
    #[case("<b a='1'>\"&", "&#60;b a=&#39;1&#39;&#62;&#34;&#38;")]
    #[case("evil\u{202e}txt.exe", "evil\\u{202e}txt.exe")]
    #[case("a\0b\u{200b}c\u{85}", "a\\u{0}b\\u{200b}c\\u{85}")]
    #[case("a\r\nb\tc", "a\r\nb\tc")]
    #[case("\u{645}\u{6cc}\u{200c}\u{62e}", "\u{645}\u{6cc}\u{200c}\u{62e}")]
    fn values_are_escaped_and_visible(#[case] text: &str, #[case] shown: &str) {
        let mut out = String::new();
        HtmlEscaper.write_escaped_str(&mut out, text).unwrap();
        assert_eq!(out, shown);
    }
}
