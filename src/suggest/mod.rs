//! A mapping for a file that nobody has one for: which program wrote it, else a field for each of its columns.
//!
//! Everything but `reading` is pure: from names and values of a sample to decisions, and from those to the text of a
//! mapping. What is not certain says so; passwords, card numbers and tax numbers of people are never mapped, and their
//! values never shown.

mod assign_columns;
mod column_guess;
mod column_role;
mod column_target;
mod column_values;
mod custom_field_fit;
mod customer_name;
mod date_forms;
mod file_sample;
mod known_headers;
mod other_people;
mod sensitive_columns;
mod source_settings;
mod toml_text;
mod value_flaws;
mod value_misfit;
mod write_mapping;

#[cfg(test)]
mod tests;

pub use assign_columns::{Answers, ReviewQuestion, Suggestion, suggest_mapping};
pub use column_target::{ColumnTarget, Confidence, UserChoice};
pub use file_sample::{FileSample, header, sample};
pub use known_headers::{Recognised, recognise, recognised};

/// True for a name that people or programs give to a column.
pub fn is_column_name(name: &str) -> bool {
    column_role::role(name).is_some()
        || known_headers::is_written(name)
        || sensitive_columns::by_name(name).is_some()
}
