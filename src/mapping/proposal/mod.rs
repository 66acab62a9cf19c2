//! A mapping for a file that nobody has one for: which program wrote it, else a field for each of its columns.
//!
//! Everything but `reading` is pure: from names and values of a sample to decisions, and from those to the text of a
//! mapping. What is not certain says so; passwords, card numbers and tax numbers of people are never mapped, and their
//! values never shown.

mod column;
mod custom;
mod dates;
mod decide;
mod evidence;
mod flaws;
mod fold;
mod guess;
mod known;
mod misfit;
mod name;
mod others;
mod person;
mod reading;
mod rule;
mod secret;
mod settings;
mod text;

#[cfg(test)]
mod tests;

pub use column::{Choice, Confidence, Fate};
pub use decide::{Answers, Proposal, Question, propose};
pub(in crate::mapping) use fold::words;
pub use known::{Recognised, recognise, recognised};
pub use reading::{Sample, header, sample};

/// True for a name that people or programs give to a column.
pub fn is_column_name(name: &str) -> bool {
    name::role(name).is_some() || known::is_written(name) || secret::by_name(name).is_some()
}
