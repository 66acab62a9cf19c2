//! Styles, and the number formats they have or inherit.

use std::collections::HashMap;

use crate::source::workbook::number_format::NumberFormat;

/// Named formats.
const DATES: [&str; 4] = ["General Date", "Long Date", "Medium Date", "Short Date"];
const TIMES: [&str; 3] = ["Long Time", "Medium Time", "Short Time"];
const NUMBERS: [&str; 11] = [
    "General",
    "General Number",
    "Currency",
    "Euro Currency",
    "Fixed",
    "Standard",
    "Percent",
    "Scientific",
    "Yes/No",
    "True/False",
    "On/Off",
];
/// The style of everything without another one.
const DEFAULT: &str = "Default";
/// The maximum length of a chain of parents.
const PARENTS: usize = 16;

/// A style: its parent, and its own number format if it has one.
#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    format: Option<Option<NumberFormat>>,
}

/// Styles by id.
#[derive(Debug, Default)]
pub(crate) struct Styles(HashMap<String, Style>);

impl Styles {
    pub(crate) fn begin(&mut self, name: &str, parent: Option<String>) {
        self.0.insert(name.to_owned(), Style { parent, format: None });
    }

    /// Sets the number format of a style; without a code it is the general format.
    pub(crate) fn set_format(&mut self, name: &str, code: Option<&str>) {
        let style = self.0.entry(name.to_owned()).or_default();
        style.format = Some(code.and_then(look_of));
    }

    pub(crate) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// The number format of a style, perhaps inherited.
    pub(crate) fn number_format(&self, name: Option<&str>) -> Option<&NumberFormat> {
        let mut name = name.unwrap_or(DEFAULT);
        for _ in 0..PARENTS {
            let style = self.0.get(name)?;
            if let Some(format) = &style.format {
                return format.as_ref();
            }
            name = style.parent.as_deref().unwrap_or(DEFAULT);
        }
        None
    }
}

fn look_of(code: &str) -> Option<NumberFormat> {
    match code {
        code if DATES.contains(&code) => Some(NumberFormat::Date),
        code if TIMES.contains(&code) => Some(NumberFormat::Time),
        code if NUMBERS.contains(&code) => None,
        code => NumberFormat::from_code(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_inherits_the_format_of_its_parent() {
        let mut styles = Styles::default();
        styles.begin("Default", None);
        styles.begin("day", None);
        styles.set_format("day", Some("Short Date"));
        styles.begin("child", Some("day".to_owned()));
        styles.begin("plain", Some("day".to_owned()));
        styles.set_format("plain", None);
        styles.begin("round", Some("round".to_owned()));
        assert_eq!(styles.number_format(Some("child")), Some(&NumberFormat::Date));
        assert_eq!(
            (
                styles.number_format(Some("plain")),
                styles.number_format(Some("round")),
                styles.number_format(None)
            ),
            (None, None, None)
        );
        styles.set_format("Default", Some("h:mm"));
        assert_eq!(
            (styles.number_format(None), styles.number_format(Some("no such"))),
            (Some(&NumberFormat::Time), None)
        );
    }

    #[test]
    fn named_formats_are_recognized() {
        assert_eq!(
            (look_of("Short Date"), look_of("Medium Time")),
            (Some(NumberFormat::Date), Some(NumberFormat::Time))
        );
        assert_eq!((look_of("Yes/No"), look_of("Percent")), (None, None));
        assert!(matches!(look_of("00000"), Some(NumberFormat::Mask(_))));
    }
}
