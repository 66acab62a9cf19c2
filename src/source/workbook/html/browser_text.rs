//! The text of a cell as a browser shows it: runs of blank space become one space, and tags break lines.

use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;

/// Collects the text of a cell.
#[derive(Debug, Default)]
pub(crate) struct BrowserText {
    text: String,
    /// There was blank space, which counts if text follows.
    space: bool,
}

impl BrowserText {
    /// Adds the text between two tags.
    pub(crate) fn words(&mut self, text: &str) -> Result<(), WorkbookError> {
        for letter in text.chars() {
            match letter {
                ' ' | '\t' | '\n' | '\r' | '\x0c' => self.space = true,
                letter => {
                    if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with('\n')
                    {
                        self.text.push(' ');
                    }
                    self.text.push(if letter == '\u{a0}' { ' ' } else { letter });
                }
            }
        }
        if self.text.len() as u64 > limits::CELL {
            let most = limits::CELL / 1024 / 1024;
            return Err(WorkbookError::TooMuch(format!("it has a cell of more than {most} MB")));
        }
        Ok(())
    }

    /// Separates what follows by a space.
    pub(crate) fn space(&mut self) {
        self.space = true;
    }

    /// Breaks the line. More than eight breaks in a row are ignored.
    pub(crate) fn line(&mut self) {
        if !self.text.ends_with("\n\n\n\n\n\n\n\n") {
            self.text.push('\n');
        }
        self.space = false;
    }

    /// Starts a new line unless at the start of one.
    pub(crate) fn block(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line();
        }
    }

    /// Takes the collected text. If it shows only part of `number`, the full number is returned.
    pub(crate) fn take(&mut self, number: Option<&str>) -> String {
        self.space = false;
        let text = std::mem::take(&mut self.text);
        let lines = text.trim().split('\n').map(str::trim);
        let shown = lines.collect::<Vec<_>>().join("\n");
        number
            .filter(|number| is_cut(&shown) && number.parse::<f64>().is_ok())
            .map_or(shown.clone(), str::to_owned)
    }
}

/// True for rounded numbers (`3.93391E+11`) and for the `#` signs of a column that is too narrow.
fn is_cut(shown: &str) -> bool {
    let narrow = !shown.is_empty() && shown.bytes().all(|byte| byte == b'#');
    let digits = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
    };
    narrow || shown.split_once("E+").is_some_and(|(digit, power)| digits(digit) && digits(power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_breaks_are_treated_as_in_a_browser() {
        let mut shown = BrowserText::default();
        shown.block();
        shown.words(" one\n   two ").unwrap();
        shown.words("three\u{a0} ").unwrap();
        shown.line();
        shown.words(" four").unwrap();
        shown.block();
        shown.block();
        shown.words("five ").unwrap();
        assert_eq!(shown.take(None), "one two three\nfour\nfive");
        assert_eq!(shown.take(None), "");
    }

    #[test]
    fn a_rounded_number_is_returned_in_full() {
        let take = |text: &str, number| {
            let mut shown = BrowserText::default();
            shown.words(text).unwrap();
            shown.take(number)
        };
        assert_eq!(take("3,93391E+11", Some("393912345678")), "393912345678");
        assert_eq!(take("####", Some("5")), "5");
        assert_eq!(take("00123", Some("123")), "00123");
        assert_eq!(take("3.9E+11", None), "3.9E+11");
    }
}
