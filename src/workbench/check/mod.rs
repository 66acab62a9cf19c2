//! The check of a file in the background, and the mending of its rows.

mod check_api;
mod check_job;
mod check_store;
mod checks;
mod mending;

pub(crate) use check_api::routes as check_routes;
pub(crate) use checks::Checks;
