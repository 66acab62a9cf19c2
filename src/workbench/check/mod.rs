//! The check of a file in the background, and the mending of its rows.

mod check_api;
mod check_job;
mod check_steps;
mod check_store;
mod checks;
mod find_in_file;
mod found_texts;
mod mending;
mod suggested_values;

pub(crate) use check_api::routes as check_routes;
pub(crate) use checks::Checks;
pub(crate) use find_in_file::find_in_file;
pub(crate) use mending::Mending;
