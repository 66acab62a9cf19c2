//! Titles and remedies of issue codes in the languages of the report.

use super::code::Code;
use crate::language::{Message, ReportLanguage};

impl Code {
    /// What is wrong, in a few words.
    pub fn title_in(self, language: ReportLanguage) -> String {
        self.translated(language, self.id().to_owned()).unwrap_or_else(|| self.spec().title.to_owned())
    }

    /// What to do.
    pub fn remedy_in(self, language: ReportLanguage) -> String {
        let remedy = self.translated(language, format!("{}.remedy", self.id()));
        remedy.unwrap_or_else(|| self.spec().remedy.to_owned())
    }

    /// `What to do: ` and the remedy.
    pub fn what_to_do_in(self, language: ReportLanguage) -> String {
        Message::new(language, "what-to-do").s("remedy", self.remedy_in(language)).to_string()
    }

    /// The catalog itself is English.
    fn translated(self, language: ReportLanguage, key: String) -> Option<String> {
        Message::new(language, key).in_its_language().filter(|_| !language.is_english())
    }
}
