//! Suggests a mapping for a file: first by the program that wrote it, else column by column.
//!
//! Only `file_sample` reads files. Everything else is pure: names and sample values become decisions, and decisions
//! become the text of a mapping. Uncertain decisions are marked. Passwords, card numbers and tax numbers of people are
//! never mapped, and their values never shown.

mod assign_columns;
mod column_guess;
mod column_name;
#[cfg(feature = "workbench")]
mod column_profile;
mod column_role;
mod column_target;
mod column_values;
mod custom_field_fit;
mod customer_name;
mod date_forms;
mod file_sample;
mod known_headers;
mod made_for;
mod other_people;
mod phone_column;
#[cfg(feature = "workbench")]
mod reason_words;
mod review_questions;
#[cfg(feature = "workbench")]
mod row_sample;
mod sensitive_columns;
mod source_settings;
mod suggested_lines;
mod suggestion;
mod suggestion_input;
mod toml_text;
mod value_flaws;
mod value_misfit;
mod without_key;
mod write_mapping;

#[cfg(test)]
mod tests;

pub use assign_columns::suggest_mapping;
pub use column_name::is_column_name;
pub(crate) use column_name::{is_sensitive_column, is_sensitive_value};
#[cfg(feature = "workbench")]
pub(crate) use column_profile::{ColumnKind, ColumnProfile, column_profiles};
pub use column_target::{Answers, ColumnTarget, Confidence, UserChoice};
pub use file_sample::{FileSample, header, reading, sample};
pub use known_headers::{Recognized, recognize, recognized};
pub use made_for::{a_file_of, made_for, made_for_file, program_of};
#[cfg(feature = "workbench")]
pub(crate) use reason_words::{kind_in, reason_in};
#[cfg(feature = "workbench")]
pub(crate) use row_sample::{RowSample, SampledRow};
pub use suggestion::{ReviewQuestion, Suggestion};
