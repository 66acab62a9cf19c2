//! A text of the report with its arguments.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

use super::bundles::text;
use super::report_language::ReportLanguage;

/// A text in a language. It is put together when it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    language: ReportLanguage,
    key: String,
    arguments: Vec<(&'static str, MessageArgument)>,
}

/// The value of a variable in a text.
#[derive(Debug, Clone)]
enum MessageArgument {
    /// Decides between singular and plural, and is written as the language writes numbers.
    Number(u64),
    /// The same with decimals.
    Decimal(f64),
    /// Stays as it is.
    Text(String),
}

/// A whole number, or a reference to one: templates pass both.
pub(crate) trait Count {
    fn count(&self) -> u64;
}

impl Count for u64 {
    fn count(&self) -> u64 {
        *self
    }
}

impl Count for usize {
    fn count(&self) -> u64 {
        *self as u64
    }
}

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> u64 {
        (**self).count()
    }
}

impl Message {
    /// The message `key`, or its attribute (`E201.remedy`).
    pub(crate) fn new(language: ReportLanguage, key: impl Into<String>) -> Self {
        Self { language, key: key.into(), arguments: Vec::new() }
    }

    /// Sets a variable to a number.
    pub(crate) fn n(self, name: &'static str, number: impl Count) -> Self {
        self.with(name, MessageArgument::Number(number.count()))
    }

    /// Sets a variable to a number that may have decimals.
    pub(crate) fn decimal(self, name: &'static str, number: f64) -> Self {
        self.with(name, MessageArgument::Decimal(number))
    }

    /// Sets a variable to a text.
    pub(crate) fn s(self, name: &'static str, text: impl AsRef<str>) -> Self {
        self.with(name, MessageArgument::Text(text.as_ref().to_owned()))
    }

    fn with(mut self, name: &'static str, value: MessageArgument) -> Self {
        self.arguments.push((name, value));
        self
    }

    /// The message with its text arguments changed: escaped, for a text with markup.
    pub(crate) fn map_texts(mut self, change: impl Fn(&str) -> String) -> Self {
        for (_, value) in &mut self.arguments {
            if let MessageArgument::Text(text) = value {
                *text = change(text);
            }
        }
        self
    }

    /// The text if the language has it. There is no other way to find out.
    pub(crate) fn in_its_language(&self) -> Option<String> {
        text(self.language, &self.key, &self.values())
    }

    fn values(&self) -> FluentArgs<'_> {
        let value = |value| match value {
            &MessageArgument::Number(number) => FluentValue::from(number),
            &MessageArgument::Decimal(number) => FluentValue::from(number),
            MessageArgument::Text(text) => FluentValue::from(text.as_str()),
        };
        self.arguments.iter().map(|(name, argument)| (*name, value(argument))).collect()
    }
}

impl fmt::Display for Message {
    /// In English, if the language does not have the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let english = || text(ReportLanguage::En, &self.key, &self.values());
        let text = self.in_its_language().or_else(english);
        debug_assert!(text.is_some(), "no language has {:?}", self.key);
        f.write_str(&text.unwrap_or_default())
    }
}
