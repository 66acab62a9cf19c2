//! `--redact` for commands that look for a person: what they say of files, runs and values.

use deskferry::lookup::FilterError;
use deskferry::report::{masked, masked_path, masked_text};
use serde_json::Value;

use super::command_error::CommandError;

/// Whether what is shown is masked, and the names on the command line that are.
#[derive(Debug, Clone)]
pub(crate) struct Redaction<'a> {
    is_on: bool,
    names: Vec<&'a str>,
}

impl<'a> Redaction<'a> {
    /// `names` are files and folders of the command line.
    pub(crate) fn new(is_on: bool, names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { is_on, names: names.into_iter().collect() }
    }

    /// A value of a customer.
    pub(crate) fn value(&self, text: &str) -> String {
        if self.is_on { masked(text) } else { text.to_owned() }
    }

    /// The path of a file or a folder.
    pub(crate) fn path(&self, text: &str) -> String {
        if self.is_on { masked_path(text) } else { text.to_owned() }
    }

    /// A message: its paths, addresses and names of runs are masked.
    pub(crate) fn message(&self, text: &str) -> String {
        if self.is_on { masked_text(text, &self.names) } else { text.to_owned() }
    }

    /// Every text of a document, like a message.
    pub(crate) fn document(&self, mut value: Value) -> Value {
        self.mask_all(&mut value);
        value
    }

    fn mask_all(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.message(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask_all(item)),
            Value::Object(members) => members.values_mut().for_each(|value| self.mask_all(value)),
            _ => {}
        }
    }

    /// An error of the whole command.
    pub(crate) fn error(&self, fault: CommandError) -> CommandError {
        CommandError { message: self.message(&fault.message), ..fault }
    }

    /// What is wrong with the values to look for; they are the person's.
    pub(crate) fn wrong_filter(&self, error: &FilterError) -> CommandError {
        CommandError::usage(match error {
            _ if !self.is_on => error.to_string(),
            FilterError::NotAPair(_) => "expected FIELD=VALUE (--redact hides what was given)".to_owned(),
            _ => "one of the values can't be looked for; leave out --redact to see which, and why".to_owned(),
        })
    }
}
