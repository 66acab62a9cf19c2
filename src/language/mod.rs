//! The languages of the report: texts from Project Fluent's files, numbers and dates as each country writes them.
//!
//! `locales/LANGUAGE/page.ftl` has the texts of report.html, `locales/LANGUAGE/questions.ftl` the questions of page one,
//! `locales/LANGUAGE/fields.ftl` the names of fields, `locales/LANGUAGE/codes.ftl` the titles and remedies of
//! issue codes, `locales/LANGUAGE/countries.ftl` the names of countries. Those in English are in the catalog
//! (`src/issue/code.rs`) and in the table of countries.

mod bundles;
mod dates;
mod message;
mod numbers;
mod report_language;

pub(crate) use dates::date_and_time;
pub(crate) use message::Message;
pub(crate) use numbers::{decimal, group_digits, percent};
pub use report_language::{ReportLanguage, UnknownLanguage};

#[cfg(test)]
mod tests;

#[cfg(test)]
mod plural_tests;

#[cfg(test)]
mod term_tests;
