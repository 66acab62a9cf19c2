//! `report.html`: the report as one page that needs nothing else, for whoever decides on a migration.
//!
//! The page is drawn from a [`RunReport`] and the rejects file alone. Everything is written by Rust, escaped by the
//! template; the script only filters, sorts and saves what stands there, so the page can be read without it. Style and
//! script are allowed by their hashes and nothing else is: no address is ever asked.

mod assets;
mod chart;
mod escape;
mod omissions;
mod page;
mod rejects;
mod sections;

pub(super) use page::render;
