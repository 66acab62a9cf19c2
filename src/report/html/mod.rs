//! `report.html`: the report as one self-contained page, for those who decide on a migration.
//!
//! The page is rendered from a [`RunReport`](super::RunReport) and the rejects file. All content is in the HTML, so it
//! can be read without the script, which only filters, sorts and saves. The page loads nothing from any address.

mod assets;
mod chart;
mod detail_words;
mod durations;
mod escape;
mod issue_texts;
mod left_out;
mod lookup_words;
mod omissions;
mod origin_words;
mod page;
mod page_one;
mod page_texts;
mod plain_words;
mod protection_words;
mod read_words;
mod rejects;
mod sandbox_note;
mod sections;

#[cfg(feature = "workbench")]
pub(crate) use detail_words::fixed_details;
pub(super) use durations::duration;
pub(super) use page::render;
